from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.errors import CorpusError
from textgen.lstm import data
from textgen.lstm.data import Ids, Streams, Windows, encode, occurrences, read_text, split, survey
from textgen.lstm.vocabulary import Vocabulary


@contextmanager
def ids_of(text: str, folder: Path) -> Iterator[tuple[Ids, Vocabulary]]:
    path = folder / "text.txt"
    path.write_bytes(text.encode())
    found = survey(path)
    vocabulary = Vocabulary.from_counts(found.counts)
    with encode(path, found, vocabulary, folder) as ids:
        yield ids, vocabulary


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff")))
def test_a_survey_counts_what_is_there(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("survey") / "text.txt"
    path.write_bytes(text.encode())
    found = survey(path)
    assert found.characters == len(text)
    assert found.counts == {character: text.count(character) for character in text}


def test_a_text_is_read_the_same_wherever_its_pieces_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\ufeffline one\r\nzwei ü 三 🎈\rend".encode())
    for chunk in range(1, 12):
        monkeypatch.setattr(data, "CHUNK", chunk)
        assert "".join(read_text(path)) == "line one\nzwei ü 三 🎈\nend"


@pytest.mark.parametrize("content", [b"caf\xe9 au lait", "text".encode("utf-16"), b"cut \xf0\x9f\x8e"])
def test_a_text_in_another_encoding_is_refused_with_a_way_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match="not UTF-8") as caught:
        survey(path)
    assert "textgen collect files" in caught.value.hint


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nothing\.txt does not exist"):
        survey(tmp_path / "nothing.txt")
    with pytest.raises(CorpusError, match="is a folder"):
        survey(tmp_path)
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    with pytest.raises(CorpusError, match=r"loop\.txt cannot be read"):
        survey(tmp_path / "loop.txt")


def test_ids_are_encoded_once_and_the_old_ones_of_a_changed_text_removed(tmp_path: Path) -> None:
    with ids_of("abcabc", tmp_path) as (ids, _):
        assert list(ids.read(2, 3)) == [2, 0, 1]
    (first,) = tmp_path.glob("*.ids")
    stamp = first.stat().st_mtime_ns
    with ids_of("abcabc", tmp_path):
        assert first.stat().st_mtime_ns == stamp
    first.write_bytes(first.read_bytes()[:2])
    with ids_of("abcabc", tmp_path) as (ids, _):
        assert len(ids) == 6
    with ids_of("abcabcd", tmp_path) as (ids, _):
        assert len(ids) == 7
    assert len(list(tmp_path.glob("*.ids"))) == 1
    assert not first.exists()


def test_the_split_is_a_share_or_the_document_boundary_beside_it(tmp_path: Path) -> None:
    for end, expected in [(8995, 8996), (9003, 9004), (9020, 9000), (8900, 9000)]:
        text = "".join("|" if place == end else "ab"[place % 2] for place in range(10_000))
        with ids_of(text, tmp_path) as (ids, vocabulary):
            assert split(ids, validation_split=0.1, delimiter=vocabulary.encode("|"), at_least=1) == expected
            assert split(ids, validation_split=0.1, delimiter=None, at_least=1) == 9000


def test_the_boundary_leaves_enough_to_learn_and_something_to_measure(tmp_path: Path) -> None:
    text = "ab" * 495 + "|" + "ab" * 4504 + "|"
    with ids_of(text, tmp_path) as (ids, vocabulary):
        delimiter = vocabulary.encode("|")
        assert split(ids, validation_split=0.9005, delimiter=delimiter, at_least=500) == 991
        assert split(ids, validation_split=0.9005, delimiter=delimiter, at_least=993) == 995
        assert split(ids, validation_split=0.0005, delimiter=delimiter, at_least=500) == 9995


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 100])
def test_occurrences_are_counted_wherever_pieces_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    path = tmp_path / "text.txt"
    path.write_text("one|=|two|=||=|three|=|aaaa", "utf-8")
    monkeypatch.setattr(data, "CHUNK", chunk)
    assert occurrences(path, "|=|") == 4
    assert occurrences(path, "|") == 8
    assert occurrences(path, "aa") == 2


@given(length=st.integers(30, 400), batch=st.integers(1, 5), window=st.integers(1, 5), seed=st.integers(0, 9))
def test_streams_read_training_text_only_and_each_row_goes_on_where_it_was(
    length: int, batch: int, window: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(length))
    stop = length - 3
    read: list[np.ndarray] = []
    end = np.zeros(batch)
    with ids_of(text, tmp_path_factory.mktemp("streams")) as (ids, _):
        streams = Streams(ids, stop=stop, batch=batch, window=window, seed=seed)
        for step in range(2 * streams.steps_per_epoch):
            windows = streams.windows(step)
            assert windows.shape == (batch, window + 1)
            assert windows.max() < stop
            if not streams.starts_anew(step):
                assert (windows[:, 0] == end).all()
            end = windows[:, -1]
            read.append(windows[:, 1:])
    first_epoch = np.concatenate(read[: streams.steps_per_epoch]).ravel()
    assert len(set(first_epoch.tolist())) == first_epoch.size
    assert first_epoch.size >= stop - 1 - batch * 2 * window


def test_each_epoch_cuts_the_text_elsewhere_and_reads_over_its_end(tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(1000))
    with ids_of(text, tmp_path) as (ids, _):
        streams = Streams(ids, stop=900, batch=4, window=10, seed=3)
        starts = [streams.windows(epoch * streams.steps_per_epoch)[:, 0] for epoch in range(50)]
        every = np.concatenate([streams.windows(step) for step in range(50 * streams.steps_per_epoch)])
    assert len({int(start) for epoch in starts for start in epoch}) > 150
    jumps = every[:, 1:] != every[:, :-1] + 1
    assert (every[:, 1:][jumps] == 0).all()
    assert (every[:, :-1][jumps] == 899).all()
    assert jumps.sum() <= 50


def test_the_tutorials_windows_are_drawn_from_every_third_place_without_repeats(tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(1000))
    with ids_of(text, tmp_path) as (ids, _):
        windows = Windows(ids, stop=900, batch=8, window=60, stride=3, examples_per_epoch=200, seed=4)
        assert windows.steps_per_epoch == 25
        epochs = [
            np.concatenate([windows.windows(step)[:, 0] for step in range(25 * epoch, 25 * epoch + 25)])
            for epoch in range(2)
        ]
    for starts in epochs:
        assert len(set(starts.tolist())) == 200
        assert (starts % 3 == 0).all()
        assert starts.max() + 60 < 900
    assert epochs[0].tolist() != epochs[1].tolist()

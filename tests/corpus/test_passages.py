"""Copied passages: all of them, no others, and where they stand."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textgen import lock
from textgen.corpus import passages
from textgen.corpus.passages import Copied, Passages
from textgen.errors import CorpusError, TextgenError

letters = st.text(st.sampled_from("ab"), max_size=300) | st.text(st.sampled_from("aé😀 "), max_size=300)


def copied_slowly(corpus: str, text: str, at_least: int) -> list[tuple[int, int]]:
    """The start and length of each copied passage that cannot go on, by looking everywhere."""
    lengths = [0]
    for end in range(1, len(text) + 1):
        length = lengths[-1] + 1
        while text[end - length : end] not in corpus:
            length -= 1
        lengths.append(length)
    lengths.append(0)
    return [
        (end - lengths[end], lengths[end])
        for end in range(1, len(text) + 1)
        if lengths[end] >= at_least and lengths[end + 1] != lengths[end] + 1
    ]


@given(
    corpus=letters, text=letters, cut=st.tuples(st.integers(0, 300), st.integers(0, 90)), n=st.integers(8, 40)
)
@example(corpus="a" * 50, text="b" + "a" * 60, cut=(0, 0), n=8)
@settings(max_examples=80, deadline=None)
def test_every_copied_passage_is_found_and_no_other(corpus, text, cut, n):
    text += corpus[cut[0] : cut[0] + cut[1]] + text[:20]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.txt"
        path.write_text(corpus, "utf-8")
        found = Passages(path, n).copied(text)
    assert [(copy.start, copy.length) for copy in found] == copied_slowly(corpus, text, n)
    for copy in found:
        assert corpus[copy.place :][: copy.length] == text[copy.start :][: copy.length]


@given(corpus=letters, choices=st.lists(st.integers(0, 5), max_size=200), n=st.integers(8, 40))
@settings(max_examples=50, deadline=None)
def test_a_text_that_keeps_off_the_forbidden_characters_copies_nothing(corpus, choices, n):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.txt"
        path.write_text(corpus, "utf-8")
        index = Passages(path, n)
    follower, text = index.follow(), ""
    for choice in choices:
        allowed = sorted(set(corpus + "x") - {chr(code) for code in follower.forbidden()})
        text += allowed[choice % len(allowed)]
        follower.read(ord(text[-1]))
    assert all(text[start : start + n] not in corpus for start in range(len(text) - n + 1))


@given(corpus=letters, text=letters, until=st.integers(0, 300), n=st.integers(8, 20))
@settings(max_examples=50, deadline=None)
def test_only_the_part_that_counts_is_looked_up(corpus, text, until, n):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.txt"
        path.write_text(corpus, "utf-8")
        index = Passages(path, n, until=until)
    text += corpus
    assert [(copy.start, copy.length) for copy in index.copied(text)] == copied_slowly(
        corpus[:until], text, n
    )
    follower = index.follow()
    for place, character in enumerate(text):
        for code in follower.forbidden():
            assert text[:place][1 - n :] + chr(code) in corpus[:until]
        follower.read(ord(character))


def test_a_long_text_is_looked_up_in_parts(tmp_path, monkeypatch):
    corpus = "".join(f"{number} bottles, " for number in range(300))
    (tmp_path / "corpus.txt").write_text(corpus, "utf-8")
    index = Passages(tmp_path / "corpus.txt", 20)
    text = corpus[1000:2000] + "none" + corpus[:500]
    expected = index.copied(text)
    monkeypatch.setattr(passages, "_ROUND", 50)
    assert index.copied(text) == expected
    assert [(copy.start, copy.length) for copy in expected] == copied_slowly(corpus, text, 20)


def test_what_stands_everywhere_is_looked_up_in_some_places(tmp_path, monkeypatch):
    monkeypatch.setattr(passages, "_MOST", 50)
    line = "-" * 60 + "\n"
    corpus = "".join(f"{line}{number} bottles on the wall\n" for number in range(100))
    (tmp_path / "corpus.txt").write_text(corpus, "utf-8")
    text = line + "77 bottles on the wall\n"
    assert Passages(tmp_path / "corpus.txt", 20).copied(text) == [Copied(0, len(text), corpus.index(text))]


def test_a_long_corpus_is_indexed_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(passages, "_ROUND", 64)
    corpus = "".join(f"{number} bottles, " for number in range(3000))
    (tmp_path / "corpus.txt").write_text(corpus, "utf-8")
    shown = []
    index = Passages(tmp_path / "corpus.txt", 20, on_progress=lambda done, total: shown.append((done, total)))
    assert index.copied("none:2345 bottles, 2346 bottles, done") == [
        Copied(start=5, length=28, place=corpus.index("2345 bottles"))
    ]
    assert shown == sorted(shown)
    assert shown[-1][0] == pytest.approx(shown[-1][1], rel=0.01)


def test_the_index_is_built_once_and_again_only_for_another_text(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("the rain in Spain falls mainly", "utf-8")

    def files() -> set[Path]:
        Passages(path, 10)
        return set(tmp_path.glob("*.passages"))

    (first,) = files()
    written = first.stat().st_mtime_ns
    assert files() == {first}
    assert first.stat().st_mtime_ns == written
    first.write_bytes(first.read_bytes()[:-1])  # cut
    assert Passages(path, 10).copied("rain in Spain") == [Copied(0, 13, 4)]
    for start, end in ((0, 16), (16, 24), (24, 32)):  # each number of the header
        damaged = bytearray(first.read_bytes())
        damaged[start:end] = bytes([3]) * (end - start)
        first.write_bytes(damaged)
        assert Passages(path, 10).copied("rain in Spain") == [Copied(0, 13, 4)]
    path.write_text("the rain in Rome falls mainly", "utf-8")
    assert len(files() - {first}) == len(files()) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from textgen.corpus.passages import Passages

def kill(done, total):
    os.kill(os.getpid(), signal.SIGKILL)

Passages(Path(sys.argv[1]), 10, on_progress=kill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("text", ["the rain in Spain falls mainly", "another text by now"])
def test_what_a_killed_build_left_is_removed_by_the_next(text, tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("the rain in Spain falls mainly", "utf-8")
    done = subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".*.tmp"))) == 1
    path.write_text(text, "utf-8")
    Passages(path, 10)
    assert len(list(tmp_path.glob("*.passages"))) == 1
    assert list(tmp_path.glob(".*.tmp")) == []


def test_what_another_process_is_building_stays(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("the rain in Spain falls mainly", "utf-8")
    Passages(path, 10)
    (index,) = tmp_path.glob("*.passages")
    index.unlink()
    with (tmp_path / f".{index.name}.1.tmp").open("wb") as building:
        lock.hold(building)
        Passages(path, 10)
        assert Path(building.name).exists()


def test_texts_of_similar_names_keep_their_indexes(tmp_path):
    names = ("corpus.txt", "corpus.md", "corpus.txt.old", "corpus")
    for name in names:
        (tmp_path / name).write_text(f"the rain in {name} falls mainly", "utf-8")
        Passages(tmp_path / name, 10)
    assert len(list(tmp_path.glob("*.passages"))) == len(names)


def test_an_index_that_another_process_finished_meanwhile_is_used(tmp_path, monkeypatch):
    path = tmp_path / "corpus.txt"
    path.write_text("the rain in Spain falls mainly", "utf-8")
    build = passages._build

    def build_twice(path, index, block, on_progress):
        first = build(path, index, block, on_progress)
        monkeypatch.setattr(passages, "_build", build)
        with monkeypatch.context() as patch:  # the other looked before the first was there
            patch.setattr(passages, "_load", lambda file, block: None)
            with pytest.raises(CorpusError):
                passages._open(path, block, None)
        assert index.exists()
        return first

    monkeypatch.setattr(passages, "_build", build_twice)
    assert Passages(path, 10).copied("rain in Spain") == [Copied(0, 13, 4)]


def test_what_cannot_be_indexed_is_refused(tmp_path):
    (tmp_path / "latin.txt").write_bytes("Zoë".encode("latin-1"))
    with pytest.raises(CorpusError, match=r"latin\.txt is not UTF-8"):
        Passages(tmp_path / "latin.txt", 20)
    with pytest.raises(CorpusError, match=r"none\.txt cannot be read"):
        Passages(tmp_path / "none.txt", 20)
    with pytest.raises(TextgenError, match="7 characters in a row are too few"):
        Passages(tmp_path / "latin.txt", 7)
    assert list(tmp_path.glob("*.passages")) == []


def test_an_empty_corpus_holds_no_passage(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    assert Passages(tmp_path / "empty.txt", 8).copied("nothing of this") == []

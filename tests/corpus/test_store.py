"""Opening corpora by name, reading them without a trace, and what can be wrong with them."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import textgen
from textgen import Context, Corpus, Document, TextgenError
from textgen.corpus.listing import Entry, details, entries
from textgen.corpus.opening import check, drop, remove, writing
from textgen.errors import CorpusError


def say(context: Context, texts: list[str]) -> Iterator[Document]:
    for number, text in enumerate(texts):
        yield Document(text, f"text/{number}", kind="post")


@pytest.fixture
def corpus() -> Corpus:
    textgen.collect(say, corpus="poems", texts=["Rosen", "Tulpen", "Nelken"])
    return Corpus.open("poems")


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def read_everything() -> None:
    corpus = Corpus.open("poems")
    assert [document.text for document in corpus.documents()] == ["Rosen", "Tulpen", "Nelken"]
    assert corpus.stats().documents == 3
    assert Corpus.latest() == corpus
    assert [entry.documents for entry in entries()] == [3]
    assert details(corpus).removed == 0


def test_reading_changes_no_file(corpus: Corpus) -> None:
    before = digests(corpus.folder)
    read_everything()
    next(corpus.documents())
    assert digests(corpus.folder) == before


def test_a_folder_that_cannot_be_written_can_be_read(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    connect = sqlite3.connect

    def spy(address: str, *arguments: object, **named: object) -> sqlite3.Connection:
        opened.append(address)
        return connect(address, *arguments, **named)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(
        "os.access", lambda path, mode: False
    )  # tests may run as root, who may write anywhere
    monkeypatch.setattr(sqlite3, "connect", spy)
    read_everything()
    assert opened
    assert all(address.endswith("?mode=ro&immutable=1") for address in opened)


def test_an_unknown_corpus_is_met_with_the_closest_names(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="there is no corpus 'poem' in") as caught:
        Corpus.open("poem")
    assert caught.value.hint == "Did you mean poems?"
    drop("poems")
    with pytest.raises(CorpusError, match="there is no corpus 'poem' in") as caught:
        Corpus.open("poem")
    assert "textgen collect" in caught.value.hint


def test_a_corpus_elsewhere_is_opened_by_its_folder(corpus: Corpus, tmp_path: Path) -> None:
    corpus.folder.rename(tmp_path / "moved")
    moved = Corpus.open("poems", folder=tmp_path / "moved")
    assert len(list(moved.documents())) == 3


def test_the_corpus_collected_last() -> None:
    with pytest.raises(CorpusError, match="nothing has been collected"):
        Corpus.latest()
    textgen.collect(say, corpus="a", texts=["one"])
    textgen.collect(say, corpus="b", texts=["two"])
    assert Corpus.latest().name == "b"
    textgen.collect(say, corpus="a", texts=["one"])  # nothing new, and still the last
    assert Corpus.latest().name == "a"
    check("b")
    remove("b", "nothing*")
    Corpus.open("a").folder.joinpath("zzz.txt").write_text("put there by hand")
    Corpus.open("a").folder.joinpath("damaged.txt").write_text("")
    Corpus.open("a").folder.joinpath("damaged.db").write_text("no database")
    assert Corpus.latest().name == "a"


def test_a_database_without_its_text(corpus: Corpus) -> None:
    corpus.path.unlink()
    for use in (
        lambda: Corpus.open("poems"),
        lambda: textgen.collect(say, corpus="poems", texts=["x"]),
        lambda: check("poems"),
    ):
        with pytest.raises(CorpusError, match=r"poems\.txt is missing") as caught:
            use()
        assert "textgen corpus drop poems" in caught.value.hint
    assert corpus.database.exists()
    assert entries() == [
        Entry("poems", problem=f"{corpus.path} is missing, though its database poems.db is there")
    ]
    drop("poems")
    assert not corpus.database.exists()


@pytest.mark.parametrize("damage", ["garbage", "cut", "middle"])
def test_a_damaged_database(corpus: Corpus, damage: str) -> None:
    data = corpus.database.read_bytes()
    corpus.database.write_bytes(
        {
            "garbage": b"not a database at all" * 100,
            "cut": data[: len(data) // 2 + 100],
            "middle": data[:100] + b"\xff" * (len(data) - 100),
        }[damage]
    )
    for use in (
        lambda: list(Corpus.open("poems").documents()),
        lambda: textgen.collect(say, corpus="poems", texts=["x"]),
        lambda: Corpus.open("poems").stats(),
    ):
        with pytest.raises(CorpusError, match=r"poems\.db is damaged") as caught:
            use()
        assert "Move it away" in caught.value.hint
    assert corpus.path.read_text() == "Rosen\fTulpen\fNelken\f"
    corpus.database.rename(corpus.folder / "away")
    assert textgen.collect(say, corpus="poems", texts=["Rosen", "Tulpen", "Nelken", "Mohn"]).added == 1


def test_a_database_of_somebody_else_and_one_of_a_newer_version(corpus: Corpus) -> None:
    with sqlite3.connect(corpus.database) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CorpusError, match="was written by a newer textgen"):
        Corpus.open("poems")
    corpus.database.unlink()
    with sqlite3.connect(corpus.database) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")
    connection.close()
    with pytest.raises(CorpusError, match="is not the database of a corpus"):
        Corpus.open("poems")
    with pytest.raises(CorpusError, match="is not the database of a corpus"):
        textgen.collect(say, corpus="poems", texts=["x"])


def test_one_writer_at_a_time(corpus: Corpus) -> None:
    with writing("poems", "say"):
        with pytest.raises(CorpusError, match="the corpus poems is being written by another textgen"):
            textgen.collect(say, corpus="poems", texts=["x"])
        with pytest.raises(CorpusError, match="is being written"):
            drop("poems")
        assert len(list(corpus.documents())) == 3  # reading goes on
        textgen.collect(say, corpus="others", texts=["x"])
    textgen.collect(say, corpus="poems", texts=["x"])


def test_a_kill_releases_the_lock(corpus: Corpus) -> None:
    holding = (
        "import time; from textgen.corpus.opening import writing\n"
        "with writing('poems', 'say'): print('locked', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(CorpusError, match="is being written"):
            check("poems")
        process.kill()
    check("poems")
    assert sorted(path.name for path in corpus.folder.iterdir()) == ["poems.db", "poems.txt"]


def test_documents_are_removed_by_their_uri(corpus: Corpus) -> None:
    assert remove("poems", "text/[02]") == 2
    assert corpus.path.read_text() == "Tulpen\f"
    assert remove("poems", "text/[02]") == 0
    summary = textgen.collect(say, corpus="poems", texts=["Rosen", "Tulpen", "Nelken"])
    assert summary.skipped == {"removed from the corpus before": 2}
    assert details(corpus).removed == 2


def test_dropping_leaves_nothing_and_touches_no_other(corpus: Corpus) -> None:
    textgen.collect(say, corpus="poems2", texts=["x"])
    (corpus.folder / "poems.0123.ids").write_bytes(b"ids")
    (corpus.folder / ".poems.fresh-0123.txt").write_bytes(b"")
    drop("poems")
    assert sorted(path.name for path in corpus.folder.iterdir()) == ["poems2.db", "poems2.txt"]
    with pytest.raises(CorpusError, match="there is no corpus"):
        drop("poems")


def test_a_bad_name_is_an_error_everywhere() -> None:
    for use in (Corpus.open, check, drop):
        with pytest.raises(TextgenError, match="cannot name a corpus"):
            use("../poems")


def test_readers_do_not_wait_for_a_writer_nor_stop_it(corpus: Corpus) -> None:
    reader = corpus.documents()
    next(reader)
    begun = time.monotonic()
    textgen.collect(say, corpus="poems", texts=["Rosen", "Tulpen, rot", "Nelken", "Mohn"])
    assert time.monotonic() - begun < 5
    assert [document.text for document in reader]


def test_new_texts_leave_no_room_behind_in_the_database() -> None:
    textgen.collect(say, corpus="big", texts=["a" * 1_000_000, "b" * 1_000_000])
    textgen.collect(say, corpus="big", texts=["A" * 1_000_000, "B" * 1_000_000])
    assert Corpus.open("big").database.stat().st_size < 200_000

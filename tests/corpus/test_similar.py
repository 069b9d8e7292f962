"""The index of near duplicates in a corpus's database."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import textgen
from textgen import Context, Corpus, Document
from textgen.corpus import opening, similar
from textgen.corpus.similar import Similar
from textgen.corpus.split import digest
from textgen.corpus.writer import Standing

RANDOM = random.Random(5)  # noqa: S311 - no secret
TEXTS = [" ".join(f"w{RANDOM.randrange(3000)}" for _ in range(80)) for _ in range(12)]


def near(text: str) -> str:
    """The text with its last word changed."""
    return text.rpartition(" ")[0] + " otherwise"


def say(context: Context, texts: list[str]) -> Iterator[Document]:
    for number, text in enumerate(texts):
        yield Document(text, f"text/{number}")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(tmp_path / "index.db", isolation_level=None)
    yield made
    made.close()


def entry(text: str) -> tuple[bytes, bytes]:
    return digest(text.encode()), text.encode()


def keep(index: Similar, connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    index.store()
    connection.execute("COMMIT")
    index.forget()


def rows(name: str) -> tuple[int, int]:
    with sqlite3.connect(Corpus.open(name).database) as opened:
        [signatures] = opened.execute("SELECT count(*) FROM signature").fetchone()
        [keys] = opened.execute("SELECT count(*) FROM band").fetchone()
    opened.close()
    return signatures, keys


def test_what_waits_and_what_is_kept_is_found(connection: sqlite3.Connection) -> None:
    index = Similar(connection)
    for text in TEXTS:
        index.add(*entry(text))
    for _ in ("waiting", "kept"):
        for text in TEXTS:
            assert index.find(*entry(near(text))) == [entry(text)[0]]
            assert index.find(*entry(text)) == []  # itself is no other
        keep(index, connection)
    assert Similar(connection).find(*entry(near(TEXTS[3]))) == [entry(TEXTS[3])[0]]


def test_the_most_similar_comes_first(connection: sqlite3.Connection) -> None:
    index = Similar(connection)
    words = TEXTS[0].split()
    less = " ".join([*words[:40], "in", "between", *words[40:]])
    for text in (less, near(TEXTS[0])):
        index.add(*entry(text))
    keep(index, connection)
    assert index.find(*entry(TEXTS[0])) == [entry(near(TEXTS[0]))[0], entry(less)[0]]


def test_a_transaction_that_is_taken_back_takes_the_signatures_along(connection: sqlite3.Connection) -> None:
    index = Similar(connection)
    index.add(*entry(TEXTS[0]))
    connection.execute("BEGIN")
    index.store()
    connection.execute("ROLLBACK")
    assert connection.execute("SELECT count(*) FROM signature").fetchone() == (0,)
    keep(index, connection)  # it waited still
    assert index.find(*entry(near(TEXTS[0])))


def test_a_phrase_that_thousands_repeat_hides_no_copy(connection: sqlite3.Connection) -> None:
    index = Similar(connection)
    phrase = " ".join(f"menu{number}" for number in range(75))
    pages = [f"{phrase} {' '.join(f'p{number}w{word}' for word in range(14))}" for number in range(2000)]
    for page in pages:
        index.add(*entry(page))
    keep(index, connection)
    [most] = connection.execute("SELECT max(n) FROM (SELECT count(*) AS n FROM band GROUP BY key)").fetchone()
    assert most > similar.PER_KEY
    copies = [index.find(*entry(near(page))) for page in pages[::100]]
    assert sum(entry(page)[0] in found for page, found in zip(pages[::100], copies, strict=True)) >= 18


def test_a_corpus_made_without_it_is_taken_in_once() -> None:
    textgen.collect(say, texts=[*TEXTS, "short"])
    with opening.writing("say", "say") as writer:
        writer.compare()
        assert writer.resembles("other", writer.text(near(TEXTS[7]))) == (Standing.SAME, "text/7")
        assert writer.resembles("text/7", writer.text(near(TEXTS[7]))) is None  # it was this one before
        assert writer.resembles("other", writer.text("short")) is None
    assert rows("say") == (13, 12 * 16)
    told: list[float] = []
    with opening.writing("say", "say") as writer:
        writer.compare(lambda done, total: told.append(done))
    assert told == []


def test_many_documents_are_taken_in_round_after_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "ROUND", 5)
    textgen.collect(say, texts=[*TEXTS, "short", "twice", "twice"], keep_duplicates=True)
    with opening.writing("say", "say") as writer:
        writer.compare()
    assert rows("say") == (14, 12 * 16)


def test_what_was_written_by_hand_is_found() -> None:
    textgen.collect(say, texts=TEXTS[:3])
    path = Corpus.open("say").path
    path.write_text(path.read_text().replace(TEXTS[1], TEXTS[5]) + TEXTS[6])
    with opening.writing("say", "say") as writer:
        writer.compare()
        assert writer.resembles("new", writer.text(near(TEXTS[5]))) == (Standing.SAME, "text/1")
        found = writer.resembles("new", writer.text(near(TEXTS[6])))
        assert found is not None
        assert found[0] is Standing.SAME
        assert found[1].startswith("hand/")


def test_what_is_not_in_the_corpus_any_more_goes() -> None:
    textgen.collect(say, texts=TEXTS[:4], near_duplicates=True)
    textgen.collect(say, texts=TEXTS[4:8], near_duplicates=True)  # new texts of the same documents
    assert rows("say") == (8, 8 * 16)
    with opening.writing("say", "say") as writer:
        writer.compare()
        assert writer.resembles("new", writer.text(near(TEXTS[0]))) is None
        assert writer.resembles("new", writer.text(near(TEXTS[4]))) == (Standing.SAME, "text/0")
    assert rows("say") == (4, 4 * 16)


STEPS = """
import os, signal, sys, textgen
from textgen import Document

def say(context):
    yield Document(sys.argv[1], "text/0")
    context.commit()
    yield Document(sys.argv[2], "text/1")
    os.kill(os.getpid(), signal.SIGKILL)

textgen.collect(say, near_duplicates=True)
"""


def test_a_run_that_is_killed_between_two_steps_keeps_what_belongs_together() -> None:
    subprocess.run([sys.executable, "-c", STEPS, TEXTS[0], TEXTS[1]], check=False)
    summary = textgen.collect(say, texts=[TEXTS[0], near(TEXTS[0]), near(TEXTS[1])], near_duplicates=True)
    assert (summary.added, summary.documents, summary.skipped) == (1, 2, {"near duplicate": 1})
    assert rows("say") == (2, 2 * 16)

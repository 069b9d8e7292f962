"""A run that is killed at any instant: the next one ends with what an uninterrupted one would have."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import textgen
from textgen import Context, Corpus, Document
from textgen.corpus import database, journal

EVERYWHERE = Path(__file__).with_name("kill_everywhere.py")

BIG = """
import sys, textgen
from textgen import Document

def big(context):
    for number in range(3000):
        if not context.seen(f"file/{number}", str(number)):
            yield Document(f"document {number} " * (20 + number % 300), f"file/{number}")

print("ready", flush=True)
textgen.collect(big, corpus="big")
"""


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """A folder that is quick to write, if there is one."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        yield Path(folder)


@pytest.mark.parametrize(
    ("scenario", "stride"), [("first", 41), ("again", 37), ("near", 199), ("fresh", 31), ("drop", 13)]
)
def test_killed_at_line_after_line(scenario: str, stride: int, memory_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, EVERYWHERE, memory_folder, scenario, str(stride)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert result["points"] > 25


def test_killed_at_any_time_while_it_writes_much(
    memory_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(folder: Path, seconds: float | None) -> int:
        environment = {**os.environ, "TEXTGEN_CORPUS": str(folder)}
        with subprocess.Popen(
            [sys.executable, "-c", BIG], env=environment, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if seconds is not None:
                time.sleep(seconds)
                process.kill()
            return process.wait()

    whole, killed = memory_folder / "whole", memory_folder / "killed"
    begun = time.monotonic()
    assert run(whole, None) == 0
    needed = time.monotonic() - begun
    moments = [needed * part for part in (0.03, 0.07, 0.15, 0.25, 0.4, 0.5)]
    hits = [run(killed, moment) for moment in moments].count(-signal.SIGKILL)
    assert hits
    assert run(killed, None) == 0
    assert (killed / "big.txt").read_bytes() == (whole / "big.txt").read_bytes()
    monkeypatch.setenv("TEXTGEN_CORPUS", str(killed))
    assert len({document.uri for document in Corpus.open("big").documents()}) == 3000
    assert sorted(path.name for path in killed.iterdir()) == ["big.db", "big.txt"]


def letters(context: Context, count: int) -> Iterator[Document]:
    for number in range(count):
        yield Document(chr(97 + number) * 10, f"letter/{number}")


def set_mark(corpus: Corpus, mark: str | None) -> None:
    with database.writing(corpus.database) as connection:
        connection.execute("UPDATE corpus SET mark = ?", [mark])


def test_half_an_append_is_cut_off_when_the_mark_is_set() -> None:
    textgen.collect(letters, count=2)
    corpus = Corpus.open("letters")
    with corpus.path.open("ab") as file:
        file.write(b"ccccc")
    set_mark(corpus, journal.WRITING)
    textgen.collect(letters, count=3)
    assert corpus.path.read_text() == "aaaaaaaaaa\fbbbbbbbbbb\fcccccccccc\f"


def test_the_same_bytes_are_an_edit_by_hand_when_it_is_not() -> None:
    textgen.collect(letters, count=2)
    corpus = Corpus.open("letters")
    with corpus.path.open("ab") as file:
        file.write(b"ccccc")
    textgen.collect(letters, count=3)
    assert corpus.path.read_text() == "aaaaaaaaaa\fbbbbbbbbbb\fccccc\fcccccccccc\f"


def test_a_rewrite_that_was_killed_before_the_change_of_name_is_finished() -> None:
    textgen.collect(letters, count=2)
    corpus = Corpus.open("letters")
    new = corpus.path.with_name("rewritten")
    new.write_text(corpus.path.read_text().upper())
    set_mark(corpus, "rewritten")
    textgen.collect(letters, count=0)
    assert corpus.path.read_text() == "AAAAAAAAAA\fBBBBBBBBBB\f"
    assert not new.exists()


def test_half_a_commit_is_taken_back_when_it_is_read(tmp_path: Path) -> None:
    textgen.collect(letters, count=2)
    corpus = Corpus.open("letters")
    killing = (
        "import os, signal, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "connection.execute('DELETE FROM document')\n"
        "rows = [(str(n), str(n), 'x' * 999) for n in range(999)]\n"
        "connection.executemany('INSERT INTO seen VALUES (?, ?, ?)', rows)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", killing, corpus.database], check=False)
    assert corpus.database.with_name("letters.db-journal").exists()
    assert [document.uri for document in corpus.documents()] == ["letter/0", "letter/1"]
    assert sorted(path.name for path in corpus.folder.iterdir()) == ["letters.db", "letters.txt"]

"""Runs that are kept step by step: a kill loses nothing that was committed, and nothing comes twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from textgen import Document
from textgen.corpus import opening
from textgen.corpus.store import Corpus

STEPS = """
import os, signal, sys
from textgen import Document
from textgen.corpus import opening

with opening.writing("steps", "source") as writer:
    for number in range(int(sys.argv[1]), 1000):
        document = Document(f"the text number {number}", f"uri {number}")
        text = writer.text(document.text)
        (writer.replace if number in (3, 4) and int(sys.argv[1]) else writer.append)(document, text)
        writer.commit()
        if number == int(sys.argv[2]):
            writer.append(Document("in flight", "in flight"), writer.text("in flight"))
            if len(sys.argv) > 3:
                writer.flush()
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEXTGEN_CORPUS", str(tmp_path))
    return tmp_path


def killed(*arguments: object) -> None:
    process = subprocess.run([sys.executable, "-c", STEPS, *map(str, arguments)], check=False)
    assert process.returncode == -signal.SIGKILL


def test_what_was_committed_is_there_after_a_kill_and_the_rest_is_not(corpora: Path) -> None:
    killed(0, 7)
    with opening.writing("steps", "source") as writer:
        assert writer.totals().documents == 8
    assert [text for text, _ in texts()] == [f"the text number {number}" for number in range(8)]
    assert {path.name for path in corpora.iterdir()} == {"steps.txt", "steps.db"}
    killed(8, 20, "after a flush")
    with opening.writing("steps", "source") as writer:
        assert writer.totals().documents == 22
    assert len(texts()) == 22


def test_a_corpus_can_be_read_after_a_kill(corpora: Path) -> None:
    killed(0, 7)
    before = (corpora / "steps.txt").read_bytes()
    assert Corpus.open("steps").name == "steps"
    list(Corpus.open("steps").entries())
    assert (corpora / "steps.txt").read_bytes() == before


def test_nothing_but_the_corpus_is_left_when_a_run_ends(corpora: Path) -> None:
    with opening.writing("steps", "source") as writer:
        document = Document("the text", "uri")
        writer.append(document, writer.text(document.text))
        writer.commit()
        assert (corpora / "steps.db-wal").exists()
        writer.finish()
    assert {path.name for path in corpora.iterdir()} == {"steps.txt", "steps.db"}
    assert (corpora / "steps.txt").read_text() == "the text\f"


def texts() -> list[tuple[str, str]]:
    return [(document.text, document.uri) for _, document in Corpus.open("steps").entries()]

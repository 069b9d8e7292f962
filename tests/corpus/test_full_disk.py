"""A disk that is full: one clear error, and a corpus that the next run completes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import textgen
from textgen import Corpus

COLLECT = """
import resource, sys, textgen
from textgen import Document
from textgen.corpus import writer

writer.BATCH_ITEMS = 50

def many(context, changed):
    for number in range(400):
        yield Document(f"document {number} {changed * (number % 7 == 0)} " * 40, f"uri/{number}")

limit, changed = int(sys.argv[1]), sys.argv[2]
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    textgen.collect(many, corpus="many", changed=changed)
except textgen.TextgenError as error:
    print(type(error).__name__, error.message, error.hint, sep="\\n")
"""


def collect(folder: Path, limit: int, changed: str = "") -> str:
    return subprocess.run(
        [sys.executable, "-c", COLLECT, str(limit), changed],
        env={**os.environ, "TEXTGEN_CORPUS": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("limit", [3_000, 75_000, 110_000, 200_000])
def test_what_was_kept_stays_valid_and_the_next_run_completes_it(
    limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = tmp_path / "expected"
    assert collect(expected, 0) == ""
    size = (expected / "many.txt").stat().st_size
    full = tmp_path / "full"
    kind, message, hint = collect(full, limit).splitlines()
    assert kind == "CorpusError"
    assert "could not be written" in message
    assert "Free some space" in hint
    monkeypatch.setenv("TEXTGEN_CORPUS", str(full))
    if limit > 70_000:  # the database alone needs as much
        assert 0 < len(list(Corpus.open("many").documents())) < 400
    assert collect(full, 0) == ""
    assert (full / "many.txt").read_bytes() == (expected / "many.txt").read_bytes()
    assert (full / "many.txt").stat().st_size == size
    assert sorted(path.name for path in full.iterdir()) == ["many.db", "many.txt"]


def test_a_rewrite_that_does_not_fit_leaves_the_old_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "corpus"
    monkeypatch.setenv("TEXTGEN_CORPUS", str(folder))
    collect(folder, 0)
    before = (folder / "many.txt").read_bytes()
    limit = max(path.stat().st_size for path in folder.iterdir())
    assert "could not be written" in collect(folder, limit, "longer " * 20)
    assert (folder / "many.txt").read_bytes() == before
    assert len(list(Corpus.open("many").documents())) == 400
    assert collect(folder, 0, "longer " * 20) == ""
    whole = tmp_path / "whole"
    collect(whole, 0)
    collect(whole, 0, "longer " * 20)
    assert (folder / "many.txt").read_bytes() == (whole / "many.txt").read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["many.db", "many.txt"]


def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TEXTGEN_CORPUS", str(tmp_path / "file" / "corpus"))
    with pytest.raises(textgen.TextgenError, match="cannot be made"):
        textgen.collect("files", paths=[str(tmp_path / "file")])

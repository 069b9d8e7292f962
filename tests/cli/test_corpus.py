"""``textgen corpus`` as it is typed."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def poems(textgen, tmp_path: Path) -> Path:
    """The corpus "poems", made by the command line from two files; its text."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("Rosen | rot\n", encoding="utf-8")
    (texts / "b.txt").write_text("Veilchen: blau, süß\n", encoding="utf-8")
    assert textgen("collect", "files", "texts", "--corpus", "poems").code == 0
    return tmp_path / "corpus" / "poems.txt"


def test_list(textgen, poems: Path) -> None:
    poems.with_name("mine.txt").write_text("put here by hand")
    poems.with_name("bad.txt").write_text("")
    poems.with_name("bad.db").write_text("no database")
    result = textgen("corpus", "list")
    assert result.code == 3
    bad, mine, good = result.stdout.splitlines()
    assert bad.startswith("bad    ")
    assert "bad.db is damaged" in bad
    assert mine == "mine   16 bytes, put there by hand"
    assert good.startswith("poems  2 documents, 34 characters, 36 bytes, 20")
    listed = json.loads(textgen("corpus", "list", "--json").stdout)
    assert [(entry["name"], entry["documents"]) for entry in listed] == [
        ("bad", None),
        ("mine", None),
        ("poems", 2),
    ]


def test_list_nothing(textgen) -> None:
    result = textgen("corpus", "list")
    assert (result.code, result.stdout) == (0, "")
    assert "textgen collect" in result.stderr


def test_show(textgen, poems: Path) -> None:
    result = textgen("corpus", "show", "poems")
    assert result.code == 0
    assert "documents   2\n" in result.stdout
    assert "delimiter   \\f\n" in result.stdout
    assert "files: added 2, replaced 0, skipped 0, failed 0\n" in result.stdout
    assert "texts/b.txt: Veilchen: blau, süß\n" in result.stdout
    shown = json.loads(textgen("corpus", "show", "poems", "--json").stdout)
    assert (shown["name"], shown["bytes"], shown["removed"]) == ("poems", 36, 0)
    assert shown["runs"][0]["added"] == 2


def test_stats(textgen, poems: Path) -> None:
    result = textgen("corpus", "stats", "poems")
    assert result.code == 0
    rows = dict(line.split("  ", 1) for line in result.stdout.splitlines())
    assert {label: value.strip() for label, value in rows.items()}["words"] == "6"
    assert "2 files" in rows["sources"]
    counted = json.loads(textgen("corpus", "stats", "poems", "--json").stdout)
    assert (counted["documents"], counted["lines"], counted["kinds"]) == (2, 2, {"file": 2})


def test_check(textgen, poems: Path) -> None:
    assert (
        textgen("corpus", "check", "poems").stdout == "poems: nothing edited by hand since the last check.\n"
    )
    poems.write_text("Rosen, gelb\n\fNelken\n\f", encoding="utf-8")
    assert textgen("corpus", "check", "poems").stdout == "poems: 2 changed by hand since the last check.\n"
    poems.write_text("Nelken\n\f", encoding="utf-8")
    found = json.loads(textgen("corpus", "check", "poems", "--json").stdout)
    assert found == {"removed": 1, "changed": 0, "added": 0, "restored": 0}
    assert textgen("collect", "files", "texts", "--corpus", "poems").code == 0
    assert poems.read_text(encoding="utf-8") == "Nelken\n\f"


def test_export_is_the_combine_step_of_the_tutorial(textgen, poems: Path, tmp_path: Path) -> None:
    result = textgen("corpus", "export", "poems", "--delimiter", "|")
    assert (result.code, result.stdout, result.stderr) == (0, "Rosen   rot\n|Veilchen: blau, süß\n|", "")
    written = textgen("corpus", "export", "poems", "--delimiter", "|", "-o", "combined.txt")
    assert (written.stdout, written.stderr) == ("", "2 documents in combined.txt\n")
    assert (tmp_path / "combined.txt").read_text(encoding="utf-8") == result.stdout


def test_export_other_forms(textgen, poems: Path, tmp_path: Path) -> None:
    lines = textgen("corpus", "export", "poems", "--format", "jsonl").stdout.splitlines()
    assert json.loads(lines[0]) == {
        "text": "Rosen | rot\n",
        "id": "texts/a.txt",
        "metadata": {"source": "files", "kind": "file"},
    }
    refused = textgen("corpus", "export", "poems", "--format", "parquet")
    assert refused.code == 1
    assert "-o poems.parquet" in refused.stderr
    assert textgen("corpus", "export", "poems", "--format", "parquet", "-o", "poems.parquet").code == 0
    assert (tmp_path / "poems.parquet").read_bytes()[:4] == b"PAR1"
    assert textgen("corpus", "export", "poems", "--format", "docx").code == 1


def test_merge(textgen, poems: Path) -> None:
    (poems.parents[1] / "more.txt").write_text("Tulpen\n")
    textgen("collect", "files", "more.txt", "--corpus", "more")
    result = textgen("corpus", "merge", "poems", "more", "--into", "all")
    assert result.code == 0
    assert result.stdout.splitlines()[0] == "all: 3 documents, 42 characters, 44 bytes"
    assert result.stdout.endswith("Next: textgen train all\n")
    again = json.loads(textgen("corpus", "merge", "poems", "more", "--into", "all", "--json").stdout)
    assert (again["documents"], again["added"]) == (3, 0)
    assert textgen("corpus", "merge", "poems", "nothing", "--into", "all").code == 1


def test_drop_asks_and_without_a_terminal_needs_yes(textgen, poems: Path) -> None:
    refused = textgen("corpus", "drop", "poems")
    assert refused.code == 1
    assert "--yes" in refused.stderr
    assert textgen("corpus", "drop", "poems", "--uri", "texts/a*").code == 1
    assert poems.read_text(encoding="utf-8").count("\f") == 2
    assert textgen("corpus", "drop", "poems", "--uri", "nothing*", "--yes").code == 1
    some = textgen("corpus", "drop", "poems", "--uri", "texts/a*", "--yes")
    assert (some.code, some.stdout) == (0, "Removed 1 document from poems.\n")
    assert poems.read_text(encoding="utf-8") == "Veilchen: blau, süß\n\f"
    gone = textgen("corpus", "drop", "poems", "--yes")
    assert (gone.code, gone.stdout) == (0, "Removed poems.\n")
    assert list(poems.parent.iterdir()) == []


@pytest.mark.parametrize(("answer", "left"), [(b"n\n", True), (b"y\n", False)])
def test_drop_asks_on_a_terminal(poems: Path, answer: bytes, left: bool) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "textgen", "corpus", "drop", "poems"]
    with subprocess.Popen(command, stdin=theirs, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        os.write(ours, answer)
        _, stderr = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert b"Remove the corpus poems for good?" in stderr
    assert (process.returncode == 0) is not left
    assert poems.exists() is left


@pytest.mark.parametrize(
    "command", [["show"], ["stats"], ["check"], ["export"], ["drop", "--yes"], ["merge", "--into", "x"]]
)
def test_an_unknown_corpus_is_met_with_the_closest(textgen, poems: Path, command: list[str]) -> None:
    result = textgen("corpus", command[0], "poem", *command[1:])
    assert result.code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"Error: there is no corpus 'poem' in {poems.parent}",
        "Did you mean poems?",
    ]


def test_a_text_that_was_saved_in_another_encoding(textgen, poems: Path) -> None:
    poems.write_bytes("süß\f".encode("cp1252"))
    result = textgen("corpus", "check", "poems")
    assert result.code == 1
    assert (
        result.stderr.splitlines()[1] == "Save it as UTF-8 in your editor, then type the same command again."
    )

"""``textgen train`` and ``textgen evaluate`` as they are typed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SMALL = ("--layers", "8", "--window", "8", "--batch-size", "8", "--epochs", "3")
KINDS = ("note", "reading", "plan", "progress", "row", "sample", "result")


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """An invented text."""
    path = tmp_path / "diary.txt"
    path.write_text("today i wrote a line, and so did you. " * 80, "utf-8")
    return path


def test_a_training_says_what_it_does_shows_how_it_goes_and_what_to_type_next(
    diary: Path, textgen: Callable[..., Any]
) -> None:
    done = textgen("train", diary, *SMALL, "--sample-every", "1")
    assert done.code == 0, done.stderr
    header, *lines = done.stdout.split("\n")
    assert header.split() == ["step", "epoch", "time", "train", "validation", "bits/char", "chars/s", "left"]
    assert any("--- temperature 0.25" in line for line in lines)
    assert "3,040 characters: 2,736 to learn, 304 held out" in done.stderr
    assert "held-out characters" in done.stderr
    assert "Next: textgen generate diary" in done.stderr
    assert "oneDNN" not in done.stderr
    assert "absl" not in done.stderr

    again = textgen("train", diary, *SMALL)
    assert again.code == 1
    assert "exists already" in again.stderr
    assert "--resume" in again.stderr
    assert again.stdout == ""

    measured = textgen("evaluate", "diary", "--json")
    assert measured.code == 0, measured.stderr
    (row,) = json.loads(measured.stdout)
    assert (row["part"], row["start"], row["characters"]) == ("held-out", 2736, 304)
    table = textgen("evaluate", "diary")
    assert f"{row['bits_per_character']:.4f}" in table.stdout
    assert "held out, from character 2,736 on" in table.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing.txt"], 1, "nothing.txt does not exist"),
        (["nothing"], 1, "nothing"),
        ([], 1, "textgen collect"),
        (["diary.txt", "--layers", "12,x"], 2, "not a list of numbers"),
        (["diary.txt", "--layers", "0"], 2, "from 1 on"),
        (["diary.txt", "--layers", "100000"], 1, "640 GB in training"),
        (["diary.txt", "--minutes", "soon"], 2, "--minutes"),
        (["diary.txt", "--model", "../up"], 1, "cannot name a model"),
        (["diary.txt", "--recipe", "cake"], 2, "tutorial"),
        (["diary.txt", "--resume"], 1, "no checkpoint"),
        (["diary.txt", "--step", "3"], 1, "tutorial"),
        (["diary.txt", "--window", "9999"], 2, "--window"),
    ],
)
def test_wrong_input_is_one_line_with_a_way_out(
    diary: Path, textgen: Callable[..., Any], arguments: list[str], code: int, message: str
) -> None:
    done = textgen("train", *arguments)
    assert done.code == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_file_without_a_suffix_is_told_how_it_is_named(diary: Path, textgen: Callable[..., Any]) -> None:
    diary.rename(diary.with_suffix(""))
    done = textgen("train", "diary")
    assert (done.code, done.stderr.splitlines()[-1]) == (1, "For the file of that name, type ./diary.")
    assert textgen("train", "./diary", "--layers", "8", "--epochs", "1").code == 0


def test_a_full_disk_ends_in_one_line_and_keeps_the_last_checkpoint(
    diary: Path, textgen: Callable[..., Any]
) -> None:
    assert textgen("train", diary, *SMALL, "--minutes", "9").code == 0
    before = sorted(path.name for path in Path("models/diary/checkpoint").iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "textgen", "train", "--model", "diary", "--resume", "--epochs", "9"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "textgen train --model diary --resume" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in Path("models/diary/checkpoint").iterdir()) == before
    assert textgen("train", "--model", "diary", "--resume", "--epochs", "9").code == 0


def test_a_full_disk_below_stdout_is_not_the_models_and_what_was_learned_is_kept(
    diary: Path, textgen: Callable[..., Any]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "textgen", "train", diary, *SMALL, "--epochs", "1"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert done.returncode == 1
    assert "Error: standard output: No space left on device" in done.stderr
    assert textgen("train", "--model", "diary", "--resume").code == 0


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    def peak(megabytes: int) -> float:
        path = tmp_path / f"text{megabytes}.txt"
        with path.open("w", encoding="utf-8") as file:
            for number in range(megabytes):
                file.write(f"line {number} of an invented text; " * 40_000)
        code = (
            "import re, textgen\n"
            "from pathlib import Path\n"
            f"textgen.train({str(path)!r}, layers=(8,), window=8, minutes=0.02)\n"
            "print(re.search('VmHWM:(.*) kB', Path('/proc/self/status').read_text())[1])\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
        return int(done.stdout.split()[-1]) / 1024

    assert peak(60) < peak(2) + 40


def test_json_is_an_object_a_line_for_all_that_happens(diary: Path, textgen: Callable[..., Any]) -> None:
    done = textgen("train", diary, *SMALL, "--sample-every", "1", "--json")
    assert done.code == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["event"] for event in events]
    assert {"plan", "row", "sample", "result"} <= set(kinds) <= {*KINDS}
    assert kinds[-1] == "result"
    plan = events[kinds.index("plan")]
    assert (plan["model"], plan["text"], plan["boundary"]) == ("diary", "diary.txt", 2736)
    assert plan["settings"]["layers"] == [8]
    assert events[-1]["ended"] == "finished"
    assert events[-1]["validation_loss"] > 0

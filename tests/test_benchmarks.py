"""The turns that benchmarks take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import turns

SCRIPT = """
import time
import turns

def pause(seconds):
    def contender(layers, batch):
        turns.notes["pause"] = str(seconds)
        return lambda: time.sleep(seconds * len(layers))
    return contender

turns.run(__file__, None, {"ours": pause(0.01), "slower": pause(0.02)}, batch=3, seconds=0.2, block=1,
          characters_per_row=5, shapes=[("1", 3), ("1,1", 6)])
"""


def test_contenders_take_turns_and_their_ratios_are_printed_and_written(tmp_path: Path) -> None:
    script, report = tmp_path / "benchmark.py", tmp_path / "report.json"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, script, "--rounds", "2", "--others", "1", "--json", report],
        env={**os.environ, "PYTHONPATH": str(Path(turns.__file__).parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "layers 1, batch 3" in done.stdout
    results = json.loads(report.read_text())["results"]
    assert [(row["layers"], row["batch"], row["contender"], row["pause"]) for row in results] == [
        ("1", 3, "ours", "0.01"),
        ("1", 3, "slower", "0.02"),
        ("1,1", 6, "ours", "0.01"),
        ("1,1", 6, "slower", "0.02"),
    ]
    for row in results:
        assert len(row["characters_per_second"]) == 2
        seconds = float(row["pause"]) * len(row["layers"].split(","))
        assert 0 < max(row["characters_per_second"]) <= 5 * row["batch"] / seconds
    assert results[1]["ours_divided_by_it"] > 1 == results[0]["ours_divided_by_it"]


def test_a_contender_that_fails_says_why(tmp_path: Path) -> None:
    script = tmp_path / "benchmark.py"
    script.write_text(SCRIPT.replace("time.sleep(seconds * len(layers))", "1 / 0"))
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(Path(turns.__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr

"""The turns that benchmarks take, and what they measure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import quality
import reading
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


PEAKS = """
import sys
from pathlib import Path
import memory

for code in ("pass", "bytearray(80_000_000); bytearray(80_000_000)", "raise RuntimeError('no such thing')"):
    print(memory.peak([sys.executable, "-c", code], Path(".")), flush=True)
"""


def test_the_peak_of_a_process_is_what_it_had_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PEAKS],
        env={**os.environ, "PYTHONPATH": str(Path(turns.__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    small, large = map(float, done.stdout.split())
    assert 70 < large - small < 90
    assert "no such thing" in done.stderr


def test_the_quality_of_a_training_is_measured_as_it_learns_and_both_ways_at_the_end(tmp_path: Path) -> None:
    text, report = tmp_path / "text.txt", tmp_path / "report.json"
    words = np.random.default_rng(1).choice(["rain", "spain", "stays", "mainly", "plain"], 1500)
    text.write_text(" ".join(words)[:6750], "utf-8")
    command = [sys.executable, quality.__file__, text, "--minutes", "0.03", "--contenders", "ours"]
    done = subprocess.run([*command, "--json", report], capture_output=True, text=True, check=True)
    assert "6,075 characters to learn, 675 held out" in done.stdout
    found = json.loads(report.read_text())
    assert found["split"] == 6075
    (ours,) = found["results"]
    assert all(point["stateful"] > 0 for point in ours["curve"])
    end = ours["curve"][-1]
    assert {"seconds", "characters", *quality.MEASURES} == set(end)
    assert end["stateful"] == pytest.approx(min(point["stateful"] for point in ours["curve"]), abs=1e-3)


def test_what_a_longer_text_costs_is_measured_whole(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, reading.__file__, "--megabytes", "1", "--rounds", "1", "--json", report]
    subprocess.run(command, capture_output=True, text=True, check=True)
    [row] = json.loads(report.read_text())["rows"]
    assert row["megabytes"] == 1
    assert all(row[speed] > 0 for speed in ("ours", "a dictionary", "training"))

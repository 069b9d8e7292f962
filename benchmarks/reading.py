"""What a longer text costs: turning it into ids, and the speed of the training after that.

    python benchmarks/reading.py [--megabytes 1 10 100] [--rounds 3] [--json FILE]

ours          what textgen train does before the first step: a survey (hash, alphabet), then the ids on disk
a dictionary  the usual script: the text as one string, a dictionary of its symbols, a list of ids, an array
training      textgen train with 1 × 128 units, float32, for six seconds: characters a second of its steps

The texts are the lines of corpus/shakespeare.txt, shuffled and repeated. MB/s of text, medians of turns.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import memory
import numpy as np
import turns

from textgen.lstm.data import encode, survey
from textgen.lstm.vocabulary import Vocabulary

TRAINING = """
import os, sys
os.environ["TEXTGEN_MODELS"] = sys.argv[2]
import textgen
textgen.train(sys.argv[1], layers=(128,), implementation="float32", minutes=0.1, overwrite=True)
"""


def main() -> None:
    """Read and train at each size; print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there, too")
    options = parser.parse_args()
    machine = {**turns.machine(), **turns.versions()}
    print(turns.described(machine))
    print(f"{'MB':>6}{'ours, MB/s':>14}{'dictionary, MB/s':>18}{'ours / it':>11}{'training, chars/s':>19}")
    rows = []
    for megabytes in options.megabytes:
        with tempfile.TemporaryDirectory(prefix="textgen-") as name:
            folder = Path(name)
            text = folder / "text.txt"
            subprocess.run(
                [sys.executable, "-c", memory.WRITE, memory.CORPUS, text, str(megabytes)], check=True
            )
            size = text.stat().st_size / 1e6
            seconds: dict[str, list[float]] = {"ours": [], "a dictionary": []}
            for _ in range(options.rounds):
                seconds["ours"].append(timed(ours, text))
                seconds["a dictionary"].append(timed(by_dictionary, text))
            speeds = {name: size / statistics.median(times) for name, times in seconds.items()}
            training = statistics.median(trained(text, folder / "models") for _ in range(options.rounds))
        rows.append({"megabytes": size, **speeds, "training": training})
        print(
            f"{size:>6,.0f}{speeds['ours']:>14,.0f}{speeds['a dictionary']:>18,.1f}"
            f"{speeds['ours'] / speeds['a dictionary']:>11.1f}{training:>19,.0f}",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps({**machine, "rows": rows}, indent=2) + "\n", "utf-8")


def timed(read: Callable[[Path], int], text: Path) -> float:
    """Return the seconds that reading a text takes.

    Raises:
        AssertionError: not all of it was read.
    """
    begun = time.perf_counter()
    count = read(text)
    seconds = time.perf_counter() - begun
    assert count == text.stat().st_size  # the text is ASCII
    return seconds


def ours(text: Path) -> int:
    """Survey and encode a text; return the number of its ids."""
    with tempfile.TemporaryDirectory(prefix="textgen-") as folder:
        found = survey(text)
        with encode(text, found, Vocabulary.from_counts(found.counts, min_count=1), Path(folder)) as ids:
            return len(ids)


def by_dictionary(text: Path) -> int:
    """Do the same in the usual way, in memory."""
    string = text.read_text("utf-8")
    numbers = {character: number for number, character in enumerate(sorted(set(string)))}
    return len(np.array([numbers[character] for character in string], dtype=np.uint16))


def trained(text: Path, models: Path) -> float:
    """Train for some seconds in a process of its own; return the median of the speeds that it tells."""
    subprocess.run([sys.executable, "-c", TRAINING, text, models], check=True)
    with (models / text.stem / "history.csv").open(newline="") as file:
        return statistics.median(float(row["chars_per_second"]) for row in csv.DictReader(file))


if __name__ == "__main__":
    main()

"""Copies from a large training text: how long its index takes, and the check of 10,000 characters.

    python benchmarks/copies.py [--megabytes 100] [--rounds 5] [--json FILE]

The training text is made: chains of words in which each follows the one before as somewhere in the corpus
shakespeare, so that letters and phrases are as frequent as in a language. Three texts are checked:
Shakespeare's own, one made in the same way from other draws, and one copied out of the made text as a
whole. The aims, for 100 MB: an index in at most 60 s, a check in at most 1 s. The other two passes of a
comparison over the training text follow: which words stand in it, and on which lines the copies do. All
runs in a process of its own, whose largest memory is told; pages of the mapped index are part of it.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from textgen.comparison.copies import AT_LEAST
from textgen.comparison.reading import known, origins
from textgen.comparison.words import vocabulary
from textgen.corpus.passages import Passages

CORPUS = Path(__file__).parent.parent / "corpus/shakespeare.txt"
LENGTH = 10_000  # characters that are checked
CHAIN = 4_000  # words


def chains(seed: int) -> Iterator[str]:
    """Yield texts of 4,000 words, each of which follows the one before as somewhere in the corpus."""
    words = CORPUS.read_text("utf-8").split(" ")
    numbers: dict[str, int] = {}
    text = np.array([numbers.setdefault(word, len(numbers)) for word in words])
    names = [*numbers]
    by_word = np.argsort(text[:-1], kind="stable")
    counts = np.bincount(text[:-1], minlength=len(names))
    firsts = np.cumsum(counts) - counts
    rng = np.random.default_rng(seed)
    while True:
        rows = np.empty((CHAIN, 256), np.int64)  # so many chains side by side
        now = text[rng.integers(0, len(text) - 1, 256)]
        for row in rows:
            chosen = firsts[now] + (rng.random(256) * counts[now]).astype(np.int64)
            now = row[:] = text[by_word[np.minimum(chosen, len(by_word) - 1)] + 1]
        for column in rows.T:
            yield " ".join(names[number] for number in column) + "\n"


def make(path: Path, size: int) -> None:
    """Write a text of about so many bytes."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        written = 0
        for chain in chains(seed=1):
            written += file.write(chain)
            if written >= size:
                return


def measured(path: Path, rounds: int) -> dict[str, Any]:
    """Index a text, check the others, and return the times in seconds."""
    begun = time.perf_counter()
    passages = Passages(path, AT_LEAST)
    indexed = time.perf_counter() - begun
    begun = time.perf_counter()
    Passages(path, AT_LEAST)
    opened = time.perf_counter() - begun
    with path.open(encoding="utf-8") as file:
        file.seek(path.stat().st_size // 2)
        copied = file.read(LENGTH)
    texts = {
        "by people": CORPUS.read_text("utf-8")[2_000_000:][:LENGTH],
        "made alike": next(chains(seed=2))[:LENGTH],
        "all copied": copied,
    }
    checks = {}
    for name, text in texts.items():
        seconds = []
        for _ in range(rounds):
            begun = time.perf_counter()
            found = passages.copied(text)
            seconds.append(time.perf_counter() - begun)
        longest = max((copy.length for copy in found), default=0)
        checks[name] = {"seconds": seconds, "copies": len(found), "longest": longest}
    begun = time.perf_counter()
    known(
        path, path.stat().st_size, {word for text in texts.values() for word in vocabulary(text, whole=True)}
    )
    words = time.perf_counter() - begun
    begun = time.perf_counter()
    origins(path, {copy.place for text in texts.values() for copy in passages.copied(text)}, documents=False)
    traced = time.perf_counter() - begun
    return {
        "bytes": path.stat().st_size,
        "index_seconds": indexed,
        "open_seconds": opened,
        "checks": checks,
        "words_seconds": words,
        "lines_seconds": traced,
        "megabytes_of_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Make the text, let a process of its own measure, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured(options.measure, options.rounds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.txt"
        make(path, options.megabytes * 10**6)
        command = [sys.executable, __file__, "--measure", str(path), "--rounds", str(options.rounds)]
        result = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    print(f"{result['bytes'] / 1e6:,.0f} MB, at most {result['megabytes_of_memory']:,.0f} MB of memory")
    for what, name in (
        ("index built", "index_seconds"),
        ("index opened again", "open_seconds"),
        ("words looked for", "words_seconds"),
        ("lines looked for", "lines_seconds"),
    ):
        print(f"{what:<30} {result[name]:8.2f} s")
    for name, check in result["checks"].items():
        label = f"{LENGTH:,} characters {name}"
        print(
            f"{label:<30} {statistics.median(check['seconds']):8.2f} s, first {check['seconds'][0]:.2f} s, "
            f"{check['copies']:,} copies, the longest {check['longest']:,} characters"
        )
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()

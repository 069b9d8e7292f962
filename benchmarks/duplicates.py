"""How fast near duplicates are found, how well, and in how much memory; beside datasketch if it is there.

    python benchmarks/duplicates.py [--speed 5000] [--pairs 2000] [--sizes 100000 200000]

Makes documents of invented words, whose frequencies fall as they do in a language. Three tables:
signatures and look-ups in a second (each document is signed, looked for and added, in memory for the
peer, in a database for textgen); which share of near copies is found by how much they share (a copy
has some of its words changed, and the truth is the Jaccard similarity of the shingles themselves); and
time, memory and disk of ``textgen.collect(near_duplicates=True)`` beside the same run without, for
corpora of growing size, each in a process of its own; a million documents take ten minutes.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import itertools
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from textgen.corpus import minhash
from textgen.corpus.similar import ALIKE, Similar
from textgen.corpus.split import digest

WORDS = 20_000
LENGTH = 300  # words in a document, about 2,000 characters
CUMULATED = list(itertools.accumulate(1 / (rank + 10) for rank in range(WORDS)))

COLLECT = """
import json, os, random, resource, sys, time
import textgen
from textgen import Document
from duplicates import words

def many(context, size):
    random_ = random.Random(1)
    for number in range(size):
        yield Document(" ".join(words(random_, 60)), f"uri/{number}")

begun = time.perf_counter()
summary = textgen.collect(many, size=int(sys.argv[1]), near_duplicates=sys.argv[2] == "near")
seconds = time.perf_counter() - begun
folder = os.environ["TEXTGEN_CORPUS"]
print(json.dumps({
    "documents": summary.documents,
    "seconds": seconds,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "disk": os.path.getsize(os.path.join(folder, "many.db")) / 1e6,
}))
"""


def words(random_: random.Random, count: int = LENGTH) -> list[str]:
    """Return invented words."""
    return [f"w{rank:x}" for rank in random_.choices(range(WORDS), cum_weights=CUMULATED, k=count)]


def shingles(text: list[str]) -> set[tuple[str, ...]]:
    """Every five words in a row."""
    return {tuple(text[at : at + minhash.SHINGLE]) for at in range(len(text) - minhash.SHINGLE + 1)}


def jaccard(one: list[str], other: list[str]) -> float:
    """Which part of the shingles of both is in both."""
    return len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))


def copies(count: int, random_: random.Random) -> Iterator[tuple[list[str], list[str]]]:
    """Give pairs of documents that share from half to nearly all of their shingles."""
    for _ in range(count):
        text = words(random_, random_.randint(60, 600))
        copy = list(text)
        for _ in range(random_.randint(1, max(1, len(text) // 12))):
            at = random_.randrange(len(copy))
            copy[at : at + 1] = random_.choice([[], words(random_, 1), [copy[at], *words(random_, 1)]])
        yield text, copy


class Ours:
    """textgen's index."""

    def __init__(self, path: Path) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        self._connection = connection
        self._index = Similar(connection)
        self._added = 0

    def found(self, text: list[str]) -> int:
        """How many of the documents before are like this one, which is added."""
        data = " ".join(text).encode()
        content = digest(data)
        found = self._index.find(content, data)
        self._index.add(content, data)
        self._added += 1
        if self._added % 5000 == 0:
            self._connection.execute("BEGIN")
            self._index.store()
            self._connection.execute("COMMIT")
            self._index.forget()
        return len(found)


class Peer:
    """datasketch: MinHashLSH with the threshold 0.8 and its own choice of bands."""

    def __init__(self, path: Path) -> None:
        self._library = importlib.import_module("datasketch")
        self._index = self._library.MinHashLSH(threshold=ALIKE, num_perm=minhash.PERMUTATIONS)
        self._added = 0

    def found(self, text: list[str]) -> int:
        """How many of the documents before share a band with this one, which is added."""
        signature = self._library.MinHash(num_perm=minhash.PERMUTATIONS)
        signature.update_batch([" ".join(shingle).encode() for shingle in shingles(text)])
        found = self._index.query(signature)
        self._index.insert(self._added, signature)
        self._added += 1
        return len(found)


def programs() -> dict[str, type[Ours] | type[Peer]]:
    """textgen, and its peer where it is installed."""
    return {"textgen": Ours, **({"datasketch": Peer} if importlib.util.find_spec("datasketch") else {})}


def speed(count: int, folder: Path) -> None:
    """Print how many documents a second each program signs, looks for and adds."""
    random_ = random.Random(1)  # noqa: S311 - no secret
    texts = [words(random_) for _ in range(count)]
    print(f"\n{count:,} documents of {LENGTH} words, signed, looked for and added; median of 3\n")
    print("| program | documents/s |\n|---|---|")
    rates = defaultdict(list)
    for round_ in range(3):
        for name, program in programs().items():
            index = program(folder / f"{name}-{round_}.db")
            begun = time.process_time()
            for text in texts:
                index.found(text)
            rates[name].append(count / (time.process_time() - begun))
    for name, measured in rates.items():
        print(f"| {name} | {statistics.median(measured):,.0f} |")


def quality(count: int, folder: Path) -> None:
    """Print which share of near copies each program finds, by their true similarity."""
    edges = [0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01]
    indexes = {name: program(folder / f"{name}-pairs.db") for name, program in programs().items()}
    seen: dict[float, int] = defaultdict(int)
    found: dict[tuple[str, float], int] = defaultdict(int)
    for text, copy in copies(count, random.Random(2)):  # noqa: S311 - no secret
        edge = max(edge for edge in edges if edge <= jaccard(text, copy))
        seen[edge] += 1
        for name, index in indexes.items():
            index.found(text)
            found[name, edge] += index.found(copy) > 0
    print(f"\n{count:,} documents and a near copy of each: the share of copies that are found\n")
    print(f"| Jaccard | pairs | {' | '.join(indexes)} |\n|---|---|{'---|' * len(indexes)}")
    for edge, after in itertools.pairwise(edges):
        if seen[edge]:
            shares = (f"{found[name, edge] / seen[edge]:.3f}" for name in indexes)
            print(f"| {edge:.2f} to {min(after, 1):.2f} | {seen[edge]} | {' | '.join(shares)} |")
    for name in indexes:
        right = sum(found[name, edge] for edge in edges if edge >= ALIKE)
        every = sum(found[name, edge] for edge in edges)
        alike = sum(seen[edge] for edge in edges if edge >= ALIKE)
        print(f"\n{name}: at {ALIKE}, recall {right / alike:.3f}, precision {right / every:.3f}")


def memory(sizes: list[int], folder: Path) -> None:
    """Print what runs of growing size need, with and without near duplicates."""
    print("\nDocuments of 60 words through textgen.collect\n")
    print("| documents | near duplicates | seconds | documents/s | memory, MB | database, MB |")
    print("|---|---|---|---|---|---|")
    for size, how in itertools.product(sizes, ("off", "near")):
        with tempfile.TemporaryDirectory(dir=folder) as corpora:
            environment = {
                **os.environ,
                "TEXTGEN_CORPUS": corpora,
                "PYTHONPATH": os.fspath(Path(__file__).parent),
            }
            done = subprocess.run(
                [sys.executable, "-c", COLLECT, str(size), how],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
        found = json.loads(done.stdout)
        print(
            f"| {size:,} | {how} | {found['seconds']:,.0f} | {size / found['seconds']:,.0f} "
            f"| {found['megabytes']:,.0f} | {found['disk']:,.0f} |",
            flush=True,
        )
        assert found["documents"] == size


def main() -> None:
    """Measure and print three tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speed", type=int, default=5000, help="documents of the first table")
    parser.add_argument("--pairs", type=int, default=2000, help="pairs of the second")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 200_000], help="of the third")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speed(options.speed, folder)
        quality(options.pairs, folder)
        memory(options.sizes, folder)


if __name__ == "__main__":
    main()

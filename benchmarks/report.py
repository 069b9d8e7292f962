"""The report of a comparison: how long its page takes to write.

    python benchmarks/report.py [--texts 200] [--length 300] [--rounds 5] [--json FILE]

Two generators have written so many texts, cut out of the four works of Shakespeare that come with textgen,
each with two copied passages; and there are as many real passages as either has texts. Measured is
``report.write``: from the comparison in memory to the page on disk. The aim is at most 5 s for 200 texts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from textgen.comparison import report
from textgen.comparison.metrics import METRICS
from textgen.comparison.results import (
    FORMAT,
    Answer,
    Compared,
    Comparison,
    Measured,
    Passage,
    Reference,
    Run,
    Settings,
    Text,
    Value,
)

SAMPLES = Path(__file__).parent.parent / "textgen/samples/shakespeare"
EACH = 10  # texts of a generator for a prompt


def compared(texts: int, length: int) -> Comparison:
    """Return a comparison with so many texts of such a length, half of them by either generator."""
    words = "".join(path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt")))
    passages = [words[start : start + length] for start in range(0, len(words) - length, length)]
    number = texts // 2
    asked = "2026-01-01T00:00:00Z"
    copied = (Run(10, length // 5, 1_000, 25, "The Sonnets"), Run(length // 2, length // 4, 9_000, 200, None))
    measured = Measured({name: Value(0.5, 0.4, 0.6) for name in METRICS}, {",": 20.0, ".": 10.0})
    generators = []
    for name in ("one", "other"):
        answers = (
            Answer(k // EACH, k % EACH, k, asked, passages[k], 1.0, 0.1, copied=copied) for k in range(number)
        )
        generators.append(Compared(name, name, {"kind": "lstm"}, None, (), tuple(answers), (), measured))
    prompts = tuple(passages[number + k][:100] for k in range(-(-number // EACH)))
    return Comparison(
        format=FORMAT,
        textgen="0.1.0",
        created=asked,
        seconds=1.0,
        settings=Settings(prompts, "the samples", EACH, length, 0, 0.7),
        corpus=Text(found=True, name="shakespeare.txt", sha256="00" * 32, characters=len(words)),
        held_out=Text(found=True, name="shakespeare.txt", sha256="00" * 32, characters=len(words)),
        intervals="95 % intervals",
        notes=(),
        generators=tuple(generators),
        reference=Reference(tuple(Passage(k, passages[k]) for k in range(number)), measured),
    )


def main() -> None:
    """Write the page some times and print the median."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--length", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    comparison = compared(options.texts, options.length)
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            begun = time.perf_counter()
            page = report.write(comparison, Path(folder))
            seconds.append(time.perf_counter() - begun)
        size = page.stat().st_size
    print(f"{options.texts} texts of {options.length} characters: {size:,} bytes")
    print(f"first {seconds[0]:.2f} s, median of {options.rounds}: {statistics.median(seconds):.2f} s")
    if options.json:
        told = {"texts": options.texts, "length": options.length, "bytes": size, "seconds": seconds}
        options.json.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()

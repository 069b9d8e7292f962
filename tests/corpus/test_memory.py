"""Memory does not grow with the corpus."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUN = r"""
import re, sys, textgen
from pathlib import Path
from textgen import Corpus, Document
from textgen.corpus.exporting import export
from textgen.corpus.opening import check

def many(context, size):
    for number in range(size * 25):
        if not context.seen(f"uri/{number}", "1"):
            yield Document(f"{number} " * (40_000 // len(f"{number} ")), f"uri/{number}")

def change(context, size):
    for number in range(0, size * 25, 2):
        yield Document(f"{number + 1} " * (40_000 // len(f"{number} ")), f"uri/{number}")

change.__name__ = "many"
size = int(sys.argv[1])
textgen.collect(many, size=size)
textgen.collect(change, size=size)
corpus = Corpus.open("many")
assert corpus.path.stat().st_size > size * 900_000
check("many")
corpus.stats()
with open("out", "wb") as file:
    export(corpus, file, form="jsonl")
kilobytes = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]
print(int(kilobytes) // 1024)
"""


def megabytes(folder: Path, size: int) -> int:
    """The most memory that a process needs to collect, change, check, count and export ``size`` MB."""
    folder.mkdir()
    environment = {**os.environ, "TEXTGEN_CORPUS": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(size)], env=environment, cwd=folder, capture_output=True, check=True
    )
    return int(done.stdout)


def test_a_larger_corpus_needs_no_more_memory(tmp_path: Path) -> None:
    small, large = megabytes(tmp_path / "small", 20), megabytes(tmp_path / "large", 50)
    assert large < small + 25
    assert large < 300

"""How fast web archives are collected by one process, and by the tasks of datatrove.

    python benchmarks/scale.py [--archives 8] [--pages 150] [--jobs 2] [--rounds 3]

Writes archives of invented pages of about 15 kB and collects them by turns, each turn in a new corpus and
a process of its own: on one processor; as usual, where reader processes use the others; and with
--engine datatrove. Seconds are those of the whole command; the corpora must be the same.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ONE_PROCESSOR, USUAL, ENGINE = "one processor", "as usual", "engine"


def page(random_: random.Random, words: list[str]) -> str:
    """An invented page."""
    title = " ".join(random_.choices(words, k=6))
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in words[:60])
    story = "".join(f"<p>{' '.join(random_.choices(words, k=70))}.</p>" for _ in range(25))
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{title}</h1>{story}</article><footer><ul>{menu}</ul></footer></body></html>"
    )


def write(folder: Path, archives: int, pages: int) -> Path:
    """Write the archives, and return the list of them."""
    random_ = random.Random(1)  # noqa: S311 - no secret
    words = ["".join(random_.choices("abdefgilmnoprstu", k=random_.randint(3, 9))) for _ in range(5_000)]
    for archive in range(archives):
        with (folder / f"{archive}.warc.gz").open("wb") as file:
            for number in range(pages):
                body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page(random_, words)}".encode()
                head = (
                    "WARC/1.0\r\nWARC-Type: response\r\n"
                    f"WARC-Target-URI: https://site{number % 40}.example/{archive}/{number}\r\n"
                    "WARC-Date: 2026-01-02T03:04:05Z\r\nContent-Type: application/http; msgtype=response\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n"
                )
                file.write(gzip.compress(head.encode() + body + b"\r\n\r\n", 1))
    path = folder / "archives.txt"
    path.write_text("".join(f"{archive}.warc.gz\n" for archive in range(archives)), "utf-8")
    return path


def collect(listed: Path, contender: str, jobs: int) -> tuple[float, bytes]:
    """Collect the archives; return the seconds and the corpus."""
    command = [sys.executable, "-m", "textgen", "collect", "web", "--warc-list", str(listed)]
    if contender == ENGINE:
        command += ["--engine", "datatrove", "--jobs", str(jobs)]
    if contender == ONE_PROCESSOR:
        limit = "import os, sys; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); "
        command = [sys.executable, "-c", f"{limit}os.execv(sys.argv[1], sys.argv[1:])", *command]
    with tempfile.TemporaryDirectory(dir=listed.parent) as corpora:
        begun = time.perf_counter()
        subprocess.run(
            command, env={**os.environ, "TEXTGEN_CORPUS": corpora}, check=True, capture_output=True
        )
        return time.perf_counter() - begun, Path(corpora, "web.txt").read_bytes()


def main() -> None:
    """Let them take turns, and print pages a second."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archives", type=int, default=8)
    parser.add_argument("--pages", type=int, default=150, help="pages in each archive")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    names = [ONE_PROCESSOR] * hasattr(os, "sched_setaffinity") + [USUAL, ENGINE]
    speeds: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        listed = write(Path(folder), options.archives, options.pages)
        corpora = set()
        for _ in range(options.rounds):
            for name in names:
                seconds, corpus = collect(listed, name, options.jobs)
                speeds[name].append(options.archives * options.pages / seconds)
                corpora.add(corpus)
    assert len(corpora) == 1, "the corpora differ"
    usual = statistics.median(speeds[USUAL])
    print(
        f"{options.archives} archives of {options.pages} pages, {options.jobs} jobs; the corpora are the same"
    )
    print(f"{'':16} {'pages/s, median':>16} {'lowest':>8} {'highest':>8} {'usual = 1':>10}")
    for name, found in speeds.items():
        median = statistics.median(found)
        print(f"{name:16} {median:>16.1f} {min(found):>8.1f} {max(found):>8.1f} {median / usual:>10.2f}")


if __name__ == "__main__":
    main()

"""How well and how fast ``textgen.web.extract`` finds a page's text, beside trafilatura and readability.

    python benchmarks/extraction.py PAGES [--gold FILE] [--resamples 2000] [--worst 10] [--turns 3]

PAGES is a folder of web pages, ID.html or ID.html.gz, with a gold file beside them (by default its only
.json): {ID: {"articleBody": text, "url": address}}. The measure is that of scrapinghub's
article-extraction-benchmark: words are runs of word characters, a shingle is four of them, precision and
recall are counted over the shingles of a page and averaged over the pages, F1 is their harmonic mean.
An interval is that of the difference of F1 to the peer, 95 of 100 paired resamples of the pages: one that
holds 0 says nothing. Speed is CPU time of one thread, everything from bytes to text: the median of turns
that the extractors take one after another.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import logging
import platform
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

Pages = dict[str, tuple[bytes, str, str]]
Score = tuple[float | None, float | None]
Extractor = Callable[[bytes, str], str]

_WORD = re.compile(r"\w+")
_SHINGLE = 4
OURS = "textgen"
PEERS = {
    "trafilatura default": {},
    "trafilatura precision": {"favor_precision": True},
    "trafilatura recall": {"favor_recall": True},
    "trafilatura fast": {"fast": True},
}


def load(folder: Path, gold: Path | None) -> Pages:
    """Return each page's bytes, address and gold text."""
    if gold is None:
        found = sorted(folder.glob("*.json"))
        if len(found) != 1:
            raise SystemExit(f"{folder} holds {len(found)} .json files: name the gold file with --gold")
        gold = found[0]
    pages = {}
    for name, item in json.loads(gold.read_text(encoding="utf-8")).items():
        packed = folder / f"{name}.html.gz"
        html = (
            gzip.decompress(packed.read_bytes())
            if packed.exists()
            else (folder / f"{name}.html").read_bytes()
        )
        pages[name] = (html, item.get("url", ""), item["articleBody"])
    return pages


def extractors() -> dict[str, Extractor]:
    """Return ours and each peer that is installed."""
    import trafilatura

    from textgen.web import extract

    def peer(mode: dict[str, bool]) -> Extractor:
        return lambda html, url: (
            trafilatura.extract(html, url=url or None, include_comments=False, **mode) or ""
        )

    found: dict[str, Extractor] = {OURS: lambda html, url: extract(html, url or None).text}
    found.update({name: peer(mode) for name, mode in PEERS.items()})
    if importlib.util.find_spec("readability") is not None:
        found["readability-lxml"] = _readability
    return found


def score(gold: str, text: str) -> Score:
    """Return precision and recall of a page, None where there is nothing to count."""
    wanted, found = _shingles(gold), _shingles(text)
    common = (wanted & found).total()
    return (
        common / found.total() if found else None,
        common / wanted.total() if wanted else None,
    )


def f1(scores: Sequence[Score]) -> tuple[float, float, float]:
    """Return F1, precision and recall over pages."""
    precision = _mean([score[0] for score in scores if score[0] is not None])
    recall = _mean([score[1] for score in scores if score[1] is not None])
    return (2 * precision * recall / (precision + recall) if precision + recall else 0.0), precision, recall


def interval(ours: Sequence[Score], theirs: Sequence[Score], resamples: int) -> tuple[float, float]:
    """Return the 95 % interval of the difference of F1, from paired resamples of the pages."""
    chance = random.Random(0)  # noqa: S311 - a bootstrap
    numbers = range(len(ours))
    differences = []
    for _ in range(resamples):
        drawn = chance.choices(numbers, k=len(ours))
        differences.append(f1([ours[n] for n in drawn])[0] - f1([theirs[n] for n in drawn])[0])
    differences.sort()
    return differences[int(0.025 * resamples)], differences[int(0.975 * resamples)]


def _readability(html: bytes, url: str) -> str:
    from lxml.html import fromstring
    from readability import Document  # type: ignore[import-not-found]

    from textgen.web import decode_html

    return " ".join(fromstring(Document(decode_html(html), url=url).summary()).itertext())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(
        tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--worst", type=int, default=0, help="list the pages that ours does worst on")
    parser.add_argument("--turns", type=int, default=3, help="how often each is timed")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = load(arguments.pages, arguments.gold)
    scores: dict[str, list[Score]] = {}
    print(f"Python {platform.python_version()}, trafilatura {version('trafilatura')}, {platform.machine()}")
    print(f"{len(pages)} pages\n{'':24}    F1      P      R  pages/CPU s  ours better by (95 %)")
    contenders = extractors()
    for name, extractor in contenders.items():  # imports and caches are the same for all after that
        texts = [extractor(html, url) for html, url, _ in pages.values()]
        scores[name] = [score(gold, text) for (*_, gold), text in zip(pages.values(), texts, strict=True)]
    speeds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(arguments.turns):
        for name, extractor in contenders.items():
            begun = time.process_time()
            for html, url, _ in pages.values():
                extractor(html, url)
            speeds[name].append(len(pages) / (time.process_time() - begun))
    for name in contenders:
        row = " ".join(f"{value:.4f}" for value in f1(scores[name]))
        low, high = interval(scores[OURS], scores[name], arguments.resamples)
        against = "" if name == OURS else f"{low:+.4f} to {high:+.4f}"
        print(f"{name:24} {row} {statistics.median(speeds[name]):12.1f}  {against}", flush=True)
    worst = sorted(zip(scores[OURS], pages.items(), strict=True), key=lambda item: f1([item[0]])[0])
    for result, (name, (_, url, _)) in worst[: arguments.worst]:
        print("{:.3f} {:.3f} {:.3f}".format(*f1([result])), name[:16], url)


if __name__ == "__main__":
    main()

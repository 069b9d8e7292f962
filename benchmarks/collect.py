"""How fast ``textgen collect files`` reads plain text, beside a plain Python loop with ftfy.

    python benchmarks/collect.py [--megabytes 100] [--rounds 3]

Makes files of invented text in a temporary folder: English, French, German and Russian, with typographic
quotes, Windows line ends and some mojibake, from one to some hundred kilobytes each. Then it runs both
programs in turn, each in a process of its own whose whole time counts, and prints the medians.
textgen cleans, leaves out exact repeats and writes a corpus that survives a kill; the peer reads
UTF-8, calls ``ftfy.fix_text``, leaves out exact repeats by hash and appends to a file.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = {
    "en": "the of and to in a that it is was for on with he be I by as at you are this not have had his from",
    "fr": "de la le et à les des en un que une est pour qui dans du plus pas au sur élève été où naïf garçon",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine schön größer Straße",
    "ru": "и в не на я быть он с что а по это она этот к но они мы весь который из у свой ты человек год",
}
QUOTES = {"en": "“”", "fr": "«»", "de": "„“", "ru": "«»"}
SHARES = {"en": 70, "fr": 12, "de": 12, "ru": 6}

PEER = """
import hashlib, sys
from pathlib import Path
import ftfy
seen = set()
with open(sys.argv[2], "w", encoding="utf-8") as corpus:
    for path in sorted(Path(sys.argv[1]).rglob("*.txt")):
        text = ftfy.fix_text(path.read_text(encoding="utf-8"))
        digest = hashlib.blake2b(text.encode()).digest()
        if digest not in seen:
            seen.add(digest)
            corpus.write(text + chr(12))
"""


def write_files(folder: Path, size: int, random_: random.Random) -> int:
    """Write about ``size`` bytes of text and return how many they are."""
    paragraphs = {language: [_paragraph(language, random_) for _ in range(3000)] for language in WORDS}
    written = number = 0
    while written < size:
        (language,) = random_.choices(list(SHARES), list(SHARES.values()))
        count = max(1, int(random_.lognormvariate(3.5, 1.2)))
        text = "\n\n".join(random_.choices(paragraphs[language], k=count)) + "\n"
        if number % 200 == 0:
            text = text.encode().decode("cp1252", "ignore")
        data = text.replace("\n", "\r\n").encode() if number % 5 == 0 else text.encode()
        path = folder / f"{number // 500:03}" / f"{number:06}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        written += len(data)
        number += 1
    return written


def _paragraph(language: str, random_: random.Random) -> str:
    words = WORDS[language].split()
    sentences = []
    for _ in range(random_.randint(2, 8)):
        chosen = [
            random_.choice(words) + random_.choice(["", "", "", "s", "en", "a", "ing"])
            for _ in range(random_.randint(4, 20))
        ]
        sentence = " ".join(chosen).capitalize() + random_.choice(
            [".", ".", ".", "!", "?", " …", " – und so."]
        )
        if random_.random() < 0.1:
            sentence = sentence.join(QUOTES[language])
        sentences.append(sentence)
    return " ".join(sentences)


def seconds(command: list[str], folder: Path) -> float:
    """Run a command in a fresh folder and return how long its process took."""
    with tempfile.TemporaryDirectory(dir=folder) as current:
        environment = {**os.environ, "TEXTGEN_CORPUS": str(Path(current) / "corpus")}
        begun = time.perf_counter()
        subprocess.run(command, cwd=current, env=environment, check=True, capture_output=True)
        return time.perf_counter() - begun


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = folder / "texts"
        texts.mkdir()
        size = write_files(texts, options.megabytes * 1_000_000, random.Random(1))  # noqa: S311 - no secret
        count = sum(1 for _ in texts.rglob("*.txt"))
        print(f"{size / 1e6:.1f} MB in {count:,} files, {options.rounds} rounds, in turn")
        commands = {
            "textgen collect files": [sys.executable, "-m", "textgen", "collect", "files", str(texts)],
            "read + ftfy.fix_text + hash": [sys.executable, "-c", PEER, str(texts), "peer.txt"],
        }
        measured: dict[str, list[float]] = {label: [] for label in commands}
        for _ in range(options.rounds):
            for label, command in commands.items():
                measured[label].append(size / 1e6 / seconds(command, folder))
        print_table(measured)


def print_table(measured: dict[str, list[float]]) -> None:
    """Print the medians, all rounds, and each one's ratio to the last."""
    medians = {label: statistics.median(rates) for label, rates in measured.items()}
    peer = list(measured)[-1]
    print(f"{'':30} {'median':>10} {'ratio':>7}   rounds, MB/s")
    for label, rates in measured.items():
        rounds = " ".join(f"{rate:.1f}" for rate in rates)
        print(f"{label:30} {medians[label]:>5.1f} MB/s {medians[label] / medians[peer]:>6.1f}x   {rounds}")


if __name__ == "__main__":
    main()

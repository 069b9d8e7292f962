"""How much memory textgen takes against the size of the text, and reading the text whole into torch.

    python benchmarks/memory.py [--torch PYTHON] [--megabytes 1 10 100] [--json FILE]

The most that each process had in memory at once (its peak resident set), for texts of so many MB: the lines
of corpus/shakespeare.txt, shuffled and repeated. Each line of the table is a command in a process of its own:

encode                      from the text to ids on disk, without TensorFlow
train                       textgen train for three seconds, 128 units; reading included
evaluate                    textgen evaluate, on the tenth that was held out
generate                    textgen generate, 1,000 characters
generate, no copies         the same with --avoid-copying 40, the index of the text built
torch, the text whole       the usual script: a string, a list and a tensor of ids, a few steps of training
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import turns

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "shakespeare.txt"
WRITE = """
import random
import sys
from pathlib import Path

lines = Path(sys.argv[1]).read_text("utf-8").splitlines(keepends=True)
shuffle, left = random.Random(1), int(sys.argv[3]) * 1_000_000
with open(sys.argv[2], "w", encoding="utf-8") as file:
    while left > 0:
        shuffle.shuffle(lines)
        left -= file.write("".join(lines)[:left])
"""
ENCODE = """
import sys
from pathlib import Path
from textgen.lstm.data import encode, survey
from textgen.lstm.vocabulary import Vocabulary

path = Path(sys.argv[1])
found = survey(path)
with encode(path, found, Vocabulary.from_counts(found.counts, min_count=1), Path(sys.argv[2])) as ids:
    assert len(ids) == found.characters
"""
TORCH = """
import sys
from pathlib import Path
import torch
from torch import nn

text = Path(sys.argv[1]).read_text("utf-8")
symbols = {character: number for number, character in enumerate(sorted(set(text)))}
ids = torch.tensor([symbols[character] for character in text])
embedding, lstm = nn.Embedding(len(symbols), 64), nn.LSTM(64, 128, batch_first=True)
output = nn.Linear(128, len(symbols))
optimizer = torch.optim.Adam([*embedding.parameters(), *lstm.parameters(), *output.parameters()])
for step in range(20):
    windows = ids[torch.randint(len(ids) - 64, (32, 1)) + torch.arange(65)]
    logits = output(lstm(embedding(windows[:, :-1]))[0])
    optimizer.zero_grad()
    nn.functional.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten()).backward()
    optimizer.step()
"""


def main() -> None:
    """Measure each command at each size; print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--torch", metavar="PYTHON", help="a Python that has torch, if this one has not")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there, too")
    options = parser.parse_args()
    torch = options.torch or (sys.executable if importlib.util.find_spec("torch") else None)
    machine = {**turns.machine(), **turns.versions()}
    print(turns.described(machine))
    results: dict[str, list[float]] = {}
    for megabytes in options.megabytes:
        with tempfile.TemporaryDirectory(prefix="textgen-") as folder:
            text = Path(folder) / "text.txt"
            # Elsewhere: a process begins with the peak of the one that started it.
            subprocess.run([sys.executable, "-c", WRITE, CORPUS, text, str(megabytes)], check=True)
            for name, command in commands(text, torch).items():
                results.setdefault(name, []).append(peak(command, Path(folder)))
                print(f"{name}, {megabytes} MB: {results[name][-1]:,.0f} MB", file=sys.stderr, flush=True)
    columns = "".join(f"{f'{megabytes} MB':>10}" for megabytes in options.megabytes)
    print(f"{'MB of memory for a text of':<28}{columns} {'last / first':>13}")
    for name, peaks in results.items():
        print(
            f"{name:<28}" + "".join(f"{peak:>10,.0f}" for peak in peaks) + f" {peaks[-1] / peaks[0]:>13.2f}"
        )
    if not torch:
        print("torch is not installed here: name an interpreter that has it with --torch PYTHON")
    if options.json:
        report = {**machine, "megabytes": options.megabytes, "peak_megabytes": results}
        options.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


def commands(text: Path, torch: str | None) -> dict[str, list[str]]:
    """What is measured, in this order: each uses the model that the second made."""
    textgen = [sys.executable, "-m", "textgen"]
    model = text.stem
    found = {
        "encode": [sys.executable, "-c", ENCODE, str(text), str(text.parent / "ids")],
        "train": [*textgen, "train", str(text), "--layers", "128", "--minutes", "0.05"],
        "evaluate": [*textgen, "evaluate", model],
        "generate": [*textgen, "generate", model, "--length", "1000"],
        "generate, no copies": [*textgen, "generate", model, "--length", "1000", "--avoid-copying", "40"],
    }
    if torch:
        found["torch, the text whole"] = [torch, "-c", TORCH, str(text)]
    return found


def peak(command: list[str], folder: Path) -> float:
    """Run a command; return the most memory that it had, in MB.

    Raises:
        SystemExit: the command failed.
    """
    environment: dict[str, Any] = {**os.environ, "TEXTGEN_MODELS": str(folder / "models")}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{said.read()}\n{command[:4]} ended with exit code {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    return usage.ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()

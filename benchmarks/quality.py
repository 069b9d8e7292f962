"""How good a model is after some minutes: textgen train, torch.nn.LSTM, and nanoGPT's recipe for a processor.

    python benchmarks/quality.py TEXT.txt --torch PYTHON [--minutes 4] [--json FILE]

Each trains on the first nine tenths of the text for the same time, alone on the machine, one after another,
and is measured on the last tenth, which none of them learns (for tiny-shakespeare that is nanoGPT's split).

stateful    the whole held-out part, states carried, each of 32 streams warmed by 256 uncounted characters
windows_N   nanoGPT's protocol: 640 random windows of N characters, each from empty context

The losses are nats per character. A GPT has no states: it is measured in windows as long as its context.
"ours" is what textgen train does without any option but --minutes; its evaluations count as its time, those
of the others do not. Its curve is stateful, since it keeps the best weights only, which are measured both
ways at the end. nanoGPT's recipe ends after 2,000 steps as published; "stretched" gives its schedule all of
the time. PYTHON is an interpreter that has torch; without one, "ours" is measured alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import turns

CONTENDERS = ("ours", "torch.nn.LSTM", "nanoGPT stretched", "nanoGPT as published")
MEASURES = ("stateful", "windows_64", "windows_256")
EVALUATIONS = 12  # of each peer
SPLIT = 0.9

Point = dict[str, float]


def main() -> None:
    """Let the contenders train one after another, and print their curves and how they ended."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--torch", metavar="PYTHON", help="a Python that has torch, if this one has not")
    parser.add_argument("--contenders", nargs="+", choices=CONTENDERS, default=CONTENDERS, metavar="NAME")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there, too")
    parser.add_argument("--only", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        points = ours if options.only == "ours" else peer
        for point in points(options):
            print(json.dumps(point), flush=True)
        return

    torch = options.torch or (sys.executable if importlib.util.find_spec("torch") else None)
    machine = turns.machine()
    print(turns.described(machine))
    text = options.text.read_text("utf-8")
    split = int(SPLIT * len(text))
    print(f"{options.text.name}: {split:,} characters to learn, {len(text) - split:,} held out")
    results = []
    for name in options.contenders:
        python = sys.executable if name == "ours" else torch
        if python:
            results.append(trained(name, python, options))
            print_curve(results[-1])
    print_ends(results)
    if not torch:
        print("torch is not installed here: name an interpreter that has it with --torch PYTHON")
    if options.json:
        report = {**machine, "minutes": options.minutes, "split": split, "results": results}
        options.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


def trained(name: str, python: str, options: argparse.Namespace) -> dict[str, Any]:
    """Let a contender train in a process of its own; return its versions, its curve and its end."""
    command = [python, __file__, str(options.text), "--only", name]
    command += ["--minutes", str(options.minutes), "--seed", str(options.seed)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    busy_before, _, total_before = turns.processor_time(os.getpid())
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(json.loads(line))
            print(f"{name}: {lines[-1]}", file=sys.stderr, flush=True)
            busy, own, total = turns.processor_time(process.pid)
    if process.returncode:
        raise SystemExit(f"{name} ended early, with exit code {process.returncode}")
    about, *curve = lines
    others = max(0.0, busy - busy_before - own) / max(1.0, total - total_before)
    return {"contender": name, "others": round(others, 3), **about, "curve": curve}


def ours(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Train as ``textgen train TEXT --minutes M`` does."""
    with tempfile.TemporaryDirectory(prefix="textgen-") as models:
        os.environ["TEXTGEN_MODELS"] = models
        from textgen.lstm import events, folder, trainer, weights
        from textgen.lstm.startup import replicas_for

        rows: list[events.Row] = []
        plans: list[events.Plan] = []

        def listen(event: events.Event) -> None:
            if isinstance(event, events.Row):
                rows.append(event)
            elif isinstance(event, events.Plan):
                plans.append(event)

        result = trainer.train(options.text, minutes=options.minutes, seed=options.seed, on_event=listen)
        settings = plans[0].settings
        recipe = f"LSTM {settings.layers}, batch {settings.batch_size}, dropout {settings.dropout:g}"
        yield {"recipe": f"{recipe}, {settings.implementation}", **turns.versions()}
        per_epoch = plans[0].steps_per_epoch * settings.batch_size * settings.window
        for row in rows:
            yield {
                "seconds": row.seconds,
                "characters": round(row.epoch * per_epoch),
                "stateful": round(row.validation_loss, 4),
            }
        from textgen.lstm.architecture import of_weights
        from textgen.lstm.data import encode, survey
        from textgen.lstm.evaluation import Evaluator

        architecture, arrays = of_weights(weights.read(result.folder / folder.MODEL))
        vocabulary, boundary = plans[0].vocabulary, plans[0].boundary
        evaluator = Evaluator(architecture, vocabulary, replicas=replicas_for(64))
        with encode(options.text, survey(options.text), vocabulary, Path(models)) as ids:
            end = {"seconds": result.seconds, "characters": rows[-1].epoch * per_epoch}
            end["stateful"] = evaluator.stateful(arrays, ids, boundary, len(ids)).nats
            for length in (64, 256):
                loss = evaluator.windows(arrays, ids, boundary, len(ids), length=length)
                end[f"windows_{length}"] = loss.nats
        yield {name: round(value, 4) for name, value in end.items()}


def peer(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Train one of torch's."""
    import torch
    import torch_models

    torch.set_num_threads(turns.cores())
    text = options.text.read_text("utf-8")
    symbols = {character: number for number, character in enumerate(sorted(set(text)))}
    ids = np.array([symbols[character] for character in text], np.int64)
    split, settings = int(SPLIT * len(ids)), {"seconds": 60 * options.minutes, "seed": options.seed}
    yield turns.versions()
    if options.only == "torch.nn.LSTM":
        yield from torch_models.lstm(ids, split, len(symbols), evaluations=EVALUATIONS, **settings)
    else:
        steps = None if options.only.endswith("stretched") else 2000
        yield from torch_models.nanogpt(
            ids, split, len(symbols), evaluations=EVALUATIONS, steps=steps, **settings
        )


def print_curve(result: dict[str, Any]) -> None:
    """Print how a contender's losses fell."""
    print(f"\n{result['contender']}")
    print(f"{'seconds':>8} {'characters':>12}" + "".join(f" {name:>12}" for name in MEASURES))
    for point in result["curve"]:
        print(f"{point['seconds']:>8.1f} {point['characters']:>12,.0f}" + _losses(point), flush=True)


def print_ends(results: list[dict[str, Any]]) -> None:
    """Print how the contenders ended, and how much of the machine other programs took meanwhile."""
    measures = "".join(f" {name:>12}" for name in MEASURES)
    print(f"\n{'at the end':<22} {'seconds':>8} {'chars/s':>9}{measures}")
    for result in results:
        end = result["curve"][-1]
        speed = end["characters"] / max(end["seconds"], 1e-9)
        print(
            f"{result['contender']:<22} {end['seconds']:>8.1f} {speed:>9,.0f}{_losses(end)}"
            f"  others {result['others']:.0%}"
        )


def _losses(point: Point) -> str:
    return "".join(f" {point[name]:>12.4f}" if name in point else f" {'-':>12}" for name in MEASURES)


if __name__ == "__main__":
    main()

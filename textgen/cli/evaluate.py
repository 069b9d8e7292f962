"""``textgen evaluate``: how well a model predicts text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from textgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textgen.lstm.evaluation import Evaluation
    from textgen.lstm.surprise import DocumentLoss


def evaluate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A model's name or folder.")],
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|CORPUS", help="What to predict; by default what the model's own text held out."
        ),
    ] = None,
    protocol: Annotated[
        Literal["nanogpt"] | None,
        typer.Option(help="nanogpt: also random windows of 256 characters, each from empty context."),
    ] = None,
    dynamic: Annotated[
        bool, typer.Option("--dynamic", help="Also while the model learns from what it has predicted; slow.")
    ] = False,
    documents: Annotated[
        bool, typer.Option("--documents", help="Also each document, the one that surprises most first.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page that shows the surprising characters.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure how well a model predicts text: bits per character and byte, perplexity."""
    from textgen.lstm.evaluation import evaluate as run

    with console.progress("characters") as show:
        results = run(
            model,
            text,
            protocol=protocol,
            dynamic=dynamic,
            documents=documents,
            html=html,
            on_progress=show,
        )
    if as_json:
        _print_json(results)
    else:
        _print_table(results)
        _print_documents(results[0].documents or ())
    if html:
        console.say(f"Written: {html}")


def _print_json(results: list[Evaluation]) -> None:
    from dataclasses import asdict

    rows = [
        {**asdict(row), "bits_per_character": row.bits_per_character, "perplexity": row.perplexity}
        for row in results
    ]
    console.print_json(rows)


def _print_table(results: list[Evaluation]) -> None:
    first = results[0]
    part = f"held out, from character {first.start:,} on" if first.start else "whole"
    print(f"{first.model} on {first.text} ({part})")
    print(
        f"{'protocol':<10} {'nats/char':>10} {'bits/char':>10} {'bits/byte':>10} {'perplexity':>11} "
        f"{'characters':>11} {'unknown':>8}"
    )
    for row in results:
        per_byte = "-" if row.bits_per_byte is None else f"{row.bits_per_byte:.4f}"
        unknown = row.unknown / max(1, row.characters)
        print(
            f"{row.protocol:<10} {row.nats_per_character:>10.4f} {row.bits_per_character:>10.4f} "
            f"{per_byte:>10} {row.perplexity:>11.4f} {row.characters:>11,} {unknown:>8.4%}"
        )


def _print_documents(documents: Sequence[DocumentLoss]) -> None:
    if documents:
        print(f"\n{'bits/char':>10} {'characters':>11}  document")
    for row in documents:
        label = row.label if row.label.isprintable() else repr(row.label)
        print(f"{row.bits_per_character:>10.4f} {row.characters:>11,}  {label}")

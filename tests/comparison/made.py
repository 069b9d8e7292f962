"""Comparisons that nobody had to wait for: invented answers, with all that a report has to show."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textgen.comparison.metrics import METRICS
from textgen.comparison.results import (
    FORMAT,
    Adjusted,
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

WORDS = str.split(
    "the lamp on pier was lit at six and boats came home one after other with oars shipped nets wet while "
    "keeper wrote his log slowly counting wind tide rain hours until morning said nothing more than needed"
)
HOSTILE = (
    "<script>document.title = 'run'</script><img src=http://127.0.0.1:9/x onerror=alert(1)> &amp; \"'</p>\n"
    "\x00\x07\x1b[31mred\x1b[0m \u202eturned around\u202c zero\u200bwidth \ud800 {{ 7 * 7 }} {% raw %}\n"
    + "W" * 400
    + "\nשלום עולם\nمرحبا بالعالم\n👩\u200d🚀 Z"
    + "\u0301" * 60
    + "algo"
)


def prose(seed: int, length: int) -> str:
    """So many characters of lines that mean little."""
    rng, text = random.Random(seed), ""  # noqa: S311 - words, not secrets
    while len(text) < length:
        line = " ".join(rng.choices(WORDS, k=rng.randint(5, 9)))
        text += line.capitalize() + rng.choice([",\n", ".\n", ";\n", "!\n\n"])
    return text[:length]


def value(name: str, share: float) -> Value:
    """A value that suits a metric; bits and shares with an interval."""
    metric = METRICS[name]
    size = {"bits_per_byte": 2.0, "characters_per_second": 900, "longest_copy": 60, "mean_text_length": 300}
    number = size.get(name, 1 if metric.unit in ("", "bits", "%") else 12) * share
    return Value(number, number * 0.97, number * 1.03) if metric.unit in ("", "bits", "%") else Value(number)


def measured(share: float, **others: Value) -> Measured:
    """Values for all metrics."""
    values = {name: value(name, share) for name in METRICS}
    return Measured({**values, **others}, {",": 31 * share, ".": 12 * share, "!": 4.5 * share, "—": 0.8})


def answers(settings: Settings, first: int, copied: bool = True) -> tuple[Answer, ...]:
    """A text for each prompt and sample."""
    made = []
    for prompt in range(len(settings.prompts)):
        for sample in range(settings.samples):
            seed = settings.seed + prompt * settings.samples + sample
            text = prose(first + seed, settings.length)
            runs = (Run(20, 34, 12345, 120, "The Log of the Pier"), Run(120, 61, 99, 7, None))
            asked = "2026-11-29T08:00:00Z"
            made.append(
                Answer(prompt, sample, seed, asked, text, 0.42, 0.011, copied=runs if copied else None)
            )
    return tuple(made)


def generator(name: str, settings: Settings, share: float = 1.0, **others: Any) -> Compared:
    """A generator that did all that was asked."""
    scheme = (
        "" if others.get("describe", {}).get("kind", "lstm") == "lstm" else "openai:http://127.0.0.1:8080/v1#"
    )
    made = Compared(
        address=f"{scheme}{name}",
        name=name,
        describe={
            "name": name,
            "kind": "lstm",
            "corpus": "pier",
            "corpus_sha256": "ab" * 32,
            "scores": True,
            "longest_context": None,
        },
        failed=None,
        adjusted=(),
        answers=answers(settings, sum(map(ord, name))),
        scored=(),
        measured=measured(share),
    )
    return replace(made, **others)


def comparison(
    *, prompts: Sequence[str] = ("The keeper said:\n", "At six"), samples: int = 2, length: int = 240
) -> Comparison:
    """A comparison of two generators, one of which cannot score and was asked otherwise."""
    settings = Settings(tuple(prompts), "held-out excerpt of pier", samples, length, 1, 0.8, None, 0.95)
    stranger = generator(
        "gpt2",
        settings,
        0.8,
        describe={"name": "gpt2", "kind": "openai", "scores": False},
        adjusted=(Adjusted("top_k", 40, None, "the server has no such setting"),),
        measured=measured(0.8, bits_per_byte=Value(None, not_measured="cannot score")),
    )
    passages = tuple(Passage(500 * k, prose(7000 + k, length)) for k in range(len(prompts) * samples))
    return Comparison(
        format=FORMAT,
        textgen="0.1.0",
        created="2026-11-29T08:12:00Z",
        seconds=12.5,
        settings=settings,
        corpus=Text(True, None, "pier.txt", "ab" * 32, 0, 900_000, 41),
        held_out=Text(True, None, "pier.txt", "ab" * 32, 900_000, 100_000),
        intervals="95 % of 1,000 bootstrap samples",
        notes=(),
        generators=(generator("keeper", settings), stranger),
        reference=Reference(passages, measured(0.9)),
    )

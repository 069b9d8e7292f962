"""A comparison as ``textgen compare`` would report it, for tests of what is made of one."""

from __future__ import annotations

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
    Scored,
    Settings,
    Text,
    Value,
)

WORDS = "The king is dead, and all his men\nhave left the field. What now, my lord? Speak on.\n"


def comparison(prompts: int = 2, samples: int = 2, generators: int = 3) -> Comparison:
    """A comparison of an LSTM, a server that cannot score, and (from the third on) servers that failed."""
    return Comparison(
        format=FORMAT,
        textgen="0.1.0",
        created="2026-03-04T05:06:07+00:00",
        seconds=12.5,
        settings=Settings(
            prompts=tuple(f"Enter the {place}. king & <fool>" for place in range(prompts)),
            prompts_from="the held-out excerpt of shakespeare",
            samples=samples,
            length=len(WORDS),
            seed=1,
            temperature=0.7,
        ),
        corpus=Text(True, None, "shakespeare.txt", "ab" * 32, 0, 4_550_740, 38),
        held_out=Text(True, None, "shakespeare.txt", "ab" * 32, 4_550_740, 505_638),
        intervals="95 % percentile intervals of 2,000 bootstrap samples of 40 chunks",
        notes=("other learned another text (other.txt): its copies are looked for in shakespeare.txt.",),
        generators=tuple(_compared(place, prompts, samples) for place in range(generators)),
        reference=Reference(
            passages=tuple(Passage(300 * place, WORDS, (RUN,)) for place in range(prompts * samples)),
            measured=_measured("lstm"),
        ),
    )


RUN = Run(start=4, length=20, place=12_345, line=321, document="The Tragedie of King Lear")


def _compared(place: int, prompts: int, samples: int) -> Compared:
    kind = ("lstm", "runway", "openai")[min(place, 2)]
    failed = "http://localhost:8003/v1 refuses the connection" if kind == "openai" else None
    answers = tuple(
        Answer(
            prompt=prompt,
            sample=sample,
            seed=1 + prompt * samples + sample,
            asked="2026-03-04T05:06:07+00:00",
            text="" if failed else WORDS,
            seconds=0.5,
            first=None if failed else 0.01,
            error=failed,
            warnings=() if kind == "lstm" else ("it takes no seed above 1,000",),
            copied=(RUN,) if kind == "lstm" else (),
        )
        for prompt in range(prompts)
        for sample in range(samples)
    )
    scored = tuple(Scored(1000 * k, 500, 500, 500, 950.0 + k, 0.2) for k in range(40))
    return Compared(
        address="shakespeare" if kind == "lstm" else f"{kind}:http://localhost:{8000 + place}",
        name="shakespeare" if kind == "lstm" else f"gpt2-{place}",
        describe={"kind": kind, "scores": kind == "lstm", "seeded": True},
        failed=failed,
        adjusted=() if kind == "lstm" else (Adjusted("seed", 4_000, 0, "the server takes 0..999"),),
        answers=answers[:1] if failed else answers,
        scored=scored if kind == "lstm" else (),
        measured=_measured(kind),
    )


def _measured(kind: str) -> Measured:
    if kind == "openai":
        nothing = Value(None, not_measured="it wrote nothing")
        return Measured(dict.fromkeys(METRICS, nothing), {})
    metrics = {name: Value(0.25) for name in METRICS}
    metrics["longest_copy"] = Value(34)
    metrics["bits_per_byte"] = (
        Value(1.968, 1.951, 1.985) if kind == "lstm" else Value(None, not_measured="it cannot score")
    )
    return Measured(metrics, {",": 21.5, ".": 18.0, "?": 2.25})

"""What a comparison found, in plain words: sentences made from its numbers, which say what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textgen.comparison import intervals
from textgen.comparison.metrics import METRICS

if TYPE_CHECKING:
    from textgen.comparison.results import Compared, Comparison, Text, Value

REAL: Final = "the real author"
_FASTER: Final = 1.1  # what is less is about the same
_REPEATED: Final = 0.05  # from this share of repeated passages on, it is worth a sentence
_FEW: Final = 30  # texts of a generator; what fewer show may be chance


def labels(comparison: Comparison) -> dict[str, Compared]:
    """The generators by the names they give themselves, or by their addresses where names are shared."""
    named = {generator.name: generator for generator in comparison.generators}
    if len(named) == len(comparison.generators) and REAL not in named:
        return named
    return {generator.address: generator for generator in comparison.generators}


def best(values: Mapping[str, Value], metric: str, real: Value | None) -> set[str]:
    """Who comes out best by a metric; nobody where there is nothing to win, or all are alike.

    Args:
        values: Each generator's value.
        metric: The metric's name.
        real: The real author's value.
    """
    known = {name: value.value for name, value in values.items() if value.value is not None}
    match METRICS[metric].better:
        case "higher":
            losses = {name: -value for name, value in known.items()}
        case "lower":
            losses = known
        case "closer" if real is not None and real.value is not None:
            losses = {name: abs(value - real.value) for name, value in known.items()}
        case _:
            return set()
    winners = {name for name, loss in losses.items() if loss == min(losses.values())}
    return winners if len(winners) < len(losses) else set()


def summary(comparison: Comparison) -> list[str]:
    """Say what was done and what was found, in a few paragraphs for everybody."""
    generators = labels(comparison)
    worked = {name: generator for name, generator in generators.items() if wrote(generator)}
    real = comparison.reference.measured.metrics if comparison.reference else {}
    due = len(comparison.settings.prompts) * comparison.settings.samples
    topics: list[Iterable[str]] = [[_conditions(comparison, list(worked)), *_failures(generators, due)]]
    if worked:
        topics += [
            _prediction(worked, comparison.held_out, comparison.settings.seed),
            _copying(worked, real),
            [*_vocabulary(worked, real), *_repetition(worked, real), *_speed(worked)],
        ]
    return [paragraph for topic in topics if (paragraph := " ".join(topic))]


def caveats(comparison: Comparison) -> list[str]:
    """Say what the numbers cannot tell."""
    told = [*comparison.notes]
    generators = labels(comparison)
    counts = sorted(number for generator in generators.values() if (number := wrote(generator)))
    if counts and counts[0] < _FEW:
        fewest = f"{counts[0]:,} to " if counts[0] < counts[-1] else ""
        told.append(
            f"{fewest}{_counted(counts[-1], 'text')} of each is a small sample: another run may rank them "
            "otherwise."
        )
    for what, text in (("held-out", comparison.held_out), ("training", comparison.corpus)):
        if not text.found:
            told.append(f"The {what} text was not used: {_clause(text.reason)}.")
    strangers = [
        name
        for name, generator in generators.items()
        if wrote(generator) and generator.describe.get("corpus_sha256") is None
    ]
    if strangers and comparison.held_out.found:
        told.append(f"The held-out text may have been part of what {listed(strangers)} learned: nobody says.")
    adjusted = [name for name, generator in generators.items() if generator.adjusted]
    if adjusted:
        told.append(f"{listed(adjusted)} could not honour every setting; the settings below tell which.")
    told.append("Speeds are those of the computers and the network on that day.")
    return told


def listed(names: Sequence[str]) -> str:
    """Join names: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def wrote(generator: Compared) -> int:
    """How many texts a generator wrote to the end."""
    return sum(not answer.error for answer in generator.answers)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _clause(reason: str | None) -> str:
    return (reason or "no reason is known").rstrip(".")


def _may_have_read(generator: Compared, held_out: Text) -> bool:
    """Whether a text may have been among what a generator learned: nobody knows but of its own text."""
    return held_out.found and generator.describe.get("corpus_sha256") != held_out.sha256


def _conditions(comparison: Comparison, worked: Sequence[str]) -> str:
    settings = comparison.settings
    count = len(settings.prompts)
    prompts = "the same prompt" if count == 1 else f"the same {count:,} prompts"
    each = " each" if count > 1 and settings.samples > 1 else ""
    times = {1: "once", 2: "twice"}.get(settings.samples, f"{settings.samples:,} times") + each
    asked = f"{listed(worked) or 'Nobody'} wrote on from {prompts}, {times}"
    return f"{asked}, {_counted(settings.length, 'character')} at a time."


def _failures(generators: Mapping[str, Compared], due: int) -> Iterator[str]:
    for name, generator in generators.items():
        written = wrote(generator)
        reason = f": {_clause(generator.failed)}" if generator.failed else ""
        if generator.failed and not written:
            yield f"{name} failed{reason}."
        elif written < due:
            yield f"{name} wrote only {written:,} of {_counted(due, 'text')}{reason}."
        elif reason:
            yield f"{name} failed after its texts{reason}."


def _known(worked: Mapping[str, Compared], metric: str) -> dict[str, Value]:
    """Each generator's value where it was measured."""
    values = {name: generator.measured.metrics.get(metric) for name, generator in worked.items()}
    return {name: value for name, value in values.items() if value is not None and value.value is not None}


def _ranked(worked: Mapping[str, Compared], metric: str) -> list[tuple[str, Value]]:
    """The same, the smallest first."""
    return sorted(_known(worked, metric).items(), key=lambda pair: pair[1].value or 0)


def _unmeasured(worked: Mapping[str, Compared], metric: str) -> str:
    values = [generator.measured.metrics.get(metric) for generator in worked.values()]
    reasons = dict.fromkeys(value.not_measured for value in values if value and value.not_measured)
    return _clause("; ".join(filter(None, reasons)) or None)


def _prediction(worked: Mapping[str, Compared], held_out: Text, seed: int) -> Iterator[str]:
    show = METRICS["bits_per_byte"].show
    values = _ranked(worked, "bits_per_byte")
    if not values:
        yield f"How well they foresee a text is not measured: {_unmeasured(worked, 'bits_per_byte')}."
        return
    (first, least), *others = values
    if not others:
        yield (
            f"{first} needs {show(least)} bits for a byte of the held-out text; fewer would mean that it "
            "foresees more of it."
        )
    else:
        rest = listed([f"{show(value)} for {name}" for name, value in others])
        second, more = others[0]
        if show(least) == show(more):
            found = f"{first} and {second} foresee the held-out text equally well"
            verdict = ""
        else:
            found = f"{first} foresees the held-out text best"
            if _may_have_read(worked[first], held_out):
                found += ", though it may have read it before"
            verdict = f" {_chance(worked, first, second, seed)}"
        yield (
            f"{found}: a byte of it costs {show(least)} bits, against {rest} (the fewer the better).{verdict}"
        )
    silent = [name for name in worked if name not in dict(values)]
    if silent:
        reason = _unmeasured({name: worked[name] for name in silent}, "bits_per_byte")
        yield f"For {listed(silent)} this is not measured: {reason}."


def _chance(worked: Mapping[str, Compared], first: str, second: str, seed: int) -> str:
    """Say whether it may be chance that one predicts better than another, by the chunks of both."""
    other = {chunk.start: chunk for chunk in worked[second].scored}
    pairs = [
        ((chunk.bits, chunk.bytes), (other[chunk.start].bits, other[chunk.start].bytes))
        for chunk in worked[first].scored
        if chunk.start in other
    ]
    ends = intervals.difference(pairs, seed=seed)
    if ends is None:
        return "How much of this is chance was not measured."
    low, high = map(METRICS["bits_per_byte"].number, ends)
    verdict = "chance hardly explains it" if ends[0] > 0 else "it may be chance"
    return (
        f"Chunk by chunk, {second} needs between {low} and {high} bits more than {first}, with 95 % "
        f"confidence: {verdict}."
    )


def _copying(worked: Mapping[str, Compared], real: Mapping[str, Value]) -> Iterator[str]:
    metric = METRICS["copied_20"]
    values = _known(worked, "copied_20")
    if not values:
        yield f"Whether they copied is not measured: {_unmeasured(worked, 'copied_20')}."
        return
    shares = listed([f"{metric.show(value)} of what {name} wrote" for name, value in values.items()])
    beside = _beside(real, "copied_20", "of what the real author wrote")
    yield (
        f"{shares} stand{_s(values)} word for word in the training text, in passages of 20 characters or more"
        f"{beside}."
    )
    longest = _ranked(worked, "longest_copy")
    if longest and longest[-1][1].value:
        name, value = longest[-1]
        yield f"The longest such passage has {METRICS['longest_copy'].show(value)}; {name} wrote it."


def _vocabulary(worked: Mapping[str, Compared], real: Mapping[str, Value]) -> Iterator[str]:
    metric = METRICS["valid_words"]
    values = _known(worked, "valid_words")
    if values:
        shares = listed([f"{metric.show(value)} of {name}’s words" for name, value in values.items()])
        beside = _beside(real, "valid_words", "of the real author’s")
        yield f"{shares} occur in the training text{beside}."


def _repetition(worked: Mapping[str, Compared], real: Mapping[str, Value]) -> Iterator[str]:
    metric = METRICS["repetition"]
    least = real["repetition"].value if "repetition" in real else None
    for name, value in _known(worked, "repetition").items():
        if value.value is not None and value.value >= max(_REPEATED, 2 * (least or 0)):
            yield (
                f"{name} repeats itself: {metric.show(value)} of its four-word passages stood in the same "
                f"text before{_beside(real, 'repetition', 'with the real author')}."
            )


def _speed(worked: Mapping[str, Compared]) -> Iterator[str]:
    values = _ranked(worked, "characters_per_second")
    if len(values) > 1:
        (slow, least), (fast, most) = values[0], values[-1]
        if least.value and most.value:
            times = most.value / least.value
            how = f"{times:,.1f} times as fast as" if times >= _FASTER else "about as fast as"
            yield (
                f"{fast} wrote {how} {slow}: {most.value:,.0f} characters a second against "
                f"{least.value:,.0f}."
            )


def _beside(real: Mapping[str, Value], metric: str, whose: str) -> str:
    value = real.get(metric)
    return f" ({METRICS[metric].show(value)} {whose})" if value and value.value is not None else ""


def _s(values: Mapping[str, Value]) -> str:
    return "s" if len(values) == 1 else ""

"""The report of a comparison as a page: one file, no network, no scripts, for every screen and for paper."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from textgen import atomic, pages
from textgen.comparison import blind, findings, plots
from textgen.comparison.metrics import METRICS, missing
from textgen.comparison.visible import LIMITS, regions, stretches, visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from jinja2 import Environment

    from textgen.comparison.results import Answer, Compared, Comparison, Passage, Text

PAGE: Final = "report.html"
_BETTER: Final = {
    "higher": "Higher is better.",
    "lower": "Lower is better.",
    "closer": "Closer to the real author is better.",
    None: "",
}


def write(comparison: Comparison, folder: Path) -> Path:
    """Write ``report.html`` in one step and return its path.

    Args:
        comparison: What was found.
        folder: Where the page goes; the blind tests that were taken there are shown too.

    Raises:
        TextgenError: the blind tests in the folder are damaged.
    """
    page = folder / PAGE
    html = render(comparison, blind.read(folder))
    atomic.write(page, html.encode("utf-8", "xmlcharrefreplace"))
    return page


def render(comparison: Comparison, sittings: list[blind.Sitting]) -> str:
    """Return the page.

    Args:
        comparison: What was found.
        sittings: The blind tests that were taken.
    """
    generators = findings.labels(comparison)
    rows = list(_metrics(comparison))
    real = comparison.reference.measured if comparison.reference else None
    return (
        _environment()
        .get_template("report.html")
        .render(
            comparison=comparison,
            generators=generators,
            title=f"{findings.listed([*generators])} compared",
            version=comparison.textgen,
            style=pages.part("textgen.comparison", "report.css"),
            summary=findings.summary(comparison),
            caveats=findings.caveats(comparison),
            metrics=rows,
            better=_BETTER,
            unplotted=findings.listed([row["metric"].label for row in rows if not row["plot"]]),
            settings=_settings(comparison),
            punctuation=plots.profile(
                {name: one.measured.punctuation for name, one in generators.items()},
                real.punctuation if real else {},
            ),
            reasons=_reasons(comparison),
            prompts=list(_prompts(comparison)),
            limits=LIMITS,
            blind=blind.score(sittings),
        )
    )


def _metrics(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """The rows of the table and their plots, in the order of the registry."""
    reference = comparison.reference.measured.metrics if comparison.reference else {}
    for name, metric in METRICS.items():
        values = {
            label: generator.measured.metrics[name]
            for label, generator in findings.labels(comparison).items()
            if name in generator.measured.metrics
        }
        real = reference.get(name)
        if values:
            yield {
                "metric": metric,
                "values": values,
                "real": real,
                "best": findings.best(values, name, real),
                "plot": plots.metric(values, real),
            }


def _reasons(comparison: Comparison) -> list[str]:
    """The long reasons why something was not measured, each once."""
    sets = [generator.measured for generator in comparison.generators]
    if comparison.reference:
        sets.append(comparison.reference.measured)
    values = [value for each in sets for value in each.metrics.values() if value.not_measured]
    return list(
        dict.fromkeys(value.not_measured or "" for value in values if missing(value) != value.not_measured)
    )


def _prompts(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """What each generator wrote for each prompt, one line of texts for each sample."""
    samples = comparison.settings.samples
    passages = comparison.reference.passages if comparison.reference else ()
    written: dict[tuple[int, int], dict[str, Answer]] = {}
    for label, generator in findings.labels(comparison).items():
        for answer in generator.answers:
            written.setdefault((answer.prompt, answer.sample), {})[label] = answer
    for number, prompt in enumerate(comparison.settings.prompts):
        lines: list[tuple[dict[str, Answer], Passage | None]] = []
        for sample in sorted(sample for asked, sample in written if asked == number):
            at = number * samples + sample
            lines.append((written[number, sample], passages[at] if at < len(passages) else None))
        yield {"prompt": prompt, "lines": lines}


def _settings(comparison: Comparison) -> dict[str, str]:
    """What was the same for all, by name."""
    settings = comparison.settings
    return {
        "Prompts": f"{len(settings.prompts):,}, from {settings.prompts_from}",
        "Texts for each prompt": f"{settings.samples:,}",
        "Length": f"{settings.length:,} characters",
        "Seed": f"{settings.seed} for the first text, 1 more for each text after it",
        "Temperature": f"{settings.temperature:g}",
        "Top-k": "off" if settings.top_k is None else f"{settings.top_k}",
        "Top-p": "off" if settings.top_p is None else f"{settings.top_p:g}",
        "Training text": _text(comparison.corpus),
        "Held-out text": _text(comparison.held_out),
        "Intervals": comparison.intervals or "none",
        "Finished": comparison.created,
        "Time of the generators": f"{comparison.seconds:,.1f} s",
        "Version": f"textgen {comparison.textgen}",
    }


def _text(text: Text) -> str:
    """A text that was measured against, in words."""
    if not text.found:
        return f"not used: {text.reason}"
    parts = [text.name or "without a name"]
    if text.characters is not None:
        start = f" from character {text.start:,} on" if text.start else ""
        parts.append(f"{text.characters:,} characters{start}")
    if text.documents is not None:
        parts.append(f"{text.documents:,} documents")
    return ", ".join([*parts, f"SHA-256 {text.sha256}"])


def _tick(number: float, unit: str) -> str:
    """A number of a scale, without more digits than it needs."""
    return f"{number * 100 if unit == '%' else number:,.6g}"


def _warnings(generator: Compared) -> list[str]:
    """What a generator said while it wrote, each sentence once."""
    return [*dict.fromkeys(warning for answer in generator.answers for warning in answer.warnings)]


def _is_turned(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


@cache
def _environment() -> Environment:
    """The templates, which show texts as ``visible`` does."""
    environment = pages.environment("textgen.comparison", visible)

    def isolated(sentence: str, names: Collection[str]) -> Markup:
        """Keep names that are written from right to left from turning the sentence around them."""
        turned = [name for name in sorted(names, key=len, reverse=True) if _is_turned(name)]
        parts = re.split(f"({'|'.join(map(re.escape, turned))})", sentence) if turned else [sentence]
        return Markup().join(
            Markup("<bdi>{}</bdi>").format(visible(part)) if part in turned else visible(part)
            for part in parts
        )

    environment.filters |= {
        "given": lambda value: "nothing" if value is None else str(value),
        "interval": lambda share: f"{100 * share.low:.0f} to {100 * share.high:.0f} %",
        "isolated": isolated,
        "missing": missing,
        "is_long": lambda length: length >= LIMITS[1],
        "percent": lambda share: f"{100 * share.count / share.total:.0f} %",
        "pretty": lambda value: json.dumps(value, indent=2, ensure_ascii=False),
        "regions": lambda text, copied: regions(
            text, [run for run in copied or () if run.length >= LIMITS[0]]
        ),
        "stretches": stretches,
        "tick": _tick,
        "warnings": _warnings,
    }
    return environment

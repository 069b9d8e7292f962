"""Comparing generators: the same prompts, lengths and seeds for all, measured in the same way."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textgen import __version__
from textgen.comparison import addresses, intervals, likelihood, measures, results, sources
from textgen.comparison.asking import Asked, Asking
from textgen.comparison.journal import Journal
from textgen.comparison.reading import slices, spread
from textgen.comparison.results import (
    Compared,
    Comparison,
    Measured,
    Passage,
    Reference,
    Settings,
    Value,
)
from textgen.errors import TextgenError
from textgen.generators.base import Sampling
from textgen.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textgen.comparison.addresses import Address
    from textgen.comparison.likelihood import Chunk
    from textgen.comparison.measures import Progress
    from textgen.comparison.sources import Source
    from textgen.lstm.folder import Manifest

LOCK: Final = ".lock"
_ROOM: Final = 200  # characters in which a passage of the reference looks for its beginning
_ENOUGH: Final = 0.9  # of the characters that were asked for; less is told


def compare(
    *generators: str,
    prompts: Sequence[str] | Path | None = None,
    samples: int = 8,
    length: int = 300,
    seed: int = 1,
    sampling: Sampling | None = None,
    held_out: str | Path | None = None,
    corpus: str | Path | None = None,
    output: str | Path = "report",
    on_progress: Progress | None = None,
) -> Comparison:
    """Compare generators: what they write, and how well they predict a text that none has learned.

    Every answer is kept in ``output/answers.jsonl`` as soon as it came; called again with the same settings,
    the comparison goes on where it was, and asks those again that failed. ``report.json`` and
    ``report.html`` are written at the end. A generator that fails ends there, and the others go on.

    Args:
        *generators: Their addresses, as ``load_generator`` takes them.
        prompts: The beginnings to write on from, or a file with one on each line; by default paragraphs of
            the first model's held-out excerpt.
        samples: How many texts each generator writes for each prompt.
        length: How long each text is, in characters.
        seed: Sample s of prompt p has the seed ``seed + p × samples + s``.
        sampling: Temperature, top k and top p; the others are not the same for all generators.
        held_out: A text that no generator has learned; by default what the first model's own held out.
        corpus: The text in which copies are looked for; by default what the first model learned.
        output: The folder of the report.
        on_progress: Is given what is counted, how much of it is done, and how much there is.

    Raises:
        TextgenError: a setting cannot be; the report's folder is in use, or holds another comparison.
        ModelError: a name names no model.
        CorpusError: a text that is named is missing, or cannot be read.
    """
    sampling = sampling or Sampling()
    _check(generators, samples=samples, length=length, sampling=sampling)
    named = addresses.read(generators)
    models = sources.manifests([address.model for address in named if address.model])
    training = sources.training_text(models, corpus)
    held = sources.held_out_text(models, training, held_out)
    beginnings, prompts_from = sources.prompts(prompts, models, held)
    settings = Settings(
        prompts=beginnings,
        prompts_from=prompts_from,
        samples=samples,
        length=length,
        seed=seed,
        temperature=sampling.temperature,
        top_k=sampling.top_k,
        top_p=sampling.top_p,
    )
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / LOCK, TextgenError, str(folder), instead="name another folder with --output"):
        chunks = likelihood.chunks(held.path, held.start, held.end - held.start) if held.path else []
        hashes = {
            address: models[address.model].model_sha256 if address.model in models else address.fingerprint()
            for address in named
        }
        with closing(Journal(folder, settings)) as journal:
            asked = _ask(hashes, settings, chunks, held, journal, on_progress or _silently)
        comparison = _measured(settings, training, held, models, asked, on_progress or _silently)
        results.write(comparison, folder)

        from textgen.comparison import report

        report.write(comparison, folder)
    return comparison


def _silently(unit: str, done: float, total: float | None) -> None:
    """Show nothing."""


def _check(generators: Sequence[str], *, samples: int, length: int, sampling: Sampling) -> None:
    if not generators:
        raise TextgenError("there is nothing to compare", hint="Name a model, or several.")
    if samples < 1 or length < 1:
        raise ValueError(f"samples and length must be at least 1, got {samples} and {length}")
    if sampling.repetition_penalty != 1 or sampling.avoid is not None:
        raise ValueError("repetition_penalty and avoid are not for comparisons: others do not know them")


def _ask(
    models: Mapping[Address, str | None],
    settings: Settings,
    chunks: Sequence[Chunk],
    held: Source,
    journal: Journal,
    on_progress: Progress,
) -> dict[str, Asked]:
    """Ask each generator everything; those that are here already, and failures, count as done."""
    due = len(settings.prompts) * settings.samples + len(chunks)
    asked = {}
    for number, (address, model) in enumerate(models.items()):
        done = number * due

        def count() -> None:
            nonlocal done
            done += 1
            on_progress("requests", done, due * len(models))

        asking = Asking(
            address,
            model,
            settings,
            chunks,
            held_out=f"{held.text.sha256} {held.start}",
            journal=journal,
            on_request=count,
        )
        asked[address.label] = asking.run()
    return asked


def _measured(
    settings: Settings,
    training: Source,
    held: Source,
    models: Mapping[Path, Manifest],
    asked: Mapping[str, Asked],
    on_progress: Progress,
) -> Comparison:
    """Measure all that was written."""
    passages = _passages(held, settings)
    texts = [answer.text for one in asked.values() for answer in one.answers]
    known = measures.look_up(
        [*texts, *(passage.text for passage in passages)], training, on_progress=on_progress
    )

    def measured(texts: Sequence[str]) -> Measured:
        return measures.measured(texts, known, reason=training.text.reason or "", seed=settings.seed)

    return Comparison(
        format=results.FORMAT,
        textgen=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=sum(sum(part.seconds for part in one.answers + one.scored) for one in asked.values()),
        settings=settings,
        corpus=training.text,
        held_out=held.text,
        intervals=intervals.METHOD,
        notes=tuple(_notes(settings, training, held, models, asked, len(passages))),
        generators=tuple(
            Compared(
                address=address,
                name=one.described.name,
                describe=one.described.describe,
                failed=one.failed,
                hint=one.hint,
                adjusted=one.described.adjusted,
                answers=tuple(
                    replace(answer, copied=known.copied[answer.text] if known else None)
                    for answer in one.answers
                ),
                scored=one.scored,
                measured=measures.with_values(
                    measured([answer.text for answer in one.answers if answer.error is None]),
                    {
                        **measures.speed(one.answers, seed=settings.seed),
                        "bits_per_byte": _bits_per_byte(one, held, settings),
                    },
                ),
            )
            for address, one in asked.items()
        ),
        reference=Reference(
            passages=tuple(
                replace(passage, copied=known.copied[passage.text] if known else None) for passage in passages
            ),
            measured=measured([passage.text for passage in passages]),
        )
        if passages
        else None,
    )


def _bits_per_byte(asked: Asked, held: Source, settings: Settings) -> Value:
    """Return how well a generator predicts; nothing unless it predicted every chunk that the others did."""
    if not held.path:
        return Value(None, not_measured=held.text.reason)
    if asked.described.cannot_score:
        return Value(None, not_measured=asked.described.cannot_score)
    if asked.failed:
        return Value(None, not_measured=f"it failed: {asked.failed}")
    return likelihood.bits_per_byte(asked.scored, seed=settings.seed)


def _passages(held: Source, settings: Settings) -> list[Passage]:
    """Return passages of the held-out text, as many and as long as answers, from a line or word on."""
    if not held.path:
        return []
    number = settings.samples * len(settings.prompts)
    room = min(_ROOM, settings.length)
    spans = spread(held.start, held.end, number=number, length=settings.length + room)
    found = []
    for span, part in zip(spans, slices(held.path, spans), strict=True):
        begun = part.find("\n", 0, room) + 1 or part.find(" ", 0, room) + 1
        found.append(Passage(span.start - held.start + begun, part[begun:][: settings.length]))
    return found


def _notes(
    settings: Settings,
    training: Source,
    held: Source,
    models: Mapping[Path, Manifest],
    asked: Mapping[str, Asked],
    passages: int,
) -> Iterator[str]:
    """Yield what a reader of the figures must know."""
    due = settings.samples * len(settings.prompts)
    for one in asked.values():
        yield from one.notes
        lengths = [len(answer.text) for answer in one.answers if answer.error is None]
        whole, written, wanted = len(lengths), sum(lengths), len(lengths) * settings.length
        if one.failed and whole:
            yield f"{one.described.name} failed after {whole} of {due} texts; its figures are of those."
        if written < _ENOUGH * wanted:
            yield (
                f"{one.described.name} ended its texts early, after {written:,} of {wanted:,} characters in "
                "all: distinct-1 to -3, self-BLEU, divergence and the longest copy depend on how much text "
                "there is, and do not compare."
            )
    for folder, model in models.items():
        name = folder.resolve().name
        if training.path and model.corpus.sha256 != training.text.sha256:
            yield (
                f"{name} learned {model.corpus.name}, but copies are looked for in {training.text.name}: "
                "what it copied from its own text is not found, and it may know the held-out text."
            )
    if held.path and passages < due:
        yield (
            f"{held.text.name} has room for {passages} of {due} passages of {settings.length:,} characters: "
            "what depends on how much text there is does not compare with the real author."
        )
    if held.path and held.text.sha256 == training.text.sha256 and held.start < training.end:
        yield (
            f"The held-out text is part of {training.text.name}, in which copies are looked for: the real "
            "author seems to copy all."
        )

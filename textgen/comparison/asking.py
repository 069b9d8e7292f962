"""Asking one generator everything: its texts, and how well it predicts the held-out text."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from textgen.comparison import likelihood
from textgen.comparison.journal import Described, Entry, Journal
from textgen.comparison.results import Adjusted, Answer, writable
from textgen.errors import TextgenError, Unsupported
from textgen.generators.base import GeneratorWarning, Sampling
from textgen.generators.registry import load_generator

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from textgen.comparison.addresses import Address
    from textgen.comparison.likelihood import Chunk
    from textgen.comparison.results import Scored, Settings
    from textgen.generators.base import Generator


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking a generator.

    Args:
        described: What it says of itself.
        answers: Its texts, by prompt and sample; the last may be one that failed.
        scored: The chunks it predicted.
        failed: Why it could not do everything; None if it did.
        hint: What to do about that; None if there is nothing.
        notes: What a reader must know of where its texts come from, a sentence each.
    """

    described: Described
    answers: tuple[Answer, ...]
    scored: tuple[Scored, ...]
    failed: str | None
    hint: str | None
    notes: tuple[str, ...] = ()


class Asking:
    """Asks a generator what the journal does not know yet.

    Args:
        address: The generator's.
        model: What tells its weights from others, where they are here.
        settings: Those of the comparison.
        chunks: Of the held-out text.
        held_out: Which text that is.
        journal: Keeps every answer.
        on_request: Is called after each request that was due, whether it was asked now or before.
    """

    def __init__(
        self,
        address: Address,
        model: str | None,
        settings: Settings,
        chunks: Sequence[Chunk],
        *,
        held_out: str | None,
        journal: Journal,
        on_request: Callable[[], None],
    ) -> None:
        self._address, self._model, self._settings = address, model, settings
        self._chunks, self._held_out = chunks, held_out
        self._journal, self._on_request = journal, on_request
        self._failure: Answer | None = None
        self._notes: list[str] = []
        self._told = address.without_folders
        self._remember()

    def _remember(self) -> None:
        """Take from the journal what the generator has said so far."""
        whose = self._address.label, self._model
        self._described = self._journal.described(*whose)
        self._answers = self._journal.answers(*whose)
        known = self._journal.scored(*whose, self._held_out)
        self._scored = {
            chunk.start: known[chunk.start]
            for chunk in self._chunks
            if chunk.start in known and likelihood.is_of(known[chunk.start], chunk)
        }

    def run(self) -> Asked:
        """Ask, until all is answered or the generator fails."""
        failed = hint = None
        if not self._finished():
            try:
                self._ask()
            except _Failed as failure:
                failed, hint = self._told(failure.reason), failure.hint and self._told(failure.hint)
        elif self._described and self._model is None:
            self._notes.append(_kept(self._described.name, self._answers.values()))
        answers = [self._answers[key] for key in sorted(self._answers)]
        return Asked(
            described=self._described or Described(self._address.label, {}, (), "it could not be asked"),
            answers=(*answers, *([self._failure] if self._failure else [])),
            scored=tuple(self._scored[start] for start in sorted(self._scored)),
            failed=failed,
            hint=hint,
            notes=tuple(self._notes),
        )

    def _finished(self) -> bool:
        """Whether the journal knows all that this generator has to say."""
        described = self._described
        return (
            described is not None
            and all(key in self._answers for key in self._questions())
            and (
                described.cannot_score is not None
                or all(chunk.start in self._scored for chunk in self._chunks)
            )
        )

    def _questions(self) -> Iterator[tuple[int, int]]:
        for prompt in range(len(self._settings.prompts)):
            for sample in range(self._settings.samples):
                yield prompt, sample

    def _ask(self) -> None:
        with _blamed():
            generator = load_generator(self._address.typed)
        before, texts = self._described, len(self._answers)
        self._describe(generator)
        if before and self._described and before.identity != self._described.identity:
            self._remember()
            if texts:
                self._notes.append(
                    f"{self._address.label} is another model than before: {_texts(texts)} that {before.name} "
                    "had written were left out, and all was asked anew."
                )
        for prompt, sample in self._questions():
            if (prompt, sample) not in self._answers:
                self._write(generator, prompt, sample)
            self._on_request()
        self._describe(generator, cannot_score=self._score(generator))

    def _describe(self, generator: Generator, *, cannot_score: str | None = None) -> None:
        """Keep what a generator says of itself; it adds what it could not honour as it is asked."""
        with _blamed():
            now = replace(_description(generator, self._settings), cannot_score=cannot_score)
        before = self._described
        if before and before.identity == now.identity:
            told = {entry.key for entry in before.adjusted}
            now = replace(now, adjusted=tuple(entry for entry in now.adjusted if entry.key not in told))
            if now == replace(before, adjusted=()):
                return
        self._journal.add(Entry(self._address.label, self._model, described=now))
        self._described = self._journal.described(self._address.label, self._model)

    def _write(self, generator: Generator, prompt: int, sample: int) -> None:
        """Have a text written, and keep it."""
        answer, failure = _answer(generator, self._settings, prompt, sample)
        answer = replace(
            answer,
            error=answer.error and self._told(answer.error),
            warnings=tuple(map(self._told, answer.warnings)),
        )
        self._journal.add(Entry(self._address.label, self._model, answer=answer))
        if failure:
            self._failure = answer
            raise failure
        self._answers[prompt, sample] = answer
        self._describe(generator)

    def _score(self, generator: Generator) -> str | None:
        """Score the chunks; return why the generator cannot, None if it can."""
        with _blamed():
            if generator.describe().get("scores") is False:
                return "it cannot score"
        for chunk in self._chunks:
            if chunk.start not in self._scored:
                with _blamed():
                    try:
                        scored = likelihood.score(generator, chunk)
                    except Unsupported as error:
                        return self._told(f"it cannot score: {error.message}")
                self._journal.add(
                    Entry(self._address.label, self._model, scored=scored, held_out=self._held_out)
                )
                self._scored[chunk.start] = scored
            self._on_request()
        return None


def _kept(name: str, answers: Collection[Answer]) -> str:
    """Say that a generator was not asked, and when it had written its texts."""
    days = sorted({answer.asked[:10] for answer in answers})
    when = " to ".join(dict.fromkeys([days[0], days[-1]]))
    return (
        f"{name} was not asked again: {_texts(len(answers))} of {when} were kept. "
        "Another folder (--output) asks it anew."
    )


def _texts(count: int) -> str:
    return f"{count:,} text{'' if count == 1 else 's'}"


class _Failed(Exception):  # noqa: N818 - it never leaves this module
    """A generator failed.

    Args:
        error: What it raised.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.reason, self.hint = " ".join(f"{type(error).__name__}: {error}".split()), None
        if isinstance(error, TextgenError):
            self.reason, self.hint = error.message, error.hint


@contextmanager
def _blamed() -> Iterator[None]:
    """Let whatever a generator raises end that generator alone: the report tells it, and the others go on."""
    try:
        yield
    except Exception as error:
        raise _Failed(error) from error


def _answer(
    generator: Generator, settings: Settings, prompt: int, sample: int
) -> tuple[Answer, _Failed | None]:
    """Ask for one text; return what came, and why not all of it did."""
    seed = settings.seed + prompt * settings.samples + sample
    sampling = Sampling(settings.temperature, settings.top_k, settings.top_p)
    asked = datetime.now(UTC).isoformat(timespec="milliseconds")
    pieces, said = list[str](), list[str]()
    first, failure, written = None, None, 0
    begun = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("always", GeneratorWarning)
        show = warnings.showwarning

        def note(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
            if issubclass(category, GeneratorWarning):
                said.append(str(message))
            show(message, category, *rest, **more)

        warnings.showwarning = note
        try:
            for piece in generator.generate(
                settings.prompts[prompt], length=settings.length, sampling=sampling, seed=seed
            ):
                if first is None and piece:
                    first = time.perf_counter() - begun
                pieces.append(piece)
                written += len(piece)
                if written > settings.length:  # it does not keep to what was asked
                    break
        except Exception as error:
            failure = _Failed(error)
    answer = Answer(
        prompt=prompt,
        sample=sample,
        seed=seed,
        asked=asked,
        text=writable("".join(pieces))[: settings.length],
        seconds=time.perf_counter() - begun,
        first=first,
        error=failure.reason if failure else None,
        warnings=tuple(dict.fromkeys(said)),
    )
    return answer, failure


def _description(generator: Generator, settings: Settings) -> Described:
    """What a generator says of itself, and which settings it does not honour."""
    describe: dict[str, Any] = json.loads(json.dumps(dict(generator.describe()), default=str))
    listed = describe.pop("adjusted", None)
    adjusted = [
        Adjusted(
            setting=str(entry.get("setting", "")),
            asked=entry.get("asked"),
            used=entry.get("used"),
            reason=str(entry.get("reason", "")),
        )
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, dict)
    ]
    told = {entry.setting for entry in adjusted}
    knows = describe.get("sampling")
    for name in ("temperature", "top_k", "top_p"):
        asked = getattr(settings, name)
        if isinstance(knows, list) and name not in knows and asked is not None and name not in told:
            adjusted.append(Adjusted(name, asked, None, "it does not know this setting"))
    if describe.get("seeded") is False and "seed" not in told:
        adjusted.append(
            Adjusted("seed", settings.seed, None, "it takes no seed: its texts cannot be had again")
        )
    return Described(generator.name, describe, tuple(adjusted))

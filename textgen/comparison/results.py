"""What a comparison found: everything that was asked, answered and measured, as ``report.json`` keeps it.

The report is made of this alone, so a page can be made again without asking anybody anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from textgen import atomic
from textgen.errors import TextgenError
from textgen.installation import update_hint

FORMAT: Final = 1
REPORT: Final = "report.json"
_LARGEST: Final = 2**30
_HALF: Final = re.compile("[\ud800-\udfff]")

Number = Annotated[float, msgspec.Meta(ge=-1e12, le=1e12)]
"""What can be measured."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was the same for all generators.

    Args:
        prompts: The beginnings that each generator was given.
        prompts_from: Where they came from, in words.
        samples: How many texts each generator wrote for each prompt.
        length: How long a text was to be, in characters.
        seed: Sample s of prompt p has the seed ``seed + p × samples + s``.
        temperature: See ``Sampling``.
        top_k: See ``Sampling``.
        top_p: See ``Sampling``.
    """

    prompts: tuple[str, ...]
    prompts_from: str
    samples: int
    length: int
    seed: int
    temperature: float
    top_k: int | None = None
    top_p: float | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text that answers were measured against: the training text, or the held-out one.

    Args:
        found: Whether it was there, and was the right one.
        reason: Why it was not; None if it was.
        name: The file's name without its folder.
        sha256: Of the whole file, in hexadecimal.
        start: The part's first character in the file, in code points.
        characters: The part's length in code points.
        documents: How many documents the corpus holds; None where it is a file without a database.
    """

    found: bool
    reason: str | None = None
    name: str | None = None
    sha256: str | None = None
    start: int | None = None
    characters: int | None = None
    documents: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A passage of an answer that stands in the training text, as long as it goes.

    Args:
        start: Its first character in the answer.
        length: Its characters.
        place: Its first character in the training text, in one of the places where it stands.
        line: That character's line in the training text, from 1 on.
        document: The title or the address of the document there; None where the text has no database.
    """

    start: int
    length: int
    place: int
    line: int
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One text that a generator wrote, or why it did not.

    Args:
        prompt: The number of the prompt, from 0 on.
        sample: The number of the text among those of its prompt, from 0 on.
        seed: What it was drawn with.
        asked: When it was asked for: ISO 8601, UTC.
        text: The new text, without the prompt.
        seconds: How long it took.
        first: Seconds until the first of it came; None if nothing came.
        error: Why there is no text, or no more of it; None if all went well.
        warnings: What the generator did otherwise than asked, in its words.
        copied: The passages of 20 characters or more that stand in the training text, in order; they may
            overlap. None if that was not looked up.
    """

    prompt: int
    sample: int
    seed: int
    asked: str
    text: str
    seconds: float
    first: float | None = None
    error: str | None = None
    warnings: tuple[str, ...] = ()
    copied: tuple[Run, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """How well a generator predicted one chunk of the held-out text.

    Args:
        start: The chunk's first character in the held-out text.
        characters: Its length in code points.
        bytes: Of what the bits are about, in UTF-8; a server may not tell the cost of a first token.
        context: How many characters before it were given.
        bits: What predicting it cost.
        seconds: How long that took.
    """

    start: int
    characters: int
    bytes: int
    context: int
    bits: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Value:
    """What a metric gave.

    Args:
        value: The number; None if it was not measured.
        low: The lower end of its confidence interval, where there is one.
        high: The upper end.
        not_measured: Why there is no number.
    """

    value: Number | None
    low: Number | None = None
    high: Number | None = None
    not_measured: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """All metrics of a set of texts.

    Args:
        metrics: A value for each name in ``metrics.METRICS``, of what people wrote for those that texts tell.
        punctuation: How often each mark stands among 1,000 characters, the most frequent first.
    """

    metrics: dict[str, Value]
    punctuation: dict[str, float]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A setting that a generator could not honour.

    Args:
        setting: Its name.
        asked: What was asked.
        used: What was used instead; None if nothing.
        reason: Why.
    """

    setting: str
    asked: Any = None
    used: Any = None
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others: of each reason one is kept."""
        return self.setting, self.reason


@dataclass(frozen=True, slots=True)
class Compared:
    """One generator: what it is, what it wrote, and how that measures.

    Args:
        address: What it was called on the command line, of an absolute path the last part only; unique in a
            comparison.
        name: What it calls itself.
        describe: What it says about itself.
        failed: Why it could not do all that was asked; None if it did.
        adjusted: The settings that it could not honour.
        answers: Its texts, by prompt and sample.
        scored: The chunks of the held-out text that it predicted.
        measured: Its metrics.
        hint: What to do about its failure; None if there is nothing.
    """

    address: str
    name: str
    describe: dict[str, Any]
    failed: str | None
    adjusted: tuple[Adjusted, ...]
    answers: tuple[Answer, ...]
    scored: tuple[Scored, ...]
    measured: Measured
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the held-out text, as long as an answer.

    Args:
        start: Its first character in the held-out text.
        text: It.
        copied: As in ``Answer``.
    """

    start: int
    text: str
    copied: tuple[Run, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What people wrote, measured as the answers are: the row to which a generator should come close.

    Args:
        passages: As many as there are answers of a generator, if the held-out text is long enough.
        measured: Their metrics.
    """

    passages: tuple[Passage, ...]
    measured: Measured


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole comparison.

    Args:
        format: The version of this schema.
        textgen: The version of textgen.
        created: When it was finished: ISO 8601, UTC.
        seconds: How long the generators took, all answers and scores together.
        settings: What was the same for all.
        corpus: The training text: copies and novelty are measured against it.
        held_out: The held-out text: likelihoods are measured on it, and it gives the reference.
        intervals: How the confidence intervals were made, in words; None if there are none.
        notes: What a reader of the figures must know, a sentence each.
        generators: In the order of the command line.
        reference: What people wrote; None without a held-out text.
    """

    format: int
    textgen: str
    created: str
    seconds: float
    settings: Settings
    corpus: Text
    held_out: Text
    intervals: str | None
    notes: tuple[str, ...]
    generators: tuple[Compared, ...]
    reference: Reference | None


def writable(text: str) -> str:
    """Return a text with U+FFFD for the halves of characters, which no file in UTF-8 can hold."""
    return _HALF.sub("\ufffd", text)


def encoded(value: object) -> bytes:
    """Return the JSON of something to be kept, all of its texts writable."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_writable(msgspec.to_builtins(value)))


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {_writable(key): _writable(each) for key, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list | tuple) else value


def write(comparison: Comparison, folder: Path) -> Path:
    """Write ``report.json`` in one step and return its path."""
    path = folder / REPORT
    atomic.write(path, msgspec.json.format(encoded(comparison), indent=2) + b"\n")
    return path


def read(path: Path) -> Comparison:
    """Read the report of a comparison.

    Args:
        path: ``report.json``, or the folder that holds it.

    Raises:
        TextgenError: it is missing, damaged, of a newer format, or something else.
    """
    path = path / REPORT if path.is_dir() else path
    try:
        if path.stat().st_size > _LARGEST:
            raise _foreign(path, "it is too large")
        data = path.read_bytes()
    except OSError as error:
        raise TextgenError(
            f"{path} cannot be read: {error.strerror or error}",
            hint="Give the report.json that textgen compare wrote, or its folder.",
        ) from error
    try:
        found: int = msgspec.json.decode(data, type=_Format).format
        if found > FORMAT:
            raise TextgenError(
                f"{path} has format {found}; this textgen reads format {FORMAT}",
                hint=f"A newer textgen wrote it. {update_hint()}",
            )
        if found != FORMAT:
            raise _foreign(path, f"its format is {found}")
        comparison: Comparison = msgspec.json.decode(data, type=Comparison)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _foreign(path, str(error)) from error
    return comparison


@dataclass(frozen=True, slots=True)
class _Format:
    """The one field that every version of the schema has."""

    format: int


def _foreign(path: Path, problem: str) -> TextgenError:
    return TextgenError(
        f"{path} is damaged, or not the report of a comparison: {problem}",
        hint="Give the report.json that textgen compare wrote, or let it write a new one.",
    )

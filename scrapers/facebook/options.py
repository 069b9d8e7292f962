"""What is wanted of an export."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import textgen

KINDS = {
    "posts": "post",
    "captions": "caption",
    "comments": "comment",
    "groups": "group",
    "messages": "message",
    "notes": "note",
    "stories": "story",
    "reviews": "review",
    "events": "event",
    "bio": "bio",
}
"""What the command line calls a kind, and what its documents are called."""

GROUP_MESSAGE = "group message"
"""A message in a group's chat: taken with either of the two kinds, left out with either."""

DEFAULT = ("posts", "captions", "comments", "groups", "messages", "notes")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_FIRST = datetime(2004, 2, 4, tzinfo=UTC)  # Facebook's first day: a clock that shows less is wrong


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends with it, in UTC; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything is left out at all."""
        return self.since is not None or self.until is not None

    def reason(self, seconds: float) -> str:
        """Why something written then is left out; "" if it is not."""
        if not self.is_set:
            return ""
        when = moment(seconds)
        if when is None:
            return "without a date"
        if self.since and when.date() < self.since:
            return "before --since"
        if self.until and when.date() > self.until:
            return "after --until"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of an export, and in what form.

    Args:
        kinds: Of the values of ``KINDS``, and ``GROUP_MESSAGE``.
        everybody: Whether others' words are wanted, too.
        gap: Milliseconds of silence that end a session of messages.
        unit: What makes a document of messages: "session", "message" or "thread".
        turns: Whether a line stands for what others said.
        period: When it was written.
        threads: The conversations; all if there are none.
        keep_names: Whether a conversation's name may be seen.
    """

    kinds: frozenset[str]
    everybody: bool
    gap: int
    unit: str
    turns: bool
    period: Period
    threads: tuple[str, ...]
    keep_names: bool


def moment(seconds: float) -> datetime | None:
    """The time, if a phone's clock can have been right."""
    try:
        when = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return when if _FIRST <= when <= datetime.now(UTC) + timedelta(days=1) else None


def kinds(include: str | None, exclude: str | None, default: Iterable[str]) -> frozenset[str]:
    """The kinds of documents that are wanted.

    Raises:
        SourceError: an unknown kind is named, or nothing is left.
    """
    taken = _kinds("--include", include) if include is not None else list(default)
    left = [kind for kind in taken if kind not in _kinds("--exclude", exclude or "")]
    if not left:
        raise textgen.SourceError(
            "--include and --exclude leave nothing to collect", hint=f"There are: {', '.join(KINDS)}."
        )
    wanted = {KINDS[kind] for kind in left}
    if wanted & {"message", "group"} and not {"messages", "groups"} & set(_kinds("--exclude", exclude or "")):
        wanted.add(GROUP_MESSAGE)
    return frozenset(wanted)


def _kinds(option: str, value: str) -> list[str]:
    named = list(filter(None, re.split(r"[\s,]+", value.lower())))
    if unknown := [kind for kind in named if kind not in KINDS]:
        raise textgen.SourceError(
            f"{option} does not know {', '.join(unknown)}", hint=f"There are: {', '.join(KINDS)}."
        )
    return named


def gap(value: str) -> int:
    """Milliseconds of a pause such as "90s", "60m", "2h" or "1d"; a number alone is minutes.

    Raises:
        SourceError: it is none.
    """
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*([smhd]?)", value.strip().lower())
    if not match:
        raise textgen.SourceError(f"--gap cannot be {value!r}", hint="Say it like 90s, 60m, 2h or 1d.")
    return int(1000 * float(match[1]) * _UNITS[match[2] or "m"])


def period(since: str | None, until: str | None) -> Period:
    """The days from ``since`` to ``until``, each like "2019", "2019-05" or "2019-05-31".

    Raises:
        SourceError: one of them is no date, or they are in the wrong order.
    """
    first = _day("--since", since, last=False) if since else None
    final = _day("--until", until, last=True) if until else None
    if first and final and first > final:
        raise textgen.SourceError(
            f"--since {since} is later than --until {until}", hint="Exchange the two dates."
        )
    return Period(first, final)


def _day(option: str, value: str, *, last: bool) -> date:
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", value.strip())
    try:
        if not match:
            raise ValueError(value)
        year, month, day = int(match[1]), int(match[2] or (12 if last else 1)), int(match[3] or 0)
        if last and not day:
            day = monthrange(year, month)[1]
        return date(year, month, day or 1)
    except ValueError:
        raise textgen.SourceError(
            f"{option} cannot be {value!r}", hint="Say it like 2019, 2019-05 or 2019-05-31."
        ) from None


def conversation_names(given: Sequence[str] | None) -> tuple[str, ...]:
    """The conversations asked for, as they are compared."""
    return tuple(" ".join(name.split()).casefold() for name in given or () if name.strip())


def everybody(participants: str) -> bool:
    """Whether others' words are wanted, too.

    Raises:
        SourceError: it is neither "owner" nor "all".
    """
    if participants not in {"owner", "all"}:
        raise textgen.SourceError(
            f"--participants cannot be {participants!r}", hint="Say owner for your own words, or all."
        )
    return participants == "all"


def ask(context: textgen.Context) -> None:
    """Ask whether others' words may be collected.

    Raises:
        SourceError: they may not.
    """
    question = "Collect what others wrote to you, too? They have not been asked."
    if not context.confirm(question):
        raise textgen.SourceError(
            "Nothing was collected", hint="Leave out --participants all to collect only your own words."
        )


def unit(*, per_message: bool, per_thread: bool, turns: bool) -> str:
    """What makes a document of messages.

    Raises:
        SourceError: the options contradict each other.
    """
    if per_message and per_thread:
        raise textgen.SourceError(
            "--per-message and --per-thread exclude each other", hint="Take one of them."
        )
    if per_message and turns:
        raise textgen.SourceError(
            "--turns needs documents of several messages", hint="Leave out --per-message, or --turns."
        )
    return "message" if per_message else "thread" if per_thread else "session"

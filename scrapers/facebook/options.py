"""What is wanted of an export."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import textgen

from .service import Service

GROUP_MESSAGE = "group message"
"""A message in a group's chat: taken with either of the two kinds, left out with either."""

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
        kinds: Of documents, and ``GROUP_MESSAGE``.
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


def wanted(
    service: Service,
    *,
    include: str | None,
    exclude: str | None,
    since: str | None,
    until: str | None,
    threads: Sequence[str] | None,
    gap: str,
    per_message: bool,
    per_thread: bool,
    turns: bool,
    keep_names: bool,
    participants: str,
) -> Wanted:
    """Return what the options ask for.

    Raises:
        SourceError: one of them cannot be understood, or two contradict each other.
    """
    return Wanted(
        kinds=_wanted_kinds(include, exclude, service, messages_only=bool(threads)),
        everybody=_everybody(participants),
        gap=_milliseconds(gap),
        unit=_unit(per_message=per_message, per_thread=per_thread, turns=turns),
        turns=turns,
        period=_period(since, until),
        threads=tuple(" ".join(name.split()).casefold() for name in threads or () if name.strip()),
        keep_names=keep_names,
    )


def _wanted_kinds(
    include: str | None, exclude: str | None, service: Service, *, messages_only: bool
) -> frozenset[str]:
    """The kinds of documents that are wanted.

    Raises:
        SourceError: an unknown kind is named, or nothing is left.
    """
    default = ("messages",) if messages_only else service.default
    taken = _kinds("--include", include, service) if include is not None else default
    excluded = _kinds("--exclude", exclude or "", service)
    wanted = {service.kinds[kind] for kind in taken if kind not in excluded}
    if not wanted:
        raise textgen.SourceError(
            "--include and --exclude leave nothing to collect", hint=f"There are: {', '.join(service.kinds)}."
        )
    if wanted & {"message", "group"} and not {"messages", "groups"} & {*excluded}:
        wanted.add(GROUP_MESSAGE)
    return frozenset(wanted)


def _kinds(option: str, value: str, service: Service) -> list[str]:
    named = list(filter(None, re.split(r"[\s,]+", value.lower())))
    if unknown := [kind for kind in named if kind not in service.kinds]:
        raise textgen.SourceError(
            f"{option} does not know {', '.join(unknown)}", hint=f"There are: {', '.join(service.kinds)}."
        )
    return named


def _milliseconds(value: str) -> int:
    """Milliseconds of a pause such as "90s", "60m", "2h" or "1d"; a number alone is minutes.

    Raises:
        SourceError: it is none.
    """
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*([smhd]?)", value.strip().lower())
    if not match:
        raise textgen.SourceError(f"--gap cannot be {value!r}", hint="Say it like 90s, 60m, 2h or 1d.")
    return int(1000 * float(match[1]) * _UNITS[match[2] or "m"])


def _period(since: str | None, until: str | None) -> Period:
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


def _everybody(participants: str) -> bool:
    """Whether others' words are wanted, too.

    Raises:
        SourceError: it is neither "owner" nor "all".
    """
    if participants not in {"owner", "all"}:
        raise textgen.SourceError(
            f"--participants cannot be {participants!r}", hint="Say owner for your own words, or all."
        )
    return participants == "all"


def _unit(*, per_message: bool, per_thread: bool, turns: bool) -> str:
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

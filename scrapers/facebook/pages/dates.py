"""Dates as Facebook's pages write them, in the account's language."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "ro", "sv", "cs", "hu", "ja"),
    *("vi", "da", "nb", "ko"),
)
"""The languages whose words for months and halves of the day are known, as CLDR calls them."""

_EPOCH = date(1970, 1, 1).toordinal()
_LONGEST = 200  # characters; no date is as long
_TO_ZERO = str.maketrans("123456789", "000000000")
_NUMBER = re.compile("0+")
_DIGITS = re.compile("[0-9]+")
_WORD = re.compile(r"[^\W\d_]+")
_HALF = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)  # a. m.
_TIME = re.compile(
    r"(?<![\d:])0{1,2}(?:\s?[:hH時시]\s?00(?!\d)(?:\s?[:분]\s?00(?!\d))?分?|(?<!\.0)(?<!\.00)\.00(?![\d.]))"
)
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+\-\u2212])\s?0{1,4}(?::00)?")
_MARKED = re.compile(r"(0+)\s?([年년月월日일])|\b(?:tháng|thg)\s(0{1,2})\b", re.IGNORECASE)
_MARKS = {"年": "year", "년": "year", "月": "month", "월": "month", "日": "day", "일": "day"}
_ZONES = {  # hours ahead of Greenwich; the names that pages of 2010-17 put behind the time
    name: hours
    for hours, names in {
        -10: "HST",
        -9: "AKST",
        -8: "AKDT PST",
        -7: "MST PDT",
        -6: "CST MDT",
        -5: "EST CDT",
        -4: "EDT AST",
        -3: "ADT",
        0: "UTC GMT WET",
        1: "CET MEZ WEST BST",
        2: "EET CEST MESZ",
        3: "EEST MSK",
        8: "SGT AWST",
        9: "JST KST",
        10: "AEST",
        11: "AEDT",
        12: "NZST",
        13: "NZDT",
    }.items()
    for name in names.split()
}
_OTHER_MONTHS = {"sept": 9, "mrz": 3}
_BETWEEN = "at um à às as alle om kl klo saat lúc v o a la las el del den de le w ve в г uhr ore ora orele gg"


class _Clock(NamedTuple):
    """Which numbers of a line tell the time of day; -1 for those that are not there."""

    hour: int = -1
    minute: int = -1
    second: int = -1
    half: int | None = None  # hours to add to a time of 12 hours

    def read(self, numbers: list[int]) -> int:
        """Seconds since midnight; -1 if there is no such time."""
        hour, minute, second = (numbers[place] if place >= 0 else 0 for place in self[:3])
        if self.half is not None and hour <= 12:
            hour = hour % 12 + self.half
        return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else -1


class _Calendar(NamedTuple):
    """Which numbers of a line tell the day.

    Args:
        named: The number of a month given by its name; 0 if it stands at ``month``.
        either: Whether day and month may have changed places.
    """

    year: int
    month: int
    day: int
    named: int = 0
    either: bool = False

    def read(self, numbers: list[int]) -> int:
        """Days since 1970; -1 if there is no such day, or if it cannot be told which."""
        year, month, day = numbers[self.year], self.named or numbers[self.month], numbers[self.day]
        if self.either:
            if day <= 12 and month <= 12 and day != month:
                return -1
            if month > 12:
                month, day = day, month
        try:
            return date(year, month, day).toordinal() - _EPOCH
        except ValueError:
            return -1


class _Zone(NamedTuple):
    """How far the clock is ahead of Greenwich: ``hours`` by its name, or two numbers with a sign."""

    hours: int = 0
    sign: int = 0
    hour: int = -1
    minute: int = -1

    def read(self, numbers: list[int]) -> int:
        """Seconds."""
        if not self.sign:
            return self.hours * 3600
        hours, minutes = numbers[self.hour], numbers[self.minute] if self.minute >= 0 else 0
        if hours > 99:
            hours, minutes = divmod(hours, 100)
        return self.sign * (hours * 3600 + minutes * 60)


class _Recipe(NamedTuple):
    calendar: _Calendar
    clock: _Clock
    zone: _Zone
    around: str  # the words that do not belong to the date


class _Words(NamedTuple):
    months: dict[str, int]
    halves: dict[str, int]
    others: frozenset[str]  # weekdays, and words between date and time
    half_before: re.Pattern[str]
    half_after: re.Pattern[str]


def seconds(text: str) -> int:
    """The time that ``text`` tells, in seconds since 1970; 0 where it tells none or it cannot be read.

    A time without a named zone is taken as UTC.
    """
    return read(text)[0]


def is_time(text: str) -> bool:
    """Whether ``text`` is a date with the time of day, and nothing else."""
    time, around, timed = read(text)
    return bool(time and timed and not around)


def read(text: str) -> tuple[int, str, bool]:
    """Return the time in ``text``, the words around it, and whether it tells the time of day.

    The time is 0 where there is none, where numbers are left over, or where day and month cannot
    be told apart.
    """
    return _read(text) if len(text) < _LONGEST else (0, "", False)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[int, str, bool]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    recipe = _recipe(text.translate(_TO_ZERO))
    if recipe is None:
        return 0, "", False
    numbers = list(map(int, _DIGITS.findall(text)))
    days, time = recipe.calendar.read(numbers), recipe.clock.read(numbers)
    if days < 0 or time < 0:
        return 0, "", False
    return max(days * 86400 + time - recipe.zone.read(numbers), 0), recipe.around, recipe.clock.hour >= 0


class _Line:
    """A line whose digits are all 0, and which of its numbers are not used yet."""

    def __init__(self, shape: str) -> None:
        self.shape = shape
        self.free = {match.start(): index for index, match in enumerate(_NUMBER.finditer(shape))}

    def take(self, match: re.Match[str]) -> list[int]:
        """Use up what matched; return which numbers were in it."""
        start, end = match.span()
        self.shape = self.shape[:start] + " " * (end - start) + self.shape[end:]
        return [self.free.pop(place) for place in list(self.free) if start <= place < end]


@lru_cache(maxsize=4096)
def _recipe(shape: str) -> _Recipe | None:
    """How to read a line of this shape; None if it tells no date."""
    words = _words()
    line = _Line(_HALF.sub(r"\1m", shape))
    zone = _zone(line)
    clock = _clock(line, words)
    calendar, around = _calendar(line, words)
    return _Recipe(calendar, clock, zone, around) if calendar else None


def _zone(line: _Line) -> _Zone:
    if offset := _OFFSET.search(line.shape):
        return _Zone(0, 1 if offset[1] == "+" else -1, *line.take(offset)[:2])
    for word in _WORD.finditer(line.shape):
        if word[0] in _ZONES:
            line.take(word)
            return _Zone(_ZONES[word[0]])
    return _Zone()


def _clock(line: _Line, words: _Words) -> _Clock:
    times = list(_TIME.finditer(line.shape))
    if not times:
        return _Clock()
    time = times[-1]
    half = words.half_after.match(line.shape, time.end()) or words.half_before.search(
        line.shape, 0, time.start()
    )
    hour, minute, second = [*line.take(time), -1][:3]
    if not half:
        return _Clock(hour, minute, second)
    line.take(half)
    return _Clock(hour, minute, second, words.halves[half[1].casefold()])


def _calendar(line: _Line, words: _Words) -> tuple[_Calendar | None, str]:
    """The day of what is left of the line, and the words that are left then."""
    known = {_MARKS.get(mark[2], "month"): line.take(mark)[0] for mark in list(_MARKED.finditer(line.shape))}
    named, around = 0, []
    for word in _WORD.findall(line.shape):
        if number := _month(word.casefold(), words):
            named = number
        elif word.casefold() not in words.others:
            around.append(word)
    rest = list(line.free.items())
    year_first = True
    if "year" not in known:
        years = [item for item in rest if line.shape.startswith("0000", item[0])]
        if len(years) != 1:
            return None, ""
        year_first = rest[0] == years[0]
        known["year"] = years[0][1]
        rest.remove(years[0])
    if any(line.shape.startswith("000", place) for place, _ in rest):
        return None, ""
    wanted = [part for part in ("month", "day") if part not in known and not (named and part == "month")]
    if len(rest) != len(wanted):
        return None, ""
    if len(wanted) == 2 and not year_first:
        wanted.reverse()
    either = len(wanted) == 2 and not year_first and "/" in line.shape
    known.update(zip(wanted, (index for _, index in rest), strict=True))
    return _Calendar(known["year"], known.get("month", -1), known["day"], named, either), " ".join(around)


def _month(word: str, words: _Words) -> int:
    """The number of the month that ``word`` names or begins to name; 0 if it names none."""
    if word in words.months or len(word) < 3 or word in words.others:
        return words.months.get(word, 0)
    begun = {number for name, number in words.months.items() if name.startswith(word)}
    return begun.pop() if len(begun) == 1 else 0


@lru_cache(maxsize=1)
def _words() -> _Words:
    """The words of all languages, from CLDR; a word that names two months names none."""
    from babel import Locale

    months: dict[str, set[int]] = {}
    halves = {"am": 0, "pm": 12}
    others = set(_BETWEEN.split())
    for locale in map(Locale, LANGUAGES):
        for context in ("format", "stand-alone"):
            for width in ("abbreviated", "wide"):
                for number, name in locale.months[context][width].items():
                    months.setdefault(_plain(name), set()).add(number)
                for name in locale.days[context][width].values():
                    others.update(_WORD.findall(_plain(name)))
            for periods in locale.day_periods.get(context, {}).values():
                for period, name in periods.items():
                    if period[:2] in {"am", "pm", "mo", "af", "ev"} and len(_plain(name)) > 1:
                        later = 0 if period[:2] in {"am", "mo"} else 12
                        halves.setdefault(unicodedata.normalize("NFKC", name).casefold(), later)
    for word, number in _OTHER_MONTHS.items():
        months.setdefault(word, set()).add(number)
    choice = "|".join(map(re.escape, sorted(halves, key=len, reverse=True)))
    return _Words(
        {word: numbers.pop() for word, numbers in months.items() if len(numbers) == 1},
        halves,
        frozenset(others),
        re.compile(rf"(?<!\w)(?!(?:em|fm)\b)({choice})\s*\Z", re.IGNORECASE),
        re.compile(rf"\s*({choice})(?!\w)", re.IGNORECASE),
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip(". ")

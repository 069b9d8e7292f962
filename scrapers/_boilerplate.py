"""A Project Gutenberg book without its licence, and what its header says of it.

The marks of the header and the footer have changed since 1991: first a "Small Print" that ends in
``*END*``, later lines of ``*** START OF`` and ``*** END OF``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_LAST_WORDS = 600
"""Characters that may still follow the line "End of the Project Gutenberg ..."."""

_FLAGS = re.MULTILINE | re.IGNORECASE
_WHOSE = r"OF (?:THE|THIS) (?:COPYRIGHTED )?PROJECT GUTENBERG"
_START = re.compile(
    rf"^[ \t]*\*{{2,3}}[ \t]*START {_WHOSE}(?:(?:[^\n]+\n){{0,4}}?[^\n]*\*\*\*[ \t]*$|[^\n]*$)", _FLAGS
)
_END = re.compile(rf"^[ \t]*\*{{2,3}}[ \t]*END {_WHOSE}", _FLAGS)
_SMALL_PRINT = re.compile(
    r"^[^\n]*(?:\*END\b[^\n]*SMALL PRINT|SMALL PRINT[^\n]*\*END\*)[^\n]*(?:\n[^\n]*\*END\*[^\n]*)?$", _FLAGS
)
_SMALL_PRINT_BEGINS = re.compile(r"^[^\n]*\*START\b[^\n]*SMALL PRINT", _FLAGS)
_LAST_WORDS = re.compile(
    r"^[ \t*]*(?:End of (?:the |this )?Project Gutenberg|End of this is COPYRIGHTED"
    r"|Ende diese[rs]? (?:Proje[ck]t Gutenberg|Etext)|Fin de (?:ce )?Project Gutenberg)",
    _FLAGS,
)
_CREDIT = re.compile(
    r"(?:(?:Produced|Prepared|E-?text (?:prepared|produced)) by|This e-?(?:text|book)(?: file)? was"
    r" (?:prepared|produced|created)|(?:from )?(?:page )?images generously)\b"
    r"[^\n]*(?:\n[^\n]+){0,12}(?=\n\n|\s*\Z)",
    re.IGNORECASE,
)
_LEGALESE = re.compile(r"<<THIS ELECTRONIC VERSION OF.{0,2000}?>>\s*", re.DOTALL)

_FIELD = re.compile(r"^(Title|Author|Language):[ \t]*(\S.*(?:\n[ \t]+\S.*)*)", _FLAGS)
_NUMBER = re.compile(r"\[E-?(?:text|book)\s*#\s*(\d+)", re.IGNORECASE)
_RELEASE = re.compile(r"([a-z]{3})[a-z]*\.?\s*(\d{1,2})?,?\s+(\d{4})\s*\[E-?(?:text|book)", re.IGNORECASE)
_FIRST_LINE = re.compile(
    r"Project Gutenberg(?:'s)?(?: E-?(?:text|book))?(?: of|,)? +([^\n*]+?)(?:,? by ([^\n*]+?))?[ \t*]*$",
    _FLAGS,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"


class MarkError(Exception):
    """The marks of Project Gutenberg are missing; the message is a short reason."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book's own text, and what the header says of it; the language is a code, such as "en"."""

    text: str
    title: str | None
    author: str | None
    language: str | None
    number: int | None
    released: datetime | None
    licence: str


def unwrap(text: str) -> Book:
    """Return the book in a file of Project Gutenberg's; transcriber's notes stay, credits go.

    Raises:
        MarkError: there is no header, or the end is missing.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = _START.search(text)
    begin, end = (start.end() if start else 0), len(text)
    closed = False
    for mark in _END.finditer(text, begin):
        end, closed = mark.start(), True
    for small_print in _SMALL_PRINT.finditer(text):
        if text[small_print.end() : end].strip():
            begin = max(begin, small_print.end())
        elif opened := _SMALL_PRINT_BEGINS.search(text, begin):
            end, closed = opened.start(), True
    if not begin:
        raise MarkError("no header of Project Gutenberg's")
    *_, last = [None, *_LAST_WORDS.finditer(text, begin, end)]
    if last and len(text[last.end() : end].strip()) < MAX_LAST_WORDS:
        end, closed = last.start(), True
    if start and not closed:
        raise MarkError("cut off before the end")
    return _book(_LEGALESE.sub("", _without_credits(text[begin:end])).strip("\n"), text[:begin])


def _without_credits(body: str) -> str:
    """Leave out who produced the file, which stands before the book in up to three paragraphs."""
    for _ in range(3):
        body = body.lstrip()
        if credit := _CREDIT.match(body):
            body = body[credit.end() :]
    return body


def _book(text: str, header: str) -> Book:
    fields = {found[1].lower(): " ".join(found[2].split()) for found in _FIELD.finditer(header)}
    named = _FIRST_LINE.search(header)
    number = _NUMBER.search(header)
    copyrighted = "COPYRIGHTED PROJECT GUTENBERG" in header.upper()
    return Book(
        text,
        title=fields.get("title") or (named[1].strip(" ,") if named else None),
        author=fields.get("author") or (named[2] if named else None),
        language=_code(fields.get("language", "")),
        number=int(number[1]) if number else None,
        released=_day(header),
        licence="Project Gutenberg License" if copyrighted else "public domain in the USA",
    )


def _code(language: str) -> str | None:
    """The code of the language that the header names in English, None where it is unknown."""
    from babel import Locale

    codes = {name.lower(): code for code, name in Locale("en").languages.items()}
    return codes.get(language.lower())


def _day(header: str) -> datetime | None:
    """When the book was released; the first of the month where no day is named."""
    release = _RELEASE.search(header)
    try:
        month = _MONTHS.split().index(release[1].lower()) + 1 if release else 0
        return datetime(int(release[3]), month, int(release[2] or 1), tzinfo=UTC) if release else None
    except ValueError:
        return None

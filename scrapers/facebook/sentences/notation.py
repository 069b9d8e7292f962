"""How the modules of the languages write down Facebook's sentences.

One sentence is one line; empty lines and lines that begin with ``#`` are for the reader. In a line

- ``<a|b|c>`` is one of the texts, ``[a]`` a text that may be missing; both nest;
- ``{who}`` at the start did it: the sender of the message, or another person of the
  conversation where the sentence ends in a full stop;
- ``{whom}`` is any person of the conversation, in full, by a short name or by a nickname;
- ``{nick}`` is the nickname that a sentence gives (once in a line), ``{emoji}`` an emoji, ``{n}`` a number,
  ``{years}`` a number of years and ``{any}`` any text;
- any other ``{word}`` stands for ``PARTS["word"]`` of the module.

A final full stop must be there as written, except after the sender's own name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

PATTERNS = {
    "who": "",
    "any": r".{1,300}?",
    "emoji": r"(?:[^\s\w.,:;!?'\"()<>&@/\\-]{1,16}|[0-9#*]\u20e3)",
    "n": r"\d[\d.,' ]*",
    "nick": r"(?P<nick>.{1,100}?)",
    "whom": r"(.{1,100}?)",
    "years": r"\d\d?",
}
_NAME = re.compile(r"\{([^{}]+)\}")

_PIECE = re.compile(r"\{[^{}]+\}|[<>|\[\]]|[^{}<>|\[\]]+")

_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')
    | {"\u015e": "\u0218", "\u015f": "\u0219", "\u0162": "\u021a", "\u0163": "\u021b"}  # Romanian
    | {"\uff01": "!", "\uff1a": ":"}
    | dict.fromkeys("\ufe0e\ufe0f\u200b\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c")
)


def fold(text: str) -> str:
    """The text with one form of each apostrophe, quotation mark and space, and no invisible signs."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    return " ".join(text.split())


def templates(lines: str, parts: Mapping[str, str]) -> Iterator[str]:
    """Yield each sentence of a module with its parts in place."""
    for line in lines.splitlines():
        template = line.strip()
        if template and not template.startswith("#"):
            while names := set(_NAME.findall(template)) - PATTERNS.keys():
                for name in names:
                    template = template.replace(f"{{{name}}}", parts[name])
            yield fold(template)


def subjects(template: str) -> Iterator[str]:
    """Yield the template for each thing it can begin with: a name, or words."""
    if template[:1] not in ("<", "["):
        yield template
        return
    depth, begin, ends = 0, 1, [0] * (template[0] == "[")
    for at, char in enumerate(template):
        depth += (char in "<[") - (char in ">]")
        if depth == 0 or (depth == 1 and char == "|"):
            ends.append(at)
            if depth == 0:
                break
    rest = template[at + 1 :]
    for end in ends:
        yield from subjects(template[begin:end] + rest)
        begin = end + 1


def ways(template: str, most: int | None = None) -> list[str]:
    """What a template can say; with ``most``, only so many characters of it and none after a slot."""
    rows: list[list[str]] = [[""]]  # the ways of the alternative being read; of those around it, below
    done: list[list[str]] = []  # the ways of the finished alternatives, for each open bracket
    for piece in _PIECE.findall(template):
        if piece in "<[":
            rows.append([""])
            done.append([""] if piece == "[" else [])
        elif piece == "|":
            done[-1] += rows[-1]
            rows[-1] = [""]
        else:
            ends = done.pop() + rows.pop() if piece in ">]" else [piece]
            if most is None:
                rows[-1] = [begin + end for begin in rows[-1] for end in ends]
            else:
                rows[-1] = list({_cut(begin + end, most) for begin in rows[-1] for end in ends})
    return rows[0]


def _cut(text: str, most: int) -> str:
    before, slot, _ = text.partition("{")
    return before[:most] + slot[: most > len(before)]


def pattern(template: str) -> re.Pattern[str]:
    """The template as a regular expression for the whole of a folded text."""
    rows = [""]  # the alternative being read; those around it, below
    done: list[list[str]] = []
    for piece in _PIECE.findall(template):
        if piece in "<[":
            rows.append("")
            done.append([""] if piece == "[" else [])
        elif piece == "|":
            done[-1].append(rows[-1])
            rows[-1] = ""
        elif piece in ">]":
            ends = sorted([*done.pop(), rows.pop()], key=_rank)
            rows[-1] += f"(?:{'|'.join(ends)})"
        else:
            rows[-1] += PATTERNS[piece[1:-1]] if piece.startswith("{") else re.escape(piece)
    return re.compile(rows[0])


def _rank(alternative: str) -> tuple[bool, int]:
    """What to try first: no name is tried for what can be words, nor few words before many."""
    return PATTERNS["whom"] in alternative, -len(alternative)

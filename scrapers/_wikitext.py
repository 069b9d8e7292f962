"""Plain text of wikitext, the markup of MediaWiki."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

MAX_DEPTH = 50
"""Brackets within brackets; deeper ones stand as they are, so that the time grows with the length only."""

_LITERAL = "nowiki|pre|source|syntaxhighlight"
_DROPPED = (
    "categorytree|ce|chem|gallery|graph|hiero|imagemap|indicator|inputbox|mapframe|maplink|math|ref|references"
    "|score|script|style|table|templatedata|templatestyles|timeline"
)
_TOKEN = re.compile(
    rf"""<!--.*?(?:-->|\Z)
    | <({_LITERAL})\b[^<>]{{0,999}}(?<!/)>(.*?)(?:</\1\s*>|\Z)
    | <({_DROPPED})\b[^<>]{{0,999}}/>
    | <({_DROPPED})\b[^<>]{{0,999}}>
    | </({_DROPPED})\s*>
    | ^[ \t:*#]*(\{{\|)
    | ^[ \t]*(\|\}})(?!\}})
    | (\{{\{{|\[\[)
    | (\}}\}}|\]\])""",
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_PAIRS = {"|}": "{|", "}}": "{{", "]]": "[["}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]+)*|simple")

_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)\b[^<>]{0,999}>", re.IGNORECASE)
_EXTERNAL = re.compile(r"\[(?:(?:https?|ftp):)?//[^\s\[\]]{1,2000}(?:[ \t]+([^\[\]\n]{0,999}))?\]")
_HEADING = re.compile(r"^(={1,6})[ \t]*(.+?)[ \t]*\1[ \t]*$")
_MARKS = re.compile(r"'{5}|'{2,3}|__[A-Z]{3,}__|^-{4,}|^[*#:;]+[ \t]*|^[ \t]+", re.MULTILINE)
_HOLLOW = re.compile(r"[ \t]?\([\s,;:–-]{0,99}\)")
_SPACE = re.compile(r"[ \t\xa0]{2,}")
_LINES = re.compile(r"\n{3,}")


def plain(wikitext: str, hidden: Collection[str] = ()) -> str:
    """Return what a reader sees of a page, without templates, tables, references and pictures.

    Args:
        wikitext: The page's source.
        hidden: The wiki's own names for files and categories, whose links are not shown.
    """
    literal: list[str] = []
    names = {"file", "image", "category", "media"} | {name.casefold() for name in hidden}
    text = _unbracketed(wikitext.replace("\x00", ""), names, literal)
    text = _TAG.sub(lambda tag: "\n" if tag[1].lower() == "br" else "", text)
    text = _EXTERNAL.sub(lambda link: link[1] or "", text)
    text = _MARKS.sub("", text)
    text = _HOLLOW.sub("", html.unescape(text))
    text = _SPACE.sub(" ", text)
    text = sections(text)
    return re.sub(r"\x00(\d+)\x00", lambda mark: literal[int(mark[1])], text)


def sections(text: str) -> str:
    """Return the text with its headings as plain lines; a heading with nothing below it goes."""
    kept: list[str] = []
    said = False  # whether there is text below the line at hand, before the next heading
    level = 0  # of the next heading that is kept
    for line in reversed(text.split("\n")):
        heading = _HEADING.match(line)
        if heading is None:
            kept.append(line.rstrip())
            said = said or bool(kept[-1])
        elif said or level > len(heading[1]):
            kept.append(heading[2])
            said, level = False, len(heading[1])
    return _LINES.sub("\n\n", "\n".join(reversed(kept))).strip()


def _unbracketed(wikitext: str, hidden: Collection[str], literal: list[str]) -> str:
    """Resolve links, and leave out templates, tables and elements that are no text.

    What opens and is never closed stands as it is. Literal text goes to ``literal``, so that
    nothing in it is taken for markup.
    """
    stack: list[tuple[str, list[str]]] = [("", [])]
    end = 0
    for token in _TOKEN.finditer(wikitext):
        stack[-1][1].append(wikitext[end : token.start()])
        end = token.end()
        if token[1]:
            literal.append(html.unescape(token[2]))
            stack[-1][1].append(f"\x00{len(literal) - 1}\x00")
        elif opened := token[4] or token[6] or token[8]:
            if len(stack) > MAX_DEPTH:
                stack[-1][1].append(token[0])
            else:
                stack.append((opened.lower(), [token[0]]))
        elif closer := token[5] or token[7] or token[9]:
            _close(stack, _PAIRS.get(closer, closer.lower()), token[0], hidden)
    stack[-1][1].append(wikitext[end:])
    return "".join(piece for _, pieces in stack for piece in pieces)


def _close(stack: list[tuple[str, list[str]]], opened: str, closer: str, hidden: Collection[str]) -> None:
    """Take what was opened off the stack, and put what is shown of it into what it stands in."""
    depth = next((depth for depth in range(len(stack) - 1, 0, -1) if stack[depth][0] == opened), None)
    if depth is None:
        stack[-1][1].append(closer)
        return
    inner = "".join(piece for _, pieces in stack[depth:] for piece in pieces)
    del stack[depth:]
    if opened == "[[":
        stack[-1][1].append(_shown(inner[2:], hidden))


def _shown(link: str, hidden: Collection[str]) -> str:
    """What a reader sees of the inside of a link: its label, or else its target."""
    target, *labels = link.split("|")
    prefix, colon, _ = target.partition(":")
    space = prefix.strip().casefold()
    if colon and space and (space in hidden or (not labels and _LANGUAGE.fullmatch(space))):
        return ""
    return labels[-1] if labels else target.strip().removeprefix(":")

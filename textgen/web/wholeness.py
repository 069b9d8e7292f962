"""Whether a text is all of its article: what other sources know, paywalls, pages that need a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from textgen.web.structured import StructuredData

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…。！？]")
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W*$")
_BARRIER = re.compile(
    r"pay-?wall|reg-?wall|subscriber-?(?:only|wall)|meter(?:ed)?-?(?:wall|content)", re.IGNORECASE
)
_ROOT = re.compile(r"__next|__nuxt|app|app-?root|main-?app|react-?(?:app|root)|root|svelte", re.IGNORECASE)
_NEEDS_SCRIPTS = re.compile(r"java\s?script", re.IGNORECASE)
_LEADS_ON = re.compile(r"\blocation(?:\.href)?\s*=[^=]|\blocation\.(?:assign|replace)\s*\(")
_UNSEEN = {"head", "noscript", "script", "style", "template", "title"}

SHINGLE = 4
MIN_ALTERNATIVE = 250
MIN_COMMON = 0.5
"""Share of the extracted text that an alternative must have, or it tells of something else."""
MIN_GAIN = 1.5
FEW_WORDS = 40
SHORT_ARTICLE = 1_500
FEW_CHARACTERS = 250
HARDLY_ANY = 100
"""Characters of a page that only says that it leads on to another one."""
MANY_SCRIPTS = 20_000
"""Characters of inline scripts with which a page may well hold its text, too."""


def fuller(text: str, alternatives: Iterable[str]) -> str:
    """Return the text, or the alternative that says the same and much more, or the same in more lines."""
    for alternative in alternatives:
        if len(alternative) >= max(MIN_ALTERNATIVE, MIN_GAIN * len(text)):
            text = alternative if _tells_more(alternative, text) else text
        elif alternative.count("\n") > text.count("\n") and alternative.split() == text.split():
            text = alternative
    return text


def has_barrier(tree: HtmlElement) -> bool:
    """Whether an element of the page is called a paywall, or the like."""
    return any(
        _BARRIER.search(f"{element.get('class', '')} {element.get('id', '')}")
        for element in tree.iter("aside", "div", "section")
    )


def why_partial(text: str, data: StructuredData, *, barrier: bool) -> str | None:
    """Return why the text is not the whole article, None if it seems to be.

    A page that is not free often holds its whole text nevertheless, so it must look cut off, too.
    """
    locked = data.is_locked
    if not text or not (locked or barrier):
        return None
    if _CUT_OFF.search(text[-20:]):
        return "paywall: the text breaks off"
    words = len(_WORD.findall(text))
    if locked and words < 0.7 * data.word_count:
        return f"paywall: {words:,} of {data.word_count:,} words"
    if locked and not data.word_count and len(text) < SHORT_ARTICLE:
        return "paywall: the page is not free and its text is short"
    return None


def needs_browser(tree: HtmlElement) -> bool:
    """Whether a page has no text of its own, only scripts that would fetch it."""
    body = tree.find(".//body")
    scripts = list(tree.iter("script"))
    seen = len(_seen(body)) if body is not None else 0
    if body is None or not scripts or seen >= FEW_CHARACTERS:
        return False
    if seen < HARDLY_ANY and any(_LEADS_ON.search(script.text or "") for script in scripts):
        return True
    roots = (element for element in body.iter("div", "main", "section") if _is_root(element))
    if any(not _seen(root).strip() for root in roots) or any(
        element.tag.endswith(("-app", "-root")) for element in body.iterchildren("*")
    ):
        return True
    asked = any(_NEEDS_SCRIPTS.search(element.text_content()) for element in tree.iter("noscript"))
    return asked or sum(len(script.text or "") for script in scripts) >= MANY_SCRIPTS


def _tells_more(alternative: str, text: str) -> bool:
    if not _SENTENCE_END.search(alternative) or alternative.lstrip()[:1] in {"{", "[", "<"}:
        return False
    words, others = _WORD.findall(text.casefold()), _WORD.findall(alternative.casefold())
    if len(words) < FEW_WORDS:
        return True
    ours, theirs = _shingles(words), _shingles(others)
    return sum((ours & theirs).values()) >= MIN_COMMON * sum(ours.values())


def _shingles(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


def _is_root(element: HtmlElement) -> bool:
    return _ROOT.fullmatch(element.get("id", "")) is not None


def _seen(element: HtmlElement) -> str:
    """The beginning of an element's text without scripts and the like, space folded."""
    from lxml import etree

    words: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "start" and part.tag in _UNSEEN:
            walk.skip_subtree()
        elif event == "start":
            words.extend((part.text or "").split())
        if event == "end" and part is not element:
            words.extend((part.tail or "").split())
        if len(words) > FEW_CHARACTERS:
            break
    return " ".join(words)

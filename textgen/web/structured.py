"""What a page tells about itself as data: JSON-LD, microdata, meta elements and links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from textgen.web.addresses import join
from textgen.web.pruning import words_of
from textgen.web.visible import plain_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE_METAS = {"content-language", "og:locale"}
_LOCKED = {"locked", "metered"}
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")

MAX_NODES = 10_000
"""Objects of JSON-LD that are looked at; nobody's article has more."""


class StructuredData:
    """The data of a page, each part read when it is asked for.

    Args:
        tree: The whole page.
        url: Its address; relative links need it.
    """

    def __init__(self, tree: HtmlElement, url: str | None) -> None:
        self._tree = tree
        self._url = url

    @cached_property
    def nodes(self) -> list[dict[str, Any]]:
        """Every object of the page's JSON-LD, however deep; broken scripts tell nothing."""
        nodes: list[dict[str, Any]] = []
        for script in self._tree.iter("script"):
            if "ld+json" in script.get("type", "").lower():
                nodes.extend(objects(script.text or "", MAX_NODES - len(nodes)))
        return nodes

    @property
    def bodies(self) -> Iterator[str]:
        """The article as the page's data has it: articleBody of JSON-LD, then of microdata."""
        for node in self.nodes:
            body = node.get("articleBody")
            if isinstance(body, str):
                yield plain_text(body)
        element = self._tree.find(".//*[@itemprop='articleBody']")
        if element is not None:
            paragraphs = [words_of(paragraph) for paragraph in element.iter("p")]
            yield "\n\n".join(filter(None, paragraphs)) or words_of(element)

    @property
    def language(self) -> str | None:
        """The language that the page declares, as in "pt-BR"."""
        declared = [self._tree.get("lang"), self._tree.get(_XML_LANG)]
        for meta in self._tree.iter("meta"):
            name = meta.get("http-equiv") or meta.get("property") or ""
            declared.append(meta.get("content") if name.lower() in _LANGUAGE_METAS else None)
        names = (str(name).strip() for name in declared if name)
        return next((name.replace("_", "-") for name in names if _LANGUAGE.fullmatch(name)), None)

    @property
    def licence(self) -> str | None:
        """The address of the licence, or its name."""
        for element in self._tree.xpath(".//*[self::a or self::link][@rel and @href]"):
            if "license" in element.get("rel").lower().split() and element.get("href"):
                return self.joined(element.get("href")) or element.get("href").strip()
        for node in self.nodes:
            licence = node.get("license")
            if isinstance(licence, dict):
                licence = licence.get("@id") or licence.get("url") or licence.get("name")
            if isinstance(licence, str) and licence.strip():
                return licence.strip()
        return None

    @property
    def canonical(self) -> str | None:
        """The address that the page gives itself, if it is of the same site."""
        for link in self._tree.xpath(".//link[@rel and @href]"):
            if "canonical" in link.get("rel").lower().split():
                address = self.joined(link.get("href"))
                same = self._url is None or address is None or _site(address) == _site(self._url)
                return address if same else None
        return None

    @property
    def links(self) -> Iterator[str]:
        """The web addresses that the page links to, without fragment."""
        for target in dict.fromkeys(map(str, self._tree.xpath(".//a/@href"))):
            link = self.joined(target)
            if link is not None:
                yield link

    @property
    def is_locked(self) -> bool:
        """Whether the page says that its text is not for everybody."""
        for node in self.nodes:
            free = node.get("isAccessibleForFree")
            if free is False or (isinstance(free, str) and free.strip().lower() == "false"):
                return True
        tier = self._tree.find(".//meta[@property='article:content_tier']")
        return tier is not None and (tier.get("content") or "").strip().lower() in _LOCKED

    @property
    def word_count(self) -> int:
        """How many words the article has by the page's data, 0 if it does not tell."""
        counts = [node.get("wordCount") for node in self.nodes]
        numbers = [int(count) for count in counts if isinstance(count, int | str) and str(count).isdecimal()]
        return max(numbers, default=0)

    def joined(self, link: str) -> str | None:
        """The web address that ``link`` means on this page, None if it is none."""
        return join(self._base, link)

    @cached_property
    def _base(self) -> str:
        declared = self._tree.find(".//base[@href]")
        base = self._url or ""
        return (join(base, declared.get("href")) if declared is not None else None) or base


def objects(text: str, limit: int = MAX_NODES) -> Iterator[dict[str, Any]]:
    """Yield every object of some JSON, however deep, at most ``limit``; broken JSON has none."""
    try:
        waiting = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    while waiting and limit > 0:
        value = waiting.pop()
        if isinstance(value, dict):
            limit -= 1
            yield value
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _site(address: str) -> str:
    try:
        return _SAME_SITE.sub("", urlsplit(address).hostname or "")
    except ValueError:
        return ""

"""What the user wants of a run, checked before anything is fetched."""

import fnmatch
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import textgen
from textgen.web.visible import compile_selector

if TYPE_CHECKING:
    from .reading import Task


class Scope(StrEnum):
    """How far a crawl goes."""

    PATH = "path"
    HOST = "host"
    SITE = "site"
    ANY = "any"


class Engine(StrEnum):
    """What runs many processes."""

    DATATROVE = "datatrove"


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of ``textgen collect web``; ``scrapers/web/__init__.py`` tells what each means."""

    crawl: bool = False
    sitemap: bool = False
    feed: bool = False
    scope: Scope = Scope.SITE
    depth: int = 100
    max_pages: int = 10_000
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: str | None = None
    drop: str | None = None
    comments: bool = False
    refresh: bool = False
    jobs: int = 8
    opt_outs: bool = True
    warc: Path | None = None
    render: bool = False

    def __post_init__(self) -> None:
        for selector in (self.select, self.drop):
            if selector is not None:
                compile_selector(selector)
        for name, least in (("depth", 0), ("max_pages", 1), ("jobs", 1)):
            if getattr(self, name) < least:
                option = name.replace("_", "-")
                raise textgen.SourceError(
                    f"--{option} {getattr(self, name)} is too small", hint=f"It must be {least} or more."
                )

    @property
    def follows(self) -> bool:
        """Whether pages are found that nobody named."""
        return self.crawl or self.sitemap or self.feed

    @property
    def nothing(self) -> str:
        """Why a page that could be read gives no text."""
        return "no text found" if self.select is None else "nothing matches --select"

    def task(
        self,
        html: bytes,
        url: str,
        headers: Mapping[str, str],
        charset: str | None,
        feed_content: str | None = None,
    ) -> "Task":
        """What is to be read of a page."""
        from .reading import Task

        return Task(html, url, headers, charset, self.select, self.drop, self.comments, feed_content)

    @property
    def key(self) -> str:
        """All that decides which pages are fetched and what is taken from them."""
        found = (
            self.crawl,
            self.sitemap,
            self.feed,
            self.scope.value,
            self.depth,
            self.include,
            self.exclude,
        )
        taken = (self.select, self.drop, self.comments, self.opt_outs)
        rendered = ("render",) if self.render else ()
        return repr((found if self.follows else (), taken, *rendered))


def matcher(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds the addresses that one of the patterns means; None if there are none.

    ``*`` and ``?`` stand for any characters; a pattern that begins with "/" begins after the host.
    """
    if not patterns:
        return None
    whole = [
        fnmatch.translate(f"*://*{pattern}" if pattern.startswith("/") else pattern) for pattern in patterns
    ]
    return re.compile("|".join(whole))

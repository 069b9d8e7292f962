"""Instructions that a page gives as data: a HowTo of schema.org in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from textgen.web.structured import objects

from ._markup import text_of_html

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


@dataclass(frozen=True, slots=True)
class HowTo:
    """What is said, "" or [] where it is not."""

    name: str = ""
    description: str = ""
    steps: list[str] = field(default_factory=list)
    published: datetime | None = None


def how_to(soup: BeautifulSoup) -> HowTo:
    """Return the page's first HowTo."""
    for script in soup.select('script[type="application/ld+json"]'):
        for item in objects(script.get_text()):
            if "HowTo" in _types(item):
                return HowTo(
                    _text(item.get("name")),
                    _text(item.get("description")),
                    [step for step in _steps(item.get("step")) if step],
                    _day(item.get("datePublished")),
                )
    return HowTo()


def _types(item: dict[str, Any]) -> list[str]:
    """What an object is, with or without schema.org's address before each name."""
    named = item.get("@type")
    return [str(name).rpartition("/")[2] for name in (named if isinstance(named, list) else [named])]


def _steps(step: Any) -> Iterator[str]:
    """The texts of steps, which may be parts of sections and have parts themselves."""
    for item in step if isinstance(step, list) else [step]:
        if isinstance(item, str):
            yield _text(item)
        elif isinstance(item, dict):
            parts = item.get("itemListElement")
            yield from _steps(parts) if parts else [_text(item.get("text"))]


def _text(value: Any) -> str:
    return text_of_html(value) if isinstance(value, str) else ""


def _day(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value[:10]).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None

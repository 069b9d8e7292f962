"""The one data type that flows from a source to the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of text and where it came from.

    Args:
        text: Unicode text as the author wrote it; the pipeline cleans it, not the source.
        uri: Where it came from; unique within a source, never an absolute path of this computer.
        title: Its title, if it has one.
        author: Who wrote it.
        created: When it was written; timezone-aware.
        kind: What it is: "post", "comment", "message", "page", "file", ...
        metadata: Anything else worth keeping, as JSON values.
    """

    text: str
    uri: str
    title: str | None = None
    author: str | None = None
    created: datetime | None = None
    kind: str | None = None
    metadata: Mapping[str, JSON] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.created is not None and self.created.tzinfo is None:
            raise ValueError(f"created must be timezone-aware, got {self.created!r}")


class Prepared(Document):
    """A document that was cleaned and filtered already."""

    __slots__ = ()

    @classmethod
    def of(cls, document: Document) -> Prepared:
        """Return a document as one that was."""
        return cls(**{each.name: getattr(document, each.name) for each in fields(document)})

"""Which documents are left out, and why: each filter names a reason, or None to keep the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textgen.collecting.languages import Languages
    from textgen.document import Document

EMPTY = "empty"
SHORT = "shorter than --min-chars"
FOREIGN = "another language"


def reason(document: Document, *, min_chars: int = 0, languages: Languages | None = None) -> str | None:
    """Return why a cleaned document is left out, or None.

    Args:
        document: The document.
        min_chars: The fewest characters that it must have.
        languages: The languages that it may be in; None for all.
    """
    if not document.text or document.text.isspace():
        return EMPTY
    if len(document.text) < min_chars:
        return SHORT
    if languages and not languages.allow(document.text, document.metadata.get("language")):
        return FOREIGN
    return None

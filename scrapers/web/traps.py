"""Endless pages: calendars, session ids, lists that go on for ever."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

from textgen.web import addresses

PATIENCE = 40
"""So many pages in a row whose addresses differ in numbers only and that say nothing new are a trap."""
SHAPES = 5_000
REMEMBERED = 24

_SPACE_AND_DIGITS = b"0123456789 \t\n"


@dataclass(slots=True)
class _Kind:
    """What pages of one kind said lately."""

    said: "OrderedDict[bytes, None]" = field(default_factory=OrderedDict)
    in_vain: int = 0


class Traps:
    """Remembers what the pages of each kind of address said lately; its memory is bounded."""

    def __init__(self) -> None:
        self._kinds: OrderedDict[str, _Kind] = OrderedDict()

    def note(self, url: str, text: str) -> None:
        """Take in what a page said; "" where it said nothing."""
        shape = addresses.shape(url)
        kind = self._kinds.setdefault(shape, _Kind())
        self._kinds.move_to_end(shape)
        if len(self._kinds) > SHAPES:
            self._kinds.popitem(last=False)
        digest = hashlib.sha256(text.encode().translate(None, _SPACE_AND_DIGITS)).digest()[:8]
        if digest in kind.said or not text:
            kind.in_vain += 1
        else:
            kind.in_vain = 0
        kind.said[digest] = None
        if len(kind.said) > REMEMBERED:
            kind.said.popitem(last=False)

    def reason(self, url: str) -> str | None:
        """Why an address is likely to lead nowhere, None if it is not."""
        if odd := addresses.oddity(url):
            return f"looks endless: {odd}"
        kind = self._kinds.get(addresses.shape(url))
        if kind is not None and kind.in_vain >= PATIENCE:
            return f"looks endless: {PATIENCE} pages of its kind in a row said nothing new"
        return None

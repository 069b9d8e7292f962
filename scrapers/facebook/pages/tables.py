"""Tables of labels and values, which some pages hold; the labels are in the account's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .dates import is_time, seconds
from .labels import AUTHOR, FORMER_NAMES, NAME, TEXT
from .markup import BLOCKS, Node, name


class Record(NamedTuple):
    """A post or comment told in a table; "" and 0 for what it does not tell."""

    text: str
    author: str
    time: int


def records(tables: Iterable[Node]) -> Iterator[Record]:
    """Yield what was written in the tables; those that tell other things are passed over."""
    for table in tables:
        values = [(label, value.text(_is_nested)) for label, value in rows(table)]
        text = next((value for label, value in values if value and label in TEXT), "")
        if text:
            author = next((name(value) for label, value in values if label in AUTHOR), "")
            time = next((seconds(value) for _, value in values if is_time(value)), 0)
            yield Record(text, author, time)


def profile_names(tables: Iterable[Node]) -> Iterator[str]:
    """Yield the name that the tables of a profile tell first, and former ones; not those of other people."""
    is_named = False
    for index, table in enumerate(tables):
        for label, value in rows(table):
            if label in NAME and index == 0 and not is_named:
                is_named = True
                yield from _names(value)
            elif label in FORMER_NAMES:
                yield from _names(value)


def rows(table: Node) -> Iterator[tuple[str, Node]]:
    """Yield the label of each row, in small letters, and its value: in a second cell, or below the label."""
    for row in table.walk(lambda node: node.tag != "table"):
        cells = [cell for cell in row.nodes() if cell.tag in {"td", "th"}] if row.tag == "tr" else []
        if len(cells) == 1:
            value = Node("div", frozenset())
            value.children += [node for node in cells[0].nodes() if node.tag in BLOCKS]
            cells.append(value)
        if cells:
            label = name(cells[0].text(lambda node: node.tag in BLOCKS))
            yield label.rstrip(" :：").casefold(), cells[1]


def _names(value: Node) -> Iterator[str]:
    """The names in a value: a line each, or those of a table inside."""
    inside = [row for node in value.walk() if node.tag == "table" for row in rows(node)]
    if inside:
        yield from (name(inner.text(_is_nested)) for label, inner in inside if label in NAME)
    else:
        yield from (name(line) for line in value.text().split("\n") if not seconds(line))


def _is_nested(node: Node) -> bool:
    return node.tag in {"table", "ul"}

"""A page as a stream, whatever its size: parsed piece by piece and never held as a whole."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import chain
from typing import Any, BinaryIO, Protocol, TypeAlias, TypeVar

from ..mentions import named

START, TEXT, END = 1, 0, -1
Event: TypeAlias = tuple[int, str, frozenset[str]]
"""START or END, a tag and its classes; or TEXT, a text and nothing."""

_BLOCKS = (
    "address article aside blockquote body dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header"
    " hr html li main nav ol p pre section table tbody td th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
NO_PAGE = "not a page of a Facebook export"
UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "audio", "video"})

_HEAD = 1 << 20  # characters by which the kind of a page is known
_DEEPEST = 100  # elements inside each other; what is nested deeper counts as part of the last
_LONGEST = 1000  # characters of a name or of an attribute that are worth remembering
_PIECE = 32 << 10
_FRESH = 2 << 20  # characters after which a new parser takes over
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_TAG = re.compile(r"<\s*(?:!doctype|html|head|body|div|section|table|title)\b", re.IGNORECASE)
_LAYOUT = re.compile(
    r"""class\s*=\s*["'][^"'>]*(?<![\w-])(message_header|_2let|_a6-p|_2lej|_a6-g|hentry|meta)(?![\w-])"""
)
_SPACE = re.compile(r"(?<![ \t\r\f])[ \t\r\f]*\n[ \t\r\n\f]*")
_EDGES = " \t\r\n\f"
_NOTHING: frozenset[str] = frozenset()

T = TypeVar("T")


class Node:
    """An element of a part of a page that is small enough to be held."""

    __slots__ = ("children", "names", "tag")

    def __init__(self, tag: str, names: frozenset[str]) -> None:
        self.tag = tag
        self.names = names  # of its classes
        self.children: list[Node | str] = []

    def nodes(self) -> list[Node]:
        """The elements directly inside."""
        return [child for child in self.children if type(child) is Node] if self.children else []

    def walk(self, enter: Callable[[Node], bool] | None = None) -> list[Node]:
        """All elements inside, in their order; of those that are not entered, nothing inside."""
        found = []
        stack = self.nodes()[::-1]
        while stack:
            node = stack.pop()
            found.append(node)
            if enter is None or enter(node):
                stack += node.nodes()[::-1]
        return found

    def text(self, leave: Callable[[Node], bool] = lambda node: node.tag == "ul") -> str:
        """What a person reads here, without the elements to leave out; a mention is a name.

        Lines end at ``<br>`` and at the edges of blocks. A no-break space stays one.
        """
        if not self.children:
            return ""
        lines = Lines()
        self.write(lines, leave)
        return lines.take()

    def write(self, lines: Lines, leave: Callable[[Node], bool] = lambda node: node.tag == "ul") -> None:
        """Add what a person reads here to the lines."""
        stack: list[Node | str | None] = [self]
        while stack:
            child = stack.pop()
            if child is None:
                lines.edge()
            elif isinstance(child, str):
                lines.add(child)
            elif child.tag == "br":
                lines.end()
            elif child is self or (child.tag not in UNSEEN and not leave(child)):
                if child.tag in BLOCKS:
                    lines.edge()
                    stack.append(None)
                stack += reversed(child.children)


class Lines:
    """Puts lines together from the pieces between tags.

    Args:
        raw: Whether a line of the source ends a line where there is no ``<br>`` at all.
    """

    def __init__(self, raw: bool = False) -> None:
        self._raw = raw
        self._lines: list[list[str]] = [[]]
        self._broken = False
        self._begun = False

    def feed(self, part: Node | str) -> None:
        """Add what lies between the parts of a frame: a text, an edge or a ``<br>``."""
        if isinstance(part, str):
            self.add(part)
        elif part is EDGE:
            self.edge()
        elif part.tag == "br":
            self.end()

    def add(self, piece: str) -> None:
        """Add to the line."""
        self._lines[-1].append(piece)
        self._begun = self._begun or not piece.isspace()

    def end(self) -> None:
        """End the line."""
        self._broken = True
        self._begun = False
        self._lines.append([])

    def edge(self) -> None:
        """End the line, if anything stands in it."""
        if self._begun:
            self._begun = False
            self._lines.append([])

    def take(self) -> str:
        """Return the lines, and begin anew."""
        if len(self._lines) == 1 and len(self._lines[0]) == 1:
            text = self._lines[0][0]
        else:
            text = "\0".join("".join(line) for line in self._lines)
        if "\n" in text:
            text = text.replace("\n", "\0") if self._raw and not self._broken else _SPACE.sub(" ", text)
        if "\0" in text:
            text = "\n".join(line.strip(_EDGES) for line in text.split("\0"))
        self._lines, self._broken, self._begun = [[]], False, False
        return named(text.strip(_EDGES))


class Target(Protocol[T]):
    """What the parser tells what it finds."""

    def start(self, tag: str, classes: str) -> None:
        """A tag opens."""

    def data(self, text: str) -> None:
        """A text, or a piece of one."""

    def end(self, tag: str) -> None:
        """A tag closes."""

    def take(self) -> list[T]:
        """What is ready since the last time."""


class Events:
    """A target that passes everything on."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def start(self, tag: str, classes: str) -> None:
        """A tag opens."""
        self._events.append((START, tag, names(classes)))

    def data(self, text: str) -> None:
        """A text, or a piece of one."""
        self._events.append((TEXT, text, _NOTHING))

    def end(self, tag: str) -> None:
        """A tag closes."""
        self._events.append((END, tag, _NOTHING))

    def take(self) -> list[Event]:
        """What was found since the last time."""
        events, self._events = self._events, []
        return events


EDGE = Node("", _NOTHING)
"""Where a block begins or ends between the parts of a frame."""


class Parts:
    """A target that passes on parts of the page: the outermost of the wanted elements, each as a tree.

    With frames, only what is inside of a frame counts; then the text between the parts is passed on
    too, with the edges of blocks, and the frame itself, as an empty tree, where it opens.

    Args:
        wanted: Whether an element with this tag and these classes is wanted.
        is_frame: Whether one with these classes is a frame.
    """

    def __init__(
        self,
        wanted: Callable[[str, frozenset[str]], bool],
        is_frame: Callable[[frozenset[str]], bool] | None = None,
    ) -> None:
        self._wanted = wanted
        self._is_frame = is_frame
        self._open: list[Node] = []
        self._too_deep = 0  # elements open below the deepest that is kept
        self._framed = 0  # elements open since the first frame
        self._parts: list[Node | str] = []

    def start(self, tag: str, classes: str) -> None:
        """A tag opens."""
        if len(self._open) >= _DEEPEST:
            self._too_deep += 1
            return
        kinds = names(classes)
        if self._open:
            node = Node(tag, kinds)
            self._open[-1].children.append(node)
            self._open.append(node)
            return
        if self._is_frame:
            if self._is_frame(kinds):
                self._framed += 1
                self._parts.append(Node(tag, kinds))
                return
            if not self._framed:
                return
            self._framed += 1
        if self._wanted(tag, kinds):
            self._open.append(Node(tag, kinds))
        elif self._framed and tag in BLOCKS:
            self._parts.append(EDGE)

    def data(self, text: str) -> None:
        """A text, or a piece of one."""
        if self._open:
            self._open[-1].children.append(text)
        elif self._framed:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        """A tag closes."""
        if self._too_deep:
            self._too_deep -= 1
            return
        if self._open:
            node = self._open.pop()
            if self._open:
                return
            self._parts.append(node)
        elif self._framed and tag in BLOCKS:
            self._parts.append(EDGE)
        self._framed -= self._framed > 0

    def take(self) -> list[Node | str]:
        """What was found since the last time."""
        parts, self._parts = self._parts, []
        return parts


class _Parser:
    """A parser that begins anew now and then, because libxml2's keeps everything that it is fed.

    Args:
        target: Is told what is found, as if there were one parser.
    """

    def __init__(self, target: Target[Any]) -> None:
        self._target = target
        self._open: list[tuple[str, str]] = []  # tags and their classes
        self._again = 0  # how many of them are still to be opened again
        self._is_ending = False
        self.data = target.data
        self._begin()

    def start(self, tag: str, attributes: Any) -> None:
        """A tag opens."""
        if self._again:
            self._again -= 1
            return
        classes = attributes.get("class", "") if attributes else ""
        self._open.append((tag, classes if len(classes) < _LONGEST else ""))
        self._target.start(tag, classes)

    def end(self, tag: str) -> None:
        """A tag closes."""
        if self._open and not self._is_ending:
            self._open.pop()
            self._target.end(tag)

    def close(self) -> None:
        """The page ends."""

    def feed(self, piece: str) -> None:
        """Parse a piece."""
        if self._fed > _FRESH and (cut := max(piece.rfind("<div"), piece.rfind("<section"))) >= 0:
            self._parser.feed(piece[:cut].encode("utf-8", "replace"))
            self._is_ending = True
            self._parser.close()
            self._is_ending = False
            self._begin()
            piece = piece[cut:]
        self._fed += len(piece)
        self._parser.feed(piece.encode("utf-8", "replace"))

    def finish(self) -> None:
        """Parse what is left."""
        self._parser.close()

    def _begin(self) -> None:
        from lxml import etree

        self._parser = etree.HTMLParser(target=self, encoding="utf-8", huge_tree=True)
        self._fed = 0
        self._again = len(self._open)
        tags = (f'<{tag} class="{escape(classes)}">' for tag, classes in self._open)
        self._parser.feed("".join(tags).encode("utf-8", "replace"))


class Page:
    """A page, of which only the first megabyte is held.

    Args:
        file: Is read once, from where it stands.

    Raises:
        ValueError: it is empty, or no HTML.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._pieces = _decoded(file)
        self._head = ""
        for piece in self._pieces:
            self._head += piece
            if len(self._head) >= _HEAD:
                break
        if not self._head.strip():
            raise ValueError("empty")
        if not _TAG.search(self._head):
            raise ValueError(NO_PAGE)
        found = _LAYOUT.search(self._head)
        self.layout = found[1] if found else ""
        self.is_whole = len(self._head) < _HEAD
        self.fault = ""

    def parse(self, target: Target[T]) -> Iterator[T]:
        """Yield what the target finds; a page that is whole in its head can be parsed again.

        What is wrong with the page is told by ``fault`` afterwards.
        """
        end = yield from self._fed(target, chain((self._head,), self._pieces))
        if "<html" in self._head[:1000].lower() and "</html" not in end.lower():
            self.fault = "cut off"

    def parse_head(self, target: Target[T]) -> Iterator[T]:
        """Yield what the target finds in the first megabyte."""
        yield from self._fed(target, (self._head,))

    def _fed(self, target: Target[T], pieces: Iterable[str]) -> Generator[T, None, str]:
        """Yield what the target finds; return the end of the page."""
        from lxml.etree import LxmlError

        parser = _Parser(target)
        end = ""
        try:
            for piece in pieces:
                for start in range(0, len(piece), _PIECE):
                    parser.feed(piece[start : start + _PIECE])
                    yield from target.take()
                end = (end + piece)[-100:]
            parser.finish()
        except LxmlError:
            self.fault = NO_PAGE
        yield from target.take()
        return end


def names(attribute: str) -> frozenset[str]:
    """The classes of an attribute ``class``."""
    return _names(attribute) if 0 < len(attribute) < _LONGEST else _NOTHING


def name(text: str) -> str:
    """A person's name in one spelling: spaces folded, NFC."""
    return _name(text) if len(text) < _LONGEST else " ".join(text.split())


@lru_cache(maxsize=1024)
def _names(attribute: str) -> frozenset[str]:
    return frozenset(attribute.split())


@lru_cache(maxsize=1024)
def _name(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _decoded(file: BinaryIO) -> Iterator[str]:
    """The text of a file: UTF-8, as Facebook writes it, or UTF-16, as some editors save it."""
    first = file.read(_PIECE)
    encoding = next((encoding for mark, encoding in _MARKS if first.startswith(mark)), "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while first:
        yield decoder.decode(first).replace("\0", "").removeprefix("\ufeff")
        first = file.read(_PIECE)
    yield decoder.decode(b"", final=True)

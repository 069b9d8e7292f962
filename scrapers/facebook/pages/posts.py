"""Posts, comments and the like since 2018: a block for each, known by Facebook's class names."""

from __future__ import annotations

from collections.abc import Iterator

from ..words import Words
from .blocks import BLOCK, BODY, HEADING, TIME, is_block, is_innermost
from .dates import read, seconds
from .labels import UPDATED
from .markup import BLOCKS, Node, Page, Parts, name
from .tables import records

_FIELD = "_2pin"
_PICTURES = "_a7ng"
_CAPTION = frozenset({"_3-95"})
_NOT_TEXT = BLOCKS - {"p", "blockquote", "h1", "h2", "h3", "h4", "li", "ol", "pre"}


def words(page: Page, kind: str) -> Iterator[Words]:
    """Yield what stands in each block, and the captions of its pictures as of the kind "caption"."""
    wanted = Parts(lambda tag, classes: not classes.isdisjoint(BLOCK))
    for part in page.parse(wanted):
        if isinstance(part, Node):
            yield from _in_block(part, kind)


def _in_block(outermost: Node, kind: str) -> Iterator[Words]:
    """Yield what stands in a block, and in the blocks inside of it."""
    blocks = [(outermost, "", 0)]
    while blocks:
        block, heading, time = blocks.pop()
        own = list(block.walk(lambda node: not is_block(node)))
        inside = [node for node in own if is_block(node)]
        is_told = False
        for node in own:
            if not node.names.isdisjoint(HEADING):
                heading = name(node.text())
            elif not node.names.isdisjoint(TIME) and is_innermost(node):
                time, is_told = seconds(node.text()), True
        found = list(records(node for node in own if node.tag == "table"))
        for record in found:
            yield Words(kind, record.time or time, record.text, record.author, heading)
        if is_told and not found:
            may_be_empty = not inside and kind != "caption"
            yield from (each for each in _entry(own, kind, time, heading) if each.text or may_be_empty)
        blocks += [(node, heading, time) for node in reversed(inside)]


def _entry(own: list[Node], kind: str, time: int, heading: str) -> Iterator[Words]:
    """Yield a post or comment, and the captions of its pictures."""
    bodies = [node for node in own if not node.names.isdisjoint(BODY)][:1]
    nodes = [node for body in bodies for node in body.walk(lambda node: not is_block(node))] or own
    fields = [node for node in nodes if _FIELD in node.names and node.tag != "td"]
    if fields:
        texts = [text for field in fields if (text := _field(field))]
        if texts and _is_update(texts[-1], alone=len(texts) == 1):
            texts.pop()
    elif any(node.tag in {"a", "img", "video", "audio", "table"} for node in nodes):
        texts = []
    else:
        texts = [body.text(is_block) for body in bodies]
    text = "\n".join(dict.fromkeys(texts))
    yield Words(kind, time, text, heading=heading)
    for caption in dict.fromkeys(_captions(nodes)):
        if caption and caption not in {text, *texts}:
            yield Words("caption", time, caption)


def _field(field: Node) -> str:
    """The words of a field: what stands right in it, or in a part of it without a class.

    Deeper, and in links beside, are the names of places, pages and other things.
    """
    own = field.text(lambda node: node.tag in _NOT_TEXT or node.tag == "a")
    parts = [_directly(node) for node in field.nodes() if node.tag == "div" and not node.names]
    return "\n".join(filter(None, [own, *parts]))


def _directly(node: Node) -> str:
    return node.text(lambda inner: inner.tag in _NOT_TEXT)


def _captions(nodes: list[Node]) -> Iterator[str]:
    """What stands below pictures, again and again where a post has several."""
    areas = [node for node in nodes if _PICTURES in node.names]
    if not areas and any(node.tag in {"img", "video"} for node in nodes):
        yield from (_directly(node) for node in nodes if node.names == _CAPTION and not _is_labelled(node))
    for area in areas:
        for node in (area, *area.walk(lambda node: node.tag != "table")):
            if node.tag == "div" and not _is_labelled(node):
                yield _directly(node)


def _is_labelled(node: Node) -> bool:
    return any(inner.tag == "span" for inner in node.nodes())


def _is_update(text: str, *, alone: bool) -> bool:
    """Whether a text is only "Updated", in some language, and a date.

    If it is not known how the language says it, a line below another is taken for that.
    """
    time, around, is_timed = read(text)
    if not time or not is_timed:
        return False
    said = around.casefold().split()
    return len(said) <= 4 and (not (alone and said) or any(word.startswith(UPDATED) for word in said))

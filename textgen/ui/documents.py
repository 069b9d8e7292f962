"""A look at the documents of a corpus, ten at a time, each of which can be removed for good."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from textgen.ui import telling
from textgen.ui.handling import DIRECT, Updates, place, told_in
from textgen.ui.train_tab import corpora

if TYPE_CHECKING:
    from collections.abc import Callable

    from textgen.document import Document

LISTED: Final = 10  # documents at a time
_SHOWN: Final = 20_000  # bytes of a document that are shown
_TITLE: Final = 60  # characters


@dataclass(frozen=True)
class Seen:
    """What the page shows of a corpus.

    Args:
        corpus: Its name.
        first: The number of documents before those that are shown.
        documents: The source, uri, and title or first words of each that is shown.
    """

    corpus: str
    first: int
    documents: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Look:
    """The components that show documents.

    Args:
        corpus: Chooses the corpus.
        outputs: All that ``show`` sets.
        show: Returns the updates that show a corpus.
    """

    corpus: Any
    outputs: list[Any]
    show: Callable[[str | None], Updates]


def build() -> Look:
    """Build the look at a corpus."""
    import gradio as gr

    with gr.Accordion("Look at the documents", open=True):
        corpus = gr.Dropdown(corpora(), value=None, label="Corpus to look at")
        told = place(elem_id="documents-told")
        where = place(elem_id="documents-shown")
        slots = [_slot() for _ in range(LISTED)]
        with gr.Row():
            back = gr.Button("Earlier documents", visible=False)
            more = gr.Button("Later documents", visible=False)
        seen = gr.State(None)
    outputs = [seen, told, where, back, more, *(part for slot in slots for part in slot[:2])]
    nothing = {
        seen: None,
        told: "",
        where: "",
        back: gr.update(visible=False),
        more: gr.update(visible=False),
        **{fold: gr.update(visible=False) for fold, _, _ in slots},
    }

    def show(name: str | None, first: int = 0) -> Updates:
        if not name:
            return nothing
        found, total = _read(name, first)
        shown = Seen(name, first, tuple((at, one.uri, _title(one)) for at, one in found))
        said = f"Documents {first + 1:,} to {first + len(found):,} of {total:,}" if found else "None."
        updates: Updates = {
            **nothing,
            seen: shown,
            where: telling.status(said),
            back: gr.update(visible=first > 0, interactive=True),
            more: gr.update(visible=first + LISTED < total),
        }
        for (fold, text, _), (source, document) in zip(slots, found, strict=False):
            kind = document.kind or source
            updates[fold] = gr.update(visible=True, open=False, label=f"{_title(document)} ({kind})")
            updates[text] = (
                '<div class="text" role="group" tabindex="0" aria-label="Text">'
                f"{telling.html(document.text)}</div>"
            )
        return updates

    def remover(at: int) -> Any:
        @told_in(told)
        def remove(now: Seen) -> Updates:
            from textgen.corpus.opening import remove_one

            source, uri, title = now.documents[at]
            remove_one(now.corpus, source, uri)
            said = telling.status(f"Removed: {title}. No later gathering brings it back.")
            first = now.first if len(now.documents) > 1 else max(0, now.first - LISTED)
            return {**show(now.corpus, first), told: said}

        return remove

    corpus.input(told_in(told)(show), corpus, outputs, **DIRECT)
    back.click(told_in(told)(lambda now: show(now.corpus, now.first - LISTED)), seen, outputs, **DIRECT)
    more.click(told_in(told)(lambda now: show(now.corpus, now.first + LISTED)), seen, outputs, **DIRECT)
    for at, (_, _, button) in enumerate(slots):
        button.click(remover(at), seen, outputs, **DIRECT)
    return Look(corpus, outputs, show)


def _slot() -> tuple[Any, Any, Any]:
    import gradio as gr

    with gr.Accordion("", open=False, visible=False) as fold:
        text = place()
        button = gr.Button("Remove this document")
    return fold, text, button


def _title(document: Document) -> str:
    """Return the title of a document, or its first words."""
    said = " ".join((document.title or document.text).split()) or document.uri
    return said if len(said) <= _TITLE else f"{said[:_TITLE]}…"


def _read(name: str, first: int) -> tuple[list[tuple[str, Document]], int]:
    """Return some of the documents of a corpus, each with its source, and how many there are."""
    from textgen.corpus.listing import entry
    from textgen.corpus.store import Corpus

    corpus = Corpus.open(name)
    found = [*islice(corpus.entries(cut=_SHOWN), first, first + LISTED)]
    return found, entry(corpus).documents or first + len(found)

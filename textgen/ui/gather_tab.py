"""Gather: choose a source, fill in its form, watch what comes, look at it, and take single documents out."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import TextgenError
from textgen.ui import telling
from textgen.ui.components import component
from textgen.ui.gathering import Gathering
from textgen.ui.handling import Updates, place, told_in
from textgen.ui.train_tab import corpora

if TYPE_CHECKING:
    from textgen.document import Document
    from textgen.ui.forms import Form

SHARED: Final = (
    "limit",
    "min_chars",
    "language",
    "near_duplicates",
    "keep_duplicates",
    "raw",
    "fresh",
    "allow_private",
)
"""What every source takes and is worth a field."""
LISTED: Final = 10  # documents of a page
_SHOWN: Final = 20_000  # bytes of a document that are shown
_UPLOADS: Final = " (uploads)"


def build(parameters: Sequence[inspect.Parameter]) -> tuple[Any, list[Any]]:
    """Build the tab.

    Args:
        parameters: Those that every source has.

    Returns:
        What brings the tab up to date: a function, and the components that it sets.
    """
    import gradio as gr

    from textgen import plugins
    from textgen.ui.forms import form

    gathering = Gathering()
    names = [*plugins.load().sources]
    shared = form(parameters)
    fields = {field.name: field for field in shared.fields}
    source = gr.Dropdown(
        names, value="files" if "files" in names else None, label="Source", info="Where your words are."
    )
    into = component(fields["corpus"])
    with gr.Accordion("Options of every source", open=False):
        given: dict[str, Any] = {}
        for start in range(0, len(SHARED), 2):
            with gr.Row():
                given |= {name: component(fields[name]) for name in SHARED[start : start + 2]}
    with gr.Column() as own:
        pass
    with gr.Row():
        button = gr.Button("Gather", variant="primary")
        stop = gr.Button("Stop gathering")
    told = place(elem_id="gather-told")
    view = place(elem_id="gathering")
    timer = gr.Timer(1, active=False)
    looked, version = _documents()
    quiet = {"show_progress": "hidden", "api_visibility": "private"}

    with own:

        def show(name: str | None) -> None:
            if not name:
                return
            about, its = _form(name)
            place(value=f"<p>{telling.html(about)}</p>")
            inputs = _inputs(its)

            @told_in(told)
            def begin(corpus: str, *values: Any) -> Updates:
                filled = dict(zip([*given, *inputs], values, strict=True))
                arguments, files = _arguments(its, filled)
                common = shared.values({name: filled[name] for name in given})
                gathering.begin(
                    name, corpus.strip() or None, arguments, {name: common[name] for name in given}, files
                )
                emptied = {inputs[key]: None for key in inputs if key.endswith(_UPLOADS)}
                begun = telling.status("It gathers, also when you close this page.")
                return {told: begun, view: "", timer: gr.Timer(active=True), **emptied}

            uploads = [inputs[key] for key in inputs if key.endswith(_UPLOADS)]
            button.click(
                begin, [into, *given.values(), *inputs.values()], [told, view, timer, *uploads], **quiet
            )

        gr.render(inputs=source, show_progress="hidden")(show)

    @told_in(told)
    def end() -> Updates:
        gathering.job.stop()
        return {told: telling.status("It keeps what it has, then it stops …")}

    @told_in(told)
    def watch(number: int) -> Updates:
        if gathering.job.runs:
            return {view: _shown(gathering)}
        return {
            view: _shown(gathering),
            told: _ending(gathering),
            timer: gr.Timer(active=False),
            looked: gr.update(choices=corpora(), value=_there(gathering.corpus)),
            version: number + 1,
        }

    stop.click(end, None, told, **quiet)
    timer.tick(watch, version, [view, told, timer, looked, version], **quiet)

    def refresh() -> list[Any]:
        return [
            _shown(gathering) if gathering.source else "",
            gr.Timer(active=gathering.job.runs),
            gr.update(choices=corpora()),
        ]

    return refresh, [view, timer, looked]


def _documents() -> tuple[Any, Any]:
    """Build the look at a corpus; return what chooses it, and a number whose change shows it anew."""
    import gradio as gr

    with gr.Accordion("Look at the documents", open=True):
        looked = gr.Dropdown(corpora(), value=None, label="Corpus to look at")
        page = gr.State(0)
        version = gr.State(0)
        told = place(elem_id="documents-told")

        def show(name: str | None, number: int, now: int) -> None:
            if not name:
                return
            try:
                documents, total = _page(name, number)
            except Exception as error:
                place(value=telling.sentence(error))
                return
            last = max(0, (total - 1) // LISTED)
            first = number * LISTED + 1
            gr.Markdown(
                f"Documents {first:,} to {first + len(documents) - 1:,} of {total:,}"
                if documents
                else "None."
            )
            for at, document in documents:
                _document(name, at, document, told, version, now)
            with gr.Row():
                back = gr.Button("Earlier documents", interactive=number > 0)
                more = gr.Button("Later documents", interactive=number < last)
            back.click(lambda: max(0, number - 1), None, page, api_visibility="private")
            more.click(lambda: min(last, number + 1), None, page, api_visibility="private")

        gr.render(inputs=[looked, page, version], show_progress="hidden")(show)
        looked.change(lambda: 0, None, page, api_visibility="private")
    return looked, version


def _document(name: str, source: str, document: Document, told: Any, version: Any, now: int) -> None:
    import gradio as gr

    title = " ".join((document.title or document.uri).split())[:100]
    with gr.Accordion(f"{title} ({document.kind or source})", open=False):
        text = telling.html(document.text)
        place(value=f'<div class="text" role="group" tabindex="0" aria-label="Text">{text}</div>')
        button = gr.Button("Remove this document")

    @told_in(told)
    def remove() -> Updates:
        from textgen.corpus.opening import remove_one

        remove_one(name, source, document.uri)
        said = f"Removed: {title}. No later gathering brings it back."
        return {told: telling.status(said), version: now + 1}

    button.click(remove, None, [told, version], show_progress="hidden", api_visibility="private")


def _page(name: str, number: int) -> tuple[list[tuple[str, Document]], int]:
    """Return some of the documents of a corpus, each with its source, and how many there are."""
    from textgen.corpus.listing import entry
    from textgen.corpus.store import Corpus

    corpus = Corpus.open(name)
    start = number * LISTED
    found = [*islice(corpus.entries(cut=_SHOWN), start, start + LISTED)]
    return found, entry(corpus).documents or start + len(found)


@functools.cache
def _form(name: str) -> tuple[str, Form]:
    """Return what a source is, and its form."""
    from textgen import plugins
    from textgen.ui.forms import form

    source = plugins.load().source(name)
    about = (inspect.getdoc(source) or "").partition("\n\nArgs:")[0]
    return about, form(plugins.parameters(source))


def _inputs(form: Form) -> dict[str, Any]:
    """Build the fields of a source: those that must be filled in first, the options folded away."""
    import gradio as gr

    inputs: dict[str, Any] = {}
    for field in form.fields:
        if field.options:
            continue
        if field.takes_files:
            inputs[f"{field.name}{_UPLOADS}"] = gr.File(
                label="Upload files", file_count="multiple", type="filepath", height=140
            )
        inputs[field.name] = component(field)
    options = [field for field in form.fields if field.options]
    if options:
        with gr.Accordion("Options of this source", open=False):
            for start in range(0, len(options), 2):
                with gr.Row():
                    inputs |= {field.name: component(field) for field in options[start : start + 2]}
    return inputs


def _arguments(form: Form, filled: Mapping[str, Any]) -> tuple[dict[str, Any], list[Path]]:
    """Return what a source is called with, and the uploads among it."""
    given, files = dict(filled), list[Path]()
    for field in form.fields:
        uploaded = [Path(path) for path in filled.get(f"{field.name}{_UPLOADS}") or []]
        for path in uploaded:
            if not path.is_file():
                raise TextgenError(f"the upload {path.name} is not there any more", hint="Upload it again.")
        files += uploaded
        if uploaded:
            given[field.name] = "\n".join([str(filled[field.name] or ""), *map(str, uploaded)])
    return form.values(given), files


def _there(corpus: str) -> str | None:
    return corpus if corpus in corpora() else None


def _shown(gathering: Gathering) -> str:
    """Show how a run goes, in HTML."""
    done, total = gathering.done
    facts = {
        "Corpus": gathering.corpus,
        "Kept": f"{_counted(gathering.documents, 'document')}, {gathering.bytes:,} bytes",
    }
    if total:
        facts["Read"] = f"{min(1.0, done / total):.0%}"
    if gathering.summary:
        summary = gathering.summary
        facts["In all"] = (
            f"{_counted(summary.documents, 'document')}, {_counted(summary.characters, 'character')}"
        )
        facts |= {label.capitalize(): value for label, value in summary.notes.items()}
    parts = [telling.facts(facts)]
    for what, reasons in (("Left out", gathering.skipped), ("Could not be read", gathering.failed)):
        if reasons:
            counts = {reason: f"{count:,}" for reason, count in sorted(reasons.copy().items())}
            parts.append(f"<h4>{what}: {sum(reasons.values()):,}</h4>{telling.facts(counts)}")
    if gathering.failures:
        parts.append(telling.facts(dict(gathering.failures)))
    parts += [telling.status(line) for line in gathering.log]
    return "".join(parts)


def _ending(gathering: Gathering) -> str:
    """Say how a run ended."""
    if gathering.job.error:
        return telling.sentence(gathering.job.error)
    summary = gathering.summary
    if summary is None:
        return ""
    if gathering.interrupted:
        return telling.status("Stopped; what came before is kept. Gather again to go on.")
    if not summary.documents:
        return telling.status("Nothing was gathered.")
    return telling.status(
        f"Done: {_counted(summary.added, 'document')} added, {summary.replaced:,} replaced."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

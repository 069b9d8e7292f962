"""Gather: choose a source, fill in its form, watch what comes, look at it, and take single documents out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textgen.ui import documents, sources, telling
from textgen.ui.components import component
from textgen.ui.gathering import Gathering
from textgen.ui.handling import DIRECT, Updates, place, told_in
from textgen.ui.train_tab import corpora

if TYPE_CHECKING:
    import inspect
    from collections.abc import Sequence

    from textgen.ui.sources import SourceForm

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


def build(parameters: Sequence[inspect.Parameter]) -> tuple[Any, list[Any]]:
    """Build the tab.

    Args:
        parameters: Those that every source has.

    Returns:
        What brings the tab up to date: a function, and the components that it sets.
    """
    import gradio as gr

    from textgen.ui.forms import form

    gathering = Gathering()
    names = sources.names()
    shared = form(parameters)
    fields = {field.name: field for field in shared.fields}
    gr.Radio(
        names,
        value="files" if "files" in names else None,
        label="Source",
        info="Where your words are.",
        elem_id=sources.CHOICE,
        interactive=True,
    )
    forms = [sources.build(name) for name in names]
    into = component(fields["corpus"])
    with gr.Accordion("Options of every source", open=False):
        given: dict[str, Any] = {}
        for start in range(0, len(SHARED), 2):
            with gr.Row():
                given |= {name: component(fields[name]) for name in SHARED[start : start + 2]}
    with gr.Row():
        buttons = [gr.Button("Gather", variant="primary", elem_classes=[each.group]) for each in forms]
        stop = gr.Button("Stop gathering")
    told = place(elem_id="gather-told")
    view = place(elem_id="gathering")
    timer = gr.Timer(1, active=False)
    look = documents.build()

    def beginner(own: SourceForm) -> Any:
        @told_in(told)
        def begin(corpus: str, *values: Any) -> Updates:
            filled = dict(zip([*given, *own.inputs], values, strict=True))
            arguments, files = own.arguments(filled)
            common = shared.values({name: filled[name] for name in given})
            kept = {name: common[name] for name in given}
            gathering.begin(own.name, corpus.strip() or None, arguments, kept, files)
            begun = telling.status("It gathers, also when you close this page.")
            emptied = dict.fromkeys(own.uploads)
            return {told: begun, view: "", timer: gr.Timer(active=True), **emptied}

        return begin

    for own, button in zip(forms, buttons, strict=True):
        inputs = [into, *given.values(), *own.inputs.values()]
        button.click(beginner(own), inputs, [told, view, timer, *own.uploads], **DIRECT)

    @told_in(told)
    def end() -> Updates:
        gathering.job.stop()
        return {told: telling.status("It keeps what it has, then it stops …")}

    @told_in(told)
    def watch() -> Updates:
        if gathering.job.runs:
            return {view: _shown(gathering)}
        name = _there(gathering.corpus)
        return {
            **look.show(name),
            view: _shown(gathering),
            told: _ending(gathering),
            timer: gr.Timer(active=False),
            look.corpus: gr.update(choices=corpora(), value=name),
        }

    stop.click(end, None, told, **DIRECT)
    timer.tick(watch, None, [view, told, timer, look.corpus, *look.outputs], **DIRECT)

    def refresh() -> list[Any]:
        return [
            _shown(gathering) if gathering.source else "",
            _ending(gathering) if gathering.job.failed else gr.skip(),
            gr.Timer(active=gathering.job.runs),
            gr.update(choices=corpora()),
        ]

    return refresh, [view, told, timer, look.corpus]


def _there(corpus: str) -> str | None:
    return corpus if corpus in corpora() else None


def _shown(gathering: Gathering) -> str:
    """Show how a run goes, in HTML."""
    done, total = gathering.done
    facts = {
        "Corpus": gathering.corpus,
        "Kept": f"{_counted(gathering.documents, 'document')}, {gathering.bytes:,} bytes",
    }
    if total and not gathering.summary:
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
        parts.append(telling.facts({uri: telling.plain(reason) for uri, reason in gathering.failures}))
    parts += [telling.status(telling.plain(line)) for line in gathering.log]
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

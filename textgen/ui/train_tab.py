"""Train: choose a corpus, and watch a network learn it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import TextgenError
from textgen.ui import plot, telling, trainings
from textgen.ui.components import component
from textgen.ui.handling import DIRECT, Updates, place, told_in

if TYPE_CHECKING:
    import inspect

    from textgen.ui.trainings import State

FOREMOST: Final = ("model", "minutes", "layers")
LIMITS: Final = ("minutes", "epochs", "until")
ADVANCED: Final = (
    "epochs",
    "until",
    "window",
    "batch_size",
    "learning_rate",
    "dropout",
    "validation_split",
    "min_count",
    "sample_every",
    "seed",
    "implementation",
    "recipe",
    "init_from",
    "overwrite",
)
SHOWN: Final = {"minutes": "4", "sample_every": "1"}
"""What these fields show at first: a page is watched, a terminal is left alone."""


def corpora() -> list[str]:
    """The names of the corpora there are."""
    from textgen.corpus.store import Corpus

    return Corpus.names()


def build(parameters: Sequence[inspect.Parameter]) -> tuple[Any, list[Any]]:
    """Build the tab.

    Args:
        parameters: Those of ``textgen train``.

    Returns:
        What brings the tab up to date: a function, and the components that it sets.
    """
    import gradio as gr

    from textgen.ui.forms import form

    whole = form(parameters)
    fields = {field.name: field for field in whole.fields}
    corpus = gr.Dropdown(
        corpora(),
        label="Corpus",
        info="What to learn: a corpus that you gathered, or the path of a text file.",
        allow_custom_value=True,
    )
    with gr.Row():
        given = {name: component(fields[name], value=SHOWN.get(name)) for name in FOREMOST}
    with gr.Accordion("More options", open=False):
        for start in range(0, len(ADVANCED), 3):
            with gr.Row():
                row = ADVANCED[start : start + 3]
                given |= {name: component(fields[name], value=SHOWN.get(name)) for name in row}
    with gr.Row():
        button = gr.Button("Train", variant="primary", elem_id="train")
        stop = gr.Button("Stop")
        resume = gr.Button("Go on")
    told = place(elem_id="train-told")
    view = place(elem_id="training")
    timer = gr.Timer(1, active=False)

    @told_in(told)
    def begin(text: str | None, *values: Any) -> Updates:
        filled = dict(zip(given, values, strict=True))
        if not text:
            raise TextgenError("no corpus is chosen", hint="Choose one, or gather one first.")
        whole.values({**filled, "text": text})
        trainings.begin(text, whole.words(filled))
        return {
            told: telling.status("It trains, also when you close this page."),
            timer: gr.Timer(active=True),
            view: "",
        }

    @told_in(told)
    def go_on(*values: Any) -> Updates:
        last = trainings.state()
        if last is None or not last.model:
            raise TextgenError("no training has begun", hint="Begin one with Train.")
        filled = {name: value for name, value in zip(given, values, strict=True) if name in LIMITS}
        words = [word for name in filled for word in fields[name].words(filled[name])]
        trainings.begin(last.text, ["--model", last.model, "--resume", *words])
        return {
            told: telling.status("It goes on, also when you close this page."),
            timer: gr.Timer(active=True),
        }

    @told_in(told)
    def end() -> Updates:
        trainings.stop()
        return {told: telling.status("It saves and measures itself, then it stops …")}

    @told_in(told)
    def watch() -> Updates:
        now = trainings.state()
        if now is None:
            return {timer: gr.Timer(active=False)}
        ended = {} if now.runs else {timer: gr.Timer(active=False), told: _ending(now)}
        return {view: _shown(now), **ended}

    button.click(begin, [corpus, *given.values()], [told, timer, view], **DIRECT)
    resume.click(go_on, [*given.values()], [told, timer], **DIRECT)
    stop.click(end, None, told, **DIRECT)
    timer.tick(watch, None, [view, timer, told], **DIRECT)

    def refresh() -> list[Any]:
        now = trainings.state()
        names = corpora()
        return [
            gr.update(choices=names, **({"value": now.text} if now and now.runs else {})),
            _shown(now) if now else "",
            _ending(now) if now and now.error else gr.skip(),
            gr.Timer(active=bool(now and now.runs)),
        ]

    return refresh, [corpus, view, told, timer]


def _ending(state: State) -> str:
    """Say how a training ended."""
    if state.error:
        return telling.sentence(TextgenError(state.error[0], hint=state.error[1]))
    if state.result is None:
        return ""
    ended = str(state.result["ended"]).capitalize()
    said = f"{ended} after {_duration(state.result['seconds'])}. {state.model} can write now."
    if state.result["ended"] == "interrupted":
        said = f"Stopped after {_duration(state.result['seconds'])}, and saved: Go on continues it."
    return telling.status(said)


def _shown(state: State) -> str:
    """Show how a training goes, in HTML."""
    if not state.plan:
        notes = state.notes[-1:] or (["It reads the text …"] if state.runs else [])
        return "".join(telling.status(note) for note in notes)
    parts = [f"<h3>{telling.html(state.model)}</h3>", _facts(state)]
    parts.append(plot.losses(trainings.history(state.model)))
    if state.samples:
        parts.append("<h4>It writes</h4>")
    for sample in state.samples:
        parts.append(f"<p>At temperature {sample['temperature']:g}:</p>")
        text = telling.html(str(sample["text"]).replace("\f", "\n"))
        parts.append(f'<div class="text" role="group" tabindex="0" aria-label="Sample">{text}</div>')
    return "".join(parts)


def _facts(state: State) -> str:
    plan, progress = state.plan or {}, state.progress or {}
    settings = plan["settings"]
    facts = {
        "Text": f"{plan['text']}, {plan['characters']:,} characters",
        "Layers": f"{','.join(map(str, settings['layers']))} ({plan['parameters']:,} weights)",
    }
    if state.runs and progress:
        facts["Done"] = f"{progress['done']:.0%}, step {progress['step']:,}"
        facts["Speed"] = f"{progress['chars_per_second']:,.0f} characters a second"
        if progress["seconds_left"] is not None:
            facts["Left"] = _duration(progress["seconds_left"])
    rows = trainings.history(state.model)
    if rows:
        facts["Training loss"] = f"{rows[-1][1]:.3f} nats a character"
        best = min(validation for _, _, validation in rows)
        facts["Validation loss"] = f"{rows[-1][2]:.3f}, at best {best:.3f}"
    return telling.facts(facts)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"

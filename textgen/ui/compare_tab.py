"""Compare: set generators side by side, read the report, and guess who wrote what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import TextgenError
from textgen.ui import comparing, telling
from textgen.ui.comparing import Comparing
from textgen.ui.handling import DIRECT, Updates, place, told_in, whole
from textgen.ui.write_tab import models

if TYPE_CHECKING:
    from textgen.comparison.blind import Passage

MOST: Final = 8  # generators of a comparison


@dataclass(frozen=True)
class Test:
    """A blind test that is being taken.

    Args:
        report: The report's name.
        seed: What drew the passages.
        drawn: The passages.
        guesses: Who is thought to have written the first of them.
    """

    report: str
    seed: int
    drawn: tuple[Passage, ...]
    guesses: tuple[str, ...] = ()


def build() -> tuple[Any, list[Any]]:
    """Build the tab and return what brings it up to date: a function, and the components that it sets."""
    import gradio as gr

    comparison = Comparing()
    chosen = gr.Dropdown(
        models(),
        multiselect=True,
        allow_custom_value=True,
        max_choices=MOST,
        label="Generators",
        info="Models, or servers: runway:http://localhost:8000 or openai:http://host/v1#model",
    )
    prompts = gr.Textbox(
        label="Prompts", info="One a line; empty takes passages that the first model never learned.", lines=3
    )
    held = gr.Textbox(
        label="Held out",
        info="The path of a text that no model has learned; empty takes what the first model held out.",
    )
    with gr.Row():
        samples = gr.Number(4, label="Texts", info="Of each, for each prompt.")
        length = gr.Number(300, label="Length", info="Characters of each text.")
        temperature = gr.Slider(0, 2, 0.7, step=0.05, label="Temperature", info="Of all.")
    with gr.Row():
        button = gr.Button("Compare", variant="primary", elem_id="compare")
        stop = gr.Button("Stop comparing")
    told = place(elem_id="compare-told")
    view = place(elem_id="comparing")
    timer = gr.Timer(1, active=False)
    report = gr.Dropdown(comparing.reports(), value=None, label="Report", info="The newest comes first.")
    frame = place(elem_id="report")

    @told_in(told)
    def begin(
        addresses: list[str] | None,
        prompts: str,
        held_out: str,
        samples: float | None,
        length: float | None,
        temperature: float,
    ) -> Updates:
        from textgen.generators.base import Sampling

        addresses = [*dict.fromkeys(addresses or [])]
        if not addresses:
            raise TextgenError("nothing is chosen to compare", hint="Choose a model, or several.")
        lines = [line for line in (prompts or "").split("\n") if line.strip()]
        comparison.begin(
            addresses,
            prompts=lines,
            held_out=held_out.strip() or None,
            samples=whole("Texts", samples, 100),
            length=whole("Length", length, 10_000),
            sampling=Sampling(temperature),
            seed=1,
        )
        begun = telling.status("They write, also when you close this page.")
        return {told: begun, view: "", timer: gr.Timer(active=True)}

    @told_in(told)
    def end() -> Updates:
        comparison.job.stop()
        return {told: telling.status("It stops after the text that is being written …")}

    @told_in(told)
    def watch() -> Updates:
        if comparison.job.runs:
            return {view: _progress(comparison)}
        names = comparing.reports()
        name = comparison.name if comparison.comparison and comparison.name in names else None
        found = {report: gr.update(choices=names, value=name)} if name else {}
        return {view: "", told: _ending(comparison), timer: gr.Timer(active=False), **found}

    @told_in(told)
    def read(name: str | None) -> Updates:
        return {frame: _frame(name)}

    button.click(begin, [chosen, prompts, held, samples, length, temperature], [told, view, timer], **DIRECT)
    stop.click(end, None, told, **DIRECT)
    timer.tick(watch, None, [view, told, timer, report], **DIRECT)
    report.change(read, report, [frame, told], **DIRECT)
    _blind(report, frame)

    def refresh() -> list[Any]:
        return [
            gr.update(choices=models()),
            gr.update(choices=comparing.reports()),
            _ending(comparison) if comparison.job.failed else gr.skip(),
            gr.Timer(active=comparison.job.runs),
        ]

    return refresh, [chosen, report, told, timer]


def _blind(report: Any, frame: Any) -> None:
    """Build the blind test of a report."""
    import gradio as gr

    with gr.Accordion("Blind test: who wrote what?", open=False):
        gr.Markdown("Read passages without names, and guess who wrote each.")
        begin = gr.Button("Begin the test")
        told = place(elem_id="blind-told")
        passage = place(elem_id="passage")
        author = gr.Radio([], label="Who wrote it?", visible=False)
        with gr.Row():
            guess = gr.Button("That is my guess", variant="primary", visible=False)
            enough = gr.Button("Enough", visible=False)
        taken = gr.State(None)
    parts = [told, passage, author, guess, enough, taken, frame]

    @told_in(told)
    def start(name: str | None) -> Updates:
        from textgen.comparison import blind, results

        if not name:
            raise TextgenError("no report is chosen", hint="Compare, or choose a report above.")
        folder = comparing.page(name).parent
        comparison = results.read(folder)
        seed = comparison.settings.seed + len(blind.read(folder))  # each sitting reads others
        return ask(Test(name, seed, tuple(blind.passages(comparison, seed=seed))))

    def ask(test: Test) -> Updates:
        from textgen.comparison import blind

        number = len(test.guesses)
        text = telling.html(test.drawn[number].text)
        return {
            told: telling.status(f"Passage {number + 1} of {len(test.drawn)}"),
            passage: f'<div class="text" role="group" tabindex="0" aria-label="Passage">{text}</div>',
            author: gr.Radio([*blind.authors(test.drawn)], value=None, visible=True),
            guess: gr.update(visible=True),
            enough: gr.update(visible=True),
            taken: test,
        }

    @told_in(told)
    def answer(test: Test, guessed: str | None) -> Updates:
        if not guessed:
            raise TextgenError("nobody is chosen", hint="Choose who wrote the passage, or end with Enough.")
        further = Test(test.report, test.seed, test.drawn, (*test.guesses, guessed))
        return ask(further) if len(further.guesses) < len(test.drawn) else finish(further)

    @told_in(told)
    def finish(test: Test) -> Updates:
        hidden = {part: gr.update(visible=False) for part in (author, guess, enough)}
        said = _score(test)
        return {told: said, passage: "", taken: None, frame: _frame(test.report), **hidden}

    begin.click(start, report, parts, **DIRECT)
    guess.click(answer, [taken, author], parts, **DIRECT)
    enough.click(finish, taken, parts, **DIRECT)


def _score(test: Test) -> str:
    """Keep a test with its report, and say how it went."""
    from textgen.comparison import blind, results
    from textgen.comparison import report as pages

    answers = iter(test.guesses)
    sitting = blind.take(test.drawn, test.seed, lambda passage, number: next(answers, None))
    result = blind.score([sitting] if sitting else [])
    if sitting is None or result is None:
        return telling.status("Nothing was answered, so nothing is kept.")
    folder = comparing.page(test.report).parent
    blind.keep(sitting, folder)
    pages.write(results.read(folder), folder)
    rows = {
        f"Passage {number}": f"by {one.author}; you said {one.guessed}"
        + ("" if one.author == one.guessed else " (wrong)")
        for number, one in enumerate(sitting.guesses, 1)
    }
    said = "".join(telling.status(sentence) for sentence in blind.sentences(result))
    return f"{said}{telling.facts(rows)}"


def _frame(name: str | None) -> str:
    """Show a report in a frame that runs no script."""
    if not name:
        return ""
    changed = comparing.page(name).stat().st_mtime_ns
    return f'<iframe class="report" sandbox="" title="The report" src="/reports/{name}?{changed}"></iframe>'


def _progress(comparison: Comparing) -> str:
    if comparison.progress is None:
        return telling.status("It begins …")
    unit, done, total = comparison.progress
    return telling.status(f"{done:,.0f}{f' of {total:,.0f}' if total else ''} {unit}")


def _ending(comparison: Comparing) -> str:
    """Say how a comparison ended."""
    if isinstance(comparison.job.error, KeyboardInterrupt):
        return telling.status(
            "Stopped; what was written is kept. Compare again with the same settings to go on."
        )
    if comparison.job.error:
        return telling.sentence(comparison.job.error)
    found = comparison.comparison
    if found is None:
        return ""
    failed = [
        telling.sentence(TextgenError(f"{one.name} failed: {one.failed}", hint=one.hint or ""))
        for one in found.generators
        if one.failed
    ]
    return "".join([telling.status("Done: the report is below."), *failed])

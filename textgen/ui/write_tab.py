"""Write: a prompt, and several models that go on from it side by side."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textgen.comparison.visible import Stretch
from textgen.errors import TextgenError
from textgen.ui import sharing, telling, writing
from textgen.ui.handling import DIRECT, Updates, place, told_in, whole

if TYPE_CHECKING:
    from textgen.ui.writing import Text

MOST: Final = 4  # models side by side
LONGEST: Final = 100_000  # characters of a text


def models() -> list[str]:
    """The names of the models there are."""
    from textgen import folders
    from textgen.lstm.folder import models_in, shipped_models

    found = [*models_in(folders.models_folder()), *shipped_models()]
    return [*dict.fromkeys(path.name for path in found)]


def build(temporary: Path) -> tuple[Any, list[Any]]:
    """Build the tab and return what refreshes the lists of models: a function, and what it sets.

    Args:
        temporary: Where pages of models wait to be downloaded.
    """
    import gradio as gr

    chosen = gr.Dropdown(
        models(),
        value=_newest(),
        multiselect=True,
        allow_custom_value=True,
        max_choices=MOST,
        label="Models",
        info="One or several. Servers, too: runway:http://localhost:8000 or openai:http://host/v1#model",
        elem_id="write-models",
    )
    prompt = gr.Textbox(
        label="Prompt", info="The beginning to write on from; empty is the start of a text.", lines=3
    )
    with gr.Row():
        temperature = gr.Slider(
            0, 2, 0.7, step=0.05, label="Temperature", info="Lower is safer, higher is wilder."
        )
        length = gr.Number(500, label="Length", info="Characters.")
        top_p = gr.Slider(
            0.05, 1, 1, step=0.05, label="Top-p", info="Only the likeliest that reach this share together."
        )
        seed = gr.Textbox(label="Seed", info="The same number gives the same text; empty draws one.")
    with gr.Row():
        button = gr.Button("Write", variant="primary", elem_id="write")
        stop = gr.Button("Stop writing")
    told = place(elem_id="write-told")
    view = place(elem_id="texts")

    @told_in(told)
    def write(
        addresses: list[str] | None,
        prompt: str,
        temperature: float,
        length: float | None,
        top_p: float,
        seed: str,
    ) -> Iterator[Updates]:
        from textgen.generators.base import Sampling

        addresses = [*dict.fromkeys(addresses or [])]
        if not addresses:
            raise TextgenError("no model is chosen", hint="Choose one above, or train one first.")
        number, characters = _seed(seed), whole("Length", length, LONGEST)
        sampling = Sampling(temperature, top_p=None if top_p == 1 else top_p)
        texts = writing.write(addresses, prompt or "", length=characters, sampling=sampling, seed=number)
        yield {told: telling.status(f"Writing … Seed {number}."), view: ""}
        for now in texts:
            yield {view: f'<div class="texts">{"".join(map(_shown, now))}</div>'}
        yield {told: telling.status(f"Done. Seed {number}: the same seed gives the same text.")}

    running = gr.on(
        [button.click, prompt.submit],
        write,
        [chosen, prompt, temperature, length, top_p, seed],
        [told, view],
        concurrency_limit=None,
        show_progress="hidden",
        api_visibility="private",
    )
    stop.click(lambda: telling.status("Stopped."), None, told, cancels=[running], **DIRECT)
    sent = sharing.build(models(), temporary)
    return lambda: [gr.update(choices=models())] * 2, [chosen, sent]


def _newest() -> list[str]:
    from textgen.errors import ModelError
    from textgen.lstm.folder import latest

    try:
        return [latest().path.name]
    except ModelError:
        return []


def _seed(given: str) -> int:
    if not given.strip():
        return secrets.randbits(32)
    try:
        number = int(given)
        if number < 0:
            raise ValueError
    except ValueError:
        raise TextgenError(
            f"{given.strip()!r} is no seed", hint="Give a whole number from 0 on, or nothing."
        ) from None
    return number


def _shown(text: Text) -> str:
    """Return a text as far as it is written, and what is to be said of it, in HTML."""
    stretches = text.stretches or [Stretch(text.text, 0, None)]
    parts = [f"<h3>{telling.html(text.address)}</h3>"]
    if text.text or not text.error:
        parts.append(telling.text(stretches, f"The text by {text.address}", file=_file(text.address)))
    if text.done and text.text:
        parts.append(telling.status(_copies(text)))
    parts += [telling.status(note) for note in dict.fromkeys(text.notes)]
    parts += [telling.sentence(text.error)] if text.error else []
    return f"<section>{''.join(parts)}</section>"


def _file(address: str) -> str:
    """Name the file in which the text of a generator is kept."""
    name = re.sub(r"[^\w-]+", "-", address).strip("-")
    return f"{name[:60] or 'text'}.txt"


def _copies(text: Text) -> str:
    if text.stretches is None:
        return "What this model learned is not here, so copied passages cannot be marked."
    longest = max(stretch.copied for stretch in text.stretches)
    if longest:
        return f"Marked passages stand in the corpus; the longest has {longest} characters."
    return "Nothing of 20 characters or more is copied from the corpus."

"""Share: a model as one HTML file, which a friend opens without textgen and without a network."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textgen.errors import TextgenError
from textgen.ui import telling, writing
from textgen.ui.handling import DIRECT, Updates, place, told_in

if TYPE_CHECKING:
    from textgen.exporting import Precision


def build(models: list[str], temporary: Path) -> Any:
    """Build what makes a page of a model, and return the list in which the model is chosen.

    Args:
        models: The models there are.
        temporary: Where pages wait to be downloaded.
    """
    import gradio as gr

    with gr.Accordion("Send a model to a friend", open=False):
        gr.Markdown(
            "One HTML file that writes in any browser, without a network: send it, or put it on a USB stick. "
            "It holds the model and not its text; but a model may repeat sentences that it learned."
        )
        chosen = gr.Dropdown(models, value=None, label="Model to send", interactive=True)
        weights = gr.Radio(
            ["float32", "8-bit"],
            value="float32",
            label="Weights",
            info="8-bit makes a file of less than a third of the size, whose texts differ a little.",
        )
        button = gr.Button("Make the page")
        told = place(elem_id="share-told")
        download = gr.DownloadButton("Download the page", visible=False)

    @told_in(told)
    def make(name: str | None, precision: Precision) -> Updates:
        from textgen.exporting import export

        if not name:
            raise TextgenError("no model is chosen", hint="Choose the one to send.")
        for earlier in temporary.glob("page-*"):
            shutil.rmtree(earlier, ignore_errors=True)
        file = Path(tempfile.mkdtemp(prefix="page-", dir=temporary)) / f"{name}.html"
        with writing.noted() as notes:
            export(name, form="page", output=file, precision=precision)
        said = f"{file.name} is ready: {file.stat().st_size / 1e6:.1f} MB."
        return {
            told: "".join(telling.status(telling.plain(line)) for line in [said, *notes]),
            download: gr.update(value=str(file), visible=True),
        }

    button.click(make, [chosen, weights], [told, download], **DIRECT)
    changed = [chosen.input, weights.input]
    gr.on(changed, lambda: ["", gr.update(visible=False)], None, [told, download], **DIRECT)
    return chosen

"""The fields of a form as Gradio's components."""

from __future__ import annotations

from typing import Any

from textgen.ui.forms import Field


def component(field: Field, *, value: str | None = None) -> Any:
    """Build the component of a field; what is filled in is what ``Field.words`` takes.

    Args:
        field: The field.
        value: What it shows; None is its default.
    """
    import gradio as gr

    about = {"label": field.label, "info": field.help, "interactive": True}
    if field.kind == "switch":
        return gr.Checkbox(bool(field.default), **about)
    if field.kind == "choice":
        empty = [] if field.required or field.default is not None else [("by default", "")]
        choices = [*empty, *((choice, choice) for choice in field.choices)]
        return gr.Dropdown(choices, value=field.default or "", **about)
    shown = value or ("" if field.default is None else str(field.default))
    if field.kind == "lines":
        return gr.Textbox(shown, lines=2, **{**about, "info": f"{field.help} One a line.".strip()})
    return gr.Textbox(shown, **about)

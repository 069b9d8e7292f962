"""The forms of Gather: one for each installed source, of which the page shows that of the chosen one.

All are on the page from its beginning, and a rule for each lets the browser show the right one (``css``). So
no form waits for an answer of the app: Gradio's ``gr.render`` sometimes showed none.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import TextgenError
from textgen.ui import telling
from textgen.ui.components import component
from textgen.ui.handling import place

if TYPE_CHECKING:
    from textgen.ui.forms import Form

CHOICE: Final = "source"
"""The element in which a source is chosen."""
_UPLOADS: Final = " (uploads)"


@dataclass(frozen=True)
class SourceForm:
    """The form of a source on the page.

    Args:
        name: The source.
        form: Its fields.
        inputs: Their components by parameter, and those that take uploads.
        group: The class of all that the page shows for this source only.
    """

    name: str
    form: Form
    inputs: Mapping[str, Any]
    group: str

    @property
    def uploads(self) -> list[Any]:
        """The components that take uploads."""
        return [part for name, part in self.inputs.items() if name.endswith(_UPLOADS)]

    def arguments(self, filled: Mapping[str, Any]) -> tuple[dict[str, Any], list[Path]]:
        """Return what the source is called with for what is filled in, and the uploads among it.

        Raises:
            TextgenError: a value is missing, or is not what the parameter takes.
        """
        given, files = dict(filled), list[Path]()
        for field in self.form.fields:
            uploaded = [Path(path) for path in filled.get(f"{field.name}{_UPLOADS}") or []]
            for path in uploaded:
                if not path.is_file():
                    raise TextgenError(
                        f"the upload {path.name} is not there any more", hint="Upload it again."
                    )
            files += uploaded
            if uploaded:
                given[field.name] = "\n".join([str(filled[field.name] or ""), *map(str, uploaded)])
        return self.form.values(given), files


def names() -> list[str]:
    """The sources that can be used."""
    from textgen import plugins

    return [*plugins.load().sources]


def css() -> str:
    """The rules by which the page shows what belongs to the chosen source, and nothing else."""
    return "\n".join(
        f'body:not(:has(#{CHOICE} input[value="{name}"]:checked)) .{_group(name)} {{ display: none }}'
        for name in names()
    )


def build(name: str) -> SourceForm:
    """Build the form of a source."""
    import gradio as gr

    from textgen import plugins
    from textgen.ui.forms import form

    source = plugins.load().source(name)
    about = (inspect.getdoc(source) or "").partition("\n\nArgs:")[0]
    made = form(plugins.parameters(source))
    with gr.Column(elem_classes=[_group(name)]):
        place(value=f"<p>{telling.html(about)}</p>")
        return SourceForm(name, made, _inputs(made), _group(name))


def _group(name: str) -> str:
    return f"of-{name}"


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

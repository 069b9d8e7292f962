"""``textgen models``: which models there are, and what is known of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from textgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textgen.lstm.folder import Listed, Manifest
    from textgen.lstm.neurons import Finding

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def models() -> None:
    """See which models there are and what they learned."""


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the models in the models folder and those that come with textgen."""
    from textgen.errors import ModelError
    from textgen.lstm.folder import all_models

    listed = all_models()
    if as_json:
        console.print_json([_row(model) for model in listed])
    elif not listed:
        console.say("No models yet. Train one: textgen train FILE.txt")
    else:
        _print_table(listed)
    if any(isinstance(model.manifest, ModelError) for model in listed):
        raise typer.Exit(3)


@app.command("show")
def show_model(
    model: Annotated[
        str | None,
        typer.Argument(metavar="MODEL", help="A model's name or folder; by default the one trained last."),
    ] = None,
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|CORPUS",
            help="What --neurons lets it read; by default what the model's own text held out.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: the content of textgen.json.")] = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Draw how the losses fell, into this picture.")
    ] = None,
    neurons: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.html",
            help="Write a page that shows what its units follow in a text: brackets, names, line ends.",
        ),
    ] = None,
) -> None:
    """Show what a model learned, how, and how good it is; check that its files belong together."""
    from textgen.lstm import folder

    if text and not neurons:
        raise typer.BadParameter("A text is read for --neurons only.", param_hint="[FILE|CORPUS]")
    path = folder.find(model) if model else folder.latest().path
    manifest = folder.read(path)
    findings = _neurons(path, neurons, text) if neurons else ()
    if plot:
        from textgen.lstm.plot import plot_losses

        plot_losses(path, plot)
        console.say(f"Drawn: {plot}")
    if as_json:
        more = {"neurons": [finding.to_json() for finding in findings]} if neurons else {}
        console.print_json({"folder": str(path), **manifest.to_json(), **more})
        return
    corpus, shape = manifest.corpus, manifest.architecture
    for title, value in {
        "name": path.resolve().name,
        "folder": path,
        "imported"
        if "imported" in manifest.training
        else "trained": f"{manifest.created:%Y-%m-%d %H:%M} UTC, {manifest.implementation}",
        "learned": f"{corpus.name}, the first {corpus.boundary:,} of {corpus.characters:,} characters",
        "layers": _layers(manifest),
        "input": "one-hot" if shape["embedding"] is None else f"embedding of {shape['embedding']}",
        "vocabulary": f"{manifest.vocabulary.size} symbols: {manifest.vocabulary.characters!r}"
        + (" and unknown" if manifest.vocabulary.unknown else ""),
        "delimiter": "none" if manifest.delimiter is None else repr(manifest.delimiter),
        **{f"metric {key}": value for key, value in manifest.metrics.items()},
        **{f"option {key}": value for key, value in manifest.training.items()},
        **{f"version of {key}": value for key, value in manifest.versions.items()},
        **{f"neuron {finding.feature.name}": finding.verdict for finding in findings},
    }.items():
        print(f"{title:<28} {_printable(value)}")


@app.command("export")
def export_model(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A model's name or folder.")],
    form: Annotated[str, typer.Option("--format", metavar="page|tfjs", help="The form.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="Where to; by default here, as MODEL.html or MODEL-tfjs."
        ),
    ] = None,
    precision: Annotated[
        Literal["float32", "8-bit"],
        typer.Option(
            "--weights",
            help="For a page: the weights as trained, or rounded to less than a third of the size.",
        ),
    ] = "float32",
) -> None:
    """Write a model in a form that other programs run.

    page is one HTML file that runs the model in any browser, without a network. tfjs is a folder that
    TensorFlow.js loads in a browser or in Node.
    """
    from textgen.exporting import export

    with console.warnings_shown(), console.waiting(f"the {form} of {model}"):
        written = export(model, form=form, output=output, precision=precision)
    print(written)
    if form == "page":
        megabytes = written.stat().st_size / 1e6
        console.say(
            f"{megabytes:.1f} MB. Open it in a browser or send it to a friend: it needs nothing else."
        )


@app.command("import")
def import_model(
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder with a model.json of TensorFlow.js, or that file.")
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="What the model is called from now on.")],
    vocabulary_from: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The text that it learned; needed unless textgen exported the model.",
        ),
    ] = None,
) -> None:
    """Make a model of one that TensorFlow.js saved, or that textgen exported for it."""
    from textgen.exporting.importing import import_model

    with console.waiting(f"the import of {source}"):
        made = import_model(source, name=name, vocabulary_from=vocabulary_from)
    print(made)


def _neurons(model: Path, page: Path, text: str | None) -> Sequence[Finding]:
    """Write the page of a model's units, and say that a text is in it."""
    from textgen.lstm.neuronview import show_neurons

    with console.progress("characters") as show:
        findings = show_neurons(model, page, text, on_progress=show).findings
    console.say(f"Written: {page}. It shows passages of the text in the clear: think before you publish it.")
    return findings


def _printable(value: object) -> str:
    """What a file says, without the control characters that a terminal would obey."""
    text = str(value)
    return text if text.isprintable() else repr(text)


def _layers(manifest: Manifest) -> str:
    return ", ".join(str(units) for units in cast("list[int]", manifest.architecture["layers"]))


def _row(model: Listed) -> dict[str, Any]:
    row = {"name": model.path.name, "folder": str(model.path), "shipped": model.shipped}
    if isinstance(model.manifest, Exception):
        return {**row, "error": model.manifest.message}
    manifest = model.manifest
    return {
        **row,
        "error": None,
        "created": manifest.created.isoformat(timespec="seconds"),
        "corpus": manifest.corpus.name,
        "architecture": dict(manifest.architecture),
        "vocabulary": manifest.vocabulary.size,
        "metrics": dict(manifest.metrics),
    }


def _print_table(listed: list[Listed]) -> None:
    width = max(len(model.path.name) for model in listed)
    print(f"{'name':<{width}}  {'trained':<16}  {'layers':<12}  {'nats/char':>9}  {'learned'}")
    for model in listed:
        if isinstance(model.manifest, Exception):
            print(f"{model.path.name:<{width}}  {model.manifest.message}")
            continue
        manifest = model.manifest
        loss = manifest.metrics.get("validation_loss")
        print(
            f"{model.path.name:<{width}}  {manifest.created:%Y-%m-%d %H:%M}  {_layers(manifest):<12}  "
            f"{'-' if loss is None else f'{loss:.4f}':>9}  "
            f"{_printable(manifest.corpus.name)}{' (comes with textgen)' if model.shipped else ''}"
        )

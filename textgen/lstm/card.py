"""Writing the model folder for others: the model, its manifest, and a page for a person."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textgen import atomic
from textgen.lstm import saving
from textgen.lstm.folder import MANIFEST, MODEL, Manifest, TrainingText, digest, encoded
from textgen.lstm.state import versions

if TYPE_CHECKING:
    from textgen.lstm.architecture import Architecture, Arrays
    from textgen.lstm.state import State

README = "README.md"
_EXCERPT = "## From the held-out text, to prompt with"


def write_model(
    folder: Path,
    state: State,
    architecture: Architecture,
    weights: Arrays,
    *,
    metrics: dict[str, float | None],
    sample: str,
    excerpt: str,
) -> None:
    """Write ``README.md``, ``model.keras`` and, right after it, ``textgen.json``, each in one step.

    Both are on disk before the first of them takes its place: a reader, or a kill, hardly finds one without
    the other.

    Args:
        folder: The model folder.
        state: What was trained.
        architecture: The shape of the weights.
        weights: The best weights.
        metrics: Losses in nats per character, and counts.
        sample: A text by the model.
        excerpt: Some of the held-out text, to prompt with.
    """
    from textgen.lstm.architecture import arranged

    with atomic.replacing(folder / MANIFEST) as manifest_file, atomic.replacing(folder / MODEL) as model_file:
        saving.write_to(model_file, arranged(architecture, weights))
        model_file.flush()
        manifest = _manifest(folder, state, architecture, metrics, digest(Path(model_file.name)))
        atomic.write(folder / README, page(manifest, sample, excerpt).encode())
        manifest_file.write(encoded(manifest))
        manifest_file.flush()
        os.fsync(manifest_file.fileno())


def _manifest(
    folder: Path,
    state: State,
    architecture: Architecture,
    metrics: dict[str, float | None],
    model_sha256: str,
) -> Manifest:
    return Manifest(
        name=folder.name,
        created=datetime.now(UTC),
        vocabulary=state.vocabulary,
        delimiter=state.delimiter,
        architecture={
            "embedding": architecture.embedding,
            "layers": list(architecture.layers),
            "recurrent_activation": architecture.recurrent_activation,
            "parameters": architecture.parameters,
        },
        training={"command": state.command, **state.settings.to_json()},
        implementation=f"{state.settings.implementation}, {state.replicas} replicas",
        corpus=TrainingText(state.text.name, state.sha256, state.characters, state.boundary),
        versions=versions(),
        metrics=metrics,
        model_sha256=model_sha256,
    )


def page(manifest: Manifest, sample: str, excerpt: str) -> str:
    """Return the model folder's README: what it learned, how good it is, a sample, an excerpt."""
    metrics, corpus, training = manifest.metrics, manifest.corpus, manifest.training
    layers = ", ".join(str(units) for units in training["layers"])  # type: ignore[union-attr]
    return f"""# {manifest.name}

A character LSTM that textgen {manifest.versions["textgen"]} trained on {manifest.created:%d %B %Y}.

| | |
|---|---|
| learned | {corpus.name}: the first {corpus.boundary:,} of {corpus.characters:,} characters |
| text's SHA-256 | `{corpus.sha256}` |
| layers | {layers} units, {manifest.architecture["parameters"]:,} parameters |
| alphabet | {manifest.vocabulary.size} symbols |
| training | recipe {training["recipe"]}, {metrics["epochs"]:g} epochs in {metrics["seconds"]:,.0f} s |
| training loss | {metrics["train_loss"]:.4f} nats per character |
| held-out loss | {metrics["validation_loss"]:.4f} nats per character |
| the same in bits | {metrics["bits_per_character"]:.3f} bits per character |
| measured on | {metrics["validation_characters"]:,} held-out characters, from {corpus.boundary:,} on |

Trained by `{training["command"]}`; history.csv tells how it went. To let it write:

    textgen generate {manifest.name}

## A sample (temperature 0.5)

{_indented(sample)}

{_EXCERPT}

{_indented(excerpt)}
"""


def read_excerpt(folder: Path) -> str:
    """Return the held-out excerpt of a model folder's README; "" where there is none."""
    try:
        text = (folder / README).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    lines = text.partition(f"{_EXCERPT}\n\n")[2].split("\n")
    return "\n".join(line.removeprefix("    ") for line in lines)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.replace("\f", "\n").split("\n"))

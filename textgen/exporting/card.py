"""What a model is and what it learned, in plain words: for people who get it from somebody."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textgen.lstm.folder import Manifest
    from textgen.lstm.weights import Weights


@dataclass(frozen=True, slots=True)
class Card:
    """A model's card.

    Args:
        name: The model's.
        corpus: The text that it learned.
        paragraphs: What it is.
        facts: Figures by name.
    """

    name: str
    corpus: str
    paragraphs: list[str]
    facts: dict[str, str]


def describe(name: str, manifest: Manifest, weights: Weights, *, difference: float | None) -> Card:
    """Return a model's card: names and figures, nothing of the text and no path.

    Args:
        name: The model's.
        manifest: What is known of it.
        weights: The model's, as they were trained.
        difference: How far the probabilities are from theirs for 99 of 100 characters, where the weights are
            rounded.
    """
    units = [len(layer.recurrent_kernel) for layer in weights.layers]
    layers = f"one layer of {units[0]:,}" if len(units) == 1 else f"{len(units)} layers of {_listed(units)}"
    corpus = manifest.corpus
    imported = "imported" in manifest.training
    day = f"{manifest.created.day} {manifest.created:%B %Y}"
    paragraphs = [
        f"{name} is a small neural network, an LSTM with {layers} units. It learned to guess the next "
        f"character of “{corpus.name}”, and knows nothing else.",
        "It writes one character after another, each drawn by chance from what it thinks likely. It looks "
        "nothing up and understands nothing: what sounds like a fact is invented, and now and then it may "
        "repeat a passage that it learned.",
    ]
    learned = (
        "all" if corpus.boundary == corpus.characters else f"the first {corpus.boundary:,}"
    ) + f" of {corpus.characters:,} characters"
    facts = {
        "Text": f"“{corpus.name}”, {learned}",
        "Imported on" if imported else "Trained on": day,
        "Alphabet": f"{len(manifest.vocabulary.characters):,} characters",
        "Weights": "as trained, of 32 bits"
        if difference is None
        else f"rounded; 99 of 100 times no probability differs by more than {difference:.4f}",
        **_losses(manifest),
    }
    return Card(name, corpus.name, paragraphs, facts)


def _losses(manifest: Manifest) -> dict[str, str]:
    """How well it guesses, on the text that it learned and on the part that was kept from it."""
    metrics = manifest.metrics
    facts = {}
    if (loss := metrics.get("train_loss")) is not None:
        facts["Loss on what it learned"] = f"{loss:.4f} nats a character"
    if (loss := metrics.get("validation_loss")) is not None:
        facts["Loss on what it did not see"] = f"{loss:.4f} nats a character"
        if (count := metrics.get("validation_characters")) is not None:
            facts["Loss on what it did not see"] += f", over {count:,.0f} characters"
        if loss < math.log(manifest.vocabulary.size):
            facts["In other words"] = (
                f"as unsure of the next character as between {math.exp(loss):.1f} that are equally likely"
            )
    return facts


def _listed(units: list[int]) -> str:
    *most, last = [f"{each:,}" for each in units]
    return f"{', '.join(most)} and {last}"

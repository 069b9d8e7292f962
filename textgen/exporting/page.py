"""A model as one HTML file that runs in the visitor's browser: no network, no other file."""

from __future__ import annotations

import json
import warnings
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textgen import __version__, atomic, pages
from textgen.comparison.visible import visible
from textgen.errors import ModelError
from textgen.exporting.arrays import pack
from textgen.exporting.base85 import base85
from textgen.exporting.card import describe
from textgen.exporting.rounding import difference
from textgen.generators.base import GeneratorWarning
from textgen.lstm import weights as model_weights
from textgen.lstm.prompt import ALIKE, SPELT

if TYPE_CHECKING:
    from pathlib import Path

    from textgen.exporting import Precision
    from textgen.exporting.card import Card

LARGEST: Final = 2**28  # bytes of weights; a browser holds no text of more than 2 ** 29 characters
_WORKER: Final = ("arrays.js", "matrix.js", "network.js", "sampling.js", "prompt.js", "worker.js")
_PLACE: Final = b'<script type="text/plain" id="weights">'  # which no escaped text can hold
_MUCH: Final = 0.02  # that probabilities may differ by before it is said
_AT_ONCE: Final = 2**20  # bytes; a multiple of 4, so that the pieces of the text join


def export(model: Path, page: Path, *, precision: Precision = "float32") -> Path:
    """Write a model folder as one HTML file, and return it.

    It holds the weights, the alphabet and what the card says: nothing of the text that the model learned,
    no path and no command.

    Args:
        model: The model folder.
        page: The HTML file, which must not be there yet.
        precision: The weights as they were trained, or rounded: less than a third of the size, and
            probabilities that differ in the third place after the point, seldom in the second.

    Raises:
        ModelError: the model is damaged or too large, or the page cannot be written.
    """
    if page.exists():
        raise ModelError(f"{page} exists", hint="Export to another file by --output, or delete it.")
    manifest, weights = model_weights.load(model)
    rounded = precision == "8-bit"
    packed = pack(weights, rounded=rounded)
    data = packed.compressed() if rounded else packed.data
    if len(data) > LARGEST:
        raise ModelError(
            f"{len(data):,} bytes of weights are too many for a page; at most {LARGEST:,} fit",
            hint="Share the model folder instead." if rounded else "Try --weights 8-bit.",
        )
    differing = None
    if rounded:
        differing = difference(weights, packed.weights)
        if differing > _MUCH:
            warnings.warn(
                f"8 bits change {model.resolve().name} much: 1 of 100 times a probability differs by more "
                f"than {differing:.2f}; --weights float32 keeps them",
                GeneratorWarning,
                stacklevel=2,
            )
    before, after = _render(
        card=describe(model.resolve().name, manifest, weights, difference=differing),
        description={
            "vocabulary": [ord(character) for character in manifest.vocabulary.characters],
            "unknown": manifest.vocabulary.unknown,
            "delimiter": manifest.delimiter,
            "near": {"alike": ALIKE, "spelt": SPELT},
            "network": packed.network,
            "compressed": rounded,
            "bytes": len(data),
            "crc32": zlib.crc32(data),
        },
    )
    page.parent.mkdir(parents=True, exist_ok=True)
    with atomic.replacing(page) as file:
        file.write(before)
        for start in range(0, len(data), _AT_ONCE):
            file.write(base85(data[start : start + _AT_ONCE]))
        file.write(after)
    return page


_part = partial(pages.part, "textgen.exporting")


def _render(card: Card, description: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the page before and after the weights."""
    html = (
        pages.environment("textgen.exporting", visible)
        .get_template("page.html")
        .render(
            card=card,
            version=__version__,
            # "<" is escaped, so that no text ends the element; json.dumps escapes all that is not ASCII.
            description=pages.trusted(json.dumps(description).replace("<", "\\u003c")),
            style=_part("page.css"),
            check=_part("check.js"),
            worker=pages.trusted("\n".join(_part(name) for name in _WORKER)),
            page=_part("page.js"),
        )
    )
    before, place, after = html.encode("utf-8", "xmlcharrefreplace").partition(_PLACE)
    return before + place, after

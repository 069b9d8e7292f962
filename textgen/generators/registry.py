"""One string names a generator everywhere."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textgen.errors import GeneratorError

if TYPE_CHECKING:
    from textgen.generators.base import Generator
    from textgen.hookspecs import GeneratorFactory

SCHEMES: Final = {
    "hf": "textgen.generators.huggingface:HuggingFace",
    "openai": "textgen.generators.openai:OpenAI",
    "runway": "textgen.generators.runway:Runway",
}
"""The schemes that come along, and the class that each leads to."""


def load_generator(address: str | Path) -> Generator:
    """Return the generator that ``address`` names.

    Args:
        address: A model's name (in the models folder, else among the shipped models), a model folder,
            or ``scheme:rest`` of an installed plugin. One letter before the colon is a drive.

    Raises:
        ModelError: there is no such model, or it is damaged.
        PluginError: no usable plugin gives the scheme.
        GeneratorError: what the scheme leads to does not answer.
    """
    folder = model_folder(address)
    if folder is None:
        scheme, _, rest = str(address).partition(":")
        return _factory(scheme)(rest)
    from textgen.generators.lstm import LSTMGenerator

    return LSTMGenerator(folder)


def model_folder(address: str | Path) -> Path | None:
    """Return the folder of the model that ``address`` names; None if it has a scheme.

    Raises:
        ModelError: there is no such model.
    """
    if re.match(r"[a-z][a-z0-9+.-]+:", str(address)) and not Path(address).is_dir():
        return None
    from textgen.lstm.folder import find

    return find(str(address))


def _factory(scheme: str) -> GeneratorFactory:
    if scheme in SCHEMES:
        module, _, name = SCHEMES[scheme].partition(":")
        factory: GeneratorFactory = getattr(import_module(module), name)
        return factory
    if scheme in {"http", "https"}:
        raise GeneratorError(
            f"{scheme}:… does not say how the server is asked",
            hint=f"Write runway:{scheme}://… or openai:{scheme}://…, as the server wants it.",
        )
    from textgen import plugins

    return plugins.load().generator(scheme, built_in=SCHEMES)

"""One string names a generator everywhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textgen.generators.base import Generator


def load_generator(address: str | Path) -> Generator:
    """Return the generator that ``address`` names.

    Args:
        address: A model's name (in the models folder, else among the shipped models), a model folder,
            or ``scheme:rest`` of an installed plugin. One letter before the colon is a drive.

    Raises:
        ModelError: there is no such model, or it is damaged.
        PluginError: no usable plugin gives the scheme.
    """
    address = str(address)
    scheme = re.match(r"([a-z][a-z0-9+.-]+):", address)
    if scheme and not Path(address).is_dir():
        from textgen import plugins

        return plugins.load().generator(scheme[1])(address[scheme.end() :])
    from textgen.generators.lstm import LSTMGenerator
    from textgen.lstm.folder import find

    return LSTMGenerator(find(address))

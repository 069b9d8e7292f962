"""Where generators are, and what a report tells of it: no folder of this computer above a model."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textgen.comparison.results import writable
from textgen.errors import TextgenError
from textgen.generators.registry import model_folder

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Address:
    """A generator's address.

    Args:
        typed: As it was given.
        label: As the report gives it: of an absolute path the last part only.
        model: The folder of the model, if textgen trained it.
        path: The file or folder of this computer that it names, if it names one.
    """

    typed: str
    label: str
    model: Path | None
    path: Path | None

    def fingerprint(self) -> str | None:
        """Return what tells the model's files from those of another, without reading them: a SHA-256.

        It is that of their names, sizes and times of change; None if they are not on this computer.
        """
        if self.path is None:
            return None
        files = sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]
        told = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.is_file()]
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()

    def without_folders(self, text: str) -> str:
        """Return a text, fit to be kept, that names the file or folder without the ones above it."""
        return writable(without_folders(text, self.path) if self.path else text)


def read(typed: Sequence[str]) -> list[Address]:
    """Return the addresses of generators.

    Raises:
        ModelError: a name names no model.
        TextgenError: an address carries a password or a query, or two generators would be called the same.
    """
    if any(re.search(r"://[^/]*@", address) for address in typed):
        raise TextgenError(
            "an address must not carry a user name or password", hint="Leave out what stands before the @."
        )
    if any(re.search(r"://[^#]*\?", address) for address in typed):
        raise TextgenError(
            "an address must not carry a query, which servers are not told and the report would tell",
            hint="Leave it out, from the ? on. A key goes into OPENAI_API_KEY, a token into RUNWAY_TOKEN.",
        )
    if len(set(typed)) < len(typed):
        raise TextgenError("a generator is named twice", hint="Name each one once.")
    addresses = [_read(address) for address in typed]
    labels = [address.label for address in addresses]
    for label in labels:
        if labels.count(label) > 1:
            raise TextgenError(
                f"two generators would be called {label} in the report",
                hint="Go to a folder above both, and name them from there.",
            )
    return addresses


def _read(typed: str) -> Address:
    model = model_folder(typed)
    cut = 0 if model else typed.index(":") + 1
    rest = typed[cut:]
    is_private = rest.startswith("~") or Path(rest).is_absolute()
    label = typed[:cut] + Path(rest).name if is_private else typed
    return Address(typed, writable(label), model, model or _existing(rest))


def _existing(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path if name and path.exists() else None
    except (OSError, RuntimeError, ValueError):  # what can be no file, and the home of nobody
        return None


def without_folders(text: str, path: Path) -> str:
    """Return a text in which a file or folder is named without the ones above it."""
    for each in {path, path.absolute(), path.resolve()}:
        if each.is_absolute() and each.name:
            text = text.replace(str(each), each.name)
    return text

"""Where corpora and models live, and how the names on the command line find them."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from textgen.errors import TextgenError


def corpus_folder() -> Path:
    """The folder of the corpora: ./corpus, or the one that TEXTGEN_CORPUS names."""
    return Path(os.environ.get("TEXTGEN_CORPUS") or "corpus")


def models_folder() -> Path:
    """The folder of the trained models: ./models, or the one that TEXTGEN_MODELS names."""
    return Path(os.environ.get("TEXTGEN_MODELS") or "models")


def is_path(argument: str) -> bool:
    """Whether an argument names a file or folder (it has a separator or a suffix), not a corpus or model."""
    return "/" in argument or os.sep in argument or bool(Path(argument).suffix)


def is_name(text: str) -> bool:
    """Whether ``text`` can name a corpus or model."""
    return re.fullmatch(r"\w[\w-]*", text) is not None


def check_name(name: str, what: str) -> str:
    """Return ``name`` if it can name a corpus or model.

    Raises:
        TextgenError: it holds characters other than letters, digits, "-" and "_".
    """
    if not is_name(name):
        raise TextgenError(
            f"{name!r} cannot name a {what}",
            hint="Use letters, digits, - and _ only.",
        )
    return name


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence that proposes the names closest to ``name``, or lists the known ones."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    if names:
        return f"There is: {', '.join(names[:10])}{', …' if len(names) > 10 else ''}."
    return ""

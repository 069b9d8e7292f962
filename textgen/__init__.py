"""Gather your own words, train a small LSTM on them, and let it write like you."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textgen.collecting.context import Context
    from textgen.collecting.pipeline import collect
    from textgen.collecting.reading import read_json
    from textgen.comparison.run import compare
    from textgen.corpus.store import Corpus
    from textgen.document import Document
    from textgen.errors import SourceError, TextgenError, Unsupported
    from textgen.generators.base import Generator, Sampling, Score
    from textgen.generators.registry import load_generator
    from textgen.hookspecs import hookimpl
    from textgen.lstm.evaluation import evaluate
    from textgen.lstm.trainer import train

__all__ = [
    "Context",
    "Corpus",
    "Document",
    "Generator",
    "Sampling",
    "Score",
    "SourceError",
    "TextgenError",
    "Unsupported",
    "collect",
    "compare",
    "evaluate",
    "hookimpl",
    "load_generator",
    "read_json",
    "train",
]

_HOMES = {
    "Context": "textgen.collecting.context",
    "Corpus": "textgen.corpus.store",
    "Document": "textgen.document",
    "Generator": "textgen.generators.base",
    "Sampling": "textgen.generators.base",
    "Score": "textgen.generators.base",
    "SourceError": "textgen.errors",
    "TextgenError": "textgen.errors",
    "Unsupported": "textgen.errors",
    "collect": "textgen.collecting.pipeline",
    "compare": "textgen.comparison.run",
    "evaluate": "textgen.lstm.evaluation",
    "hookimpl": "textgen.hookspecs",
    "load_generator": "textgen.generators.registry",
    "read_json": "textgen.collecting.reading",
    "train": "textgen.lstm.trainer",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("textgen")
    if name not in _HOMES:
        raise AttributeError(f"module 'textgen' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])

"""The three hooks a plugin may implement. Each docstring is the hook's specification.

A plugin says which version of them it is made for by a constant beside its hooks:
``TEXTGEN_HOOKS = 1``. One made for a later version than this textgen's is refused; without the
constant it is taken to be made for version 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import pluggy

if TYPE_CHECKING:
    from textgen.document import Document
    from textgen.generators.base import Generator

hookspec = pluggy.HookspecMarker("textgen")
hookimpl = pluggy.HookimplMarker("textgen")

VERSION = 1
"""The version of the hooks; it grows when a plugin that uses what is new would fail here."""

Source: TypeAlias = "Callable[..., Iterator[Document]]"
Cleaner: TypeAlias = "Callable[[Document], Document | tuple[None, str]]"
GeneratorFactory: TypeAlias = "Callable[[str], Generator]"


class RegisterSource(Protocol):
    """What ``textgen_sources`` is given."""

    def __call__(self, source: Source, *, sample: Path | None = None, near_duplicates: bool = False) -> None:
        """Register a source, the folder of its sample, and whether near duplicates are left out."""


@hookspec
def textgen_sources(register: RegisterSource) -> None:
    """Call ``register(function, sample=folder)`` for each source.

    A source is a generator function. Its first parameter is the ``Context``; the others are
    Typer-annotated and become the arguments and options of ``textgen collect NAME``. Its name,
    with ``_`` written ``-``, is the command; the first line of its docstring is the help.

    The sample is what ``textgen plugins check`` runs the source on. Its folder holds
    ``sample.json`` (``{"arguments": {...}, "pages": {address: file}}``: what the source is called
    with, and saved answers for the addresses it asks for), ``expected.jsonl`` (the documents that
    must come, one a line), and the files that these name. See ``textgen.testing.Sample``.

    ``near_duplicates=True`` is for a source that finds the same text in several versions, as the web
    does: documents that nearly repeat an older one are left out, as ``--near-duplicates`` does for
    any source, unless ``--keep-duplicates`` is given.
    """


@hookspec
def textgen_cleaners(register: Callable[[Cleaner], None]) -> None:
    """Call ``register(function)`` for each cleaner.

    A cleaner takes a ``Document`` and returns it, changed or not, or ``(None, reason)`` to leave
    it out. Cleaners run after textgen's own cleaning, in the order of their names.
    """


@hookspec
def textgen_generators(register: Callable[[str, GeneratorFactory], None]) -> None:
    """Call ``register(scheme, factory)`` for each generator.

    ``textgen generate scheme:REST`` and ``textgen.load_generator("scheme:REST")`` call
    ``factory("REST")``, which returns a ``Generator``.
    """

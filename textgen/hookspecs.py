"""The three hooks a plugin may implement. Each docstring is the hook's specification."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import pluggy

if TYPE_CHECKING:
    from textgen.document import Document
    from textgen.generators.base import Generator

hookspec = pluggy.HookspecMarker("textgen")
hookimpl = pluggy.HookimplMarker("textgen")

Source: TypeAlias = "Callable[..., Iterator[Document]]"
Cleaner: TypeAlias = "Callable[[Document], Document | tuple[None, str]]"
GeneratorFactory: TypeAlias = "Callable[[str], Generator]"


@hookspec
def textgen_sources(register: Callable[[Source], None]) -> None:
    """Call ``register(function)`` for each source.

    A source is a generator function. Its first parameter is the ``Context``; the others are
    Typer-annotated and become the arguments and options of ``textgen collect NAME``. Its name,
    with ``_`` written ``-``, is the command; the first line of its docstring is the help.
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

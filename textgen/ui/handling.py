"""What the parts of the app share: handlers whose errors are sentences."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

from textgen.errors import TextgenError
from textgen.ui import telling

DIRECT: Final = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
"""How events are bound whose answer comes at once, in the response to their own request.

Gradio's queue answers over one stream, which ends with the last event that is pending. An event that its
browser sends at that very moment is never answered, and a page that waits for it stands still.
"""

Updates = dict[Any, Any]
"""Gradio's components, and what becomes of them."""


def told_in(place: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a handler whose errors are sentences in ``place``, a Markdown component; it returns updates."""

    def wrapped(handler: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(handler):

            @functools.wraps(handler)
            def steps(*values: Any) -> Any:
                try:
                    yield from handler(*values)
                except Exception as error:
                    yield {place: telling.sentence(error)}

            return steps

        @functools.wraps(handler)
        def once(*values: Any) -> Any:
            try:
                return handler(*values)
            except Exception as error:
                return {place: telling.sentence(error)}

        return once

    return wrapped


def place(**options: Any) -> Any:
    """A component for HTML of ours: Gradio's own for HTML would need 'unsafe-eval'."""
    import gradio as gr

    return gr.Markdown(sanitize_html=False, latex_delimiters=[], **{"elem_classes": ["told"], **options})


def whole(label: str, given: float | None, most: int) -> int:
    """Return what a field for numbers holds, from 1 on; Gradio tells of its own limits in a traceback.

    Raises:
        TextgenError: it holds nothing, or another number.
    """
    if given is None or not 1 <= given <= most or given != int(given):
        said = "is missing" if given is None else f"cannot be {given:,}"
        raise TextgenError(f"{label} {said}", hint=f"Give a whole number from 1 to {most:,}.")
    return int(given)

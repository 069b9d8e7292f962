"""What the app says: every error is a sentence on the page, and no text can be more than text."""

from __future__ import annotations

import logging
import os
import re
from html import escape
from typing import TYPE_CHECKING

from textgen.comparison.visible import visible
from textgen.errors import TextgenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textgen.comparison.visible import Stretch

STRONG = 50  # characters in a row from which on a copy is marked strongly
_STEPS = {
    r"textgen collect files \S+?(?=[.,]?(?:\s|$))": "the step “Gather”",
    r"textgen train --model \S+ --resume": "“Go on” in the step “Train”",
    r"textgen train(?: [A-Z]+)?": "the step “Train”",
    r"textgen (?:generate|models list)": "the step “Write”",
    r"--resume": "“Go on”",
}
"""Commands that errors name, and where a page has what they do."""


def sentence(error: BaseException) -> str:
    """Say what went wrong and what to do, in HTML; what nobody foresaw is logged with its traceback."""
    if isinstance(error, TextgenError):
        said, hint = error.message, error.hint
    elif isinstance(error, OSError) and error.strerror:
        named = f"{error.filename}: " if error.filename else ""
        said, hint = f"{named}{error.strerror}", "See to it, then try again."
    else:
        logging.getLogger(__name__).error("a bug in textgen", exc_info=error)
        said = f"a bug in textgen: {type(error).__name__}: {error}"
        hint = "The terminal shows where. Please report it."
    message, advice = (_beginning(plain(each)) for each in (said.rstrip("."), hint))
    return f'<div class="error" role="alert"><strong>{html(message)}.</strong> {html(advice)}</div>'


def _beginning(text: str) -> str:
    """Begin with a capital, unless with the name of a file."""
    return f"{text[0].upper()}{text[1:]}" if re.match(r"[a-z]+ ", text) else text


def plain(text: str) -> str:
    """Call commands, options and uploads what the page calls them.

    ``textgen train CORPUS`` becomes the step “Train”, ``--batch-size`` becomes “Batch size”; the folder where
    an upload waits is left out.
    """
    if folder := os.environ.get("GRADIO_TEMP_DIR"):
        text = re.sub(rf"{re.escape(folder)}[\\/][0-9a-f]+[\\/]", "", text)
    for command, step in _STEPS.items():
        text = re.sub(command, step, text)
    return re.sub(
        r"(?<![\w-])('?)--([a-z][a-z-]*[a-z])\1(?: / '-\w')?",
        lambda option: f"“{option[2].replace('-', ' ').capitalize()}”",
        text,
    )


def status(text: str) -> str:
    """Say how things are, in HTML that a screen reader reads when it changes."""
    return f'<div role="status">{html(text)}</div>'


def html(text: str) -> str:
    """Return the text as HTML that neither a browser nor Markdown takes for anything else."""
    signs = escape(visible(text))
    return "".join(sign if sign.isalnum() or sign in " &;#" else f"&#{ord(sign)};" for sign in signs)


def facts(named: Mapping[str, str]) -> str:
    """Return names and what is to be said of each, in HTML."""
    items = "".join(f"<dt>{html(name)}</dt><dd>{html(value)}</dd>" for name, value in named.items())
    return f'<dl class="facts">{items}</dl>'


def text(stretches: list[Stretch], label: str, *, file: str) -> str:
    """Return a text with its copied passages marked, and buttons to keep it, in HTML.

    Args:
        stretches: The text.
        label: What a screen reader calls it.
        file: The name of the file that it can be downloaded as.
    """
    parts = []
    for stretch in stretches:
        part = html(stretch.text.replace("\f", "\n"))
        if stretch.copied:
            kind = ' class="long"' if stretch.copied >= STRONG else ""
            part = f'<mark{kind} title="{stretch.copied} characters, copied">{part}</mark>'
        parts.append(part)
    return (
        f'<div class="text" role="group" tabindex="0" aria-label="{html(label)}">{"".join(parts)}</div>'
        '<div class="keep"><button type="button" class="copy">Copy the text</button>'
        f'<button type="button" data-file="{html(file)}">Download the text</button></div>'
    )

"""A page that shows which characters of a text surprised a model: one file, no network."""

from __future__ import annotations

import html
import unicodedata
from itertools import groupby
from string import Template
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from textgen import atomic
from textgen.errors import TextgenError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHOWN: Final = 20_000  # characters
_LIMITS: Final = (0.5, 1, 2, 3, 4, 6, 8, 11)  # bits; a character's heat is how many of them it reaches
_HEATS: Final = len(_LIMITS)

_PAGE: Final = Template("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>
:root { color-scheme: light dark; --heat: 220 38 38; --page: #fff; --ink: #1b1b1b; --faint: #5f5f5f; }
@media (prefers-color-scheme: dark) {
  :root { --heat: 248 80 60; --page: #161616; --ink: #ececec; --faint: #a6a6a6; }
}
body { max-width: 44rem; margin: 0 auto; padding: 1rem; background: var(--page); color: var(--ink);
  font: 1rem/1.65 system-ui, sans-serif; }
h1 { font-size: 1.3rem; line-height: 1.3; overflow-wrap: anywhere; }
p { color: var(--faint); overflow-wrap: anywhere; }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
hr { border: 0; border-top: 1px dashed var(--faint); }
i { font-style: normal; border-radius: 2px; color: var(--ink); }
$styles
</style>
<h1>$title</h1>
<p>$summary</p>
<p>Bits that a character cost: $legend</p>
<pre>$text</pre>
""")


def check(page: Path, text: Path) -> None:
    """Refuse a page that would replace something else, before a long evaluation.

    Args:
        page: The HTML file that shall be written.
        text: The text that is measured.

    Raises:
        TextgenError: it is the text, is not named as a page, or has no folder.
    """
    if page.suffix.lower() not in {".html", ".htm"} or page.is_dir():
        raise TextgenError(f"{page} is not the name of an HTML file", hint="Let the name end in .html.")
    if page.exists() and page.samefile(text):
        raise TextgenError(f"{page} is the text that is measured", hint="Give the page another name.")
    if not page.parent.is_dir():
        raise TextgenError(f"there is no folder {page.parent} for the page", hint="Make the folder first.")


def write(
    page: Path,
    pieces: Iterable[tuple[str, npt.NDArray[np.float64]]],
    *,
    title: str,
    summary: str,
    delimiter: str | None,
) -> int:
    """Write the first ``SHOWN`` measured characters of a text, each the redder the more bits it cost.

    Args:
        page: The HTML file.
        pieces: The text with its bits, NaN for what was not measured.
        title: The page's title.
        summary: What stands below it.
        delimiter: What is shown as a line across.

    Returns:
        How many characters are shown.
    """
    shown, parts = 0, list[str]()
    for text, bits in pieces:
        measured = np.flatnonzero(~np.isnan(bits))[: SHOWN - shown]
        if len(measured):
            first, end = int(measured[0]), int(measured[-1]) + 1
            parts.append(_spans(text[first:end], bits[first:end], delimiter))
            shown += len(measured)
        if shown >= SHOWN:
            break
    styles = "\n".join(
        f".h{heat} {{ background: rgb(var(--heat) / {heat / _HEATS * 0.7:.2f}) }}"
        for heat in range(1, _HEATS + 1)
    )
    legend = " ".join(
        f'<i class="h{heat}">&nbsp;{limit:g}+&nbsp;</i>' for heat, limit in enumerate(_LIMITS, 1)
    )
    content = _PAGE.substitute(
        title=html.escape(title),
        summary=html.escape(summary.replace("$shown", f"{shown:,}")),
        styles=styles,
        legend=legend,
        text="".join(parts),
    )
    atomic.write(page, content.encode("utf-8", "xmlcharrefreplace"))
    return shown


def _spans(text: str, bits: npt.NDArray[np.float64], delimiter: str | None) -> str:
    """The text as HTML: characters of one heat in a row share an element."""
    heats = np.searchsorted(_LIMITS, bits, "right").tolist()
    runs = []
    for heat, run in groupby(zip(text, heats, strict=True), key=lambda pair: pair[1]):
        escaped = "".join(visible(character, delimiter) for character, _ in run)
        runs.append(f'<i class="h{heat}">{escaped}</i>' if heat else escaped)
    return "".join(runs)


def visible(character: str, delimiter: str | None) -> str:
    """Return a character as HTML; what would be invisible or turn the text around is named."""
    if character == delimiter:
        return "¶<hr>" if delimiter == "\f" else f"{html.escape(character)}<hr>"
    if character == "\n":
        return "↵\n"
    if character in "\t ":
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return f"U+{ord(character):04X}"
    return html.escape(character)

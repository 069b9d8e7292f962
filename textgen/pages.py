"""Pages of one file each: what their templates have in common, and how they are filled in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment


@cache
def environment(package: str, shown: Callable[[str], str]) -> Environment:
    """Return the templates of a package beside ``base.html``; everything that is filled in is escaped.

    Args:
        package: The one whose folder ``templates`` they are in.
        shown: Returns what stands on the page for a text that is filled in.
    """
    import jinja2

    def finalize(value: Any) -> Any:
        return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(package), jinja2.PackageLoader("textgen")]),
        autoescape=True,
        finalize=finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["source"] = _source
    return made


def part(package: str, name: str) -> Markup:
    """Return a style or a script of ours as it is, from a package's folder ``templates``."""
    return trusted(resources.files(package).joinpath("templates", name).read_text("utf-8"))


def trusted(text: str) -> Markup:
    """Return text that is not escaped: our own, or such as can hold nothing of HTML."""
    return Markup(text)  # noqa: S704


def _source(text: str) -> Markup:
    """The expression of a Content-Security-Policy that allows this very text."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return trusted(f"'sha256-{digest}'")

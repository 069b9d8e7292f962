"""What a post says about itself at its beginning: front matter in YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, date, datetime
from typing import Any

from ._xml import DamagedError

_FENCED = {
    "---": re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE),
    "+++": re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE),
}


def read(text: str) -> tuple[dict[str, Any], str]:
    """Return what a file says about itself in YAML, TOML or JSON at its beginning, and the rest.

    Raises:
        DamagedError: it begins like front matter and is none.
    """
    import yaml

    fence = text.partition("\n")[0].rstrip()
    try:
        if fence in _FENCED:
            found = _FENCED[fence].match(text)
            if found is None:
                raise DamagedError("front matter without an end")
            about = yaml.safe_load(found[1]) if fence == "---" else tomllib.loads(found[1])
            rest = text[found.end() :]
        elif re.match(r'\{\s*["}]', text):
            about, end = json.JSONDecoder().raw_decode(text)
            rest = text[end:]
        else:
            return {}, text
    except (ValueError, LookupError, AttributeError, RecursionError, yaml.YAMLError) as error:
        # PyYAML raises also what its constructors stumble over, as in "!!bool maybe".
        raise DamagedError("front matter that cannot be read") from error
    if not isinstance(about or {}, dict):
        raise DamagedError("front matter that cannot be read")
    return about or {}, rest


def names(value: Any) -> str | None:
    """The author or authors, written as a name, a list of names or names in a mapping."""
    each = value if isinstance(value, list) else [value]
    names = [words(name.get("name") if isinstance(name, dict) else name) for name in each]
    return ", ".join(filter(None, names)) or None


def words(value: Any) -> str:
    """A value as text, "" for lists and mappings: a few lines of YAML can hold gigabytes in them."""
    return str(value) if isinstance(value, str | bool | int | float | date) else ""


def time(value: Any) -> datetime | None:
    """The time that front matter gives; one without an offset is taken as UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d)", "", value.strip()))
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)

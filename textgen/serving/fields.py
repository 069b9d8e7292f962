"""The fields of a JSON body, each checked when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textgen.serving.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Fields:
    """What a client has sent.

    Args:
        body: The decoded JSON object.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body

    def __contains__(self, name: str) -> bool:
        return name in self._body

    def only(self, names: Iterable[str]) -> None:
        """Refuse fields of other names."""
        known = sorted(names)
        for name in self._body:
            if name not in known:
                raise wrong(name[:100], f"is not known here; these are: {', '.join(known)}")

    def text(self, name: str, default: str = "", *, longest: int) -> str:
        """Return a string."""
        return checked_text(name, self._body.get(name, default), longest)

    def boolean(self, name: str) -> bool:
        """Return true or false, which is the default."""
        value = self._body.get(name, False)
        if not isinstance(value, bool):
            raise wrong(name, f"must be true or false, got {shown(value)}")
        return value

    def number(self, name: str, default: float, low: float, high: float, *, above: bool = False) -> float:
        """Return a number in a range, from which ``above`` leaves out the lower end."""
        value = self._body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong(name, f"must be a number, got {shown(value)}")
        if not low <= value <= high or (above and value == low):
            begin = f"above {low:g} and up to" if above else f"from {low:g} to"
            raise wrong(name, f"must be {begin} {high:g}, got {value}")
        return value

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number in a range."""
        value = self._body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
            raise wrong(name, f"must be a whole number, got {shown(value)}")
        if not low <= value <= high:
            raise wrong(name, f"must be from {low} to {high}, got {value}")
        return int(value)

    def texts(self, name: str, *, most: int, longest: int) -> list[str]:
        """Return a list of strings, where a single one may stand for it; empty if there is none."""
        value = self._body.get(name, [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise wrong(name, f"must be a string or a list of strings, got {shown(value)}")
        if len(value) > most:
            raise wrong(name, f"must be at most {most} strings, got {len(value)}")
        return [checked_text(name, each, longest) for each in value]

    def neutral(self, name: str, *values: object) -> None:
        """Refuse a setting that cannot be honoured, unless it changes nothing."""
        if name in self._body and self._body[name] not in values:
            raise wrong(name, "is not supported: leave it out")


def checked_text(name: str, value: object, longest: int) -> str:
    """Return a string that is not too long."""
    if not isinstance(value, str):
        raise wrong(name, f"must be a string, got {shown(value)}")
    if len(value) > longest:
        raise Refusal(
            413, f"{name} must be at most {longest:,} characters long, got {len(value):,}", field=name
        )
    return value


def wrong(name: str, words: str) -> Refusal:
    """Return the refusal of a field."""
    return Refusal(400, f"{name} {words}", field=name)


def shown(value: object) -> str:
    """The JSON type of a value, in words."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list"}
    return "null" if value is None else kinds.get(type(value), "an object")

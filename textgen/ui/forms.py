"""A form for a function that Typer would make a command of: its parameters as fields, their values as words.

What a person fills in becomes the words that would be typed, and Typer reads them: so a form takes and
refuses exactly what the terminal does, also of a plugin that nobody here knows.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from textgen.errors import TextgenError

_PATHS: Final = {"PATH", "FILE", "FOLDER", "DIRECTORY"}
"""Metavars of strings that name files, as of sources that take patterns, too."""


@dataclass(frozen=True)
class Field:
    """A parameter as a field of a form.

    Args:
        name: The parameter.
        label: What the field is called.
        help: What the parameter is for.
        kind: "switch", "choice", "whole", "number", "text", or "lines", one value a line.
        default: What the field shows; None is empty.
        required: Whether it must be filled in.
        choices: Of a choice.
        takes_files: Whether files can be uploaded for it.
        options: What is typed before its value, or for a switch; () for an argument.
        opposites: What is typed to turn a switch off.
    """

    name: str
    label: str
    help: str
    kind: str
    default: Any
    required: bool
    choices: tuple[str, ...]
    takes_files: bool
    options: tuple[str, ...]
    opposites: tuple[str, ...]

    def words(self, given: Any) -> list[str]:
        """Return what would be typed for what is filled in; nothing where that is the default."""
        if self.kind == "switch":
            if bool(given) == bool(self.default):
                return []
            return [(self.options if given else self.opposites)[0]]
        values = [line.strip() for line in str(given if given is not None else "").split("\n")]
        values = [
            value for value in (values if self.kind == "lines" else [str(given or "").strip()]) if value
        ]
        if not self.options:
            return values
        before = f"{self.options[0]}=" if self.options[0].startswith("--") else self.options[0]
        return [f"{before}{value}" for value in values if value != str(self.default)]


@dataclass(frozen=True)
class Form:
    """The fields of a function, and the command that reads their values."""

    fields: tuple[Field, ...]
    command: Any

    def words(self, given: Mapping[str, Any]) -> list[str]:
        """Return what would be typed for what is filled in, by parameter."""
        options = [word for field in self.fields if field.options for word in self._of(field, given)]
        arguments = [word for field in self.fields if not field.options for word in self._of(field, given)]
        return [*options, *(["--", *arguments] if arguments else [])]

    def values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the function is called with for what is filled in, by parameter.

        Raises:
            TextgenError: a value is missing, or is not what the parameter takes.
        """
        from typer.exceptions import TyperException

        for field in self.fields:
            if field.required and not str(given.get(field.name) or "").strip():
                raise TextgenError(f"{field.label} is missing", hint=field.help or "Fill it in.")
        try:
            read: dict[str, Any] = self.command.main(self.words(given), standalone_mode=False)
        except TyperException as error:
            raise TextgenError(
                error.format_message().rstrip("."), hint="Change it, then try again."
            ) from None
        return read

    @staticmethod
    def _of(field: Field, given: Mapping[str, Any]) -> list[str]:
        return field.words(given.get(field.name, field.default))


def form(parameters: Sequence[inspect.Parameter]) -> Form:
    """Return the form of a function's Typer-annotated parameters, their annotations resolved."""
    import typer

    def command(**values: Any) -> dict[str, Any]:
        return values

    named = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    command.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in named}
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(command)
    made = typer.main.get_command(app)
    annotations = {parameter.name: parameter.annotation for parameter in named}
    fields = [
        _field(parameter, annotations[parameter.name])
        for parameter in made.params
        if parameter.name in annotations and not getattr(parameter, "hidden", False)
    ]
    return Form(tuple(fields), made)


def _field(parameter: Any, annotation: Any) -> Field:
    kind, is_list = _plain(annotation)
    is_option = parameter.param_type_name == "option"
    is_path = isinstance(kind, type) and issubclass(kind, Path)
    name = max(parameter.opts, key=len).lstrip("-") if is_option else parameter.name
    default = parameter.default() if callable(parameter.default) else parameter.default
    if isinstance(default, Enum):
        default = default.value
    if isinstance(default, list | tuple):
        default = "\n".join(map(str, default))
    return Field(
        name=parameter.name,
        label=name.replace("-", " ").replace("_", " ").capitalize(),
        help=parameter.help or "",
        kind="lines" if is_list else _kind(kind),
        default=default,
        required=bool(parameter.required),
        choices=_choices(kind),
        takes_files=not is_option and (is_path or parameter.metavar in _PATHS),
        options=tuple(sorted(parameter.opts, key=len, reverse=True)) if is_option else (),
        opposites=tuple(parameter.secondary_opts),
    )


def _plain(annotation: Any) -> tuple[Any, bool]:
    """Return a type without Annotated, None and list, and whether it was a list."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _plain(arguments[0])
    if origin in (Union, types.UnionType):
        [kind] = [each for each in arguments if each is not type(None)][:1]
        return _plain(kind)
    if origin in (list, tuple, set):
        return _plain(arguments[0])[0], True
    return annotation, annotation is list


def _kind(kind: Any) -> str:
    if _choices(kind):
        return "choice"
    return {bool: "switch", int: "whole", float: "number"}.get(kind, "text")


def _choices(kind: Any) -> tuple[str, ...]:
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(str(member.value) for member in kind)
    return ()

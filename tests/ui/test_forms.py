"""Forms: what is filled in is read as if it were typed."""

from __future__ import annotations

import inspect
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
import typer

from textgen import TextgenError, plugins
from textgen.ui.forms import Form, form


class Colour(StrEnum):
    """Of a third party."""

    RED = "red"
    BLUE = "blue"


def source(
    paths: Annotated[list[Path], typer.Argument(help="What to read.")],
    count: Annotated[int, typer.Option("-c", "--count", min=1, max=9, help="How many.")] = 3,
    share: Annotated[float | None, typer.Option(help="How much.")] = None,
    colour: Annotated[Colour, typer.Option(help="Which.")] = Colour.RED,
    mode: Annotated[Literal["a", "b"] | None, typer.Option()] = None,
    loud: Annotated[bool, typer.Option("--loud", help="Shout.")] = False,
    kind: Annotated[bool, typer.Option(help="Be kind.")] = True,
    names: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Whose.")] = None,
    secret: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """A source that uses all that Typer offers."""


def made(function: object) -> Form:
    return form([*inspect.signature(function, eval_str=True).parameters.values()])


def test_each_parameter_is_a_field_of_its_kind() -> None:
    fields = {field.name: field for field in made(source).fields}
    assert {name: field.kind for name, field in fields.items()} == {
        "paths": "lines",
        "count": "whole",
        "share": "number",
        "colour": "choice",
        "mode": "choice",
        "loud": "switch",
        "kind": "switch",
        "names": "lines",
    }
    assert fields["colour"].choices == ("red", "blue")
    assert fields["mode"].choices == ("a", "b")
    assert [name for name, field in fields.items() if field.takes_files] == ["paths"]
    assert [name for name, field in fields.items() if field.required] == ["paths"]
    assert (fields["count"].label, fields["count"].help, fields["count"].default) == ("Count", "How many.", 3)


def test_what_is_filled_in_is_what_the_function_is_called_with() -> None:
    values = made(source).values(
        {
            "paths": "/a b/c.zip\n\n -d \n",
            "count": "5",
            "share": " 0.25 ",
            "colour": "blue",
            "mode": "b",
            "loud": True,
            "kind": False,
            "names": "Zoë\nO'Hara, Jan",
        }
    )
    assert values["paths"] == [Path("/a b/c.zip"), Path("-d")]
    assert (values["count"], values["share"], values["colour"], values["mode"]) == (5, 0.25, Colour.BLUE, "b")
    assert (values["loud"], values["kind"], values["names"]) == (True, False, ["Zoë", "O'Hara, Jan"])


def test_what_is_left_alone_is_the_default() -> None:
    given = {field.name: field.default for field in made(source).fields} | {"paths": "x"}
    assert made(source).words(given) == ["--", "x"]
    values = made(source).values(given)
    assert (values["count"], values["share"], values["colour"], values["names"]) == (3, None, "red", None)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"paths": " \n"}, "Paths is missing"),
        ({"paths": "x", "count": "many"}, "--count"),
        ({"paths": "x", "count": "10"}, "--count"),
        ({"paths": "x", "colour": "green"}, "--colour"),
    ],
)
def test_wrong_values_are_refused_as_in_the_terminal(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(TextgenError, match=sentence):
        made(source).values(given)


@pytest.mark.parametrize("name", plugins.load().sources)
def test_every_installed_source_has_a_form(name: str) -> None:
    parameters = plugins.parameters(plugins.load().source(name))
    fields = form(parameters).fields
    assert {field.name for field in fields} == {parameter.name for parameter in parameters}
    assert all(field.help for field in fields)
    form(parameters).values({field.name: "x" for field in fields if field.required})

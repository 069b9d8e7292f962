"""``textgen generate``: let a model write."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from textgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a model learned from somebody's text must not move the cursor or set the clipboard.
CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\n"), ord("\t")})


def generate(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL]",
            help="A model's name or folder, or SCHEME:REST of a plugin; by default the model trained last.",
        ),
    ] = None,
    prompt: Annotated[
        str, typer.Option(help="The beginning to write on from; by default the start of a document.")
    ] = "",
    length: Annotated[int, typer.Option(min=1, help="Characters of new text.")] = 500,
    temperature: Annotated[
        float, typer.Option(min=0, max=10, help="Below 1 safer, above 1 wilder, 0 always the likeliest.")
    ] = 0.7,
    top_k: Annotated[int | None, typer.Option(min=1, help="Draw among the K likeliest only.")] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Draw among the likeliest that together reach probability P.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same seed gives the same text; by default a new one.")
    ] = None,
    number: Annotated[int, typer.Option(min=1, help="Texts to write; the seed grows by 1 for each.")] = 1,
    stop: Annotated[str | None, typer.Option(help="End before this text; --length is the most.")] = None,
    until_end: Annotated[
        bool, typer.Option("--until-end", help="End with the document; --length is the most.")
    ] = False,
    with_prompt: Annotated[
        bool, typer.Option("--with-prompt", help="Write the prompt before the new text.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: an object, or a list with --number.")
    ] = False,
) -> None:
    """Let a model write: exactly --length characters, unless --stop or --until-end ends them before."""
    import json
    import secrets
    import warnings
    from functools import partial
    from itertools import chain

    from textgen.errors import Unsupported
    from textgen.generators.base import GeneratorWarning, Sampling
    from textgen.generators.registry import load_generator

    try:
        sampling = Sampling(temperature, top_k, top_p)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if stop == "":
        raise typer.BadParameter("--stop must not be empty")
    if stop is not None and until_end:
        raise typer.BadParameter("--stop and --until-end exclude each other")
    with warnings.catch_warnings():
        warnings.simplefilter("once", GeneratorWarning)
        warnings.showwarning = lambda message, *_: console.warn(str(message))
        generator = load_generator(model or _latest())
        delimiter = generator.describe().get("delimiter")
        if until_end:
            if not isinstance(delimiter, str):
                raise Unsupported(
                    f"{generator.name} does not know where documents end: it learned without a delimiter",
                    hint="Leave out --until-end, or give the text to end before with --stop.",
                )
            stop = delimiter
        if seed is None:
            seed = secrets.randbits(32)
            console.say(f"Seed: {seed} (--seed {seed} repeats this)")
        ask = partial(generator.generate, prompt, length=length, sampling=sampling, stop=stop)
        before = prompt if with_prompt else ""
        if as_json:
            settings = {"temperature": temperature, "top_k": top_k, "top_p": top_p, "stop": stop}
            texts = [
                {
                    "model": generator.name,
                    "prompt": prompt,
                    "seed": seed + i,
                    **settings,
                    "text": before + "".join(ask(seed=seed + i)),
                }
                for i in range(number)
            ]
            print(json.dumps(texts if number > 1 else texts[0], indent=2, ensure_ascii=False))
            return
        separator = delimiter if isinstance(delimiter, str) else "\n"
        for i in range(number):
            if number > 1 and sys.stdout.isatty():
                console.say(f"Text {i + 1} of {number}, seed {seed + i}:")
            elif i:
                sys.stdout.write(separator)
            _write(chain([before], ask(seed=seed + i)), separator)


def _latest() -> str:
    """The model to use where none is named; says which."""
    from textgen.lstm.folder import latest

    found = latest()
    console.say(
        f"Model: {found.path.name}, {'which comes with textgen' if found.shipped else 'trained last'}"
    )
    return str(found.path)


def _write(pieces: Iterable[str], delimiter: str) -> None:
    """Write the text; on a terminal as it comes, line breaks for delimiters, one at the end, no controls."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(pieces)
        return
    from textgen.generators.pieces import replaced

    try:
        for piece in replaced(pieces, delimiter, "\n"):
            sys.stdout.write(piece.translate(CONTROLS))
            sys.stdout.flush()
    finally:
        sys.stdout.write("\n")
        sys.stdout.flush()

"""``textgen generate``: let a model write."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from textgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from textgen.corpus.passages import Passages
    from textgen.document import JSON
    from textgen.generators.base import Sampling

_SETTINGS = ("temperature", "top_k", "top_p")

# What a model learned from somebody's text must not move the cursor or set the clipboard.
CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\n"), ord("\t")})


def generate(
    context: typer.Context,
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL",
            help="A model's name or folder, or a server's address such as runway:http://localhost:8000; "
            "by default the model trained last, else the one that comes with textgen.",
        ),
    ] = None,
    prompt: Annotated[
        str, typer.Option(help="The beginning to write on from; by default the start of a document.")
    ] = "",
    length: Annotated[int, typer.Option(min=1, help="Characters of new text.")] = 500,
    temperature: Annotated[
        str,
        typer.Option(
            metavar="T[,T…]",
            help="Below 1 safer, above 1 wilder, 0 always the likeliest; several write a text at each.",
        ),
    ] = "0.7",
    top_k: Annotated[int | None, typer.Option(min=1, help="Draw among the K likeliest only.")] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Draw among the likeliest that together reach probability P.")
    ] = None,
    repetition_penalty: Annotated[
        float,
        typer.Option(min=1, max=100, help="Turn away from what the text said already; 1.2 mild, 2 strong."),
    ] = 1.0,
    avoid_copying: Annotated[
        int | None,
        typer.Option(metavar="N", help="Never write N characters in a row that stand in the corpus."),
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|CORPUS", help="The text for --avoid-copying; by default what the model learned."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same seed gives the same text; by default a new one.")
    ] = None,
    number: Annotated[
        int, typer.Option(min=1, help="Texts to write, side by side; the seed grows by 1 for each.")
    ] = 1,
    stop: Annotated[str | None, typer.Option(help="End before this text; --length is the most.")] = None,
    until_end: Annotated[
        bool, typer.Option("--until-end", help="End with the document; --length is the most.")
    ] = False,
    with_prompt: Annotated[
        bool, typer.Option("--with-prompt", help="Write the prompt before the new text.")
    ] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Ask for prompt after prompt; Ctrl-D ends.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: an object, or a list of several texts.")
    ] = False,
) -> None:
    """Let a model write: exactly --length characters, unless --stop or --until-end ends them before."""
    from textgen.errors import Unsupported
    from textgen.generators.base import any_seed, generate_all, require
    from textgen.generators.registry import load_generator

    samplings = _samplings(temperature, top_k, top_p, repetition_penalty)
    _check(stop=stop, until_end=until_end, corpus=corpus, avoid_copying=avoid_copying)
    if interactive and (as_json or prompt or number > 1 or len(samplings) > 1):
        raise typer.BadParameter("--interactive takes one text at a time: no --prompt, --number or --json")
    with console.warnings_shown(again=interactive, but=_unasked(context)):
        address = model or _latest()
        with console.waiting(address):
            generator = load_generator(address)
            about = generator.describe()
        delimiter, is_remote = about.get("delimiter"), "address" in about
        if until_end:
            if not isinstance(delimiter, str):
                raise Unsupported(
                    f"{generator.name} does not know where documents end",
                    hint="Leave out --until-end, or give the text to end before with --stop.",
                )
            stop = delimiter
        if avoid_copying is not None:
            require(generator, avoid=True)
            passages = _passages(address, corpus, avoid_copying)
            samplings = [replace(sampling, avoid=passages) for sampling in samplings]
        if seed is None:
            seed = any_seed(generator, number)
            if about.get("seeded") is not False:
                console.say(f"Seed: {seed} (--seed {seed} repeats this)")
        separator = delimiter if isinstance(delimiter, str) else "\n"
        if interactive:
            from textgen.cli.conversation import Conversation

            Conversation(generator, samplings[0], seed=seed, length=length, stop=stop).run(
                lambda pieces: write(awaited(pieces, generator.name) if is_remote else pieces, separator),
                with_prompt=with_prompt,
            )
            return

        def written(sampling: Sampling, first: int) -> Iterator[Text]:
            with console.progress("characters of the prompt") as show:
                texts = generate_all(
                    generator,
                    prompt,
                    number=number,
                    seed=first,
                    length=length,
                    sampling=sampling,
                    stop=stop,
                    on_reading=show,
                )
            for seed, pieces in enumerate(texts, first):
                yield Text(sampling, seed, awaited(pieces, generator.name) if is_remote else pieces)

        texts = chain.from_iterable(written(sampling, seed) for sampling in samplings)
        before = prompt if with_prompt else ""
        if as_json:
            common = {"model": generator.name, "prompt": prompt, "stop": stop, "avoid_copying": avoid_copying}
            unknown = _unknown(about)
            _print_json(texts, before, common, unknown, several=number * len(samplings) > 1)
        else:
            _print_texts(texts, before, separator, number=number, headed=len(samplings) > 1)


def _unasked(context: typer.Context) -> set[str]:
    """The settings of which no warning is wanted: a temperature that nobody has typed."""
    source = context.get_parameter_source("temperature")
    return {"temperature"} if source and source.name == "DEFAULT" else set()


def _unknown(about: Mapping[str, JSON]) -> dict[str, object]:
    """The settings that a generator does not know, which its texts were not written with."""
    known = about.get("sampling")
    told = known if isinstance(known, list) else _SETTINGS
    names = {name for name in _SETTINGS if name not in told}
    return dict.fromkeys(names if about.get("seeded") is not False else {*names, "seed"})


class Text(NamedTuple):
    """A text to be written: how, from which seed, and its pieces."""

    sampling: Sampling
    seed: int
    pieces: Iterator[str]


def _check(*, stop: str | None, until_end: bool, corpus: str | None, avoid_copying: int | None) -> None:
    """Refuse options that contradict one another."""
    if stop == "":
        raise typer.BadParameter("--stop must not be empty")
    if stop is not None and until_end:
        raise typer.BadParameter("--stop and --until-end exclude each other")
    if corpus is not None and avoid_copying is None:
        raise typer.BadParameter("--corpus is the text for --avoid-copying N")


def _samplings(
    temperatures: str, top_k: int | None, top_p: float | None, repetition_penalty: float
) -> list[Sampling]:
    """The settings at each temperature of a list such as "0.3,0.7"."""
    from textgen.generators.base import Sampling

    try:
        listed = [float(temperature) for temperature in temperatures.split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"{temperatures!r} is not a list of numbers, as in 0.3,0.7", param_hint="'--temperature'"
        ) from None
    try:
        samplings = [Sampling(temperature) for temperature in listed]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--temperature'") from error
    try:
        return [
            replace(sampling, top_k=top_k, top_p=top_p, repetition_penalty=repetition_penalty)
            for sampling in samplings
        ]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _passages(address: str, corpus: str | None, at_least: int) -> Passages:
    """The index of the text that must not be copied; built where there is none yet."""
    from textgen.corpus.passages import Passages
    from textgen.lstm import trainer
    from textgen.lstm.folder import find
    from textgen.lstm.learned import unchanged_text

    if corpus is not None:
        path = trainer.locate(corpus).path
    else:
        path = unchanged_text(find(address), hint="Name the text that must not be copied: --corpus FILE.txt")
    with console.progress("characters indexed") as show:
        return Passages(path, at_least, on_progress=show)


def _latest() -> str:
    """The model to use where none is named; says which."""
    from textgen.lstm.folder import latest

    found = latest()
    console.say(
        f"Model: {found.path.name}, {'which comes with textgen' if found.shipped else 'trained last'}"
    )
    return str(found.path)


def _print_json(
    texts: Iterable[Text],
    before: str,
    common: Mapping[str, object],
    unknown: Mapping[str, object],
    *,
    several: bool,
) -> None:
    """Print the texts; if one fails or is interrupted, those before it and what there is of it."""
    rows: list[dict[str, object]] = []
    try:
        for text in texts:
            pieces: list[str] = []
            try:
                pieces.extend(text.pieces)
            except BaseException:
                if pieces:
                    rows.append({**common, **_row(text, before, pieces), **unknown})
                raise
            rows.append({**common, **_row(text, before, pieces), **unknown})
    finally:
        if rows:
            console.print_json(rows if several else rows[0])


def _row(text: Text, before: str, pieces: list[str]) -> dict[str, object]:
    return {
        "seed": text.seed,
        "temperature": text.sampling.temperature,
        "top_k": text.sampling.top_k,
        "top_p": text.sampling.top_p,
        "repetition_penalty": text.sampling.repetition_penalty,
        "text": before + "".join(pieces),
    }


def _print_texts(texts: Iterable[Text], before: str, separator: str, *, number: int, headed: bool) -> None:
    """Write the texts one after another; with several temperatures below a line that tells which."""
    for count, (sampling, seed, pieces) in enumerate(texts):
        if headed:
            head = f"temperature {sampling.temperature:g}" + (f", seed {seed}" if number > 1 else "")
            sys.stdout.write(f"{'' if sys.stdout.isatty() or not count else chr(10)}--- {head} ---\n")
        elif number > 1 and sys.stdout.isatty():
            console.say(f"Text {count + 1} of {number}, seed {seed}:")
        elif count:
            sys.stdout.write(separator)
        write(chain([before], pieces), separator)


def awaited(pieces: Iterable[str], name: str) -> Iterator[str]:
    """Yield the pieces, and tell how long each has been awaited; only the first if a terminal shows them."""
    rest = iter(pieces)
    while True:
        with console.waiting(name):
            piece = next(rest, None)
        if piece is None:
            return
        yield piece
        if sys.stdout.isatty():
            yield from rest


def write(pieces: Iterable[str], delimiter: str) -> None:
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

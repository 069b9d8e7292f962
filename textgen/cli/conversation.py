"""``textgen generate --interactive``: prompt after prompt, with settings that change on the way."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from textgen.cli import console
from textgen.errors import TextgenError
from textgen.generators.base import generate_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textgen.generators.base import Generator, Sampling

HELP = """\
A line is the beginning of a text; \\n in it is a line break. An empty line starts a document.
:temperature T        below 1 safer, above 1 wilder
:length N             characters of new text
:top-k K  :top-p P    draw among the likeliest only; without a number, among all
:repetition-penalty R turn away from what the text said already; 1 is off
:seed N               the next text's seed; it grows by 1 for each
:help  :quit          Ctrl-D ends, too; Ctrl-C ends a text
A beginning that starts with a colon is typed with two."""


class Conversation:
    """Reads prompts and commands line by line, and lets a generator write on from each prompt.

    Args:
        generator: Who writes.
        sampling: The settings to begin with.
        seed: The first text's seed.
        length: Characters of new text.
        stop: Where a text ends before.
    """

    def __init__(
        self, generator: Generator, sampling: Sampling, *, seed: int, length: int, stop: str | None
    ) -> None:
        self._generator, self._sampling = generator, sampling
        self._seed, self._length, self._stop = seed, length, stop

    def run(self, write: Callable[[Iterable[str]], None], *, with_prompt: bool) -> None:
        """Go on until the input ends; ``write`` shows a text."""
        shown = sys.stdin.isatty() and sys.stdout.isatty()
        if shown:
            import contextlib

            with contextlib.suppress(ImportError):  # lines can be edited and called back
                import readline  # noqa: F401 - input() uses it
            console.say(f"{self._generator.name}: type a beginning. :help tells more, Ctrl-D ends.")
        while (line := _line(shown)) is not None:
            if line.startswith(":") and not line.startswith("::"):
                if line.strip() in {":quit", ":q"}:
                    return
                console.say(self._command(line[1:]))
                continue
            self._answer(line.removeprefix(":").replace("\\n", "\n"), write, with_prompt=with_prompt)

    def _answer(self, prompt: str, write: Callable[[Iterable[str]], None], *, with_prompt: bool) -> None:
        try:
            with console.progress("characters of the prompt") as show:
                pieces = next(
                    generate_all(
                        self._generator,
                        prompt,
                        number=1,
                        seed=self._seed,
                        length=self._length,
                        sampling=self._sampling,
                        stop=self._stop,
                        on_reading=show,
                    )
                )
            write(chain([prompt if with_prompt else ""], pieces))
        except KeyboardInterrupt:
            if not sys.stdin.isatty():
                raise
        except TextgenError as error:  # a server's; the next prompt may do
            if not sys.stdin.isatty():
                raise
            console.warn(error.message)
            console.say(error.hint)
        if not sys.stdout.isatty():
            sys.stdout.write("\n")
        sys.stdout.flush()
        self._seed += 1

    def _command(self, line: str) -> str:
        """Obey a command, and return what there is to say."""
        name, _, value = line.strip().partition(" ")
        try:
            if name == "temperature":
                self._sampling = replace(self._sampling, temperature=float(value))
            elif name == "repetition-penalty":
                self._sampling = replace(self._sampling, repetition_penalty=float(value))
            elif name == "top-k":
                self._sampling = replace(self._sampling, top_k=int(value) if value else None)
            elif name == "top-p":
                self._sampling = replace(self._sampling, top_p=float(value) if value else None)
            elif name in {"length", "seed"}:
                self._number(name, int(value))
            elif name == "help":
                return HELP
            else:
                return f"There is no :{name}. :help lists the commands."
        except ValueError as error:
            return f":{name}: {error}"
        sampling = self._sampling
        return (
            f"temperature {sampling.temperature:g}, length {self._length}, top-k {sampling.top_k or 'off'}, "
            f"top-p {sampling.top_p or 'off'}, repetition penalty {sampling.repetition_penalty:g}, "
            f"seed {self._seed}"
        )

    def _number(self, name: str, value: int) -> None:
        least = 1 if name == "length" else 0
        if value < least:
            raise ValueError(f"must be at least {least}, got {value}")
        if name == "length":
            self._length = value
        else:
            self._seed = value


def _line(shown: bool) -> str | None:
    """The next line of the input; None at its end."""
    try:
        return input("> " if shown else "")
    except EOFError:
        if shown:
            print()
        return None

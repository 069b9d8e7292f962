"""The blind test of ``textgen compare --blind``: passages, questions and the score on a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from textgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textgen.comparison.blind import Passage, Score, Share, Sitting
    from textgen.comparison.results import Comparison

WIDEST: Final = 78  # columns of a passage


def require_reader() -> None:
    """Refuse a test that nobody could take.

    Raises:
        TextgenError: nobody is at a terminal.
    """
    from textgen.errors import TextgenError

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise TextgenError(
            "nobody is here to read and answer", hint="Run textgen compare --blind in a terminal of its own."
        )


def run(comparison: Comparison, folder: Path, *, as_json: bool = False) -> None:
    """Ask who wrote each passage, print the score, and keep it in the folder and on its page.

    Args:
        comparison: A finished comparison.
        folder: The folder of its report.
        as_json: Whether to print JSON.

    Raises:
        TextgenError: there is nothing to ask about.
        KeyboardInterrupt: the person interrupted it; what was answered is kept.
    """
    from textgen.comparison import blind, report

    seed = comparison.settings.seed + len(blind.read(folder))  # each sitting reads others
    drawn = blind.passages(comparison, seed=seed)
    questions = _Questions(blind.authors(drawn), len(drawn))
    sitting = blind.take(drawn, seed, questions.ask)
    result = blind.score([sitting] if sitting else [])
    if sitting and result:
        kept = blind.keep(sitting, folder)
        report.write(comparison, folder)
        if as_json:
            _print_json(sitting, result)
        else:
            _print_score(sitting, result)
        console.say(f"Kept in {kept}, and shown in {folder / report.PAGE}.")
    else:
        console.say("Nothing was answered, so nothing is kept.")
    if questions.interrupted:
        raise KeyboardInterrupt


class _Questions:
    """Asks on stderr, and reads the answers from stdin.

    Args:
        authors: Among whom to choose.
        number: How many passages there are.
    """

    def __init__(self, authors: Sequence[str], number: int) -> None:
        self._authors, self._number = authors, number
        self.interrupted = False
        _tell(
            f"{number} passages, by {len(authors)} authors in random order. Who wrote each? "
            "Type the number; q ends the test and counts what you have answered."
        )

    def ask(self, passage: Passage, number: int) -> str | None:
        """Return who is thought to have written a passage; None to end."""
        choices = "   ".join(f"{choice} {name}" for choice, name in enumerate(self._authors, 1))
        try:
            _tell(f"\n--- {number} of {self._number} ---\n\n{_wrapped(passage.text)}\n\n{choices}   q enough")
            return self._answer()
        except KeyboardInterrupt:
            self.interrupted = True
            _tell("")
            return None

    def _answer(self) -> str | None:
        """Return who was named; None after q and at the end of the input."""
        while True:
            print("> ", end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
            answer = line.strip().lower()
            if not line or answer in {"q", "quit"}:
                return None
            if answer.isdecimal() and 1 <= int(answer) <= len(self._authors):
                return self._authors[int(answer) - 1]
            _tell(f"A number from 1 to {len(self._authors)}, or q.")


def _tell(text: str) -> None:
    """Write what the test consists of to stderr, also with --quiet."""
    from textgen.comparison.visible import visible

    print(visible(text), file=sys.stderr)


def _wrapped(text: str) -> str:
    """The text as a block that fits the terminal, with its own line breaks."""
    width = max(20, min(WIDEST, shutil.get_terminal_size().columns - 1))
    lines = (
        textwrap.wrap(line, width, initial_indent="    ", subsequent_indent="    ") or [""]
        for line in text.split("\n")
    )
    return "\n".join(line for wrapped in lines for line in wrapped)


def _print_score(sitting: Sitting, result: Score) -> None:
    from textgen.comparison import blind
    from textgen.comparison.visible import visible

    wide = max(len("written by"), *map(len, result.authors))
    print(f"{'':>3}  {'written by':<{wide}}  you said")
    for number, guess in enumerate(sitting.guesses, 1):
        mark = "" if guess.author == guess.guessed else "  (wrong)"
        print(visible(f"{number:>3}  {guess.author:<{wide}}  {guess.guessed}{mark}"))
    print()
    for sentence in blind.sentences(result):
        print(visible(sentence))


def _print_json(sitting: Sitting, result: Score) -> None:
    told = {
        "correct": _share(result.correct),
        "chance": result.chance,
        "guessed": result.guessed,
        "fooled": {name: _share(share) for name, share in result.fooled.items()},
        "doubted": _share(result.doubted) if result.doubted else None,
        **asdict(sitting),
    }
    console.print_json(told)


def _share(share: Share) -> dict[str, float]:
    return {"count": share.count, "total": share.total, "low": share.low, "high": share.high}

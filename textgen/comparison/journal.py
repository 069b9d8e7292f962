"""Every answer, kept on disk as soon as it came, so that an interrupted comparison goes on where it was."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from textgen.comparison.results import REPORT, Adjusted, Answer, Scored, Settings, encoded
from textgen.errors import TextgenError

if TYPE_CHECKING:
    from pathlib import Path

JOURNAL: Final = "answers.jsonl"


@dataclass(frozen=True, slots=True)
class Described:
    """What a generator says of itself.

    Args:
        name: Its name.
        describe: All of it but the settings that it could not honour.
        adjusted: These settings; in the journal those that no earlier line tells.
        cannot_score: Why it cannot tell likelihoods; None if it can.
    """

    name: str
    describe: dict[str, Any]
    adjusted: tuple[Adjusted, ...]
    cannot_score: str | None = None

    @property
    def identity(self) -> bytes:
        """What tells a server's model from another that answers at the same address."""
        return encoded([self.name, self.describe.get("kind"), self.describe.get("inputs")])


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: one thing that a generator said.

    Args:
        address: Which generator, as the report calls it.
        model: What tells its weights from others, where they are here.
        answer: A text.
        scored: A likelihood.
        held_out: The SHA-256 of the file that the likelihood is about, and the part's first character.
        described: Itself.
    """

    address: str
    model: str | None = None
    answer: Answer | None = None
    scored: Scored | None = None
    held_out: str | None = None
    described: Described | None = None


class Journal:
    """The journal of a report's folder.

    Args:
        folder: The report's folder, which exists; only one process at a time may have its journal.
        settings: Those of the comparison.

    Raises:
        TextgenError: the folder holds a comparison with other settings, or the journal is damaged.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._path = folder / JOURNAL
        self._entries: list[Entry] = []
        whole = self._read(settings)
        if not whole and (folder / REPORT).exists():
            raise _other(folder, "a report without its answers")
        self._file = self._path.open("ab")
        self._file.truncate(whole)  # a killed process may have left half a line
        if not whole:
            self._append(settings)

    def _read(self, settings: Settings) -> int:
        """Read the entries, and return how many bytes of the file are whole lines."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return 0
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].splitlines(), 1):
            try:
                if number == 1:
                    first: Settings = msgspec.json.decode(line, type=Settings)
                    if replace(first, prompts_from=settings.prompts_from) != settings:
                        raise _other(self._path.parent, f"a comparison with {_difference(first, settings)}")
                else:
                    self._entries.append(msgspec.json.decode(line, type=Entry))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise TextgenError(
                    f"{self._path} is damaged in line {number}: {error}",
                    hint="Take the line out to have what it held asked again, or name another folder.",
                ) from error
        return whole

    def add(self, entry: Entry) -> None:
        """Keep an entry; it is on disk when this returns."""
        self._append(entry)
        self._entries.append(entry)

    def _append(self, line: object) -> None:
        self._file.write(encoded(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def answers(self, address: str, model: str | None) -> dict[tuple[int, int], Answer]:
        """Return a generator's texts by prompt and sample, those that failed left out."""
        return {
            (entry.answer.prompt, entry.answer.sample): entry.answer
            for entry in self._of(address, model)
            if entry.answer and entry.answer.error is None
        }

    def scored(self, address: str, model: str | None, held_out: str | None) -> dict[int, Scored]:
        """Return the likelihoods of the chunks of a held-out text by their first characters."""
        return {
            entry.scored.start: entry.scored
            for entry in self._of(address, model)
            if entry.scored and entry.held_out == held_out
        }

    def described(self, address: str, model: str | None) -> Described | None:
        """Return what a generator last said of itself, with all settings that it did not honour so far."""
        found = [entry.described for entry in self._of(address, model) if entry.described]
        if not found:
            return None
        adjusted = {entry.key: entry for described in found for entry in described.adjusted}
        return replace(found[-1], adjusted=tuple(adjusted.values()))

    def _of(self, address: str, model: str | None) -> list[Entry]:
        """Return a generator's entries, those left out that another model made at the same address."""
        found: list[Entry] = []
        identity = None
        for entry in self._entries:
            if (entry.address, entry.model) != (address, model):
                continue
            if entry.described:
                if identity not in (None, entry.described.identity):
                    found = []
                identity = entry.described.identity
            found.append(entry)
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _difference(one: Settings, other: Settings) -> str:
    differing = (
        field.name.replace("_", "-")
        for field in fields(Settings)
        if field.name != "prompts_from" and getattr(one, field.name) != getattr(other, field.name)
    )
    return f"other {' and '.join(differing)}"


def _other(folder: Path, what: str) -> TextgenError:
    return TextgenError(
        f"{folder} holds {what}",
        hint="Name another folder: --output FOLDER. The command that wrote this one goes on with it.",
    )

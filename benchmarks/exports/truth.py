"""What a reader must find in a synthetic export, and what it must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_KINDS = frozenset({"post", "caption", "comment", "group", "message", "note"})


@dataclass(frozen=True, slots=True)
class Own:
    """A text that the owner wrote.

    Args:
        kind: post, caption, comment, group, message, note, story, review, event or bio.
        time: Milliseconds since 1970; 0 where the export does not tell.
        text: As it was written; a message in one line.
        thread: The conversation's folder, "" for what is no message.
        session: Which sitting of the conversation it belongs to: there is more than an hour between two.
    """

    kind: str
    time: int
    text: str
    thread: str = ""
    session: int = 0

    @property
    def default(self) -> bool:
        """Whether it is collected without being asked for."""
        return self.kind in DEFAULT_KINDS


@dataclass
class Truth:
    """The truth about one export.

    Args:
        owner: The account's name.
        old_names: What it was called before.
        paths: What to give to a reader, all together.
        on_own: Called with each own text instead of remembering it: for exports that do not fit.
    """

    owner: str
    old_names: tuple[str, ...] = ()
    paths: list[Path] = field(default_factory=list)
    on_own: Callable[[Own], object] | None = None
    own: list[Own] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    messages: int = 0

    def add(self, own: Own) -> None:
        """Remember a text of the owner, or pass it on."""
        (self.on_own or self.own.append)(own)

    def forbid(self, *texts: str) -> None:
        """Remember texts that no document may hold as a whole line: others' words, and Facebook's."""
        if self.on_own is None:
            self.foreign.update(line for text in texts for line in text.strip().splitlines())

    def texts(self, kind: str) -> list[str]:
        """The owner's texts of one kind, messages excepted: a document each."""
        return [own.text for own in self.own if own.kind == kind]

    def sessions(self) -> list[tuple[str, int, str]]:
        """The document that each sitting of each conversation makes: folder, time of the first line, text."""
        found: dict[tuple[str, int], list[Own]] = {}
        for own in self.own:
            if own.kind == "message":
                found.setdefault((own.thread, own.session), []).append(own)
        return [
            (thread, min(own.time for own in lines), "\n".join(own.text for own in _sorted(lines)))
            for (thread, _), lines in found.items()
        ]


def _sorted(lines: list[Own]) -> list[Own]:
    return sorted(lines, key=lambda own: own.time)

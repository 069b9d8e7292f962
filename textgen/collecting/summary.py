"""What a run says about itself: how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from textgen.document import JSON


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Args:
        documents: Documents kept.
        bytes: Their bytes.
        done: What the source says it has read, in a unit of its own.
        total: What there is to read, if the source knows.
    """

    documents: int
    bytes: int
    done: float
    total: float | None


@dataclass(frozen=True)
class Summary:
    """What a run did, and what its corpus holds now.

    Args:
        corpus: The corpus's name.
        documents: How many documents it holds.
        characters: The characters of its text file.
        bytes: The bytes of its text file.
        added: Documents that were new.
        replaced: Documents whose text was new.
        skipped: Documents left out on purpose, by reason.
        failed: What could not be read, by reason.
        seconds: How long the run took.
        notes: What the source says of the run, by label, such as whose words they are.
        found: Documents that the source gave, and known ones that it passed over; not in the JSON.
    """

    corpus: str
    documents: int
    characters: int
    bytes: int
    added: int
    replaced: int
    skipped: Mapping[str, int]
    failed: Mapping[str, int]
    seconds: float
    notes: Mapping[str, str]
    found: int

    @property
    def complete(self) -> bool:
        """Whether something was collected and nothing failed."""
        return bool(self.documents and self.found and not self.failed)

    def to_json(self) -> dict[str, JSON]:
        """The summary as JSON values."""
        values = asdict(self)
        del values["found"]
        return {
            **values,
            "skipped": dict(self.skipped),
            "failed": dict(self.failed),
            "notes": dict(self.notes),
        }


class Interrupted(KeyboardInterrupt):
    """Ctrl-C ended a run; everything up to there is kept.

    Args:
        summary: What the run did until then.
    """

    def __init__(self, summary: Summary) -> None:
        super().__init__("interrupted")
        self.summary = summary

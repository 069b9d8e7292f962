"""A comparison in the app: how far it is, and where its reports are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textgen.errors import TextgenError
from textgen.folders import is_name
from textgen.ui.jobs import Job

if TYPE_CHECKING:
    from textgen.comparison.results import Comparison
    from textgen.generators.base import Sampling

FOLDER: Final = Path("reports")


class Comparing:
    """One comparison at a time."""

    def __init__(self) -> None:
        self.job = Job("a comparison")
        self.name = ""
        self.progress: tuple[str, float, float | None] | None = None
        self.comparison: Comparison | None = None

    def begin(
        self,
        addresses: Sequence[str],
        *,
        prompts: Sequence[str],
        held_out: str | None,
        samples: int,
        length: int,
        sampling: Sampling,
        seed: int,
    ) -> None:
        """Begin one; the same settings go on with an earlier one that was stopped.

        Args:
            addresses: The generators.
            prompts: What they go on from; none for passages of the text that was held out.
            held_out: The path of a text that none has learned; None for what the first held out.
            samples: The texts of each for each prompt.
            length: The characters of each text.
            sampling: How characters are drawn.
            seed: The first text's.

        Raises:
            TextgenError: another one runs.
        """
        names = "-".join(re.sub(r"\W+", "-", address).strip("-") for address in addresses).strip("-")
        settings = repr((addresses, prompts, held_out, samples, length, sampling, seed)).encode()
        name = f"{names[:60] or 'report'}-{hashlib.sha256(settings).hexdigest()[:6]}"

        def work() -> None:
            from textgen.comparison.run import compare

            self.name, self.progress, self.comparison = name, None, None
            self.comparison = compare(
                *addresses,
                prompts=prompts or None,
                held_out=held_out,
                samples=samples,
                length=length,
                seed=seed,
                sampling=sampling,
                output=FOLDER / name,
                on_progress=self._progress,
            )

        self.job.begin(work)

    def _progress(self, unit: str, done: float, total: float | None) -> None:
        self.progress = (unit, done, total)
        self.job.check()


def reports() -> list[str]:
    """The names of the reports there are, the newest first."""
    found = [(page.stat().st_mtime, page.parent.name) for page in FOLDER.glob("*/report.html")]
    return [name for _, name in sorted(found, reverse=True)]


def page(name: str) -> Path:
    """Return the page of a report.

    Raises:
        TextgenError: there is none of that name.
    """
    file = FOLDER / name / "report.html"
    if not is_name(name) or not file.is_file():
        raise TextgenError(f"there is no report {name!r}", hint="Choose one of the list, or compare again.")
    return file

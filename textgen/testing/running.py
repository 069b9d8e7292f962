"""One run of a source on a placed sample, and all that can be seen of it from outside."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from textgen.collecting.context import Context
from textgen.document import Document
from textgen.errors import TextgenError
from textgen.plugins import parameters
from textgen.testing.offline import SavedPages, Watch, watched
from textgen.testing.sample import Sample, each

if TYPE_CHECKING:
    from textgen.hookspecs import Source

MOST = 10_000
"""Documents; a sample that gives more has no end."""


@dataclass
class Outcome:
    """What a run came to.

    Args:
        documents: What it yielded.
        skipped: How many things it left out, by reason.
        failed: How many things it could not read, by reason.
        told: What it left out or could not read, and why, by uri and reason.
        error: What ended it, if not its end.
        connected: The hosts that it tried to reach other than through ``context.http``.
        asked: The addresses it asked ``context.http`` for.
        before_iteration: What it read or asked for before the first document was wanted.
        until_first: What it had opened and asked for when the first document came.
        opened: The files it opened.
    """

    documents: list[Any] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    told: set[tuple[str, str]] = field(default_factory=set)
    error: Exception | SystemExit | None = None
    connected: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    before_iteration: list[str] = field(default_factory=list)
    until_first: tuple[int, int] = (0, 0)
    opened: list[Path] = field(default_factory=list)

    @property
    def crashed(self) -> bool:
        """Whether an exception ended it that no user should meet."""
        return self.error is not None and not isinstance(self.error, TextgenError)

    @property
    def uris(self) -> list[str]:
        """The addresses of its documents."""
        return [document.uri for document in self.documents if isinstance(document, Document)]


def run(source: Source, sample: Sample, folder: Path) -> Outcome:
    """Run a source to its end, without a network.

    Args:
        source: The source.
        sample: What it is called with; its files lie in ``folder``.
        folder: What is watched.
    """
    outcome = Outcome()

    def tell(uri: str, reason: str, *_: object) -> None:
        outcome.told.add((uri, reason))

    context = Context(on_skip=tell, on_fail=tell)
    pages = context.http = SavedPages(sample.pages)
    with watched(folder) as watch:
        try:
            _consume(source(context, **arguments(source, sample)), outcome, watch, pages)
        except (Exception, SystemExit) as error:
            outcome.error = error
        finally:
            context.close()
    outcome.skipped, outcome.failed = context.skipped, context.failed
    outcome.connected, outcome.opened, outcome.asked = watch.connected, watch.opened, pages.asked
    return outcome


def arguments(source: Source, sample: Sample) -> Mapping[str, Any]:
    """What a source is called with: its files as paths or as strings, as its parameters are annotated."""
    kinds = {parameter.name: parameter.annotation for parameter in parameters(source)}

    strings = {name for name in sample.arguments if not _takes_paths(kinds.get(name))}

    def text(item: Any) -> Any:
        return str(item) if isinstance(item, Path) else item

    return {name: each(value, text) if name in strings else value for name, value in sample.arguments.items()}


def first_argument(source: Source, values: list[Any]) -> dict[str, Any]:
    """The arguments of a source whose first parameter is given ``values``, or the only one of them."""
    own = parameters(source)
    if not own:
        return {}
    takes_list = "list[" in inspect.formatannotation(own[0].annotation) or len(values) != 1
    return {own[0].name: values if takes_list else values[0]}


def _consume(documents: Iterator[Any], outcome: Outcome, watch: Watch, pages: SavedPages) -> None:
    outcome.before_iteration = [path.name for path in watch.opened] + pages.asked
    for document in documents:
        if not outcome.documents:
            outcome.until_first = (len(watch.opened), len(pages.asked))
        outcome.documents.append(document)
        if len(outcome.documents) == MOST:
            break
    if close := getattr(documents, "close", None):
        close()


def _takes_paths(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, Path)
    return any(map(_takes_paths, get_args(annotation)))

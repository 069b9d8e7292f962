"""What every source promises, each promise a function that yields how it is broken."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from textgen.document import Document
from textgen.errors import PluginError, TextgenError
from textgen.plugins import parameters
from textgen.testing.damage import damaged
from textgen.testing.offline import SavedPages, watched
from textgen.testing.running import MOST, Outcome, arguments, first_argument, run
from textgen.testing.sample import DESCRIPTION, EXPECTED, Expected, Sample, copied, fields_of, wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textgen.collecting.context import Context
    from textgen.hookspecs import Source

COPIES = 24
"""How many inputs a source is given to see that it does not read them all before it yields."""
_ABSOLUTE = re.compile(r"file:|/|\\|[A-Za-z]:[\\/]", re.IGNORECASE)


class ContractError(PluginError, AssertionError):
    """A source does not keep the contract.

    Args:
        name: The source.
        problems: What is wrong, each in one line.
    """

    def __init__(self, name: str, problems: list[str]) -> None:
        listed = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(
            f"the source {name} does not keep the contract:{listed}",
            hint="docs/plugins.md explains each promise.",
        )
        self.problems = problems


def check_source(
    source: Source, sample: Sample | Path | Mapping[str, Path | bytes], expected: Expected | None = None
) -> None:
    """Check that a source keeps the contract, offline.

    It is lazy, its uris are stable, its text is Unicode, an interrupted run can be gone on with,
    nothing vanishes without a reason, it connects through ``context.http`` only, bad input is
    answered by an error of ours or a counted failure, and its documents are as they should be.

    Args:
        source: The source's function.
        sample: A ``Sample`` or the folder of one; or, for the source's first argument, a file, a
            folder, or saved pages by address.
        expected: The documents that must come from it, or a file of them, one JSON value a line;
            None for the ``expected.jsonl`` in the sample's folder.

    Raises:
        ContractError: it does not; all that is wrong is listed.
        PluginError: the function is no source, or the sample cannot be used.
    """
    parameters(source)
    if isinstance(sample, str | Path):
        folder = Path(sample)
        if expected is None or not folder.exists() or (folder / DESCRIPTION).exists():
            sample, expected = Sample.load(folder), folder / EXPECTED if expected is None else expected
        else:
            sample = Sample(arguments=first_argument(source, [folder]))
    elif not isinstance(sample, Sample):
        sample = Sample(arguments=first_argument(source, list(sample)), pages=sample)
    if expected is None:
        raise PluginError(
            "nothing says which documents must come from the sample",
            hint="Give check_source the expected documents as its third argument.",
        )
    fields = wanted(expected)
    with TemporaryDirectory(prefix="textgen-") as temporary:
        problems = list(dict.fromkeys(_problems(source, sample, fields, Path(temporary).resolve())))
    if problems:
        raise ContractError(source.__name__.replace("_", "-"), problems)


def _problems(
    source: Source, sample: Sample, expected: list[Mapping[str, Any]], folder: Path
) -> Iterator[str]:
    placed = sample.placed(folder / "first")
    good = run(source, placed, folder)
    fatal = list(_ends_well(good))
    yield from fatal
    if fatal:
        return
    wrong = list(_fields_are_right(good, folder))
    yield from wrong
    yield from _is_expected(good, sample, expected)
    if wrong:  # no corpus takes such documents
        return
    yield from _again_the_same(source, sample, good, folder)
    yield from _reads_as_it_goes(source, sample, folder)
    yield from _each_is_accounted_for(source, placed, folder)
    yield from _goes_on_after_an_interruption(source, placed, folder)
    yield from _bears_bad_input(source, sample, good, folder)


def _ends_well(good: Outcome) -> Iterator[str]:
    """It takes its arguments, connects by ``context.http`` only, and has an end."""
    for host in dict.fromkeys(good.connected):
        yield f"polite: it connects to {host} by itself; context.http is the way"
    if good.before_iteration:
        yield f"lazy: it reads {good.before_iteration[0]} before the first document is asked for"
    if isinstance(good.error, TextgenError):
        yield f"it cannot read its own sample: {good.error.message}"
    elif good.error is not None and not good.connected:
        yield f"it breaks down on its own sample: {_named(good.error)}"
    if len(good.documents) == MOST:
        yield f"its sample gives {MOST:,} documents and more"


def _fields_are_right(outcome: Outcome, folder: Path, of: str = "") -> Iterator[str]:
    for document in outcome.documents:
        if not isinstance(document, Document):
            yield f"it yields {type(document).__name__}, not textgen.Document{of}"
            continue
        for problem in _field_problems(document, folder):
            yield f"the document {document.uri!r}{of}: {problem}"
    twice = [uri for uri, count in Counter(outcome.uris).items() if count > 1]
    if twice:
        yield f"stable uris: {twice[0]!r} is the uri of more than one document{of}"


def _field_problems(document: Document, folder: Path) -> Iterator[str]:
    for name in ("text", "uri", "title", "author", "kind"):
        value = getattr(document, name)
        if value is None and name not in {"text", "uri"}:
            continue
        if not isinstance(value, str):
            yield f"{name} is {type(value).__name__}, not str"
        elif not _encodable(value):
            yield f"Unicode: {name} has half a surrogate pair, which no file can hold"
        elif name in {"text", "uri"} and not value.strip():
            yield f"its {name} is empty; what has no text is skipped or failed with a reason"
    if isinstance(document.uri, str) and (_ABSOLUTE.match(document.uri) or str(folder) in document.uri):
        yield "its uri is an absolute path of this computer"
    created: Any = document.created
    if created is not None and (not isinstance(created, datetime) or created.utcoffset() is None):
        yield f"created is not a timezone-aware datetime: {created!r}"
    try:
        written = json.dumps(dict(document.metadata), allow_nan=False, ensure_ascii=False)
        if json.loads(written) != document.metadata or not _encodable(written):
            raise ValueError("it changes when it is written as JSON")
    except (TypeError, ValueError) as error:
        yield f"its metadata is not JSON: {error}"
    else:
        if json.dumps(str(folder), ensure_ascii=False)[1:-1] in written:
            yield "its metadata holds an absolute path of this computer"


def _is_expected(good: Outcome, sample: Sample, expected: list[Mapping[str, Any]]) -> Iterator[str]:
    came = [fields_of(document) for document in good.documents if isinstance(document, Document)]
    for number, (fields, document) in enumerate(zip(expected, came, strict=False), 1):
        for name, value in fields.items():
            if document.get(name) != value:
                yield f"document {number} has the {name} {document.get(name)!r}, and {value!r} is expected"
    if len(came) != len(expected):
        yield f"{_number(len(came), 'document')} came, and {len(expected)} are expected{_reasons(good)}"
    for document in came[len(expected) :]:
        yield f"not expected: {json.dumps(document, ensure_ascii=False, default=str)}"
    for what in ("skipped", "failed"):
        declared = getattr(sample, what)
        if declared is not None and dict(getattr(good, what)) != dict(declared):
            yield f"{what} is {dict(getattr(good, what))}, and {dict(declared)} is expected"
    if not came and not good.told and not expected:
        yield "nothing dropped without a reason: no document came, and nothing was skipped or failed"


def _again_the_same(source: Source, sample: Sample, good: Outcome, folder: Path) -> Iterator[str]:
    """The same input elsewhere on the disk gives the same documents."""
    again = run(source, sample.placed(folder / "second"), folder)
    if again.error is not None:
        yield f"a second run fails: {_named(again.error)}"
    elif again.uris != good.uris:
        other = [uri for uri in again.uris if uri not in good.uris]
        yield f"stable uris: a second run of the same input gives other ones: {(other or again.uris)[:2]}"
    elif changed := [a.uri for a, b in zip(again.documents, good.documents, strict=True) if a.text != b.text]:
        yield f"stable uris: a second run of the same input gives another text of {changed[0]!r}"


def _reads_as_it_goes(source: Source, sample: Sample, folder: Path) -> Iterator[str]:
    """Of many inputs it has not read all when the first document comes."""
    for name, value in sample.arguments.items():
        if not isinstance(value, list) or not value:
            continue
        if isinstance(value[0], Path):
            copies = [copied(value[0], folder / "many", f"{n}-{value[0].name}") for n in range(COPIES)]
            outcome = run(source, replace(sample, arguments={**sample.arguments, name: copies}), folder)
            opened = [_top(path, folder / "many") for path in outcome.opened]
            first = outcome.until_first[0]
            if len(outcome.documents) > 1 and len(set(opened[:first])) == COPIES and not opened[first:]:
                yield f"lazy: it reads all of {COPIES} files before the first document"
        elif value[0] in sample.pages:
            address = value[0]
            addresses = [f"{address}{'&' if '?' in address else '?'}copy={n}" for n in range(COPIES)]
            many = replace(
                sample,
                arguments={**sample.arguments, name: addresses},
                pages={**sample.pages, **dict.fromkeys(addresses, sample.pages[address])},
            )
            outcome = run(source, many.placed(folder / f"many-{name}"), folder)
            asked = outcome.until_first[1]
            if len(outcome.documents) > 1 and asked > COPIES // 2:
                yield f"lazy: it asks for {asked} of {COPIES} pages before the first document"


def _each_is_accounted_for(source: Source, placed: Sample, folder: Path) -> Iterator[str]:
    """Each of several inputs alone gives a document or a reason."""
    for name, value in placed.arguments.items():
        for item in value if isinstance(value, list) and len(value) > 1 else []:
            outcome = run(source, replace(placed, arguments={**placed.arguments, name: [item]}), folder)
            if not (outcome.documents or outcome.told or outcome.error):
                shown = item.name if isinstance(item, Path) else item
                yield f"nothing dropped without a reason: of {shown} it yields, skips and fails nothing"


def _goes_on_after_an_interruption(source: Source, placed: Sample, folder: Path) -> Iterator[str]:
    """After Ctrl-C the next run brings the rest, and one after that nothing."""
    try:
        whole, _ = _collected(source, placed, folder / "whole")
        _, again = _collected(source, placed, folder / "whole")
        if again:
            yield f"resumable: a second run adds or replaces {_number(again, 'document')} of the same input"
        for stop in sorted({1, len(whole) - 1} - {0, len(whole)}):
            _collected(source, placed, folder / f"after-{stop}", stop=stop)
            found, _ = _collected(source, placed, folder / f"after-{stop}")
            if missing := whole - found:
                yield (
                    f"resumable: interrupted after {_number(stop, 'document')}, the next run never brings "
                    f"{min(missing)[0]!r}"
                )
    except TextgenError as error:
        yield f"resumable: a run into a corpus fails: {error.message}"


def _bears_bad_input(source: Source, sample: Sample, good: Outcome, folder: Path) -> Iterator[str]:
    (folder / "bad").mkdir()
    for bad in damaged(sample, folder / "bad"):
        outcome = run(source, bad.sample, folder)
        of = f", of {bad.what}"
        if outcome.crashed:
            yield f"bad input: {bad.what} ends in {_named(outcome.error)}, not in an error of textgen's"
            continue
        yield from _fields_are_right(outcome, folder, of)
        for host in dict.fromkeys(outcome.connected):
            yield f"polite: it connects to {host} by itself{of}"
        told = outcome.error is not None or outcome.told - good.told
        kept = outcome.uris == good.uris if bad.silence == "never" else outcome.documents
        if not told and not kept and bad.silence != "always":
            yield f"bad input: {bad.what} is neither an error nor counted as failed or skipped"


def _collected(
    source: Source, placed: Sample, folder: Path, *, stop: int | None = None
) -> tuple[set[tuple[str, str]], int]:
    """Run a source into a corpus in ``folder``; interrupt it after ``stop`` documents.

    Returns:
        The uris and texts in the corpus, and how many documents this run wrote.
    """
    from textgen.collecting.pipeline import collect
    from textgen.collecting.summary import Interrupted
    from textgen.corpus.store import Corpus

    def interrupted(context: Context, **given: Any) -> Iterator[Document]:
        context.http = SavedPages(placed.pages)
        for number, document in enumerate(source(context, **given)):
            if number == stop:
                raise KeyboardInterrupt
            yield document

    given = arguments(source, placed)
    with _corpora_in(folder), watched(folder):
        try:
            summary = collect(interrupted, corpus="check", raw=True, keep_duplicates=True, **given)
        except Interrupted as interruption:
            summary = interruption.summary
        written = summary.added + summary.replaced
        if not (folder / "check.txt").exists():
            return set(), written
        return {(document.uri, document.text) for document in Corpus.open("check").documents()}, written


@contextmanager
def _corpora_in(folder: Path) -> Iterator[None]:
    before = os.environ.get("TEXTGEN_CORPUS")
    os.environ["TEXTGEN_CORPUS"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TEXTGEN_CORPUS"]
        else:
            os.environ["TEXTGEN_CORPUS"] = before


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _top(path: Path, folder: Path) -> str:
    return path.relative_to(folder).parts[0] if path.is_relative_to(folder) else ""


def _named(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _reasons(outcome: Outcome) -> str:
    """Why documents may be missing: what was left out, and which pages were not there."""
    told = [f"skipped {dict(outcome.skipped)}"] if outcome.skipped else []
    told += [f"failed {dict(outcome.failed)}"] if outcome.failed else []
    return f"; {', '.join(told)}" if told else ""

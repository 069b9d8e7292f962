"""``textgen corpus``: look after corpora."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textgen.cli import console
from textgen.errors import CorpusError

if TYPE_CHECKING:
    from textgen.corpus.listing import Entry

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The corpus.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Delimiter = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What follows each document, such as '|'.")
]


@app.callback()
def corpus() -> None:
    """List, look into, check, export, merge and remove corpora."""


@app.command("list")
def list_corpora(as_json: AsJson = False) -> None:
    """List the corpora with their sizes."""
    from textgen.corpus.listing import entries
    from textgen.folders import corpus_folder

    found = entries()
    if as_json:
        console.print_json([entry.to_json() for entry in found])
    elif found:
        _print_list(found)
    else:
        console.say(f"There is no corpus in {corpus_folder()}. Collect one: textgen collect files FOLDER")
    if any(entry.problem for entry in found):
        raise typer.Exit(3)


def _print_list(found: list[Entry]) -> None:
    width = max(len(entry.name) for entry in found)
    for entry in found:
        parts = [
            console.counted(number, noun)
            for number, noun in (
                (entry.documents, "document"),
                (entry.characters, "character"),
                (entry.bytes, "byte"),
            )
            if number is not None
        ]
        parts.append(entry.problem or (entry.collected[:10] if entry.collected else "put there by hand"))
        print(f"{entry.name:{width}}  {', '.join(parts)}")


@app.command()
def show(name: Name, as_json: AsJson = False) -> None:
    """Show where a corpus is, how it came about, what failed, and how it begins."""
    from textgen.corpus.listing import details
    from textgen.corpus.store import Corpus

    found = details(Corpus.open(name))
    if as_json:
        console.print_json(found.to_json())
        return
    entry = found.entry
    rows = {
        "text": found.path,
        "documents": entry.documents,
        "characters": entry.characters,
        "bytes": entry.bytes,
        "delimiter": entry.delimiter,
        "edited by hand": found.edited,
        "removed": found.removed,
    }
    _print_rows({label: value for label, value in rows.items() if value not in (None, 0)})
    for run in found.runs:
        print(
            f"{run.started[:16].replace('T', ' ')}  {run.source}: added {run.added:,}, "
            f"replaced {run.replaced:,}, skipped {sum(run.skipped.values()):,}, "
            f"failed {sum(run.failed.values()):,}"
        )
    for uri, reason in found.failures.items():
        print(f"failed  {uri}: {reason}")
    for uri, excerpt in found.excerpts.items():
        print(f"{uri}: {excerpt}")


@app.command()
def stats(name: Name, as_json: AsJson = False) -> None:
    """Count a corpus's documents, words and characters, and where they came from."""
    from textgen.corpus.store import Corpus

    with console.progress("bytes") as on_progress:
        found = Corpus.open(name).stats(on_progress)
    if as_json:
        console.print_json(found.to_json())
        return
    values = found.to_json()
    values["common_characters"] = " ".join(
        character if character.isprintable() and character != " " else repr(character)
        for character in found.common_characters
    )
    for label in ("sources", "kinds"):
        values[label] = ", ".join(f"{count:,} {what}" for what, count in getattr(found, label).items())
    _print_rows(
        {label.replace("_", " "): value for label, value in values.items() if value not in (None, "")}
    )


@app.command()
def check(name: Name, as_json: AsJson = False) -> None:
    """Find and record what was removed, changed or added by hand in a corpus's text.

    Every collect does this first. A document that was removed stays away, one that was changed is not
    replaced any more.
    """
    from textgen.corpus.opening import check as find

    with console.progress("bytes") as on_progress:
        edits = find(name, on_progress)
    if as_json:
        console.print_json(edits.to_json())
    else:
        print(f"{name}: {edits or 'nothing edited'} by hand since the last check.")


@app.command()
def export(
    name: Name,
    form: Annotated[str, typer.Option("--format", metavar="txt|jsonl|parquet", help="The form.")] = "txt",
    delimiter: Delimiter = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; by default stdout.")
    ] = None,
) -> None:
    r"""Write a corpus's documents in a form that other programs read.

    txt is the text, each document followed by the delimiter; jsonl and parquet hold text, id and
    metadata. The delimiter inside a document becomes a space.
    """
    from textgen.corpus.exporting import export as write
    from textgen.corpus.exporting import export_to
    from textgen.corpus.split import unescape
    from textgen.corpus.store import Corpus

    found = Corpus.open(name)
    mark = None if delimiter is None else unescape(delimiter)
    if output:
        with console.progress("bytes") as on_progress:
            count = export_to(output, found, form=form, delimiter=mark, on_progress=on_progress)
        console.say(f"{console.counted(count, 'document')} in {output}")
    elif form == "parquet":
        raise CorpusError("Parquet is not for the terminal", hint=f"Name a file: -o {name}.parquet")
    else:
        write(found, sys.stdout.buffer, form=form, delimiter=mark)


@app.command()
def merge(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME", help="The corpora to read, or folders of some: shards/.")
    ],
    into: Annotated[str, typer.Option(metavar="NAME", help="The corpus to write; it may be new.")],
    delimiter: Delimiter = None,
    near_duplicates: Annotated[
        bool,
        typer.Option("--near-duplicates", help="Leave out what nearly repeats an older document, too."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add the documents of corpora to another one; exact repeats are left out.

    The shards of a large collection, which must be all there, become what one process would have
    collected.
    """
    from textgen.cli.collect import Failures, meter, print_summary
    from textgen.collecting.merging import merge as run
    from textgen.corpus.split import unescape

    mark = None if delimiter is None else unescape(delimiter)
    with meter() as on_progress:
        summary = run(
            names,
            into,
            delimiter=mark,
            near_duplicates=near_duplicates,
            on_progress=on_progress,
            on_log=console.say,
            on_fail=Failures(),
        )
    if as_json:
        console.print_json(summary.to_json())
    else:
        print_summary(summary)
    if summary.failed:
        raise typer.Exit(3)


@app.command()
def drop(
    name: Name,
    uri: Annotated[
        str | None,
        typer.Option(metavar="PATTERN", help="Only the documents with such a uri, such as 'drafts/*'."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a corpus, or some of its documents, which then never come back."""
    from textgen.corpus import opening
    from textgen.corpus.listing import matching
    from textgen.corpus.store import Corpus

    if uri is None:
        _confirm(f"Remove the corpus {name} for good?", yes)
        opening.drop(name)
        print(f"Removed {name}.")
        return
    count = matching(Corpus.open(name), uri)
    if not count:
        raise CorpusError(
            f"{name} has no document whose uri matches {uri!r}",
            hint=f"textgen corpus export {name} --format jsonl shows the uris.",
        )
    _confirm(f"Remove {console.counted(count, 'document')} from {name} for good?", yes)
    print(f"Removed {console.counted(opening.remove(name, uri), 'document')} from {name}.")


def _confirm(question: str, yes: bool) -> None:
    if not (yes or console.confirm(question)):
        raise typer.Abort


def _print_rows(rows: dict[str, object]) -> None:
    width = max(map(len, rows))
    for label, value in rows.items():
        print(f"{label:{width}}  {value:,}" if isinstance(value, int) else f"{label:{width}}  {value}")

"""``textgen collect``: each installed source is a command, made from its function's signature."""

from __future__ import annotations

import inspect
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from textgen.cli import console
from textgen.errors import PluginError

if TYPE_CHECKING:
    from textgen.collecting.summary import Progress, Summary
    from textgen.document import Document
    from textgen.hookspecs import Source


class Sources(TyperGroup):
    """The installed sources; they are loaded only when one is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the sources."""
        from textgen import plugins

        return list(plugins.load().sources)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a source; an unknown one is an error that names the closest."""
        from textgen import plugins

        return _command(cmd_name, plugins.load().source(cmd_name))


app = typer.Typer(cls=Sources, no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def collect() -> None:
    """Gather texts into a corpus: from files, from the web, from your own exports."""


def common_parameters() -> list[inspect.Parameter]:
    """The parameters that every source has."""
    return [*inspect.signature(_collect, eval_str=True).parameters.values()][2:]


def _command(name: str, source: Source) -> Any:
    from textgen.plugins import parameters

    common = common_parameters()
    own = parameters(source)
    if taken := {parameter.name for parameter in own} & {parameter.name for parameter in common}:
        raise PluginError(
            f"the source {name} has a parameter {min(taken)}, and every source has one already",
            hint="Its author must give it another name.",
        )

    def command(**values: Any) -> None:
        shared = {parameter.name: values.pop(parameter.name) for parameter in common}
        _collect(name, values, **shared)

    every = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in [*own, *common]]
    command.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in every}
    command.__doc__ = (inspect.getdoc(source) or "").partition("\n\nArgs:")[0]
    made = typer.Typer(add_completion=False, rich_markup_mode=None)
    made.command(name)(command)
    return typer.main.get_command(made)


def _collect(
    source: str,
    arguments: dict[str, Any],
    /,
    corpus: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The corpus to collect into; by default it is called like the source."
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many new documents.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the documents, write nothing.")] = False,
    min_chars: Annotated[int, typer.Option(min=0, help="Leave out documents of fewer characters.")] = 0,
    language: Annotated[
        str | None,
        typer.Option(metavar="CODES", help="Leave out documents in other languages: de or de,en."),
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Keep the texts as they come, uncleaned.")] = False,
    keep_duplicates: Annotated[
        bool, typer.Option("--keep-duplicates", help="Keep exact repeats of 50 characters or more, too.")
    ] = False,
    near_duplicates: Annotated[
        bool,
        typer.Option(
            "--near-duplicates", help="Leave out what nearly repeats an older document; web does so anyway."
        ),
    ] = False,
    delimiter: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help="What follows each document of a new corpus; by default a form feed, \\f."
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Collect the corpus anew; the old one stays until that is done.")
    ] = False,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="Let computers of your own network, and this one, be asked."),
    ] = False,
    dropped: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what is left out to this file, as JSON lines.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    from textgen import plugins
    from textgen.collecting.pipeline import collect as run
    from textgen.collecting.summary import Interrupted
    from textgen.corpus.split import unescape

    for plugin in plugins.load().failed:
        console.warn(f"the plugin {plugin} cannot be used: {plugin.error}")
    with nullcontext() if dry_run else meter() as on_progress:
        try:
            summary = run(
                source,
                corpus=corpus,
                limit=limit,
                dry_run=dry_run,
                min_chars=min_chars,
                language=language,
                raw=raw,
                keep_duplicates=keep_duplicates,
                near_duplicates=near_duplicates or None,
                delimiter=None if delimiter is None else unescape(delimiter),
                fresh=fresh,
                allow_private=allow_private,
                dropped=dropped,
                on_document=_print_json if dry_run and as_json else _print if dry_run else None,
                on_progress=on_progress,
                on_log=console.say,
                on_fail=Failures(),
                on_question=console.confirm,
                **arguments,
            )
        except Interrupted as interrupted:
            _print_interrupted(interrupted.summary, dry_run=dry_run, fresh=fresh)
            raise typer.Exit(130) from None
    if dry_run:
        console.say(f"{_sizes(summary)}; nothing was written.")
        _print_left_out(summary, console.say)
    elif as_json:
        print(json.dumps(summary.to_json(), ensure_ascii=False))
    else:
        print_summary(summary)
    if not summary.complete:
        raise typer.Exit(3)


class Failures:
    """Names what could not be read as it is met; after some, the count at the end must do."""

    def __init__(self) -> None:
        self._left = 20

    def __call__(self, uri: str, reason: str) -> None:
        """Name one."""
        if self._left:
            console.say(f"Failed: {uri}: {reason}")
            self._left -= 1
            if not self._left:
                console.say("Further failures are only counted; --dropped FILE names them all.")


def _print(document: Document) -> None:
    print(f"=== {document.uri}\n{document.text}")


def _print_json(document: Document) -> None:
    from textgen.corpus.exporting import record

    print(json.dumps(record(document), ensure_ascii=False))


def print_summary(summary: Summary) -> None:
    """Print what a run did, and what to type next."""
    print(f"{summary.corpus}: {_sizes(summary)}")
    print(f"Added {summary.added:,}, replaced {summary.replaced:,} in {summary.seconds:.1f} s.")
    for label, value in summary.notes.items():
        print(f"{label.capitalize()}: {value}.")
    _print_left_out(summary, print)
    if summary.documents:
        print(f"Next: textgen train {summary.corpus}")
    else:
        console.say("Nothing was collected.")


def _print_left_out(summary: Summary, say: Callable[[str], None]) -> None:
    for what, reasons in (("Skipped", summary.skipped), ("Failed", summary.failed)):
        if reasons:
            listed = ", ".join(f"{count:,} {reason}" for reason, count in sorted(reasons.items()))
            say(f"{what} {sum(reasons.values()):,}: {listed}.")


def _print_interrupted(summary: Summary, *, dry_run: bool, fresh: bool) -> None:
    kept = console.counted(summary.documents, "document")
    again = "Type the same command again to go on."
    if dry_run:
        message = "Interrupted; nothing was written."
    elif not summary.documents:
        message = "Interrupted before anything was collected."
    elif fresh:
        message = f"Interrupted; the old corpus stays, and {kept} collected anew wait beside it. {again}"
    else:
        message = f"Interrupted; {summary.corpus} holds {kept} so far. {again}"
    print(message, file=sys.stderr)


def _sizes(summary: Summary) -> str:
    return (
        f"{console.counted(summary.documents, 'document')}, "
        f"{console.counted(summary.characters, 'character')}, {console.counted(summary.bytes, 'byte')}"
    )


@contextmanager
def meter() -> Iterator[Callable[[Progress], None]]:
    """Show how far the run is: a bar on a terminal, else a line every few seconds."""
    if console.quiet:
        yield lambda now: None
    elif sys.stderr.isatty():
        from rich import progress

        columns = (
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.TimeRemainingColumn(),
        )
        with progress.Progress(*columns, console=console.stderr(), transient=True) as bar:
            console.display = bar
            task = bar.add_task("", total=None)
            yield lambda now: bar.update(task, description=_text(now), completed=now.done, total=now.total)
    else:
        begun = last = time.monotonic()

        def show(now: Progress) -> None:
            nonlocal last
            time_now = time.monotonic()
            if time_now - last >= console.SECONDS_BETWEEN_LINES:
                last = time_now
                console.say(_text(now) + _remaining(now, last - begun))

        yield show


def _text(now: Progress) -> str:
    return f"{console.counted(now.documents, 'document')}, {now.bytes / 1e6:,.1f} MB"


def _remaining(now: Progress, seconds: float) -> str:
    rate = f", {now.bytes / 1e6 / seconds:,.1f} MB/s"
    if not now.total or not now.done:
        return rate
    left = seconds * (now.total - now.done) / now.done
    return f"{rate}, {now.done / now.total:.0%}, {left:,.0f} s left"

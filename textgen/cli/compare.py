"""``textgen compare``: set generators side by side."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textgen.comparison.metrics import Metric
    from textgen.comparison.results import Comparison, Value
    from textgen.generators.base import Sampling

SAMPLING = ("temperature", "top_k", "top_p")
_WIDEST = 60  # columns of a name


def compare(
    context: typer.Context,
    generators: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL",
            help="A model's name or folder, or an address such as runway:http://localhost:8000.",
        ),
    ] = None,
    prompt: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="A beginning to write on from; may be given several times."),
    ] = None,
    prompts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Prompts, one on each line; by default paragraphs of the first model's held-out excerpt.",
        ),
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="Texts by each model for each prompt.")] = 8,
    length: Annotated[int, typer.Option(min=1, help="Characters of each text.")] = 300,
    held_out: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|CORPUS",
            help="A text that no model learned; by default what the first model's own text held out.",
        ),
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|CORPUS",
            help="The text in which copies are looked for; by default what the first model learned.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The first text's seed; it grows by 1 for each.")] = 1,
    temperature: Annotated[
        float, typer.Option(min=0, max=10, help="Below 1 safer, above 1 wilder, 0 always the likeliest.")
    ] = 0.7,
    top_k: Annotated[int | None, typer.Option(min=1, help="Draw among the K likeliest only.")] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Draw among the likeliest that together reach probability P.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the report goes; by default ./report.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="REPORT",
            help="Make the page again from a report.json; nobody is asked anything.",
        ),
    ] = None,
    blind: Annotated[
        bool,
        typer.Option("--blind", help="Let you guess who wrote each passage, and count how often you do."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: what is in report.json.")] = False,
) -> None:
    """Compare models: the same prompts, lengths and seeds for all, one table and one page."""
    if bool(generators) == (source is not None):
        raise typer.BadParameter("name models to compare, or a finished report by --from, one of the two")
    if source is not None:
        _refuse_settings(context)
    if prompt and prompts:
        raise typer.BadParameter("--prompt and --prompts exclude each other")
    if blind:
        from textgen.cli import blind as test

        test.require_reader()
    if source is not None:
        comparison, folder = _again(source, output)
    else:
        folder = output or Path("report")
        sampling = _sampling(temperature, top_k, top_p)
        with _interruptible(folder), console.warnings_shown(), _stages() as show:
            from textgen.comparison.run import compare as run

            comparison = run(
                *(generators or []),
                prompts=prompts or prompt,
                samples=samples,
                length=length,
                seed=seed,
                sampling=sampling,
                held_out=held_out,
                corpus=corpus,
                output=folder,
                on_progress=show,
            )
    if as_json and not blind:
        _print_json(comparison)
    elif not blind:
        _print_table(comparison)
    failed = _say_what_happened(comparison, folder, is_new=source is None)
    if blind:
        test.run(comparison, folder, as_json=as_json)
    if failed:
        raise typer.Exit(1 if failed == len(comparison.generators) else 3)
    if not blind and comparison.reference:
        console.say(f"Can you tell who wrote what? textgen compare --from {folder} --blind")


def _refuse_settings(context: typer.Context) -> None:
    """Refuse what a finished comparison cannot take any more."""
    for name in ("prompt", "prompts", "samples", "length", "held_out", "corpus", "seed", *SAMPLING):
        found = context.get_parameter_source(name)
        if found and found.name == "COMMANDLINE":
            option = f"--{name.replace('_', '-')}"
            raise typer.BadParameter(f"{option} is no setting of --from, which asks nobody anything")


def _again(source: Path, output: Path | None) -> tuple[Comparison, Path]:
    """Make the page of a finished comparison again; return the comparison and the page's folder."""
    from textgen.comparison import report, results

    comparison = results.read(source)
    folder = output or (source if source.is_dir() else source.parent)
    folder.mkdir(parents=True, exist_ok=True)
    report.write(comparison, folder)
    return comparison, folder


def _sampling(temperature: float, top_k: int | None, top_p: float | None) -> Sampling:
    from textgen.generators.base import Sampling

    try:
        return Sampling(temperature, top_k, top_p)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@contextmanager
def _interruptible(folder: Path) -> Iterator[None]:
    """Say after Ctrl-C that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        console.say(f"Interrupted. The answers so far are kept in {folder}: type the same command to go on.")
        raise typer.Exit(130) from None


@contextmanager
def _stages() -> Iterator[Callable[[str, float, float | None], None]]:
    """Show how much is done of one thing after another."""
    with ExitStack() as stack:
        current = ""
        shown: Callable[[float, float | None], None] | None = None

        def show(unit: str, done: float, total: float | None) -> None:
            nonlocal current, shown
            if unit != current or shown is None:
                stack.close()
                current, shown = unit, stack.enter_context(console.progress(unit))
            shown(done, total)

        yield show


def _print_json(comparison: Comparison) -> None:
    import msgspec

    from textgen.comparison.results import encoded

    print(msgspec.json.format(encoded(comparison), indent=2).decode())


def _print_table(comparison: Comparison) -> None:
    """Print a line for each metric and a column for each generator, and one for the real author."""
    from textgen.comparison.findings import REAL, labels
    from textgen.comparison.metrics import METRICS
    from textgen.comparison.visible import visible

    columns = [(visible(name), one.measured) for name, one in labels(comparison).items()]
    if comparison.reference:
        columns.append((REAL, comparison.reference.measured))
    rows = {"": _headings([name for name, _ in columns])}
    for name, metric in METRICS.items():
        label = f"{metric.label}, {metric.unit}" if metric.unit else metric.label
        rows[label] = [_cell(metric, measured.metrics.get(name)) for _, measured in columns]
    wide = max(map(len, rows))
    widths = [max(map(len, cells)) for cells in zip(*rows.values(), strict=True)]
    for label, cells in rows.items():
        print("  ".join([f"{label:<{wide}}", *map(str.rjust, cells, widths)]))


def _headings(names: Sequence[str]) -> list[str]:
    """The names as far as there is room; their places stand before them where some would look alike."""
    cut = [name[:_WIDEST] for name in names]
    if len(set(cut)) == len(cut):
        return cut
    return [f"{place} {name}"[:_WIDEST] for place, name in enumerate(names, 1)]


def _cell(metric: Metric, value: Value | None) -> str:
    """A value, with its interval where there is one."""
    from textgen.comparison.metrics import missing

    if value is None:
        return "–"
    if value.value is None:
        return missing(value)
    if value.low is None or value.high is None:
        return metric.number(value.value)
    return f"{metric.number(value.value)} [{metric.number(value.low)}, {metric.number(value.high)}]"


def _say_what_happened(comparison: Comparison, folder: Path, *, is_new: bool) -> int:
    """Say what a reader must know, who failed, and where the report is; return how many failed."""
    from textgen.comparison.report import PAGE

    for what, text in (("training", comparison.corpus), ("held-out", comparison.held_out)):
        if not text.found:
            console.warn(f"there is no {what} text: {text.reason}")
    for note in comparison.notes:
        console.warn(note)
    failed = [one for one in comparison.generators if one.failed]
    for one in failed:
        console.warn(f"{one.name} failed: {one.failed}")
        if one.hint:
            console.say(one.hint)
    console.say(f"Report: {folder / PAGE}")
    if failed and is_new:
        console.say("The same command asks again who failed.")
    return len(failed)

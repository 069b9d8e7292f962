"""``textgen plugins``: what is installed, the beginning of a new one, and which keep the contract."""

from __future__ import annotations

from typing import Annotated

import typer

from textgen.cli import console
from textgen.errors import PluginError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def plugins() -> None:
    """See which plugins are installed, begin one of your own, and check it."""


@app.command("list")
def list_plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the installed plugins: package, version, what each gives, and what failed."""
    from textgen.plugins import load

    registry = load()
    if as_json:
        console.print_json(registry.describe())
        return
    width = max((len(str(plugin)) for plugin in registry.plugins), default=0)
    for plugin in registry.plugins:
        print(f"{plugin!s:{width}}  {plugin.summary}")
    for conflict in registry.conflicts:
        print(f"Conflict: {conflict}")


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The source, as it is typed after textgen collect.")
    ],
    template: Annotated[
        str,
        typer.Option("--from", metavar="KIND", help="What it reads: web pages (web) or a file (json)."),
    ] = "web",
) -> None:
    """Write the package of a new source into the folder textgen-NAME; nothing is ever overwritten."""
    from textgen.scaffolding import scaffold

    folder = scaffold(name, template)
    print(folder)
    typer.echo(f"Next: cd {folder}, pip install -e ., textgen plugins check {name}", err=True)


@app.command()
def check(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A source or a plugin; all of them by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check offline, on the sample that each source declares, that it keeps the contract."""
    import sys
    from contextlib import redirect_stdout

    from textgen.plugins import load
    from textgen.testing.installed import check_installed

    verdicts, out = [], sys.stdout
    with redirect_stdout(sys.stderr):
        for verdict in check_installed(load(), name):
            verdicts.append(verdict)
            if not as_json:
                print(f"{verdict.name}: {'failed' if verdict.problems else 'ok'}", file=out)
                for problem in verdict.problems:
                    print(f"  - {problem}", file=out)
    if as_json:
        console.print_json([verdict.describe() for verdict in verdicts])
    if failed := [verdict for verdict in verdicts if verdict.problems]:
        raise PluginError(
            f"{len(failed)} of {len(verdicts)} sources do not keep the contract",
            hint="docs/plugins.md explains each promise and how a sample is declared.",
        )

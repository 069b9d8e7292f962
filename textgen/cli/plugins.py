"""``textgen plugins``: what is installed, what it gives, and what cannot be used."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def plugins() -> None:
    """See which plugins are installed and what they give."""


@app.command("list")
def list_plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the installed plugins: package, version, what each gives, and what failed."""
    from textgen.plugins import load

    registry = load()
    if as_json:
        import orjson

        print(orjson.dumps(registry.describe(), option=orjson.OPT_INDENT_2).decode())
        return
    width = max((len(str(plugin)) for plugin in registry.plugins), default=0)
    for plugin in registry.plugins:
        print(f"{plugin!s:{width}}  {plugin.summary}")
    for conflict in registry.conflicts:
        print(f"Conflict: {conflict}")

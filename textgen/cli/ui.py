"""``textgen ui``: the four steps in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from textgen.cli import console


def ui(
    host: Annotated[
        str, typer.Option(help="Where to listen; beyond this computer only with TEXTGEN_PASSWORD set.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 7860,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser; print the address only.")
    ] = False,
) -> None:
    """Gather, train, write and compare in your browser; Ctrl-C ends it."""
    import inspect
    import os

    from textgen.cli.collect import common_parameters
    from textgen.cli.train import train
    from textgen.ui import trainings
    from textgen.ui.server import Server, has_desktop

    server = Server(host=host, port=port, password=os.environ.get("TEXTGEN_PASSWORD") or None)
    print(server.address, flush=True)
    console.say("Open this address in a browser. Ctrl-C ends it.")
    if not no_browser and has_desktop():
        import webbrowser

        webbrowser.open(server.address)
    training = [*inspect.signature(train, eval_str=True).parameters.values()]
    try:
        server.run(training=training, collecting=common_parameters())
    finally:
        if trainings.is_running():
            console.say("The training goes on; textgen ui finds it again.")

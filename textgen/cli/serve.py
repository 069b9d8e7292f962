"""``textgen serve``: a model that other programs can ask."""

from __future__ import annotations

from typing import Annotated

import typer

from textgen.cli import console


def serve(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="A model's name, a model folder, or a generator's address.",
            show_default=False,
        ),
    ],
    host: Annotated[
        str, typer.Option(help="Where to listen; beyond this computer only with TEXTGEN_TOKEN set.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 8000,
) -> None:
    """Answer the requests of Runway's and of OpenAI's clients with a model; Ctrl-C ends it."""
    import os

    from textgen.generators.registry import load_generator
    from textgen.serving.server import Server

    token = os.environ.get("TEXTGEN_TOKEN") or None
    with console.warnings_shown():
        generator = load_generator(model)
        server = Server(generator, host=host, port=port, token=token)
        print(server.address, flush=True)
        console.say(f"{generator.name} answers; Ctrl-C ends it. In another terminal:")
        for command in _commands(server.address, token=bool(token)):
            console.say(f"  {command}")
        server.run()


def _commands(address: str, *, token: bool) -> tuple[str, str]:
    """What may be typed in another terminal."""
    before = "RUNWAY_TOKEN=$TEXTGEN_TOKEN " if token else ""
    bearer = ' -H "Authorization: Bearer $TEXTGEN_TOKEN"' if token else ""
    return (
        f'{before}textgen generate runway:{address} --prompt "O, "',
        f"""curl {address}/v1/completions{bearer} -d '{{"prompt": "O, ", "max_tokens": 200}}'""",
    )

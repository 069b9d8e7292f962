"""The app: a page with the steps as tabs, behind its guard."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from textgen.errors import TextgenError
from textgen.ui import compare_tab, comparing, gather_tab, sources, train_tab, write_tab
from textgen.ui.guard import Guard
from textgen.ui.handling import DIRECT
from textgen.ui.theme import CSS, theme
from textgen.ui.writing import route_warnings

if TYPE_CHECKING:
    import inspect
    from collections.abc import Callable, Sequence

    from starlette.types import ASGIApp

SCRIPT: Final = "textgen.js"


def build(
    password: str | None, *, training: Sequence[inspect.Parameter], collecting: Sequence[inspect.Parameter]
) -> ASGIApp:
    """Build the app.

    Args:
        password: What every request must bear, if there is one.
        training: The parameters of ``textgen train``.
        collecting: Those that every source of ``textgen collect`` has.
    """
    import fastapi
    import gradio as gr

    route_warnings()
    steps: dict[str, Callable[[], tuple[Any, Any]]] = {
        "Gather": lambda: gather_tab.build(collecting),
        "Train": lambda: train_tab.build(training),
        "Write": lambda: write_tab.build(Path(os.environ["GRADIO_TEMP_DIR"])),
        "Compare": compare_tab.build,
    }
    with gr.Blocks(title="textgen", analytics_enabled=False) as blocks:
        gr.Markdown("# textgen\nGather your words, let a network learn them, let it write, and compare.")
        with gr.Tabs():
            for name, step in steps.items():
                with gr.Tab(name) as tab:
                    refresh, refreshed = step()
                for event in (tab.select, blocks.load):
                    event(refresh, None, refreshed, **DIRECT)
    app = fastapi.FastAPI(openapi_url=None)

    app.add_api_route(f"/{SCRIPT}", _script)
    app.add_api_route("/reports/{name}", _report)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        theme=theme(),
        css=CSS + sources.css(),
        head=f'<script src="{SCRIPT}" defer></script>',
    )
    return Guard(app, password)


def _script() -> Response:
    code = resources.files("textgen.ui").joinpath(SCRIPT).read_bytes()
    return Response(code, media_type="text/javascript")


def _report(name: str) -> Response:
    try:
        return Response(comparing.page(name).read_bytes(), media_type="text/html")
    except (TextgenError, OSError):
        return Response("There is no such report.", 404)

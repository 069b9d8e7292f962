"""The app on a port of this computer."""

from __future__ import annotations

import importlib.util
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from textgen.errors import Unsupported
from textgen.installation import install_hint
from textgen.serving.listening import address_of, listening
from textgen.ui import uploads

if TYPE_CHECKING:
    import inspect
    from collections.abc import Sequence

_GRACE: Final = 2  # seconds for running requests to finish
_PRIVATE: Final = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
}
"""Read by Gradio and what it brings along when they are imported: nothing is told to anybody."""


class Server:
    """Listens from the beginning, answers in ``run``.

    Args:
        host: The name or address to listen at.
        port: 0 for any that is free.
        password: What a browser must be told; needed beyond this computer.

    Raises:
        TextgenError: the port is in use, the host is not this computer's, or a password is missing.
        Unsupported: Gradio is not installed.
    """

    def __init__(self, *, host: str, port: int, password: str | None) -> None:
        if importlib.util.find_spec("gradio") is None:
            raise Unsupported("the browser app needs Gradio, which is not installed", hint=install_hint("ui"))
        self._password = password
        self._socket = listening(host, port, secret=password, variable="TEXTGEN_PASSWORD")
        self.address = address_of(self._socket)

    def run(self, *, training: Sequence[inspect.Parameter], collecting: Sequence[inspect.Parameter]) -> None:
        """Answer until SIGTERM, or until Ctrl-C, which is a KeyboardInterrupt.

        Args:
            training: The parameters of ``textgen train``.
            collecting: Those that every source of ``textgen collect`` has.
        """
        with uploads.folder() as temporary:
            os.environ.update(_PRIVATE, GRADIO_TEMP_DIR=str(temporary))
            import uvicorn

            from textgen.ui.app import build

            logging.getLogger("httpx").setLevel(logging.WARNING)
            config = uvicorn.Config(
                build(self._password, training=training, collecting=collecting),
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_GRACE,
            )
            server = uvicorn.Server(config)
            # Open pages are cut off in the end, which is no error to tell of.
            logging.getLogger("uvicorn.error").addFilter(lambda record: not server.should_exit)
            # uvicorn stops on the signal, then raises it again for whoever set this before.
            signal.signal(signal.SIGTERM, lambda *_: None)
            server.run(sockets=[self._socket])


def has_desktop() -> bool:
    """Whether a browser would open before the person who typed the command."""
    if "SSH_CONNECTION" in os.environ:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

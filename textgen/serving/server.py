"""A generator on a port of this computer."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Final

from textgen.errors import Unsupported
from textgen.installation import install_hint
from textgen.serving.listening import address_of, listening

if TYPE_CHECKING:
    import socket

    from textgen.generators.base import Generator

_GRACE: Final = 3  # seconds for running requests to finish


class Server:
    """Listens from the beginning, answers in ``run``.

    Args:
        generator: What answers.
        host: The name or address to listen at.
        port: 0 for any that is free.
        token: What a client must bear; needed beyond this computer.

    Raises:
        TextgenError: the port is in use, the host is not this computer's, or a token is missing.
        Unsupported: what serving needs is not installed.
    """

    def __init__(self, generator: Generator, *, host: str, port: int, token: str | None) -> None:
        try:
            import starlette  # noqa: F401 - to know it before anything is said
            import uvicorn  # noqa: F401
        except ModuleNotFoundError:
            raise Unsupported(
                "serving needs Starlette and uvicorn, which are not installed",
                hint=install_hint("serve"),
            ) from None
        self._generator, self._token = generator, token
        self._socket = listening(host, port, secret=token, variable="TEXTGEN_TOKEN")
        self.address = address_of(self._socket)

    def run(self) -> None:
        """Answer until SIGTERM, or until Ctrl-C, which is a KeyboardInterrupt.

        Requests that are running then have three seconds to finish.
        """
        import uvicorn

        from textgen.serving.app import build
        from textgen.serving.connection import Connection
        from textgen.serving.limits import CONNECTIONS
        from textgen.serving.service import Service

        service = Service(self._generator)

        class Graceful(uvicorn.Server):
            """Tells those who still wait that it ends, before it cuts them off."""

            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                asyncio.get_running_loop().call_later(_GRACE, cut)
                await super().shutdown(sockets)

        def cut() -> None:
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # nobody needs a traceback now
            service.engine.end()

        config = uvicorn.Config(
            build(service, self._token),
            loop="asyncio",
            http=Connection,
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=_GRACE + 1,
        )
        # uvicorn stops on the signal, then raises it again for whoever set this before.
        signal.signal(signal.SIGTERM, lambda *_: None)
        Graceful(config).run(sockets=[self._socket])

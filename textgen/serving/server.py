"""A generator on a port of this computer."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import signal
import socket
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import TextgenError, Unsupported
from textgen.installation import install_hint

if TYPE_CHECKING:
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
        family, address = _resolved(host, port)
        self.public = not ipaddress.ip_address(address[0].partition("%")[0]).is_loopback
        if self.public and not token:
            raise TextgenError(
                f"{host} can be reached from other computers, and nothing would keep strangers out",
                hint="Set a token that only you know, export TEXTGEN_TOKEN=..., or leave out --host.",
            )
        self._generator, self._token = generator, token
        self._socket = _listening(family, address)
        at, port = self._socket.getsockname()[:2]
        if ipaddress.ip_address(at.partition("%")[0]).is_unspecified:
            at = "127.0.0.1" if family == socket.AF_INET else "::1"
        self.address = f"http://[{at}]:{port}" if ":" in at else f"http://{at}:{port}"

    def run(self) -> None:
        """Answer until SIGTERM, or until Ctrl-C, which is a KeyboardInterrupt.

        Requests that are running then have three seconds to finish.
        """
        import uvicorn

        from textgen.serving.app import build
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
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=_GRACE + 1,
        )
        # uvicorn stops on the signal, then raises it again for whoever set this before.
        signal.signal(signal.SIGTERM, lambda *_: None)
        Graceful(config).run(sockets=[self._socket])


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, Any]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise TextgenError(
            f"{host!r} is no name of this computer", hint="Leave out --host, or give an address of yours."
        ) from None
    family, _, _, _, address = found[0]
    return family, address


def _listening(family: socket.AddressFamily, address: Any) -> socket.socket:
    try:
        return socket.create_server(address, family=family, backlog=512)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message, hint = f"port {address[1]} is in use", "Take another: --port 0 takes one that is free."
        elif error.errno in (errno.EACCES, errno.EPERM):
            message, hint = f"port {address[1]} may not be used", "Take one above 1023."
        else:
            message, hint = f"{address[0]} is no address of this computer", "Leave out --host."
        raise TextgenError(message, hint=hint) from None

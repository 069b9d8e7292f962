"""Where a server of ours listens: an address of this computer, on a port that nobody else has."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import Any

from textgen.errors import TextgenError


def listening(host: str, port: int, *, secret: str | None, variable: str) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: The name or address to listen at.
        port: 0 for any that is free.
        secret: What a client must know; needed beyond this computer.
        variable: The environment variable that the secret comes from.

    Raises:
        TextgenError: the port is in use, the host is not this computer's, or the secret is missing.
    """
    family, address = _resolved(host, port)
    if not ipaddress.ip_address(address[0].partition("%")[0]).is_loopback and not secret:
        raise TextgenError(
            f"{host} can be reached from other computers, and nothing would keep strangers out",
            hint=f"Set a secret that only you know, export {variable}=..., or leave out --host.",
        )
    try:
        opened = socket.create_server(address, family=family, backlog=512)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message, hint = f"port {address[1]} is in use", "Take another: --port 0 takes one that is free."
        elif error.errno in (errno.EACCES, errno.EPERM):
            message, hint = f"port {address[1]} may not be used", "Take one above 1023."
        else:
            message, hint = f"{address[0]} is no address of this computer", "Leave out --host."
        raise TextgenError(message, hint=hint) from None
    # Connections inherit it. Without, an answer in two parts waits 40 ms for the first one's receipt.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def address_of(opened: socket.socket) -> str:
    """Return what a browser or program on this computer asks to reach a socket that listens."""
    at, port = opened.getsockname()[:2]
    if ipaddress.ip_address(at.partition("%")[0]).is_unspecified:
        at = "127.0.0.1" if opened.family == socket.AF_INET else "::1"
    return f"http://[{at}]:{port}" if ":" in at else f"http://{at}:{port}"


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, Any]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise TextgenError(
            f"{host!r} is no name of this computer", hint="Leave out --host, or give an address of yours."
        ) from None
    family, _, _, _, address = found[0]
    return family, address

"""Which computers may be connected to: those of the public internet, unless the user says otherwise."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeAlias

SocketAddress: TypeAlias = tuple[int, Any]
"""The address family, and what ``socket.connect`` takes."""
Resolver: TypeAlias = Callable[..., list[tuple[Any, ...]]]

_PUBLIC_6 = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC = [
    (ipaddress.ip_network(network), what)
    for network, what in {
        "0.0.0.0/8": "unspecified",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "shared by a provider's customers",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved",
        "192.0.2.0/24": "reserved",
        "192.88.99.0/24": "6to4",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "reserved",
        "198.51.100.0/24": "reserved",
        "203.0.113.0/24": "reserved",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
        "::/128": "unspecified",
        "::1/128": "loopback",
        "::/96": "IPv4-compatible",
        "::ffff:0:0/96": "IPv4-mapped",
        "::ffff:0:0:0/96": "IPv4-translated",
        "64:ff9b::/96": "NAT64",
        "64:ff9b:1::/48": "NAT64",
        "2001::/32": "Teredo",
        "2001::/23": "reserved",
        "2001:db8::/32": "reserved",
        "2002::/16": "6to4",
        "3fff::/20": "reserved",
        "fc00::/7": "private",
        "fe80::/10": "link-local",
        "fec0::/10": "site-local",
        "ff00::/8": "multicast",
    }.items()
]
"""IANA's registries of special addresses; forms that hide an IPv4 address are refused whatever they hide."""


class ForbiddenAddress(Exception):  # noqa: N818 - the address is wrong, not the program
    """A host has an address that must not be connected to; the message says of which kind."""


class Guard:
    """Looks names up, and lets through only what may be connected to.

    What it returns is what must be connected to: a name that is looked up twice may lead elsewhere.

    Args:
        allow_private: Whether every address may be connected to.
        resolve: Looks a name up, as ``socket.getaddrinfo`` does.
    """

    def __init__(self, *, allow_private: bool = False, resolve: Resolver = socket.getaddrinfo) -> None:
        self.allow_private = allow_private
        self._resolve = resolve

    def refusal(self, address: str) -> str | None:
        """Why an IP address must not be connected to, None if it may."""
        if self.allow_private:
            return None
        ip = ipaddress.ip_address(address.partition("%")[0])
        for network, what in _NOT_PUBLIC:
            if ip in network:
                return what
        return "reserved" if ip.version == 6 and ip not in _PUBLIC_6 else None

    def addresses(self, host: str, port: int, seconds: float) -> list[SocketAddress]:
        """Look ``host`` up, and return where it may be connected to.

        Raises:
            ForbiddenAddress: one of its addresses is not public.
            TimeoutError: nobody knew within ``seconds``.
            OSError: the name is not known.
        """
        future: Future[list[tuple[Any, ...]]] = Future()

        def look_up() -> None:
            try:
                future.set_result(self._resolve(host, port, type=socket.SOCK_STREAM))
            except BaseException as error:  # it is raised again where the result is awaited
                future.set_exception(error)

        # Nothing interrupts a look-up, so that a thread of its own is left to it.
        threading.Thread(target=look_up, daemon=True).start()
        found = [(family, address) for family, _, _, _, address in future.result(seconds)]
        for _, address in found:
            if what := self.refusal(address[0]):
                raise ForbiddenAddress(what)
        return list(dict.fromkeys(found))

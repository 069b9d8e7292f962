"""Connections to checked addresses only, all of them cut when an exchange has lasted too long."""

from __future__ import annotations

import math
import socket
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from textgen.web.guard import ForbiddenAddress, Guard
from textgen.web.response import FetchError

_PRIVATE_HINT = "If it is a computer of yours, allow it with --allow-private."
_UNKNOWN = "its name could not be looked up"
_current: ContextVar[Exchange] = ContextVar("exchange")


class Exchange:
    """The time that a request may take in all, from the name look-up to the last byte.

    A socket's time-out starts anew with each byte; here a timer shuts the socket down.

    Args:
        url: What is asked for.
        guard: Says which addresses may be connected to.
        seconds: How long it may take.
        connecting: How long of it may pass before there is a connection.
    """

    def __init__(self, url: str, guard: Guard, seconds: float, *, connecting: float = math.inf) -> None:
        self.url = url
        self.peer: str | None = None
        """The IP address of who answered."""
        self.is_connected_anew = False
        self._guard = guard
        self.seconds = seconds
        self._connecting = connecting
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._expired = False
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Exchange:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for twin in self._sockets:
                twin.close()
            self._sockets.clear()

    def check(self) -> None:
        """Raise a FetchError if the time is over."""
        if self._expired or time.monotonic() > self._end:
            raise self.too_slow()

    def too_slow(self) -> FetchError:
        """What is raised when the time is over."""
        reason = f"no complete answer within {self.seconds:g} s"
        return FetchError(self.url, reason, hint="Try again later.", transient=True)

    def connect(self, host: str, port: int, *, guard: Guard | None = None) -> socket.socket:
        """Connect to one of the host's addresses, each of them checked.

        Raises:
            FetchError: there is none, it must not be connected to, or it does not answer.
        """
        self.is_connected_anew = True
        end = min(self._end, time.monotonic() + self._connecting)
        try:
            found = (guard or self._guard).addresses(host, port, max(0.0, end - time.monotonic()))
        except ForbiddenAddress as error:
            raise self._forbidden(error) from error
        except TimeoutError:
            if end == self._end:
                raise self.too_slow() from None
            raise FetchError(self.url, _UNKNOWN, hint="Check the address.", transient=True) from None
        except UnicodeError as error:
            raise FetchError(self.url, "host unknown", hint="Check the address.") from error
        except OSError as error:
            again = getattr(error, "errno", None) == socket.EAI_AGAIN
            reason = _UNKNOWN if again else "host unknown"
            raise FetchError(self.url, reason, hint="Check the address.", transient=again) from error
        problem: OSError | None = None
        for number, (family, address) in enumerate(found):
            self.check()
            try:
                return self._connect(family, address, (end - time.monotonic()) / (len(found) - number))
            except OSError as error:
                problem = error
        self.check()
        raise FetchError(self.url, "no connection", hint="Try again later.", transient=True) from problem

    def check_name(self, host: str) -> None:
        """Refuse a host whose addresses are not public, as far as this computer knows them.

        Raises:
            FetchError: it must not be asked for.
        """
        try:
            self._guard.addresses(host, 0, max(0.0, self._end - time.monotonic()))
        except ForbiddenAddress as error:
            raise self._forbidden(error) from error
        except OSError:  # only the proxy may know
            return

    def watch(self, sock: socket.socket) -> None:
        """Shut ``sock`` down when the time is over; a TLS layer on top of it goes with it."""
        with self._lock:
            self._sockets.append(socket.fromfd(sock.fileno(), sock.family, sock.type))
            with suppress(OSError):  # it may be gone already
                self.peer = sock.getpeername()[0]
        self.check()

    def _forbidden(self, error: ForbiddenAddress) -> FetchError:
        return FetchError(self.url, f"its address is not a public one ({error})", hint=_PRIVATE_HINT)

    def _connect(self, family: int, address: Any, seconds: float) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(max(seconds, 0.001))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except BaseException:
            sock.close()
            raise
        return sock

    def _expire(self) -> None:
        with self._lock:
            self._expired = True
            for twin in self._sockets:
                with suppress(OSError):  # the other side was faster
                    twin.shutdown(socket.SHUT_RDWR)


class _Guarded(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        exchange = _current.get()
        chosen = Guard(allow_private=True) if self.proxy else None  # the user has chosen the proxy himself
        sock = exchange.connect(self._dns_host, self.port, guard=chosen)
        exchange.watch(sock)
        return sock

    def request(self, *arguments: Any, **named: Any) -> None:
        if self.sock is not None:
            _current.get().watch(self.sock)
        super().request(*arguments, **named)


class _GuardedTLS(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


_POOLS = {"http": _Pool, "https": _PoolTLS}


class GuardedAdapter(HTTPAdapter):
    """Takes the requests of one ``Exchange`` to checked addresses, by TLS under the host's own name."""

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """Make the pools of connections, all of them guarded."""
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> Any:
        """Return the pools of connections to a proxy."""
        manager = super().proxy_manager_for(*arguments, **named)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def ask(
        self,
        request: requests.PreparedRequest,
        exchange: Exchange,
        *,
        authorities: str | None = None,
        proxy: str | None = None,
    ) -> requests.Response:
        """Send a request, and return the answer with its body still unread.

        A connection that was left open, and that the server has closed meanwhile, is made anew.
        """
        token = _current.set(exchange)
        try:
            try:
                return self._send(request, exchange, authorities, proxy)
            except requests.ConnectionError:
                if exchange.is_connected_anew:
                    raise
            exchange.check()
            return self._send(request, exchange, authorities, proxy)
        finally:
            _current.reset(token)

    def _send(
        self,
        request: requests.PreparedRequest,
        exchange: Exchange,
        authorities: str | None,
        proxy: str | None,
    ) -> requests.Response:
        proxies = {"http": proxy, "https": proxy} if proxy else {}
        return self.send(
            request, stream=True, timeout=exchange.seconds, verify=authorities or True, proxies=proxies
        )

"""A web site on loopback that misbehaves as the tests want it to."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import trustme

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """The site's answers by path, else ``otherwise``, and what it was asked; TLS was told ``names``."""

    url: str
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    otherwise: Answer = field(default_factory=lambda: page("nothing here", status=404))
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    names: list[str | None] = field(default_factory=list)
    unanswered: set[BaseHTTPRequestHandler] = field(default_factory=set)
    most_at_once: int = 0

    @property
    def busy(self) -> int:
        """How many requests wait for the first byte of their answer."""
        return len(self.unanswered)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self.times.append(time.monotonic())
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        self.bodies.append(handler.rfile.read(int(handler.headers.get("Content-Length") or 0)))
        self.unanswered.add(handler)
        self.most_at_once = max(self.most_at_once, self.busy)
        answer = self.answers.get(handler.path, self.otherwise)
        if isinstance(answer, list):
            answer = answer.pop(0)
        with suppress(ConnectionError):
            answer(handler)
        self.unanswered.discard(handler)


def page(
    body: str | bytes, *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
) -> Answer:
    """A complete answer; ``retry_after="3"`` becomes the header Retry-After."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        data = body.encode() if isinstance(body, str) else body
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        if "content_length" not in headers:
            handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-").title(), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    return page("moved", status=status, location=location)


def trickle(head: bytes, drop: bytes, seconds: float) -> Answer:
    """The bytes of ``head``, then ``drop`` every 50 ms for a while: no single read ever waits long."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            handler.wfile.write(drop)
            time.sleep(0.05)

    return answer


@contextmanager
def serving(*, keep_alive: bool = False, certificate: trustme.LeafCert | None = None) -> Iterator[Site]:
    """Serve a site, over TLS if there is a certificate; by default each answer ends its connection."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def end_headers(self) -> None:
            site.unanswered.discard(self)  # before the asker can know, and ask for more
            super().end_headers()

        def do_GET(self) -> None:
            self.close_connection = not keep_alive
            site.connections.add(self.client_address)
            site.answer(self)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = lambda _socket, name, _context: site.names.append(name)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that do not trust it
    scheme = "https" if certificate else "http"
    site = Site(f"{scheme}://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()

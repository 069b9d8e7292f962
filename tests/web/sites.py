"""A web site on loopback that misbehaves as the tests want it to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """The site's answers by path, and what it was asked."""

    url: str
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    busy: int = 0
    most_at_once: int = 0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self.times.append(time.monotonic())
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        self.busy += 1
        self.most_at_once = max(self.most_at_once, self.busy)
        answer = self.answers.get(handler.path, page("nothing here", status=404))
        if isinstance(answer, list):
            answer = answer.pop(0)
        with suppress(ConnectionError):
            answer(handler)
        self.busy -= 1


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
def serving() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            site.answer(self)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()

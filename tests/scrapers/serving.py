"""A site on loopback whose answers a test writes down: bytes, or a status with bytes, or a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

Answer = bytes | tuple[int, bytes] | Callable[[dict[str, str]], bytes | tuple[int, bytes]]


class Pages(dict[str, Answer]):
    """The answers by path; a function is given the query. Everything else is missing (404)."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.retry_after = "0"
        self.headers: dict[str, str] = {}
        self.kinds: dict[str, str] = {"txt": "text/plain", "php": "application/json"}


@contextmanager
def serving() -> Iterator[Pages]:
    pages = Pages()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            pages.asked.append(self.path)
            pages.headers = {name.lower(): value for name, value in self.headers.items()}
            answer = pages.get(parts.path, (404, b""))
            if callable(answer):
                answer = answer({name: values[-1] for name, values in parse_qs(parts.query).items()})
            status, body = answer if isinstance(answer, tuple) else (200, answer)
            self.send_response(status)
            kind = pages.kinds.get(parts.path.rpartition(".")[2], "text/html")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", pages.retry_after)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pages.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

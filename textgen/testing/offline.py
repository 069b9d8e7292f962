"""A run without a network: saved answers for those who ask politely, and nothing for those who do not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any

from textgen.web import Client, FetchError, Response, check_address
from textgen.web.guard import Guard
from textgen.web.optouts import AGENT
from textgen.web.transport import Transport

_TYPES = MimeTypes()
_SITE_FILES = ("/robots.txt", "/.well-known/tdmrep.json")
"""What the client asks of a site for itself."""
_SILENT = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
_watching: Callable[[str, tuple[Any, ...]], None] | None = None
_installed = False


class SavedPages(Client):
    """The polite client, whose web is a handful of saved pages.

    Args:
        pages: Files, whose suffix tells their type, or HTML, by address; no other address answers.
    """

    def __init__(self, pages: Mapping[str, Path | bytes]) -> None:
        self._pages = {check_address(address): page for address, page in pages.items()}
        self.asked: list[str] = []
        super().__init__(delay=0)

    def configure(self, *, delay: float | None = None, **changes: Any) -> None:
        """Change what is given, but never wait: nobody is there to be polite to."""
        super().configure(**changes)

    def _new_transport(self) -> Transport:
        return _Shelf(self._pages, self.asked)


class _Shelf(Transport):
    """Takes answers off a shelf, and notes which were asked for."""

    def __init__(self, pages: Mapping[str, Path | bytes], asked: list[str]) -> None:
        super().__init__(user_agent=AGENT, timeout=60.0, guard=Guard())
        self._pages = pages
        self._asked = asked

    def get(self, url: str, *, media_types: Collection[str] = (), **_: Any) -> Response:
        """Return a saved answer; the other limits are for those who mean harm."""
        page = self._pages.get(url)
        if page is not None or not url.endswith(_SITE_FILES):
            self._asked.append(url)
        if page is None:
            return Response(url, 404, {}, b"")
        kind = (_TYPES.guess_type(page.name)[0] if isinstance(page, Path) else None) or "text/html"
        body = page.read_bytes() if isinstance(page, Path) else page
        if media_types and kind not in media_types:
            raise FetchError(url, f"not {' or '.join(media_types)} but {kind}")
        return Response(url, 200, {"content-type": kind}, body)


@dataclass
class Watch:
    """What a source did by itself while it was watched.

    Args:
        folder: Where its files are.
        opened: The files there that it opened, each as often as it did.
        connected: The hosts that it tried to reach other than through ``context.http``.
    """

    folder: Path
    opened: list[Path] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take note of an audit event of the interpreter, and let nothing out into the network."""
        if event == "open" and isinstance(arguments[0], str | bytes):
            path = Path(os.fsdecode(arguments[0]))
            if path.is_relative_to(self.folder):
                self.opened.append(path)
        elif event in _SILENT:
            address = arguments[0] if event.startswith("socket.get") else arguments[1]
            host = address[0] if isinstance(address, tuple) else address
            if event.startswith("socket.get") or isinstance(address, tuple):
                self.connected.append(str(host))
                raise ConnectionRefusedError("a check of the contract has no network")


@contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """Watch what is opened below ``folder``, and refuse every connection, while the block runs."""
    global _installed, _watching  # noqa: PLW0603 - an audit hook is there for good
    if not _installed:
        sys.addaudithook(_audit)
        _installed = True
    before, _watching = _watching, Watch(folder)
    try:
        yield _watching
    finally:
        _watching = before


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching is not None:
        _watching(event, arguments)

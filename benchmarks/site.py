"""An invented web site on this computer, to try a crawl on: 60 pages, one that opts out, a dead link.

python benchmarks/site.py [PORT]
"""

from __future__ import annotations

import random
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = 60
ROBOTS = "User-agent: *\nDisallow: /letters\n"
KEEPERS = ("The keeper", "Nobody", "The ferryman", "A girl from the harbour", "The bell")
DEEDS = ("counted the boats", "forgot the lamp", "mended the rope", "waited for the fog", "sang to the gulls")
TIMES = ("before six", "all winter", "until the tide turned", "in the year of the storm", "without a word")


def page(number: int) -> str:
    """A page with a menu, an article and a footer."""
    chance = random.Random(number)  # noqa: S311
    paragraphs = [
        " ".join(
            f"{chance.choice(KEEPERS)} {chance.choice(DEEDS)} {chance.choice(TIMES)}, {count} times."
            for count in chance.choices(range(2, 100), k=8)
        )
        for _ in range(3)
    ]
    following = [f"/{n}" for n in range(2 * number + 1, 2 * number + 3) if n < PAGES]
    menu = "".join(f'<li><a href="{way}">{way}</a></li>' for way in ["/", "/letters", "/gone", *following])
    head = '<meta name="robots" content="noindex">' if number == PAGES - 1 else ""
    return (
        f'<!doctype html><html lang="en"><head><title>Night {number}</title>{head}</head><body>'
        f"<nav><ul>{menu}</ul></nav><article><h1>Night {number}</h1>"
        f"{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs)}</article>"
        "<footer>An invented harbour, all rights reserved</footer></body></html>"
    )


class Site(BaseHTTPRequestHandler):
    """Answers; a page that is known already is not sent again."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request."""
        place = self.path.removeprefix("/") or "0"
        text = ROBOTS if place == "robots.txt" else ""
        if place.isdecimal() and int(place) < PAGES:
            text = page(int(place))
        etag = f'"{place}"'
        known = self.headers.get("If-None-Match") == etag
        body = b"" if known else text.encode()
        self.send_response(304 if known else 200 if text else 404)
        self.send_header("Content-Type", "text/plain" if text is ROBOTS else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8765), Site).serve_forever()

"""How fast `textgen collect web --crawl` is: 2,000 pages on ten hosts of this computer, politeness off.

    python benchmarks/crawl.py [FOLDER] [--turns 3]

The first row crawls invented pages of 5 kB with --select. The second, with FOLDER, crawls the HTML
files in it, again and again under other addresses, and the third extracts the same pages in one
process: what the crawl's worker processes are compared with. Each server answers after 5 ms. The rows
take turns, and each figure is the median of its turns.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

PAGES = 2_000
HOSTS = 10
DELAY = 0.005


def small_page(number: int, links: list[str]) -> bytes:
    """An invented page of 5 kB."""
    letters = random.Random(number)  # noqa: S311
    words = " ".join("".join(letters.choices("etaoinshrdlu", k=7)) for _ in range(600))
    menu = "".join(f"<li><a href='{link}'>Page</a></li>" for link in links)
    return (
        f"<!doctype html><html lang=en><head><title>Page {number}</title></head>"
        f"<body><nav><ul>{menu}</ul></nav>"
        f"<article class=post><h1>Page {number}</h1><p>{words}</p></article></body></html>"
    ).encode()


def articles(folder: Path) -> list[bytes]:
    """The HTML files of a folder, also packed ones."""
    packed = [gzip.decompress(path.read_bytes()) for path in sorted(folder.rglob("*.html.gz"))]
    return packed + [path.read_bytes() for path in sorted(folder.rglob("*.html"))]


def linked(html: bytes, links: list[str]) -> bytes:
    """A page with our links instead of its own."""
    own = html.replace(b"href=", b"data-href=")
    menu = "".join(f"<a href='{link}'>.</a>" for link in links).encode()
    head, body, rest = own.partition(b"</body>")
    return head + menu + body + rest if body else own + menu


def serve(ports: Any, folder: Path | None) -> None:
    """Serve the pages on ten ports; it runs in a process of its own."""
    files = articles(folder) if folder else []
    share = PAGES // HOSTS

    def page(whole: int) -> bytes:
        number = whole // HOSTS
        links = [f"/page/{n}" for n in range(number * 5 + 1, number * 5 + 6) if n < share]
        return linked(files[whole % len(files)], links) if files else small_page(whole, links)

    bodies = [] if files else [page(whole) for whole in range(PAGES)]  # so that it takes little of our time

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        try:
            while (line := await reader.readline()).strip():
                while (await reader.readline()).strip():
                    pass
                path = line.split()[1].decode()
                await asyncio.sleep(DELAY)
                place = path.removeprefix("/page/").removeprefix("/") or "0"
                body, status = b"", "404 Not Found"
                if place.isdecimal() and int(place) < share:
                    whole = int(place) * HOSTS + index[port]
                    body, status = bodies[whole] if bodies else page(whole), "200 OK"
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def run() -> None:
        servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(HOSTS)]
        found = [server.sockets[0].getsockname()[1] for server in servers]
        index.update({port: place for place, port in enumerate(found)})
        ports.put(found)
        await asyncio.Event().wait()

    index: dict[int, int] = {}
    asyncio.run(run())


def crawl(folder: Path | None, select: str | None) -> tuple[int, float]:
    """Crawl the pages; return how many there were and the seconds it took."""
    from textgen.collecting.pipeline import collect

    ports: Any = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(ports, folder), daemon=True)
    server.start()
    try:
        starts = [f"http://127.0.0.1:{port}/" for port in ports.get()]
        with tempfile.TemporaryDirectory() as corpora:
            os.environ["TEXTGEN_CORPUS"] = corpora
            begun = time.perf_counter()
            summary = collect(
                "web",
                urls=starts,
                crawl=True,
                scope="host",
                select=select,
                delay=0,
                jobs=HOSTS,
                allow_private=True,
                near_duplicates=False,
                keep_duplicates=True,
            )
            seconds = time.perf_counter() - begun
        if summary.documents != PAGES:
            print(f"{summary.documents} documents of {PAGES} pages: {summary.skipped} {summary.failed}")
        return summary.documents + sum(summary.skipped.values()) + sum(summary.failed.values()), seconds
    finally:
        server.terminate()
        server.join()


def extract_alone(folder: Path) -> tuple[int, float]:
    """Extract pages in this process, for comparison."""
    from textgen.web import extract

    pages = articles(folder)
    for page in pages[:3]:
        extract(page, "https://example.org/")
    count, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < 10:
        extract(pages[count % len(pages)], "https://example.org/")
        count += 1
    return count, time.perf_counter() - begun


def row(name: str, turns: list[tuple[int, float]]) -> None:
    """Print a row of the table."""
    speeds = sorted(pages / seconds for pages, seconds in turns)
    print(f"| {name} | {statistics.median(speeds):.0f} | {speeds[0]:.0f} to {speeds[-1]:.0f} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of saved articles (.html)")
    parser.add_argument("--turns", type=int, default=3, help="how often each row is measured")
    arguments = parser.parse_args()
    folder = arguments.folder
    print(
        f"Python {sys.version.split()[0]}, trafilatura {version('trafilatura')}, {platform.machine()}, "
        f"{os.cpu_count()} cores; {PAGES:,} pages on {HOSTS} hosts, {DELAY * 1e3:g} ms; "
        f"medians of {arguments.turns} turns"
    )
    rows: dict[str, Callable[[], tuple[int, float]]] = {
        "crawl, 5 kB pages, --select": lambda: crawl(None, ".post")
    }
    if folder:
        rows["crawl, articles"] = lambda: crawl(folder, None)
        rows["one process extracting the same"] = lambda: extract_alone(folder)
    turns: dict[str, list[tuple[int, float]]] = {name: [] for name in rows}
    for _ in range(arguments.turns):
        for name, measure in rows.items():
            turns[name].append(measure())
    print("| what | pages/s | from, to |\n|---|---|---|")
    for name in rows:
        row(name, turns[name])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Most memory of the crawling process over all turns: {memory:.0f} MB")


if __name__ == "__main__":
    main()

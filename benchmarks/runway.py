"""What the Runway adapter adds to a request: beside a bare ``requests.post`` to the same loopback server.

    python benchmarks/runway.py [--requests 500] [--json FILE]

The server is a process of its own that answers at once with a text of 400 characters after the prompt, as
Runway's GPT-2 does. The rows take turns, request by request. ``requests.post`` opens a connection for each
request, a ``requests.Session`` keeps it open, as the adapter does.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import requests
import turns

PROMPT, LENGTH = "It was the best of times, it was the worst of times,", 400
INFO = {
    "inputs": [
        {"name": "prompt", "type": "text", "default": "", "minLength": 0},
        {"name": "seed", "type": "number", "default": 999, "min": 0, "max": 999, "step": 1},
        {"name": "sequence_length", "type": "number", "default": 128, "min": 1, "max": 256, "step": 1},
    ],
    "outputs": [{"name": "text", "type": "text", "default": "", "minLength": 0}],
}


class Handler(BaseHTTPRequestHandler):
    """Answers /query and /info of the desktop app."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Describe the model."""
        self._answer(INFO)

    def do_POST(self) -> None:
        """Write as much as is always written."""
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer({"text": given["prompt"] + " sea" * (LENGTH // 4)})

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def _answer(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def serve(told: Connection) -> None:
    """Serve on a free port, and tell which."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.send(server.server_port)
    server.serve_forever()


def contenders(url: str) -> dict[str, Callable[[], str]]:
    """What is compared, by name; each returns the new text."""
    from textgen.generators.base import Sampling
    from textgen.generators.runway import Runway

    body = {"prompt": PROMPT, "seed": 1, "sequence_length": 134}
    session = requests.Session()
    runway = Runway(url)
    sampling = Sampling(temperature=1)

    def bare(post: Callable[..., requests.Response]) -> str:
        text: str = post(f"{url}/query", json=body, timeout=60).json()["text"]
        return text.removeprefix(PROMPT)

    return {
        "adapter": lambda: "".join(runway.generate(PROMPT, length=LENGTH, sampling=sampling, seed=1)),
        "requests.post": lambda: bare(requests.post),
        "requests.Session": lambda: bare(session.post),
    }


def main() -> None:
    """Let the rows take turns, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=500, help="of each row")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there, too")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # that the server cannot set the temperature
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    rows = contenders(f"http://127.0.0.1:{ours.recv()}")
    assert len({ask() for ask in rows.values()}) == 1
    seconds: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(options.requests):
        for name, ask in rows.items():
            begun = time.perf_counter()
            ask()
            seconds[name].append(time.perf_counter() - begun)
    server.terminate()
    print(
        f"{turns.processor()}, {turns.cores()} cores; {platform.platform()}; {options.requests} requests each"
    )
    print(f"{'':18} {'median':>10} {'95th of 100':>12} {'adapter above it':>17} {'adapter / it':>13}")
    results = []
    adapter = seconds["adapter"]
    for name, values in seconds.items():
        median, late = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        above = statistics.median(mine - its for mine, its in zip(adapter, values, strict=True))
        ratio = statistics.median(adapter) / median
        print(
            f"{name:18} {median * 1e3:>7.2f} ms {late * 1e3:>9.2f} ms {above * 1e3:>14.2f} ms {ratio:>13.2f}"
        )
        results.append({"contender": name, "seconds": values, "median_above": above, "ratio": ratio})
    if options.json:
        machine = {"processor": turns.processor(), "cores": turns.cores(), "platform": platform.platform()}
        options.json.write_text(json.dumps({**machine, "results": results}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()

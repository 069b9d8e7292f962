"""The speed of a served model: one client and sixteen, beside the sampler alone, in turns.

    python benchmarks/serving.py [--layers 128,128] [--rounds 3] [--json FILE]

Each writes sixteen texts of 2,000 characters at a time, from a model of 65 symbols with random weights: the
sampler ("ours") one after another without a server, a client one request after another, sixteen clients a
request each side by side; some of them read server-sent events. "ours / it" is the sampler's speed divided
by theirs: at most 1.25 means 0.8 times as fast, at most 0.5 twice as fast. The clients are threads of one
Python process, which takes a share of the processors, too.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import requests
import sampling
import turns

TEXTS, LENGTH = 16, 2_000


def sampler(layers: list[int], batch: int) -> turns.Step:
    """The sampler, without a server."""
    from textgen.generators.base import Sampling
    from textgen.lstm.sampler import Network

    network = Network(sampling.random_weights(layers))

    def step() -> None:
        for seed in range(TEXTS):
            drawn = network.stream().sample(Sampling(sampling.TEMPERATURE), seed=seed)
            assert sum(1 for _ in islice(drawn, LENGTH)) == LENGTH

    return step


def clients(number: int, *, stream: bool) -> Callable[[list[int], int], turns.Step]:
    """So many clients of one server, each on a connection of its own."""

    def contender(layers: list[int], batch: int) -> turns.Step:
        address = served(layers) + "/v1/completions"
        pool = ThreadPoolExecutor(number)
        sessions = [requests.Session() for _ in range(number)]

        def ask(seed: int) -> None:
            body = {"max_tokens": LENGTH, "temperature": sampling.TEMPERATURE, "seed": seed, "stream": stream}
            with sessions[seed % number].post(address, json=body, stream=stream) as answer:
                answer.raise_for_status()
                if stream:
                    assert sum(1 for line in answer.iter_lines() if line) > 1
                else:
                    assert len(answer.json()["choices"][0]["text"]) == LENGTH

        return lambda: list(pool.map(ask, range(TEXTS)))

    return contender


def served(layers: list[int]) -> str:
    """Serve a model until this process ends; return the address."""
    from textgen.lstm.folder import MODEL, Manifest, TrainingText, digest, write_manifest
    from textgen.lstm.saving import write
    from textgen.lstm.vocabulary import Vocabulary

    characters = "".join(map(chr, range(32, 32 + sampling.SYMBOLS)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / MODEL, sampling.random_weights(layers))
        manifest = Manifest(
            name="random",
            created=datetime.now(UTC),
            vocabulary=Vocabulary(characters),
            delimiter=None,
            architecture={"embedding": sampling.EMBEDDING, "layers": list(layers)},
            training={},
            implementation="random",
            corpus=TrainingText("none", "0" * 64, 0, 0),
            versions={},
            metrics={},
            model_sha256=digest(folder / MODEL),
        )
        write_manifest(folder, manifest)
        command = [sys.executable, "-m", "textgen", "--quiet", "serve", name, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        atexit.register(server.kill)
        assert server.stdout
        return server.stdout.readline().strip()  # it has read the model by then


if __name__ == "__main__":
    turns.run(
        __file__,
        __doc__,
        {
            "ours": sampler,
            "1 client": clients(1, stream=False),
            "1, streaming": clients(1, stream=True),
            "16 clients": clients(16, stream=False),
            "16, streaming": clients(16, stream=True),
        },
        batch=1,
        seconds=2.0,
        block=1,
        characters_per_row=TEXTS * LENGTH,
        shapes=[("128,128", 1), ("512", 1)],
        environment=lambda name: {"OPENBLAS_NUM_THREADS": "1"},
    )

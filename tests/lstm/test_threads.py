"""How many threads matrix products take while a model writes."""

from __future__ import annotations

import os

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from textgen.generators.base import Sampling
from textgen.lstm import threads
from textgen.lstm.sampler import Network
from textgen.lstm.threads import Threads
from textgen.lstm.weights import Layer, Weights


def now() -> list[int]:
    """The threads of each BLAS that NumPy brought along."""
    found = ThreadpoolController().select(user_api="blas").lib_controllers
    return [library.num_threads for library in found if "numpy" in library.filepath]


@pytest.fixture(autouse=True)
def _openblas(monkeypatch):
    if not now():
        pytest.skip("NumPy's BLAS cannot be told how many threads to take")
    monkeypatch.setattr(threads, "_SECONDS", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: range(4), raising=False)


@pytest.mark.parametrize(
    ("seconds", "best"),
    [({1: 4.0, 2: 2.0, 4: 1.0}, 4), ({1: 1.0, 2: 0.95, 4: 2.0}, 1), ({1: 1, 2: 2, 4: 4}, 1)],
)
def test_as_many_threads_are_taken_as_are_clearly_faster_and_put_back_in_the_end(monkeypatch, seconds, best):
    clock = [0.0]

    def step() -> None:
        clock[0] += seconds[now()[0]]

    monkeypatch.setattr(threads.time, "perf_counter", lambda: clock[0])
    before = now()
    chosen = Threads(step, 2**30)
    assert set(now()) == {1}
    chosen.review()
    assert set(now()) == {best}
    chosen.close()
    assert now() == before


def test_a_comparison_ends_as_soon_as_a_busy_machine_shows(monkeypatch):
    clock, steps = [0.0], []

    def step() -> None:
        steps.append(now()[0])
        clock[0] += now()[0] ** 3

    monkeypatch.setattr(threads.time, "perf_counter", lambda: clock[0])
    chosen = Threads(step, 2**30)
    chosen.review()
    assert set(now()) == {1}
    assert steps.count(2) <= 4
    chosen.close()


def test_a_short_text_is_written_without_a_comparison(monkeypatch):
    monkeypatch.setattr(threads, "_SECONDS", 3600)
    steps = []
    chosen = Threads(lambda: steps.append(now()), 2**30)
    chosen.review()
    chosen.close()
    assert steps == []


def test_it_is_compared_again_when_time_has_passed(monkeypatch):
    steps = []
    chosen = Threads(lambda: steps.append(now()), 2**30)
    chosen.review()
    compared = len(steps)
    assert compared
    monkeypatch.setattr(threads.time, "monotonic", lambda: 0.0)
    chosen.review()
    assert len(steps) == compared
    monkeypatch.setattr(threads.time, "monotonic", lambda: float("inf"))
    chosen.review()
    assert len(steps) > compared
    chosen.close()


@pytest.fixture
def network() -> Network:
    random = np.random.default_rng(1)

    def array(*shape: int) -> np.ndarray:
        return random.normal(0, 0.1, shape).astype(np.float32)

    layer = Layer(array(8, 2048), array(512, 2048), array(2048), hard_sigmoid=False)
    return Network(Weights(array(20, 8), (layer,), array(512, 20), array(20)))


def test_writing_leaves_the_threads_as_they_were(network):
    before = now()
    drawn = network.stream().sample(Sampling(1), seed=1)
    for _ in range(300):
        next(drawn)
    drawn.close()
    assert now() == before


def test_reading_begins_with_one_thread_and_leaves_them_as_they_were(network, monkeypatch):
    monkeypatch.setattr(threads, "_SECONDS", 3600)
    stream, seen, before = network.stream(), [], now()
    feed = stream.feed
    monkeypatch.setattr(stream, "feed", lambda ids: (seen.append(now()), feed(ids)))
    stream.read(np.arange(20))
    assert [set(numbers) for numbers in seen] == [{1}] * 20
    assert now() == before


def test_a_small_step_takes_one_thread_and_a_large_one_is_compared_again(monkeypatch):
    clock = [0.0]

    def step() -> None:
        clock[0] += 1 / now()[0]

    monkeypatch.setattr(threads.time, "perf_counter", lambda: clock[0])
    chosen = Threads(step, 2**30)
    for multiplications, best in ((2**30, 4), (1, 1), (2**30, 4)):
        chosen.follow(step, multiplications)
        chosen.review()
        assert set(now()) == {best}
        chosen._due = 0
    chosen.close()

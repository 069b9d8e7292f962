"""Work in a thread of its own."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from textgen import TextgenError
from textgen.ui.jobs import Job


@pytest.fixture
def _hasty_threads() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_hasty_threads")
def test_of_those_who_begin_at_once_one_begins_and_the_others_are_told() -> None:
    job, together, end = Job("a gathering"), threading.Barrier(8), threading.Event()

    def begin(_: int) -> str:
        together.wait()
        try:
            job.begin(end.wait)
        except TextgenError as error:
            return str(error)
        return "begun"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(begin, range(8)))
    end.set()
    assert sorted(answers) == ["a gathering is running"] * 7 + ["begun"]

"""Ctrl-C while a source runs: everything so far is kept, and nothing is kept by half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

import textgen
from textgen import Context, Corpus, Document
from textgen.collecting.summary import Interrupted

STORM = """
import os, signal, sys, textgen
from textgen import Document

left = 5

def ring(number, frame):
    global left
    left -= 1
    if not left:
        signal.setitimer(signal.ITIMER_REAL, 0)
    os.kill(os.getpid(), signal.SIGINT)

def storm(context):
    signal.setitimer(signal.ITIMER_REAL, float(sys.argv[1]), 0.0001)
    for number in range(400):
        if not context.seen(f"uri/{number}", "1"):
            yield Document(f"document {number} " * 9, f"uri/{number}")

signal.signal(signal.SIGALRM, ring)
try:
    textgen.collect(storm)
except KeyboardInterrupt as error:
    print(error.summary.documents)
"""


def ringing(context: Context, at: int) -> Iterator[Document]:
    """Press Ctrl-C before the document ``at``."""
    for number in range(6):
        if context.seen(f"uri/{number}", "1"):
            continue
        if number == at:
            os.kill(os.getpid(), signal.SIGINT)
        yield Document(f"document {number}", f"uri/{number}")


def texts() -> list[str]:
    return [document.text for document in Corpus.open("ringing").documents()]


def test_what_came_before_is_kept_and_the_next_run_goes_on() -> None:
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(Interrupted) as caught:
        textgen.collect(ringing, at=3)
    assert signal.getsignal(signal.SIGINT) is handler
    assert caught.value.summary.added == 3
    assert texts() == [f"document {number}" for number in range(3)]
    textgen.collect(ringing, at=9)
    assert texts() == [f"document {number}" for number in range(6)]


def test_new_texts_are_put_in_place_also_then() -> None:
    def old(context: Context) -> Iterator[Document]:
        yield Document("an older text", "uri/0")

    old.__name__ = "ringing"
    textgen.collect(old)
    with pytest.raises(KeyboardInterrupt):
        textgen.collect(ringing, at=2)
    assert texts() == ["document 0", "document 1"]


def test_fresh_goes_on_where_it_was() -> None:
    read: list[int] = []

    def slow(context: Context, at: int) -> Iterator[Document]:
        for number in range(4):
            if context.seen(f"uri/{number}", "1"):
                continue
            read.append(number)
            yield Document(f"new {number}", f"uri/{number}")
            if len(read) == at:
                os.kill(os.getpid(), signal.SIGINT)

    slow.__name__ = "ringing"
    textgen.collect(ringing, at=9)
    with pytest.raises(Interrupted) as caught:
        textgen.collect(slow, at=2, fresh=True)
    assert caught.value.summary.documents == 2
    assert texts() == [f"document {number}" for number in range(6)]
    textgen.collect(slow, at=2, fresh=True)
    assert read == [0, 1, 1, 2, 3]  # the second was not known to be complete
    assert texts() == [f"new {number}" for number in range(4)]


@pytest.mark.parametrize("milliseconds", [2, 7, 20])
def test_ctrl_c_again_and_again_never_leaves_half_a_thing(milliseconds: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STORM, str(milliseconds / 1000)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    if done.stdout.strip() not in ("", "0"):
        assert len(list(Corpus.open("storm").documents())) == int(done.stdout)
    subprocess.run([sys.executable, "-c", STORM, "60"], check=True)
    found = [document.text for document in Corpus.open("storm").documents()]
    assert found == [f"document {number} " * 9 for number in range(400)]


def test_it_works_in_a_thread_where_there_is_no_ctrl_c() -> None:
    thread = threading.Thread(target=textgen.collect, args=[ringing], kwargs={"at": 9})
    thread.start()
    thread.join()
    assert len(texts()) == 6

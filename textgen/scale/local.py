"""A pipeline run on this computer by datatrove, in processes that end with the one that started them."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from textgen.corpus import shards
from textgen.corpus.database import DISK_HINT
from textgen.errors import CorpusError, SourceError, TextgenError

LOG = "engine.log"
GRACE = 3.0
"""Seconds that a pool which ends its processes by itself has to say why."""

_MAIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from textgen.scale import local; local.main()"
)


def run(
    pipeline: Sequence[object],
    folder: Path,
    *,
    tasks: int,
    jobs: int,
    on_progress: Callable[[float, float | None], None],
) -> None:
    """Run the tasks of a pipeline, so many at a time, until each has written its shard.

    Args:
        pipeline: Blocks, of which the last writes shards.
        folder: Where the shards lie; those that are whole stay. datatrove's messages go there, too.
        tasks: How many shards there will be.
        jobs: How many processes run.
        on_progress: Is told how many shards are whole, and of how many.

    Raises:
        TextgenError: a task broke down; whole shards stay for the next run.
    """
    command = [sys.executable, "-c", _MAIN, json.dumps(sys.path)]
    with (
        _log(folder / LOG) as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True
        ) as process,
    ):
        orders, answer = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            with suppress(BrokenPipeError):  # it broke down: the log tells
                pickle.dump((pipeline, tasks, min(jobs, tasks), folder), orders)
                orders.flush()  # and it stays open: its end tells that this process is gone
            while process.poll() is None:
                on_progress(shards.count(folder), tasks)
                time.sleep(0.1)
        finally:
            _end_group(process)
        said = answer.read()
        with suppress(BrokenPipeError):
            orders.close()
    if said:
        raise TextgenError(**json.loads(said))
    if shards.count(folder) < tasks:
        raise SourceError(
            "a process of datatrove broke down",
            hint=f"Type the same command again to go on; {folder / LOG} tells more.",
        )


def _log(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise CorpusError(
            f"{path} could not be written: {error.strerror or error}", hint=DISK_HINT
        ) from error


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, 9)
    process.wait()


def main() -> None:
    """Run the pipeline that comes by standard input; what the user must know goes to standard output."""
    from datatrove.executor import LocalPipelineExecutor

    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that a library prints gets in between
    pipeline, tasks, workers, folder = pickle.load(sys.stdin.buffer)  # noqa: S301 - from who started this process
    done = threading.Event()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threading.Thread(target=_end_without_child, args=(done, folder, tasks), daemon=True).start()
    problem: dict[str, Any] | None = None
    try:
        LocalPipelineExecutor(
            pipeline=pipeline,
            tasks=tasks,
            workers=workers,
            logging_dir=str(folder / "logs"),
            skip_completed=False,  # whole shards are what is completed
        ).run()
    except TextgenError as error:
        problem = {"message": error.message, "hint": error.hint}
    except OSError as error:
        where = error.filename or folder
        problem = {"message": f"{where} could not be used: {error.strerror or error}", "hint": DISK_HINT}
    done.set()
    if problem:
        answer.write(json.dumps(problem).encode())
        answer.flush()
        sys.exit(1)


def _end_with_parent() -> None:
    """End all processes when the one that started this one is gone."""
    while os.read(0, 1024):  # not by sys.stdin, which a thread must not hold when the process ends
        pass
    _end_all()


def _end_without_child(done: threading.Event, folder: Path, tasks: int) -> None:
    """End all processes when one is ended from outside: a pool would wait for its answer for ever."""
    import multiprocess

    known: set[int | None] = set()
    while not done.wait(0.2):
        now = {child.pid for child in multiprocess.active_children()}
        if known - now and shards.count(folder) < tasks and not done.wait(GRACE):
            sys.stderr.write("A process was ended from outside; perhaps there was too little memory.\n")
            sys.stderr.flush()
            _end_all()
        known = now


def _end_all() -> None:
    import multiprocess

    for child in multiprocess.active_children():
        child.kill()
    if sys.platform != "win32":
        os.killpg(0, 9)
    os._exit(1)

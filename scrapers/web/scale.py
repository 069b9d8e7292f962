"""Many web archives, read by the tasks of datatrove; their shards are replayed in the order of the archives.

A shard holds what the source said of one archive: each page's fingerprint, document, skip or failure. Who
replays the shards says the same as who read the archives, so the corpus is the same: cleaning, filters,
duplicates and lines that a site repeats come after it, over all documents.
"""

import hashlib
import importlib.util
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import textgen

from . import saving
from .options import Options

PAGE, SEEN, SKIP, FAIL, DOCUMENT = "page", "seen", "skip", "fail", "document"
LOG = "engine.log"

_MAIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from textgen_scrapers.web import scale; scale.main()"
)


class Read:
    """A step of a datatrove pipeline: it reads its task's share of the archives into shards.

    Args:
        archives: The web archives.
        options: What is wanted of the pages.
        folder: Takes a shard for each archive; all tasks must see it.
    """

    def __init__(self, archives: Sequence[Path], options: Options, folder: Path) -> None:
        self._archives, self._options, self._folder = archives, options, folder

    @property
    def tasks(self) -> int:
        """How many tasks there may be: one for each archive."""
        return len(self._archives)

    def __call__(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Read the share; a shard that is there is whole, and stays."""
        for number in range(rank, len(self._archives), world_size):
            shard = _shard(self._folder, number)
            if not shard.exists():
                half = shard.with_suffix(f".{os.getpid()}.half")
                with half.open("w", encoding="utf-8") as file:
                    for event in _events(self._archives[number], self._options):
                        file.write(json.dumps(event) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                half.replace(shard)
        yield from data or ()


def folder(lists: Sequence[Path], archives: Sequence[Path], options: Options) -> Path:
    """Where the shards of a run lie: beside its list, and elsewhere if archives or options differ."""
    states = [(str(path), (found := path.stat()).st_size, found.st_mtime_ns) for path in archives]
    key = hashlib.sha256(repr((states, options.key)).encode()).hexdigest()[:16]
    return lists[0].resolve().with_name(f"{lists[0].name}.shards-{key}")


def documents(
    context: textgen.Context, archives: Sequence[Path], options: Options, place: Path
) -> Iterator[textgen.Document]:
    """Read the archives in ``options.jobs`` processes, then yield their documents in order.

    Raises:
        SourceError: datatrove is not installed, or a task broke down; whole shards stay for the next run.
    """
    if importlib.util.find_spec("datatrove") is None:
        raise textgen.SourceError(
            "--engine datatrove needs datatrove, which is not installed",
            hint='pip install "textgen[scale]"',
        )
    try:
        place.mkdir(exist_ok=True)
        code = _run(context, Read(archives, options, place), min(options.jobs, len(archives)), place)
    except OSError as error:
        raise textgen.SourceError(
            f"{place} cannot be written: {error.strerror or error}", hint="It needs room beside the list."
        ) from error
    if code or _whole(place) < len(archives):
        raise textgen.SourceError(
            "a process of datatrove broke down",
            hint=f"Type the same command again to go on; {place / LOG} tells more.",
        )
    yield from replayed(context, place, len(archives))
    shutil.rmtree(place)


def main() -> None:
    """Run the pipeline that comes by standard input; end if one of its processes is ended by force."""
    from datatrove.executor import LocalPipelineExecutor

    step, workers, count, place = pickle.load(sys.stdin.buffer)  # noqa: S301 - from who started this process
    threading.Thread(target=_watch, args=(place, count), daemon=True).start()
    LocalPipelineExecutor(
        pipeline=[step],
        tasks=count,
        workers=workers,
        logging_dir=str(place / "logs"),
        skip_completed=False,  # whole shards are what is completed
    ).run()


def _run(context: textgen.Context, step: Read, workers: int, place: Path) -> int:
    """Run the step in a group of processes, and return how that ended."""
    with (place / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        process.communicate(pickle.dumps((step, workers, step.tasks, place)), timeout=0.2)
    except subprocess.TimeoutExpired:
        while process.poll() is None:
            context.progress(_whole(place), step.tasks)
            time.sleep(0.2)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode


def _watch(place: Path, count: int) -> None:
    """End this process when one that it started is gone too early: a pool would wait for ever."""
    import multiprocess

    known: set[int | None] = set()
    while True:
        now = {child.pid for child in multiprocess.active_children()}
        if known - now and _whole(place) < count:
            sys.stderr.write("A process was ended before its archive was read.\n")
            sys.stderr.flush()
            os._exit(1)
        known = now
        time.sleep(0.2)


def _whole(place: Path) -> int:
    return sum(1 for _ in place.glob("*.jsonl"))


def replayed(context: textgen.Context, place: Path, count: int) -> Iterator[textgen.Document]:
    """Say again what ``count`` shards hold, in the order of their archives."""
    pages, known = 0, False
    for number in range(count):
        with _shard(place, number).open(encoding="utf-8") as file:
            for line in file:
                kind, *values = json.loads(line)
                if kind == PAGE:
                    pages, known = pages + 1, False
                    context.progress(pages)
                elif kind == SEEN:
                    known = context.seen(*values)
                elif known:
                    continue
                elif kind == SKIP:
                    context.skip(*values)
                elif kind == FAIL:
                    context.fail(*values)
                else:
                    created = values[0].pop("created")
                    yield textgen.Document(**values[0], created=created and datetime.fromisoformat(created))


def _events(archive: Path, options: Options) -> Iterator[list[Any]]:
    """What the source says of an archive, one after another."""
    said: list[list[Any]] = []

    def is_known(uri: str, fingerprint: str) -> bool:
        said.append([SEEN, uri, fingerprint])
        return False

    context = textgen.Context(
        on_progress=lambda done, total: said.append([PAGE]),
        on_skip=lambda uri, reason, text, count: said.append([SKIP, uri, reason, text]),
        on_fail=lambda uri, reason, shown: said.append([FAIL, uri, reason]),
        is_known=is_known,
    )
    for document in saving.documents(context, [archive], options, count=1):
        created = document.created and document.created.isoformat()
        said.append([DOCUMENT, {**asdict(document), "created": created}])
        yield from said
        said.clear()
    yield from said


def _shard(place: Path, number: int) -> Path:
    return place / f"{number:06}.jsonl"

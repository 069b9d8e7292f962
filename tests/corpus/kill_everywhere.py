"""Kill a run at one line after another of the store's modules, and look at what the next run makes of it.

Run as a program by test_kill.py: ``kill_everywhere.py FOLDER SCENARIO STRIDE``. For each point a child
process starts from the same files, is killed there (SIGKILL), and another one runs to the end. Prints
how many points there were, and where the result differs from that of a run that was never stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import textgen
from textgen import Context, Corpus, Document, TextgenError, plugins
from textgen.corpus import opening, writer
from textgen.corpus.split import digest

writer.BATCH_ITEMS = 3

OLD = [
    f"The document number {number}, as it was at first; long enough to count as a repeat."
    for number in range(5)
]
NEW = [
    *OLD,
    *(f"Another document, {number}, which a later run finds beside the old ones." for number in range(4)),
]
NEW[1] = "The document number 1 has a new text, and a longer one at that, so that all others move on."
NEW[3] = "Number 3 is short now."
REPEAT = OLD[0]
COPIES = [OLD[0].upper(), NEW[6].upper(), OLD[1].upper()]
"""Near duplicates of an old text, of a new one, and of one that is replaced in the same run."""


def texts(context: Context, given: list[str], watched: bool = True) -> Iterator[Document]:
    for number, text in enumerate(given):
        if watched and context.seen(f"uri/{number}", text[-40:] + str(len(text))):
            continue
        yield Document(text, f"uri/{number}", title=f"title {number}")
        yield Document(text + " (its second part)", f"uri/{number}#2")
    context.skip("uri/skipped", "other people's words")
    yield Document(REPEAT, "uri/repeat")


def first() -> None:
    textgen.collect(texts, corpus="c", given=NEW)


def again() -> None:
    textgen.collect(texts, corpus="c", given=NEW, watched=False)


def fresh() -> None:
    textgen.collect(texts, corpus="c", given=NEW[4:], fresh=True)


def near() -> None:
    textgen.collect(texts, corpus="c", given=[*NEW, *COPIES], watched=False, near_duplicates=True)


def drop_some() -> None:
    opening.remove("c", "uri/[12]*")


def nothing() -> None:
    pass


def old_and_edited() -> None:
    """A corpus in which a person has removed, changed and added a document."""
    textgen.collect(texts, corpus="c", given=OLD)
    path = Corpus.open("c").path
    text = path.read_text().replace(f"{OLD[2]}\f", "").replace(f"{OLD[4]}\f", "Number 4, by hand.\f")
    path.write_text(text + "A document that somebody wrote at the end, without a page break.\n")


def old() -> None:
    textgen.collect(texts, corpus="c", given=OLD)


SCENARIOS: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
    "first": (nothing, first),
    "again": (old_and_edited, again),
    "near": (old_and_edited, near),
    "fresh": (old, fresh),
    "drop": (old, drop_some),
}


def state(folder: Path) -> dict[str, object]:
    """Everything that two equal corpora have in common: all but times."""
    with sqlite3.connect(folder / "c.db") as connection:
        tables = {
            "document": "source, uri, hash, collected_hash, title, start, length, characters",
            "seen": "*",
            "left_out": "*",
            "replacement": "*",
            "corpus": "*",
        }
        data = (folder / "c.txt").read_bytes()
        for start, length, content in connection.execute("SELECT start, length, hash FROM document"):
            assert start is None or digest(data[start : start + length]) == content
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'signature'").fetchall():
            tables["signature LEFT JOIN band USING (id)"] = "hash, minhash, key"
        rows = {
            table: sorted(map(str, connection.execute(f"SELECT {columns} FROM {table}")))  # noqa: S608
            for table, columns in tables.items()
        }
    connection.close()
    return {**rows, "text": data.decode(), "files": sorted(path.name for path in folder.iterdir())}


def in_child(work: Callable[[], None]) -> int:
    """Run in a process of its own; the exit code, or minus the signal's number."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def killing_at(point: int, work: Callable[[], None]) -> Callable[[], None]:
    """Let the process die when it comes to the ``point``-th line of the store's modules."""
    passed = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal passed
        if f"{os.sep}corpus{os.sep}" not in frame.f_code.co_filename:  # type: ignore[attr-defined]
            return None
        if event == "line":
            passed += 1
            if passed == point:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    def work_and_die() -> None:
        sys.settrace(trace)  # type: ignore[arg-type]
        work()
        sys.settrace(None)

    return work_and_die


def read_what_is_there() -> None:
    """Reading commands work after a kill; a corpus that is not there yet is an error of ours."""
    try:
        corpus = Corpus.open("c")
        for document in corpus.documents():
            assert (
                document.text.split(" (its")[0] in {*OLD, *NEW, *COPIES}
                or "hand" in document.uri
                or "by hand" in document.text
            )
        corpus.stats()
        Corpus.latest()
    except TextgenError:
        pass


def main(root: Path, scenario: str, stride: int) -> None:
    prepare, work = SCENARIOS[scenario]
    folder, start = root / "corpus", root / "start"
    os.environ["TEXTGEN_CORPUS"] = str(folder)
    folder.mkdir(parents=True)
    plugins.load()
    near()  # everything is imported now, once and for all children
    opening.drop("c")
    assert in_child(prepare) == 0
    shutil.copytree(folder, start)
    assert in_child(work) == 0
    expected = state(folder)
    wrong, points, point = [], 0, 1
    while True:
        shutil.rmtree(folder)
        shutil.copytree(start, folder)
        code = in_child(killing_at(point, work))
        if code == 0:
            break
        assert code == -signal.SIGKILL, code
        if in_child(read_what_is_there) or in_child(work):
            wrong.append(f"point {point}: an error")
        elif (found := state(folder)) != expected:
            differing = {key: (found[key], expected[key]) for key in expected if found[key] != expected[key]}
            wrong.append(f"point {point}: {differing}")
        points += 1
        point += stride
    print(json.dumps({"points": points, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

"""Many web archives: listed in a file, read by one process or by several of an engine."""

import gzip
import importlib.util
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from textgen.collecting.pipeline import collect
from textgen.corpus.store import Corpus
from textgen.errors import SourceError

NOTICE = "Subscribe to the letter of the harbour, which comes on every second Sunday."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page(number: int, more: str = "") -> str:
    """An invented page."""
    story = "".join(
        f"<p>On day {number * 7 + day} the ferry {number} carried {day + number} crates of pears, "
        f"and captain number {number * day} wrote {number + 2 * day} letters about the weather.</p>"
        for day in range(8)
    )
    return (
        f"<html><head><title>Day {number}</title></head><body><article><h1>Day {number}</h1>{story}"
        f"<p>{more}</p><p>{NOTICE}</p></article></body></html>"
    )


def archive(path: Path, pages: list[tuple[str, str]], *headers: tuple[str, str]) -> None:
    said = "".join(f"{name}: {value}\r\n" for name, value in (("Content-Type", "text/html"), *headers))
    data = b""
    for url, html in pages:
        body = f"HTTP/1.1 200 OK\r\n{said}\r\n{html}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2026-01-02T03:04:05Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        record = head.encode() + body + b"\r\n\r\n"
        data += gzip.compress(record) if path.suffix == ".gz" else record
    path.write_bytes(data)


@pytest.fixture
def listed(folder: Path) -> Path:
    """Six archives: repeats, near repeats, one address twice, an opt-out, a cut one, none at all."""
    site = "https://harbour.example"
    first = [(f"{site}/{number}", page(number)) for number in range(1, 7)]
    archive(folder / "a.warc", first)
    archive(folder / "b.warc.gz", [(f"{site}/again", page(2)), (f"{site}/near", page(3, "A word more."))])
    archive(folder / "c.warc", [(f"{site}/1", page(1, "It was rewritten, and the second ferry sank.") * 2)])
    archive(folder / "d.warc", [(f"{site}/no", page(30))], ("X-Robots-Tag", "noai"))
    archive(folder / "e.warc", [(f"{site}/{number}", page(number)) for number in range(40, 44)])
    (folder / "e.warc").write_bytes((folder / "e.warc").read_bytes()[:-700])
    (folder / "f.warc").write_bytes(b"this is no archive")
    path = folder / "list.txt"
    path.write_text("# archives\na.warc\nb.warc.gz\nc.warc\n\nd.warc\ne.warc\nf.warc\na.warc\n")
    return path


def rows(corpus: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(Corpus.open(corpus).path.with_suffix(".db"))
    try:
        return database.execute("SELECT uri, start, length, title FROM document ORDER BY id").fetchall()
    finally:
        database.close()


def test_an_engine_gives_the_same_corpus_as_one_process(listed: Path) -> None:
    options = {"language": "en", "min_chars": 100, "warc_list": [listed]}
    one = collect("web", corpus="one", **options)
    many = collect("web", corpus="many", engine="datatrove", jobs=3, **options)
    assert (many.documents, many.skipped, many.failed) == (one.documents, one.skipped, one.failed)
    assert many.notes == one.notes
    assert len(one.skipped) >= 3
    assert len(one.failed) >= 2
    assert NOTICE not in Corpus.open("one").path.read_text()
    assert Corpus.open("many").path.read_bytes() == Corpus.open("one").path.read_bytes()
    assert rows("many") == rows("one")
    assert not [*listed.parent.glob("*.shards-*")]


def test_whole_shards_of_a_run_that_ended_early_are_not_read_again(listed: Path) -> None:
    from textgen_scrapers.web import given, scale
    from textgen_scrapers.web.options import Options

    archives, options = given.archives([listed]), Options()
    place = scale.folder([listed], archives, options)
    place.mkdir()
    (place / "000000.jsonl").write_text('["page"]\n["fail", "kept", "from before"]\n')
    (place / "000001.half").write_text('["page"]\n["fa')
    summary = collect("web", engine="datatrove", jobs=2, warc_list=[listed])
    assert summary.failed["from before"] == 1
    assert summary.documents
    assert not place.exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "lists no web archive"),
        ("# nothing\n", "lists no web archive"),
        ("gone.warc\n", "line 1: gone.warc is not a web archive that is there"),
        ("list.txt\n", "line 1: list.txt is not a web archive"),
        ("\udcff", "is not a list of web archives that can be read"),
        (None, "is not a list of web archives that can be read"),
    ],
)
def test_a_wrong_list_is_an_error_that_names_it(folder: Path, content: str | None, problem: str) -> None:
    path = folder / "list.txt"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SourceError, match=problem):
        collect("web", warc_list=[path])


def test_an_engine_without_archives_is_an_error(folder: Path) -> None:
    with pytest.raises(SourceError, match="--engine reads web archives only"):
        collect("web", urls=["https://example.org"], engine="datatrove")


def test_nothing_given_is_an_error(folder: Path) -> None:
    with pytest.raises(SourceError, match="nothing to collect"):
        collect("web")


def test_an_engine_that_is_not_installed_says_how_to_install_it(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SourceError, match="not installed") as caught:
        collect("web", engine="datatrove", warc_list=[listed])
    assert 'pip install "textgen[scale]"' in (caught.value.hint or "")


def test_a_killed_worker_is_an_error_and_the_same_command_goes_on(listed: Path) -> None:
    """A named pipe takes the place of an archive, so that its reader stays until it is killed."""
    stuck = listed.parent / "c.warc"
    whole = stuck.read_bytes()
    script = """
import os
from pathlib import Path
import textgen
from textgen_scrapers.web import given, scale
from textgen_scrapers.web.options import Options
archives = given.archives([Path("list.txt")])
os.unlink("c.warc")
os.mkfifo("c.warc")
list(scale.documents(textgen.Context(), archives, Options(jobs=2), Path("place")))
"""
    run = subprocess.Popen([sys.executable, "-c", script], cwd=listed.parent, stderr=subprocess.PIPE)
    half = None
    while half is None:
        assert run.poll() is None
        half = next(listed.parent.glob("place/000002.*.half"), None)
        time.sleep(0.1)
    time.sleep(0.5)
    os.kill(int(half.name.split(".")[1]), signal.SIGKILL)
    _, said = run.communicate(timeout=30)
    assert b"a process of datatrove broke down" in said
    stuck.unlink()
    stuck.write_bytes(whole)
    summary = collect("web", engine="datatrove", jobs=2, warc_list=[listed])
    assert summary.documents


def test_another_executor_can_be_given_the_step(listed: Path) -> None:
    from datatrove.executor import SlurmPipelineExecutor
    from textgen_scrapers.web import scale
    from textgen_scrapers.web.given import archives
    from textgen_scrapers.web.options import Options

    found, options = archives([listed]), Options()
    place = scale.folder([listed], found, options)
    place.mkdir()
    step = scale.Read(found, options, place)
    executor = SlurmPipelineExecutor(
        [step], tasks=step.tasks, time="02:00:00", partition="cpu", logging_dir=str(place / "logs")
    )
    assert executor.world_size == len(found)
    for rank in range(2):
        assert list(step(None, rank, 2)) == []
    assert len([*place.glob("*.jsonl")]) == len(found)

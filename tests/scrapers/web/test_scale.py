"""Many web archives: listed in a file, read by one process or by several of an engine."""

import gzip
import importlib.util
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from textgen.collecting.pipeline import collect
from textgen.corpus.store import Corpus
from textgen.errors import SourceError
from textgen.installation import install_hint

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


def left_out(corpus: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(Corpus.open(corpus).database)
    try:
        return database.execute("SELECT * FROM left_out ORDER BY uri").fetchall()
    finally:
        database.close()


def test_an_engine_gives_the_same_corpus_as_one_process(listed: Path) -> None:
    options = {"language": "en", "min_chars": 100, "warc_list": [listed]}
    one = collect("web", corpus="one", dropped=Path("one.jsonl"), **options)
    many = collect("web", corpus="many", dropped=Path("many.jsonl"), engine="datatrove", jobs=2, **options)
    assert (many.documents, many.skipped, many.failed) == (one.documents, one.skipped, one.failed)
    assert many.notes == one.notes
    assert len(one.skipped) >= 3
    assert len(one.failed) >= 2
    assert NOTICE not in Corpus.open("one").path.read_text()
    assert Corpus.open("many").path.read_bytes() == Corpus.open("one").path.read_bytes()
    assert rows("many") == rows("one")
    assert left_out("many") == left_out("one")
    assert not [*Corpus.open("many").folder.glob(".many*")]
    assert Path("many.jsonl").read_text() == Path("one.jsonl").read_text()


def test_the_script_for_a_cluster_writes_shards_that_merge_joins(
    listed: Path, textgen: Callable[..., Any]
) -> None:
    """The script of the guide, but that its tasks are done on this computer, one after another."""
    from datatrove.executor import RayPipelineExecutor, SlurmPipelineExecutor

    guide = (Path(__file__).parents[3] / "docs/web.md").read_text("utf-8")
    script = next(block for block in guide.split("```") if block.startswith("python") and "Slurm" in block)
    slurm_only = 'time="10:00:00", partition="cpu"'
    assert slurm_only in script
    script = script.removeprefix("python").replace("Slurm", "Local").replace(slurm_only, "workers=1")
    listed.rename("archives.txt")
    shard, logs = Path("shards/00002.db"), Path("logs/completions/00002")
    run(script)
    shard.unlink()
    refused = textgen("corpus", "merge", "shards/", "--into", "many")
    assert (refused.code, "1 of 6 shards are missing, the first is 00002" in refused.stderr) == (1, True)
    logs.unlink()
    pipeline = run(script)
    merged = textgen("corpus", "merge", "shards/", "--into", "many")
    assert (merged.code, "damaged web archive" in merged.stdout) == (3, True)
    collect("web", corpus="one", language="en", min_chars=200, warc_list=[Path("archives.txt")])
    assert Corpus.open("many").path.read_bytes() == Corpus.open("one").path.read_bytes()
    assert rows("many") == rows("one")
    assert left_out("many") == left_out("one")
    SlurmPipelineExecutor(pipeline, tasks=6, time="10:00:00", partition="cpu", logging_dir="slurm")
    RayPipelineExecutor(pipeline, tasks=6, logging_dir="ray")


def run(script: str) -> Any:
    said: dict[str, Any] = {}
    exec(script, said)  # noqa: S102 - our own guide's
    return said["pipeline"]


def test_pages_that_datatrove_read_itself_can_be_extracted(folder: Path) -> None:
    from datatrove.data import Document
    from textgen_scrapers.web.scale import Extract

    from textgen.scale import Shards

    url = "https://harbour.example/1"
    read = [
        Document(page(1), "<urn:uuid:1>", metadata={"url": url, "date": "2026-01-02T03:04:05Z"}),
        Document(page(2).replace("<head>", '<head><meta name="robots" content="noai">'), "2"),
    ]
    (found,) = Extract(Shards("shards", source="web"))(read)
    assert (found.id, found.metadata["title"]) == (url, "Day 1")
    assert found.metadata["fetched"] == "2026-01-02T03:04:05+00:00"
    assert "crates of pears" in found.text


def test_of_an_address_that_is_there_twice_a_second_run_keeps_the_last_page_too(listed: Path) -> None:
    collect("web", corpus="one", warc_list=[listed])
    text = Corpus.open("one").path.read_text()
    collect("web", corpus="one", warc_list=[listed])
    assert Corpus.open("one").path.read_text() == text
    assert "the second ferry sank" in text


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
    assert caught.value.hint == install_hint("scale")

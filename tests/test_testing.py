"""The contract kit: sources that keep every promise pass, and each broken promise is named."""

from __future__ import annotations

import itertools
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from textgen import Context, Document, SourceError, TextgenError, read_json
from textgen.errors import PluginError
from textgen.testing import ContractError, Sample, check_source
from textgen.web import FetchError, select, visible_text

ADDRESS = "https://quotes.example/1"
PAGE = (
    '<html><meta charset="utf-8"><p class="quote">Käthe’s</p><p class="quote">second 🙂</p></html>'.encode()
)
WEB = Sample(arguments={"urls": [ADDRESS]}, pages={ADDRESS: PAGE})
QUOTES = ["Käthe’s", "second 🙂"]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A JSON file of three texts."""
    path = tmp_path / "notes.json"
    path.write_text(json.dumps([{"text": text} for text in ("One ä", "two", "three")]), "utf-8")
    return path


@pytest.fixture
def lines(tmp_path: Path) -> list[Path]:
    """Three text files."""
    paths = [tmp_path / f"{name}.txt" for name in ("a", "b", "c")]
    for path in paths:
        path.write_text(f"the text of {path.stem}", "utf-8")
    return paths


def problems(source, sample, expected) -> str:
    with pytest.raises(ContractError) as caught:
        check_source(source, sample, expected)
    assert caught.value.problems
    return "\n".join(caught.value.problems)


def quotes(context: Context, urls: list[str]) -> Iterator[Document]:
    """The quotes of pages."""
    for uri, quote in select(context, urls, ".quote"):
        yield Document(visible_text(quote), uri)


def posts(context: Context, file: Path) -> Iterator[Document]:
    """The texts in a JSON file."""
    for uri, post in read_json(context, file):
        yield Document(post["text"], uri)


def texts(context: Context, paths: list[Path]) -> Iterator[Document]:
    """The texts of files."""
    for path in paths:
        try:
            text = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            context.fail(path.name, "cannot be read")
            continue
        if text.strip():
            yield Document(text, path.name)
        else:
            context.skip(path.name, "empty")


def test_a_good_scraper_a_good_file_and_good_files_pass(notes, lines):
    check_source(quotes, WEB, QUOTES)
    check_source(posts, notes, [Document("One ä", "notes.json#1"), "two", {"uri": "notes.json#3"}])
    check_source(texts, Sample(arguments={"paths": lines}), [f"the text of {name}" for name in "abc"])
    check_source(quotes, {ADDRESS: PAGE, f"{ADDRESS}2": PAGE}, [*QUOTES, *QUOTES])


def test_nothing_is_left_behind_and_the_sample_is_not_touched(notes, tmp_path, monkeypatch):
    before = notes.read_bytes()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    check_source(posts, notes, ["One ä", "two", "three"])
    assert notes.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["notes.json"]


def test_what_is_expected_must_come():
    assert "document 2 has the text 'second 🙂', and 'third' is expected" in problems(
        quotes, WEB, ["Käthe’s", "third"]
    )
    assert "2 documents came, and 3 are expected" in problems(quotes, WEB, [*QUOTES, "third"])
    assert '"text": "second 🙂"' in problems(quotes, WEB, ["Käthe’s"])
    assert "document 1 has the title None, and 'T' is expected" in problems(
        quotes, WEB, [{"text": QUOTES[0], "title": "T"}, QUOTES[1]]
    )


def test_what_is_left_out_must_be_what_the_sample_says(lines):
    lines[1].write_text("  ", "utf-8")
    sample = Sample(arguments={"paths": lines})
    expected = ["the text of a", "the text of c"]
    check_source(texts, sample, expected)
    check_source(texts, replace(sample, skipped={"empty": 1}, failed={}), expected)
    assert "skipped is {'empty': 1}, and {} is expected" in problems(
        texts, replace(sample, skipped={}), expected
    )


def test_a_source_must_wait_until_it_is_asked(notes):
    def hurry(function):
        import functools

        @functools.wraps(function)
        def called(context: Context, file: Path) -> Iterator[Document]:
            return iter(list(function(context, file)))

        return called

    assert "lazy: it reads notes.json before the first document is asked for" in problems(
        hurry(posts), notes, ["One ä", "two", "three"]
    )


def test_pages_are_fetched_when_they_are_wanted():
    def eager(context: Context, urls: list[str]) -> Iterator[Document]:
        yield from list(quotes(context, urls))

    assert "lazy: it asks for 24 of 24 pages before the first document" in problems(eager, WEB, QUOTES)


def test_files_are_read_when_they_are_wanted(lines):
    def eager(context: Context, paths: list[Path]) -> Iterator[Document]:
        yield from list(texts(context, paths))

    def two_passes(context: Context, paths: list[Path]) -> Iterator[Document]:
        list(texts(Context(), paths))
        yield from texts(context, paths)

    sample, expected = Sample(arguments={"paths": lines[:1]}), ["the text of a"]
    assert "lazy: it reads all of 24 files before the first document" in problems(eager, sample, expected)
    check_source(two_passes, sample, expected)


@pytest.mark.parametrize("uri", ["random", "counter", "where it lies", "the same for all"])
def test_uris_must_be_the_same_the_next_time(notes, uri):
    counter = itertools.count()

    def unstable(context: Context, file: Path) -> Iterator[Document]:
        for number, document in enumerate(posts(context, file)):
            made = {
                "random": f"{uuid4()}",
                "counter": f"{next(counter)}",
                "where it lies": f"{hash(str(file))}-{number}",
                "the same for all": "note",
            }
            yield replace(document, uri=made[uri])

    assert "stable uris" in problems(unstable, notes, ["One ä", "two", "three"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda document, file: replace(document, uri=str(file)), "its uri is an absolute path"),
        (lambda document, file: replace(document, uri=file.as_uri()), "its uri is an absolute path"),
        (lambda document, file: replace(document, uri="C:\\notes.json"), "its uri is an absolute path"),
        (lambda document, file: replace(document, uri=f"n{file}"), "its uri is an absolute path"),
        (lambda document, file: replace(document, uri=""), "its uri is empty"),
        (lambda document, file: replace(document, text=" \n"), "its text is empty"),
        (lambda document, file: replace(document, text="half \ud83d"), "Unicode: text has half a surrogate"),
        (lambda document, file: replace(document, title="\udcff"), "Unicode: title has half a surrogate"),
        (lambda document, file: replace(document, text=b"bytes"), "text is bytes, not str"),
        (lambda document, file: replace(document, author=["A", "B"]), "author is list, not str"),
        (lambda document, file: replace(document, metadata={"when": datetime.now(UTC)}), "is not JSON"),
        (lambda document, file: replace(document, metadata={"score": float("nan")}), "is not JSON"),
        (lambda document, file: replace(document, metadata={1: "x"}), "is not JSON"),
        (lambda document, file: replace(document, metadata={"file": str(file)}), "holds an absolute path"),
        (lambda document, file: document.text, "it yields str, not textgen.Document"),
    ],
)
def test_each_field_must_be_right(notes, change, problem):
    def odd(context: Context, file: Path) -> Iterator[Document]:
        for document in posts(context, file):
            yield change(document, file) if document.text == "One ä" else document

    assert problem in problems(odd, notes, [{}, "two", "three"])


def test_a_source_that_ends_the_program_breaks_down(notes):
    def leaving(context: Context, file: Path) -> Iterator[Document]:
        yield from posts(context, file)
        raise SystemExit(3)

    assert "breaks down on its own sample: SystemExit: 3" in problems(leaving, notes, [])


def test_a_time_without_its_zone_breaks_the_source_down(notes):
    def naive(context: Context, file: Path) -> Iterator[Document]:
        for document in posts(context, file):
            yield replace(document, created=datetime(2020, 1, 1))

    assert "breaks down on its own sample: ValueError: created must be timezone-aware" in problems(
        naive, notes, []
    )


def test_what_was_interrupted_must_come_the_next_time(notes):
    def forgetful(context: Context, file: Path) -> Iterator[Document]:
        documents = list(posts(context, file))
        fresh = [document for document in documents if not context.seen(document.uri, "1")]
        context.seen("end", "1")
        yield from fresh

    found = problems(forgetful, notes, ["One ä", "two", "three"])
    assert "resumable: interrupted after 1 document, the next run never brings 'notes.json#2'" in found


def test_a_second_run_must_not_collect_the_same_again(notes):
    number = itertools.count()

    def restless(context: Context, file: Path) -> Iterator[Document]:
        for document in posts(context, file):
            yield replace(document, text=f"{document.text} {next(number)}")

    found = problems(restless, notes, [{}, {}, {}])
    assert "resumable: a second run adds or replaces 3 documents of the same input" in found


def test_nothing_may_vanish_silently(lines):
    def silent(context: Context, paths: list[Path]) -> Iterator[Document]:
        for path in paths:
            text = path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
            if text.strip() and not text.endswith("b"):
                yield Document(text, path.name)

    found = problems(silent, Sample(arguments={"paths": lines}), ["the text of a", "the text of c"])
    assert "nothing dropped without a reason: of b.txt it yields, skips and fails nothing" in found
    assert "bad input: the missing file a.txt is neither an error nor counted" in found
    assert "bad input: the empty file a.txt is neither an error nor counted" in found


def test_a_page_without_what_it_should_have_must_be_counted():
    def silent(context: Context, urls: list[str]) -> Iterator[Document]:
        from bs4 import BeautifulSoup

        for url in urls:
            soup = BeautifulSoup(context.http.get(url).body, "lxml")
            for number, quote in enumerate(soup.select(".quote")):
                yield Document(visible_text(quote), f"{url}#{number}")

    found = problems(silent, WEB, QUOTES)
    assert f"bad input: the empty page {ADDRESS} is neither an error nor counted" in found
    assert f"bad input: the binary page {ADDRESS} is neither an error nor counted" in found
    assert "missing" not in found  # FetchError is an error of ours


def test_an_empty_article_is_no_answer_to_bad_input():
    def hollow(context: Context, urls: list[str]) -> Iterator[Document]:
        for url in urls:
            yield Document(context.http.get(url).body.decode("utf-8", "replace"), url)

    found = problems(hollow, WEB, [{}])
    assert f"the document {ADDRESS!r}, of the empty page {ADDRESS}: its text is empty" in found


@pytest.mark.parametrize(
    ("error", "what"),
    [
        ("FileNotFoundError", "missing"),
        ("JSONDecodeError", "empty"),
        ("JSONDecodeError", "truncated"),
        ("UnicodeDecodeError", "binary"),
    ],
)
def test_bad_input_must_not_end_in_any_exception(notes, error, what):
    def naive(context: Context, file: Path) -> Iterator[Document]:
        for number, post in enumerate(json.loads(file.read_text("utf-8"))):
            yield Document(post["text"], f"{file.name}#{number}")

    found = problems(naive, notes, ["One ä", "two", "three"])
    assert f"bad input: the {what} file notes.json ends in {error}" in found


def test_an_error_of_ours_is_an_answer(notes):
    def strict(context: Context, file: Path) -> Iterator[Document]:
        try:
            loaded = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SourceError(f"{file.name} is not a JSON file", hint="Export it again.") from error
        for number, post in enumerate(loaded):
            yield Document(post["text"], f"{file.name}#{number}")

    check_source(strict, notes, ["One ä", "two", "three"])


def test_files_in_a_folder_are_damaged_too(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.txt").write_text(f"the text of {name}", "utf-8")

    def walked(context: Context, folder: Path) -> Iterator[Document]:
        if not folder.is_dir():
            raise SourceError(f"{folder.name} is no folder", hint="Name one.")
        for path in sorted(folder.iterdir()):
            yield Document(path.read_text("utf-8") or "nothing", f"{folder.name}/{path.name}")

    found = problems(walked, folder, ["the text of a", "the text of b"])
    assert "the binary file notes/a.txt ends in UnicodeDecodeError" in found
    assert "missing" not in found


@pytest.mark.parametrize("way", ["requests", "socket", "client", "name"])
def test_nobody_connects_but_through_the_context(way):
    def rude(context: Context, urls: list[str]) -> Iterator[Document]:
        import requests

        from textgen.web import Client

        for url in urls:
            try:
                if way == "requests":
                    requests.get(url, timeout=1)
                elif way == "client":
                    Client(delay=0).get(url)
                elif way == "name":
                    socket.getaddrinfo("quotes.example", 443)
                else:
                    with socket.socket() as connection:
                        connection.connect(("127.0.0.1", 9))
            except (OSError, TextgenError, requests.RequestException):
                pass
            yield Document("x", url)

    host = "127.0.0.1" if way == "socket" else "quotes.example"
    assert f"polite: it connects to {host} by itself" in problems(rude, WEB, ["x"])


def test_the_network_is_there_again_after_a_check():
    check_source(quotes, WEB, QUOTES)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_an_address_that_the_sample_does_not_have_is_not_found():
    def follows(context: Context, urls: list[str]) -> Iterator[Document]:
        for url in urls:
            try:
                context.http.get(f"{url}/next")
            except FetchError as error:
                context.fail(url, error.reason)
        yield from quotes(context, urls)

    assert "failed is {'HTTP 404': 1}, and {} is expected" in problems(
        follows, replace(WEB, failed={}), QUOTES
    )


def test_an_endless_source_is_found_out(notes):
    def endless(context: Context, file: Path) -> Iterator[Document]:
        for number in itertools.count():
            yield Document("again", f"{number}")

    assert "its sample gives 10,000 documents and more" in problems(endless, notes, ["again"])


def test_what_is_no_source_is_no_source(notes):
    def returns(context: Context, file: Path):
        return []

    with pytest.raises(PluginError, match="returns is not a generator function"):
        check_source(returns, notes, [])


def describe(
    folder: Path, description: object, expected: str = '{"text": "One ä"}\n"two"\n"three"\n'
) -> Path:
    (folder / "notes.json").write_text('[{"text": "One ä"}, {"text": "two"}, {"text": "three"}]', "utf-8")
    (folder / "sample.json").write_text(json.dumps(description), "utf-8")
    (folder / "expected.jsonl").write_text(expected, "utf-8")
    return folder


def test_a_folder_describes_a_sample(tmp_path):
    folder = describe(tmp_path, {"arguments": {"file": "notes.json"}, "failed": {}})
    check_source(posts, folder)
    check_source(posts, folder, folder / "expected.jsonl")
    check_source(posts, folder, ["One ä", "two", "three"])
    (folder / "page.html").write_bytes(PAGE)
    describe(
        folder, {"arguments": {"urls": [ADDRESS]}, "pages": {ADDRESS: "page.html"}}, '"Käthe’s"\n"second 🙂"'
    )
    check_source(quotes, folder)


@pytest.mark.parametrize(
    ("description", "expected", "message"),
    [
        ([], "", "sample.json must be an object"),
        ({"argument": {}}, "", "no other keys than arguments, failed, pages, skipped"),
        ({"arguments": ["notes.json"]}, "", "must have objects"),
        ({"pages": {ADDRESS: "nowhere.html"}}, "", "'nowhere.html', and no file of that name"),
        ({"arguments": {"file": "notes.json"}}, "{", "expected.jsonl is not JSON"),
        ({"arguments": {"file": "notes.json"}}, "[1]", "is not a document that can be expected"),
        ({"arguments": {"file": "notes.json"}}, '{"words": "One"}', "is not a document that can be expected"),
    ],
)
def test_a_sample_that_cannot_be_used_is_an_error_that_says_why(tmp_path, description, expected, message):
    with pytest.raises(PluginError) as caught:
        check_source(posts, describe(tmp_path, description, expected))
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_folder_that_is_not_there_says_how_a_sample_is_installed(tmp_path):
    with pytest.raises(PluginError, match=r"sample\.json: No such file") as caught:
        check_source(posts, tmp_path / "sample")
    assert "package-data" in caught.value.hint


def test_documents_must_be_expected(notes):
    with pytest.raises(PluginError):
        check_source(posts, notes)
    with pytest.raises(PluginError, match="nothing says which documents"):
        check_source(posts, Sample(arguments={"file": notes}))


def test_arguments_that_a_source_does_not_take_are_found_out(notes):
    assert "TypeError" in problems(posts, Sample(arguments={"path": notes}), [])


def test_the_kit_needs_no_test_runner():
    code = "import sys, textgen.testing; print('pytest' in sys.modules, 'tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"

"""The source ``web`` against a site of invented pages on loopback."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from recording import Run
from textgen_scrapers.web import web

from textgen import SourceError
from textgen.web import Client

SENTENCE = "The lamp on the pier burned all night, and nobody could say who had filled it. "


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path, run: Run) -> Iterator[str]:
    """The address of a site that serves ``tmp_path``."""
    run.context.http = Client(delay=0, allow_private=True, opt_outs=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(tmp_path)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def article(body: str, *, title: str = "The pier") -> str:
    return (
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="author" content="Nobody Inparticular"><meta name="date" content="2023-05-06"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article>{body}</article></body></html>"
    )


def test_each_page_is_a_document_with_what_it_tells_about_itself(tmp_path: Path, run: Run, site: str) -> None:
    (tmp_path / "pier.html").write_text(article(f"<p>{SENTENCE * 4}</p>"))
    (tmp_path / "käthe.html").write_text(article(f"<p>Käthe: {SENTENCE * 4}</p>", title="Käthe"))
    one, two = web(run.context, [f"{site}/pier.html#x", f"{site}/käthe.html", f"{site}/pier.html"])
    assert one.uri == f"{site}/pier.html"
    assert SENTENCE.strip() in one.text
    assert "Home" not in one.text
    assert (one.title, one.author, one.kind) == ("The pier", "Nobody Inparticular", "page")
    assert one.created is not None
    assert one.created.date().isoformat() == "2023-05-06"
    assert one.metadata == {"language": "en"}
    assert two.text.startswith("Käthe")
    assert run.failed == []
    assert run.progress[-1] == (2, 2)


def test_every_failure_is_named_and_the_rest_goes_on(tmp_path: Path, run: Run, site: str) -> None:
    (tmp_path / "robots.txt").write_text("User-agent: *\nDisallow: /private\n")
    (tmp_path / "private.html").write_text(article(SENTENCE))
    (tmp_path / "data.json").write_text("{}")
    (tmp_path / "blank.html").write_text("<html><body></body></html>")
    (tmp_path / "pier.html").write_text(article(f"<p>{SENTENCE * 4}</p>"))
    names = ["private.html", "gone.html", "data.json", "blank.html", "pier.html"]
    assert [d.uri for d in web(run.context, [f"{site}/{name}" for name in names])] == [f"{site}/pier.html"]
    assert run.failed == [
        (f"{site}/private.html", "robots.txt forbids it (Disallow: /private)"),
        (f"{site}/gone.html", "HTTP 404"),
        (f"{site}/data.json", "not a web page but application/json"),
        (f"{site}/blank.html", "no text found"),
    ]


def test_select_takes_what_the_selector_finds_once_with_its_line_breaks(
    tmp_path: Path, run: Run, site: str
) -> None:
    body = "<div class='verse'><p>one<br>two</p><div class='verse'>three</div></div><p>no</p>"
    body += "<p class='verse'>four"
    (tmp_path / "poem.html").write_text(article(body))
    (tmp_path / "other.html").write_text(article("<p>no verse"))
    (document,) = web(run.context, [f"{site}/poem.html", f"{site}/other.html"], select=".verse")
    assert document.text == "one\ntwo\n\nthree\n\nfour"
    assert document.title == "The pier"
    assert run.failed == [(f"{site}/other.html", "nothing matches --select")]


def test_two_addresses_of_one_page_give_it_once(tmp_path: Path, run: Run, site: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "index.html").write_text(article(f"<p>{SENTENCE * 4}</p>"))
    documents = list(web(run.context, [f"{site}/deep", f"{site}/deep/"]))
    assert [document.uri for document in documents] == [f"{site}/deep/"]
    assert run.skipped == [(f"{site}/deep/", "leads to a page that was read already")]


@pytest.mark.parametrize("url", ["example.com/page", "page.html", "file:///etc/hostname"])
def test_what_is_no_address_stops_the_run_before_anything_is_fetched(run: Run, url: str) -> None:
    with pytest.raises(SourceError, match="is not a web address"):
        list(web(run.context, ["http://127.0.0.1:9/", url]))
    assert run.failed == []


def test_a_wrong_selector_stops_the_run_before_anything_is_fetched(run: Run) -> None:
    with pytest.raises(SourceError, match="is not a CSS selector"):
        list(web(run.context, ["http://127.0.0.1:9/"], select="p..x"))
    assert run.failed == []

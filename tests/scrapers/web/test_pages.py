"""Single pages, lists of addresses and saved pages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from invented import article, html, pages_asked, sentences
from recording import Run
from sites import Site, page, redirect
from textgen_scrapers.web import readers, saving, web

from textgen import SourceError


def test_each_page_is_a_document_with_what_it_tells_about_itself(run: Run, site: Site) -> None:
    head = '<meta name="author" content="Nobody Inparticular"><meta name="date" content="2023-05-06">'
    site.answers = {"/pier": article(1, head=head), "/k%C3%A4the": article(2, text=f"Käthe: {sentences(2)}")}
    one, two = web(run.context, [f"{site.url}/pier#x", f"{site.url}/käthe", f"{site.url}/pier"])
    assert one.uri == f"{site.url}/pier"
    assert one.text == sentences(1)
    assert (one.title, one.author, one.kind) == ("Page 1", "Nobody Inparticular", "page")
    assert one.created is not None
    assert one.created.date().isoformat() == "2023-05-06"
    assert one.metadata["language"] == "en"
    assert set(one.metadata) == {"language", "fetched", "extractor"}
    assert two.text.startswith("Käthe")
    assert run.failed == []
    assert run.progress[-1] == (2, 2)


def test_every_failure_is_named_and_the_rest_goes_on(run: Run, site: Site) -> None:
    site.answers = {
        "/robots.txt": page("User-agent: *\nDisallow: /private\n"),
        "/private": article(0),
        "/data": page("{}", kind="application/json"),
        "/blank": page("<html><body></body></html>"),
        "/pier": article(1),
        "/loop": redirect("/pool"),
        "/pool": redirect("/loop"),
    }
    names = ["private", "gone", "data", "blank", "loop", "pier"]
    assert [d.uri for d in web(run.context, [f"{site.url}/{name}" for name in names])] == [f"{site.url}/pier"]
    assert run.failed == [
        (f"{site.url}/private", "robots.txt forbids it (Disallow: /private)"),
        (f"{site.url}/gone", "HTTP 404"),
        (f"{site.url}/data", "not a web page but application/json"),
        (f"{site.url}/blank", "no text found"),
        (f"{site.url}/loop", "more than 10 redirects"),
    ]


def test_select_takes_what_the_selector_finds_once_with_its_line_breaks(run: Run, site: Site) -> None:
    body = "<p class=verse>one<br>two</p><div class=verse><p>three</p><p class=verse>four</p></div><p>no</p>"
    site.answers = {"/poem": page(f"<title>A poem</title>{body}"), "/other": page("<p>no verse")}
    (document,) = web(run.context, [f"{site.url}/poem", f"{site.url}/other"], select=".verse")
    assert document.text == "one\ntwo\n\nthree\n\nfour"
    assert document.title == "A poem"
    assert run.failed == [(f"{site.url}/other", "nothing matches --select")]


def test_two_addresses_of_one_page_give_it_once(run: Run, site: Site) -> None:
    site.answers = {"/new": article(1), "/old": redirect("/new"), "/older": redirect("/new")}
    documents = list(web(run.context, [f"{site.url}{path}" for path in ("/old", "/new", "/older")]))
    assert [document.uri for document in documents] == [f"{site.url}/new"]
    assert run.skipped == [(f"{site.url}/older", "leads to a page that was read already")]
    assert pages_asked(site) == ["/old", "/new", "/older", "/new"]


@pytest.mark.parametrize(
    "content", ["0;url=/b", '"0; URL=/b"', "'0;url=\"/b\"'", '"0.5, /b"', '" 3 ; url = /b "']
)
def test_a_page_that_leads_on_by_itself_is_followed(run: Run, site: Site, content: str) -> None:
    head = f"<meta http-equiv=refresh content={content}>"
    site.answers = {"/a": article(1, head=head), "/b": article(2)}
    assert [document.uri for document in web(run.context, [f"{site.url}/a"])] == [f"{site.url}/b"]


@pytest.mark.parametrize("target", ["http://[bad/", "file:///etc/passwd", "javascript:alert(1)"])
def test_a_page_that_leads_on_to_what_is_no_address_is_a_failure(run: Run, site: Site, target: str) -> None:
    site.answers = {"/a": article(1, head=f'<meta http-equiv="refresh" content="0; url={target}">')}
    assert list(web(run.context, [f"{site.url}/a"])) == []
    assert [reason for _, reason in run.failed] in (["leads to what is no address"], ["not a web address"])


@pytest.mark.parametrize("url", ["example.com/page", "page.html", "file:///etc/hostname", "http://", "x\0y"])
def test_what_is_no_address_stops_the_run_before_anything_is_fetched(run: Run, url: str) -> None:
    with pytest.raises(SourceError, match="is not a web address"):
        list(web(run.context, ["http://127.0.0.1:9/", url]))
    assert run.failed == []


@pytest.mark.parametrize("selector", ["p..x", "p[", "p::before", ""])
def test_a_wrong_selector_stops_the_run_before_anything_is_fetched(run: Run, selector: str) -> None:
    with pytest.raises(SourceError, match="is not a CSS selector"):
        list(web(run.context, ["http://127.0.0.1:9/"], select=selector))
    assert run.failed == []


def test_addresses_come_from_a_file_and_from_standard_input(
    run: Run, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers = {f"/{n}": article(n) for n in range(4)}
    (tmp_path / "list.txt").write_text(f"\ufeff# my pages\n{site.url}/0\n\n  {site.url}/1\r\nnonsense\n")
    typed = io.BytesIO(f"{site.url}/1\n{site.url}/2\n".encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(typed, errors="replace"))
    documents = list(web(run.context, [str(tmp_path / "list.txt"), "-", f"{site.url}/3"]))
    assert sorted(document.uri[-1] for document in documents) == ["0", "1", "2", "3"]
    assert run.failed == [("list.txt, line 5", "not a web address")]


def test_a_file_that_is_no_list_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = b"\x89PNG\xff\xfe"
    (tmp_path / "picture").write_bytes(picture)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(picture), errors="replace"))
    for name in (str(tmp_path / "picture"), "-"):
        with pytest.raises(SourceError, match=f"{name} is not a list of addresses"):
            list(web(run.context, [name]))


def test_saved_pages_are_read_without_a_network_and_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    (folder / "example.org").mkdir(parents=True)
    (folder / "example.org" / "a.html").write_text(html(1))
    (folder / "example.org" / "secret.html").write_text(html(2, head='<meta name="robots" content="noai">'))
    (folder / "blank.html").write_text("<html></html>")
    (folder / "broken.warc").write_text("no archive")
    documents = list(web(run.context, [str(folder)]))
    assert [(d.uri, d.title, d.text) for d in documents] == [
        ("mirror/example.org/a.html", "Page 1", sentences(1))
    ]
    assert run.failed == [
        ("mirror/blank.html", "no text found"),
        ("mirror/broken.warc", "damaged web archive"),
    ]
    assert run.skipped == [("mirror/example.org/secret.html", "meta robots: noai")]
    assert str(tmp_path) not in repr(documents)
    assert list(web(run.context, [str(folder)])) == []


def test_saved_pages_keep_their_order_however_many_are_read_at_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "cores", lambda: 3)
    monkeypatch.setattr(readers, "FIRST_PAGES", 2)
    for number in range(30):
        size = 200 if number % 7 == 0 else 1
        (tmp_path / f"{number:02}.html").write_text(html(number, text=sentences(number) * size))
    (tmp_path / "03.html").write_text("<html></html>")
    (tmp_path / "04.html").write_text(html(4, head='<meta name="robots" content="noai">'))
    documents = list(web(run.context, [str(tmp_path)]))
    assert [document.uri[-7:-5] for document in documents] == [
        f"{n:02}" for n in range(30) if n not in {3, 4}
    ]
    assert run.failed == [(f"{tmp_path.name}/03.html", "no text found")]
    assert run.progress == [(n, None) for n in range(1, 31)]


def test_a_saved_page_is_not_taken_for_seen_before_it_was_given(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "cores", lambda: 2)
    for number in range(9):
        (tmp_path / f"{number}.html").write_text(html(number))
    documents = web(run.context, [str(tmp_path)])
    next(documents)
    documents.close()
    assert list(run.known) == [f"{tmp_path.name}/0.html"]
    assert len(list(web(run.context, [str(tmp_path)]))) == 8


def test_pages_are_kept_in_a_web_archive_and_read_from_it(run: Run, site: Site, tmp_path: Path) -> None:
    site.answers = {"/": article(0, "/1", etag='"v1"'), "/1": article(1)}
    path = tmp_path / "site.warc.gz"
    first = list(web(run.context, [f"{site.url}/"], crawl=True, warc=path))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])  # as a killed run leaves it
    site.answers["/"] = page("", status=304)
    list(web(run.context, [f"{site.url}/"], crawl=True, warc=path, refresh=True))
    again = list(web(Run().context, [str(path)]))
    assert [(d.uri, d.text) for d in again][:2] == [(d.uri, d.text) for d in first]
    assert again[0].metadata["fetched"]
    assert record_types(path).count("revisit") == 1
    assert record_types(path)[:3] == ["warcinfo", "response", "request"]


def test_a_web_archive_keeps_every_exchange_also_of_robots_txt_and_of_redirects_that_fail(
    run: Run, site: Site, tmp_path: Path
) -> None:
    from warcio.archiveiterator import ArchiveIterator

    site.answers = {
        "/robots.txt": article(7),
        "/old": redirect("/older"),
        "/older": redirect("/new"),
        "/new": article(1),
        "/lost": redirect("/gone"),
    }
    path = tmp_path / "site.warc"
    (document,) = web(run.context, [f"{site.url}/old", f"{site.url}/lost"], warc=path)
    with path.open("rb") as file:
        kept = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.http_headers)
            for record in ArchiveIterator(file, check_digests="raise")
        ][1:]
    assert [(kind, url) for kind, url, _ in kept] == [
        (kind, f"{site.url}{place}")
        for place in ("/robots.txt", "/old", "/older", "/new", "/.well-known/tdmrep.json", "/lost", "/gone")
        for kind in ("response", "request")
    ]
    assert [headers.get_statuscode()[0] for _, _, headers in kept[::2]] == list("2332434")
    assert kept[2][2].get_header("Location") == "/older"
    assert [d.text for d in web(Run().context, [str(path)])] == [document.text]


def record_types(path: Path) -> list[str]:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        return [
            record.rec_type
            for record in ArchiveIterator(file, check_digests="raise")
            if record.content_stream().read() is not None
        ]


def test_a_web_archive_that_cannot_be_written_stops_the_run(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.warc").write_text("my notes")
    for path in (tmp_path / "notes.warc", tmp_path / "no" / "folder.warc", tmp_path):
        with pytest.raises(SourceError, match=r"cannot be written|no web archive"):
            list(web(run.context, ["http://127.0.0.1:9/"], warc=path))
    assert (tmp_path / "notes.warc").read_text() == "my notes"

"""Every way of a page to say that it does not want to be used."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from sites import Site, page, redirect
from urllib3 import HTTPHeaderDict

from textgen.web import Client, OptedOut, opted_out
from textgen.web.optouts import Reservations


def html(head: str) -> bytes:
    return f"<!doctype html><html><head><title>t</title>{head}</head><body>text</body></html>".encode()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["noindex"], "X-Robots-Tag: noindex"),
        (["NoIndex, nofollow"], "X-Robots-Tag: noindex"),
        (["nofollow", "noai"], "X-Robots-Tag: noai"),
        (["noarchive,noimageai"], "X-Robots-Tag: noimageai"),
        (["none"], "X-Robots-Tag: none"),
        (["noml"], "X-Robots-Tag: noml"),
        (["textgen: noindex"], "X-Robots-Tag: noindex"),
        (["*: noindex"], "X-Robots-Tag: noindex"),
        (["TextGen: nofollow, noai"], "X-Robots-Tag: noai"),
        (["googlebot: nofollow", "textgen: noai, nofollow"], "X-Robots-Tag: noai"),
        (["otherbot: noindex, nofollow"], None),
        (["otherbot: noindex", "noai"], "X-Robots-Tag: noai"),
        (["otherbot: noindex, textgen: noai"], "X-Robots-Tag: noai"),
        (["max-snippet: 20, noindex"], "X-Robots-Tag: noindex"),
        (["max-image-preview:large, max-video-preview:-1"], None),
        (["unavailable_after: Fri, 25 Jun 2032 15:00:00 GMT, noindex"], "X-Robots-Tag: noindex"),
        (["all"], None),
        (["index, follow"], None),
        ([""], None),
    ],
)
def test_the_header_speaks_to_all_or_to_those_it_names(values: list[str], reason: str | None) -> None:
    headers = HTTPHeaderDict([("X-Robots-Tag", value) for value in values])
    assert opted_out(headers, html("")) == reason


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ('<meta name="robots" content="noindex,follow">', "meta robots: noindex"),
        ("<META CONTENT='NOAI, noimageai' NAME=Robots />", "meta robots: noai"),
        ("<meta name=robots content=none>", "meta robots: none"),
        ('<meta\nname = "textgen"\n content = "noindex">', "meta textgen: noindex"),
        ('<meta name="robots" content="nofollow"><meta name="robots" content="noml">', "meta robots: noml"),
        ('<meta name="robots" content="&#110;oindex">', "meta robots: noindex"),
        ('<meta name="robots" content="index, follow, max-snippet:-1">', None),
        ('<meta name="googlebot" content="noindex">', None),
        ('<meta name="description" content="robots say noindex">', None),
        ('<!-- <meta name="robots" content="noindex"> -->', None),
        ("""<script>let m = '<meta name="robots" content="noindex">';</script>""", None),
        ('<template><meta name="robots" content="noindex"></template>', None),
        ('<meta name="tdm-reservation" content="1">', "tdm-reservation: 1"),
        ('<meta name="tdm-reservation" content="0">', None),
        ('<meta name="robots">', None),
    ],
)
def test_a_page_speaks_by_its_meta_elements(head: str, reason: str | None) -> None:
    assert opted_out({}, html(head)) == reason


def test_a_page_in_utf_16_is_understood() -> None:
    text = html('<meta name="robots" content="noindex">').decode()
    assert opted_out({}, text.encode("utf-16")) == "meta robots: noindex"
    headers = {"content-type": "text/html; charset=UTF-16LE"}
    assert opted_out(headers, text.encode("utf-16-le")) == "meta robots: noindex"


def test_the_header_wins_about_mining() -> None:
    meta = html('<meta name="tdm-reservation" content="1">')
    assert opted_out({"tdm-reservation": "0"}, meta) is None
    assert opted_out({"tdm-reservation": "1"}, html("")) == "tdm-reservation: 1"


def test_what_is_no_page_may_say_noindex_to_search_engines() -> None:
    assert opted_out({"x-robots-tag": "noindex"}, b"", page=False) is None
    assert opted_out({"x-robots-tag": "noindex, noai"}, b"", page=False) == "X-Robots-Tag: noai"


@pytest.mark.parametrize("text", ["<!--", "<script>", "<meta ", '<meta name="robots" ', "<title><meta "])
def test_a_page_made_to_take_long_does_not(text: str) -> None:
    body = b'<meta name="robots">' + (text * (1_000_000 // len(text))).encode()
    start = time.monotonic()
    assert opted_out({}, body) is None
    assert time.monotonic() - start < 5


def tdmrep(*rules: tuple[str, object]) -> bytes:
    return json.dumps([{"location": path, "tdm-reservation": value} for path, value in rules]).encode()


@pytest.mark.parametrize(
    ("rules", "path", "covered"),
    [
        ([("/", 1)], "/a", True),
        ([("/", 0)], "/a", False),
        ([("/", 1), ("/free/", 0)], "/free/a", False),
        ([("/free/", 0), ("/", 1)], "/b", True),
        ([("/*.pdf$", 1)], "/x/y.pdf", True),
        ([("/*.pdf$", 1)], "/x/y.html", False),
        ([("/news", "1")], "/news/today", True),
        ([("", 1)], "/a", False),
    ],
)
def test_the_sites_file_covers_what_its_longest_pattern_says(
    rules: list[tuple[str, object]], path: str, covered: bool
) -> None:
    assert Reservations(tdmrep(*rules)).cover(f"https://example.com{path}") is covered


@pytest.mark.parametrize(
    "text", [b"", b"<html>", b"null", b"3", b'["x", {"location": 7}]', b"\xff", b"[" * 9999]
)
def test_what_is_no_such_file_reserves_nothing(text: bytes) -> None:
    assert not Reservations(text).cover("https://example.com/a")


WELL_KNOWN = "/.well-known/tdmrep.json"


def visitor(**options: bool) -> Client:
    return Client(allow_private=True, delay=0.01, **options)


def test_a_page_that_opts_out_is_refused_but_its_links_can_be_followed(site: Site) -> None:
    body = html('<meta name="robots" content="noindex, follow">')
    site.answers["/a"] = page(body)
    site.answers["/b"] = page("text", x_robots_tag="noai")
    site.answers["/c"] = page("text", x_robots_tag="otherbot: noai")
    client = visitor()
    with pytest.raises(OptedOut) as caught:
        client.get(f"{site.url}/a")
    assert (caught.value.reason, caught.value.response.body) == ("meta robots: noindex", body)
    with pytest.raises(OptedOut, match="X-Robots-Tag: noai"):
        client.get(f"{site.url}/b")
    assert client.get(f"{site.url}/c").body == b"text"
    assert visitor(opt_outs=False).get(f"{site.url}/a").body == body


def test_the_sites_file_about_mining_is_asked_for_once_and_the_page_has_the_last_word(site: Site) -> None:
    site.answers[WELL_KNOWN] = redirect("/policy.json")
    site.answers["/policy.json"] = page(tdmrep(("/a", 1)), kind="application/json")
    site.answers["/a"] = page("text")
    site.answers["/a2"] = page("text", tdm_reservation="0")
    site.answers["/b"] = page("text")
    client = visitor()
    for _ in range(2):
        with pytest.raises(OptedOut, match=r"tdmrep\.json: tdm-reservation"):
            client.get(f"{site.url}/a")
    client.get(f"{site.url}/a2")
    client.get(f"{site.url}/b")
    assert site.asked == ["/robots.txt", "/a", WELL_KNOWN, "/policy.json", "/a", "/a2", "/b"]


@pytest.mark.parametrize("status", [404, 403])
def test_a_site_without_such_a_file_reserves_nothing(site: Site, status: int) -> None:
    site.answers["/a"] = page("text")
    site.answers[WELL_KNOWN] = page(tdmrep(("/", 1)), status=status)
    assert visitor().get(f"{site.url}/a").body == b"text"


def test_the_file_is_not_asked_for_where_robots_forbid_it_nor_by_those_who_ignore_it(site: Site) -> None:
    site.answers["/robots.txt"] = page("User-agent: *\nDisallow: /.well-known/\n")
    site.answers["/a"] = page("text")
    visitor().get(f"{site.url}/a")
    visitor(opt_outs=False).get(f"{site.url}/a")
    assert WELL_KNOWN not in site.asked


def test_a_sites_crawl_delay_counts_for_that_file_too(site: Site) -> None:
    site.answers["/robots.txt"] = page("User-agent: *\nCrawl-delay: 0.3\n")
    site.answers["/a"] = site.answers["/b"] = page("text")
    client = visitor()
    client.get(f"{site.url}/a")
    client.get(f"{site.url}/b")
    assert site.asked == ["/robots.txt", "/a", WELL_KNOWN, "/b"]
    assert min(later - earlier for earlier, later in pairwise(site.times[1:])) >= 0.29

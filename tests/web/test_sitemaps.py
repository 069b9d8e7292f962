"""What sitemaps list, whole, broken and hostile ones."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.web import sitemaps
from textgen.web.sitemaps import Entry, UnreadableError, read_sitemap, unpack

URL = "https://example.org/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def listed(text: str | bytes) -> list[Entry]:
    return list(read_sitemap(text.encode() if isinstance(text, str) else text, URL))


def test_pages_with_the_time_of_their_change() -> None:
    found = listed(
        f"""<?xml version="1.0" encoding="UTF-8"?>
        <urlset {SPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
          <url><loc> https://example.org/a?x=1&amp;y=2 </loc><lastmod>2024-05-06T07:08:09+02:00</lastmod>
          </url>
          <url><image:image><image:loc>https://example.org/p.jpg</image:loc></image:image><loc>/b</loc></url>
          <url><loc>https://example.org/c</loc><lastmod>2024-05-06</lastmod></url>
          <url><loc>https://example.org/d</loc><lastmod>yesterday</lastmod></url>
          <url><lastmod>2024-05-06</lastmod></url>
        </urlset>"""
    )
    assert [entry.url.removeprefix("https://example.org") for entry in found] == [
        "/a?x=1&y=2",
        "/b",
        "/c",
        "/d",
    ]
    assert [entry.changed for entry in found][2:] == [datetime(2024, 5, 6, tzinfo=UTC), None]
    assert found[0].changed == datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC)


def test_an_index_lists_sitemaps() -> None:
    found = listed(
        f"<sitemapindex {SPACE}><sitemap><loc>https://example.org/1.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert found == [Entry("https://example.org/1.xml.gz", "sitemap")]


def test_a_text_lists_an_address_a_line() -> None:
    assert [e.url for e in listed("\ufeffhttps://example.org/a\r\n\nnonsense\nhttps://example.org/b")] == [
        "https://example.org/a",
        "https://example.org/b",
    ]


def test_what_is_readable_of_a_broken_one_counts() -> None:
    found = listed(
        f"<urlset {SPACE}><url><loc>https://example.org/a</loc></url><url><loc>https://example.org/b & c"
    )
    assert found[0].url == "https://example.org/a"


def test_no_entity_is_expanded_and_no_file_is_read() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    data = (
        f'<!DOCTYPE urlset [<!ENTITY e0 "https://example.org/">{bomb}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
        f"<urlset {SPACE}><url><loc>&e11;</loc></url><url><loc>&file;</loc></url>"
        "<url><loc>https://example.org/a</loc></url></urlset>"
    )
    assert all(len(entry.url) < 100 and "etc" not in entry.url for entry in listed(data))


def test_no_more_than_the_limit_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 10)
    assert len(listed(f"<urlset {SPACE}>" + "<url><loc>https://example.org/</loc></url>" * 20)) == 10


@pytest.mark.parametrize(
    "data", ["", "<html><body>No such page</body></html>", "plain words", "<rss></rss>", "\0\1"]
)
def test_what_is_no_sitemap_is_named_so(data: str) -> None:
    with pytest.raises(UnreadableError, match="not a sitemap"):
        listed(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(UnreadableError):
        listed(data)


def test_packed_ones_are_unpacked_up_to_the_limit() -> None:
    data = gzip.compress(b"x" * 100_000)
    assert unpack(data) == b"x" * 100_000
    assert unpack(b"plain") == b"plain"
    with pytest.raises(UnreadableError, match="larger than"):
        unpack(data, 99_999)
    for damaged in (data[:-20], data[:-6] + b"\0\0" + data[-4:]):
        with pytest.raises(UnreadableError, match="damaged"):
            unpack(damaged)


def test_names_that_are_no_unicode_make_no_sitemap() -> None:
    with pytest.raises(UnreadableError):
        list(read_sitemap(b"<urlset xmlns='&#xD800;'><url/></urlset>", "http://e.com/"))

"""What is taken from a page. The pages are invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen.web import Page, decode_html, extract, visible_text

SENTENCE = "The lamp on the pier burned all night, and nobody could say who had filled it. "
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>The pier | Invented News</title>
<meta name="author" content="Nobody Inparticular">
<meta property="article:published_time" content="2023-05-06T07:08:09Z">
<meta property="og:title" content="The pier">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head><body>
<nav><a href="/home#top">Home</a> <a href="javascript:alert(1)">Menu</a>
<a href="mailto:a@b.example">Mail</a></nav>
<article><h1>The pier</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}See <a href="next?p=2">the next page</a> and
<a href="https://other.example/x">another</a>.</p></article>
<section class="comments"><p>A stranger says something else entirely.</p></section>
<a href="/home">Home again</a><footer>Every right reserved</footer></body></html>"""


def test_a_page_gives_its_main_text_and_what_it_tells_about_itself() -> None:
    page = extract(PAGE.encode(), "https://news.example/2023/pier")
    assert SENTENCE.strip() in page.text
    for other in ("stranger", "Home", "reserved"):
        assert other not in page.text
    assert page.title == "The pier"
    assert page.author == "Nobody Inparticular"
    assert page.date == datetime(2023, 5, 6, tzinfo=UTC)
    assert page.language == "en-GB"
    assert page.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert page.links == (
        "https://news.example/home",
        "https://news.example/2023/next?p=2",
        "https://other.example/x",
    )


def test_links_are_relative_to_the_base_that_the_page_names() -> None:
    html = b'<base href="/deep/"><a href="x">x</a><a href="http://[">broken</a><a href=" y ">y</a>'
    assert extract(html, "https://h.example/").links == (
        "https://h.example/deep/x",
        "https://h.example/deep/y",
    )


@pytest.mark.parametrize("html", [b"", b"   ", b"<html></html>", b"\x00\x01\x02", b"<div>" * 5000, b"{}"])
def test_a_page_without_text_gives_none(html: bytes) -> None:
    assert extract(html).text == ""


@pytest.mark.parametrize("html", ["<article><p>{}</p></article>", "<p>{}</p>", "<body><div><p>{}</p></div>"])
def test_a_page_without_html_and_head_elements_is_read(html: str) -> None:
    assert extract(html.format(SENTENCE * 5).encode()).text == (SENTENCE * 5).strip()


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_extraction(html: bytes) -> None:
    assert isinstance(extract(html + b"<p>" + html), Page)


@pytest.mark.parametrize(
    ("html", "charset", "text"),
    [
        ("Käthe fährt".encode(), None, "Käthe fährt"),
        ("Käthe fährt".encode(), "iso-8859-1", "Käthe fährt"),
        ("Käthe – “fährt”".encode("cp1252"), "iso-8859-1", "Käthe – “fährt”"),
        ('<meta charset="windows-1251">Мама мыла раму'.encode("cp1251"), None, "Мама мыла раму"),
        ('<meta http-equiv="x" content="text/html; charset=gb2312">我们镕'.encode("gb18030"), None, "我们镕"),
        ("\ufeffKäthe".encode("utf-16"), "utf-8", "Käthe"),
        (b'<meta charset="utf-8">' + "Käthe ".encode() * 20 + b"f\xe4hrt", "utf-8", "Käthe f\ufffdhrt"),
        ("Käthe fährt über Straßen".encode("cp1252"), "hex", "Käthe fährt über Straßen"),
    ],
)
def test_the_encoding_of_a_page_is_found(html: bytes, charset: str | None, text: str) -> None:
    assert text in decode_html(html, charset)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one\n  two</p><p>three<br>four<br/></p>", "one two\n\nthree\nfour"),
        ("<div>one</div><div>two <b>bo</b>ld</div>", "one\ntwo bold"),
        ("<h2>Head</h2>text<ul><li>a</li><li> b </li></ul>after", "Head\n\ntext\n\na\nb\n\nafter"),
        ("<pre>  one\n\n\n    two</pre>", "one\n\n\n    two"),
        ("a<pre>\n  b\n</pre>c", "a\n\n  b\n\nc"),
        ("a<!-- no --><script>no()</script><style>no{}</style><noscript>no</noscript> b", "a b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<span>one</span> <span>two</span>", "one two"),
        ("&lt;p&gt; &amp; &#228;", "<p> & ä"),
        ("<p> </p><div> </div>", ""),
    ],
)
def test_visible_text_has_the_line_breaks_that_a_reader_sees(html: str, text: str) -> None:
    assert visible_text(BeautifulSoup(f"<section>{html}</section>", "lxml").section) == text

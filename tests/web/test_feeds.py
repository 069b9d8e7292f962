"""What feeds list: RSS, Atom, JSON Feed, and what only claims to be one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.web.feeds import Feed, read_feed
from textgen.web.sitemaps import UnreadableError

URL = "https://example.org/feed"
SENTENCE = "The ferry left before the fog had lifted, and nobody waved. "
WHOLE = f"<p>{SENTENCE * 12}</p>"


def rss(items: str, more: str = "") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Ferry</title><language>en-GB</language>{more}{items}</channel></rss>"
    )


def read(text: str) -> Feed:
    return read_feed(text.encode(), URL)


def test_an_rss_feed_with_whole_articles() -> None:
    feed = read(
        rss(
            "<item><title>Fog &amp;amp; ferry</title><link>/fog</link>"
            "<dc:creator>Nobody Inparticular</dc:creator><description>The ferry left…</description>"
            "<pubDate>Mon, 06 May 2024 07:08:09 +0200</pubDate>"
            f"<content:encoded><![CDATA[{WHOLE}<script>alert(1)</script>]]></content:encoded></item>"
            f"<item><link>https://example.org/short</link><description>{SENTENCE}</description></item>"
            "<item><title>No link</title></item>"
        )
    )
    one, two = feed.posts
    assert (one.url, one.title, one.author) == (
        "https://example.org/fog",
        "Fog & ferry",
        "Nobody Inparticular",
    )
    assert one.date == datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC)
    assert one.content is not None
    assert one.is_whole
    assert SENTENCE.strip() in one.content
    assert "alert" not in one.content
    assert (two.content, two.is_whole) == (SENTENCE.strip(), False)
    assert feed.language in {"en-gb", "en-GB"}


@pytest.mark.parametrize(
    "end", ["[…]", "[&#8230;]", "<a href='/fog'>Read more</a></p>", "Continue reading →"]
)
def test_content_that_is_cut_off_is_not_whole(end: str) -> None:
    content = f"<content:encoded><![CDATA[<p>{SENTENCE * 12}{end}]]></content:encoded>"
    assert read(rss(f"<item><link>/fog</link>{content}</item>")).posts[0].content is None


def test_a_description_may_be_the_whole_article_in_rss_but_a_summary_in_atom_is_none() -> None:
    (post,) = read(rss(f"<item><link>/fog</link><description><![CDATA[{WHOLE}]]></description></item>")).posts
    assert (post.content, post.is_whole) == (WHOLE, True)
    (post,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/fog"/>'
        f'<summary type="html">{WHOLE.replace("<", "&lt;")}</summary></entry></feed>'
    ).posts
    assert post.content is None


def test_an_atom_feed_and_its_next_page() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed"/>'
        '<link rel="next" href="/feed?page=2"/>'
        '<link rel="prev-archive" href="/archive/4"/><entry><title>Fog</title><link href="/fog"/>'
        f"<published>2024-05-06T07:08:09Z</published><updated>2024-06-06T00:00:00Z</updated>"
        f'<content type="html">{WHOLE.replace("<", "&lt;")}</content></entry></feed>'
    )
    assert feed.more == ("https://example.org/feed?page=2", "https://example.org/archive/4")
    assert feed.posts[0].content is not None
    assert feed.posts[0].changed == datetime(2024, 6, 6, tzinfo=UTC)


def test_a_json_feed() -> None:
    feed = read(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "next_url": "?page=2",
                "language": "en",
                "items": [
                    {
                        "id": "1",
                        "url": "https://example.org/fog",
                        "title": "Fog",
                        "content_html": WHOLE,
                        "date_published": "2024-05-06T07:08:09Z",
                        "authors": [{"name": "Nobody"}, {"name": "Inparticular"}, {}, 7],
                    },
                    {
                        "id": "https://example.org/text",
                        "content_text": f"{SENTENCE * 8}\n\n{SENTENCE * 8}<b>",
                    },
                    {"id": "tag:3"},
                    "nonsense",
                    {"id": "https://example.org/4", "content_html": 5, "date_published": 5, "authors": "x"},
                ],
            }
        )
    )
    assert feed.more == ("https://example.org/feed?page=2",)
    assert [post.url.rpartition("/")[2] for post in feed.posts][:2] == ["fog", "text"]
    assert (feed.posts[0].author, feed.posts[0].date) == (
        "Nobody, Inparticular",
        datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    )
    assert feed.posts[1].content is not None
    assert feed.posts[1].content.count("<p>") == 2
    assert "&lt;b&gt;" in feed.posts[1].content


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{}",
        '{"version": "1", "items": []}',
        '{"version": 1',
        "[" * 9999,
        "<html><p>x</p></html>",
        "words",
    ],
)
def test_what_is_no_feed_is_named_so(data: str) -> None:
    with pytest.raises(UnreadableError, match="not a feed"):
        read(data)


def test_entities_are_not_expanded_without_end() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE rss [<!ENTITY e0 "0123456789">{bomb}]>' + rss(
        "<item><link>/a</link><title>&e11;</title></item>"
    )
    try:
        feed = read(data)
    except UnreadableError:
        return
    assert all(len(post.title or "") < 1000 for post in feed.posts)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda v: (
            st.lists(v, max_size=3)
            | st.dictionaries(
                st.sampled_from(["url", "id", "title", "authors", "content_text", "date_published"]),
                v,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_a_json_feed_may_hold_anything(item: object) -> None:
    read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}))


def test_a_feed_that_its_reader_stumbles_over_is_damaged() -> None:
    item = "<item><link>http://e.com/</link><description>&#xD800;&lt;p></description></item>"
    with pytest.raises(UnreadableError):
        read_feed(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode(), "http://e.com/")

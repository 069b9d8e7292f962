"""Pages found in sitemaps and feeds."""

from __future__ import annotations

import gzip
import json
from typing import Any

from invented import article, pages_asked, sentences
from recording import Run
from sites import Answer, Site, page
from textgen_scrapers.web import web

import textgen

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def collect(run: Run, url: str, **options: Any) -> list[textgen.Document]:
    return list(web(run.context, [url], **options))


def names(documents: list[textgen.Document]) -> list[str]:
    return [document.uri.rpartition("/")[2] for document in documents]


def sitemap(site: Site, *paths: str, changed: str = "") -> Answer:
    mark = f"<lastmod>{changed}</lastmod>" if changed else ""
    entries = "".join(f"<url><loc>{site.url}{path}</loc>{mark}</url>" for path in paths)
    return page(f"<urlset {SPACE}>{entries}</urlset>", kind="application/xml")


def index(site: Site, *paths: str) -> Answer:
    entries = "".join(f"<sitemap><loc>{site.url}{path}</loc></sitemap>" for path in paths)
    return page(f"<sitemapindex {SPACE}>{entries}</sitemapindex>", kind="text/xml")


def test_sitemaps_are_found_in_robots_txt_with_their_indexes_and_packed_ones(
    run: Run, site: Site, other_site: Site
) -> None:
    packed = f"<urlset {SPACE}><url><loc>{site.url}/b</loc></url></urlset>"
    site.answers = {
        "/robots.txt": page(f"User-agent: *\nDisallow: /no\nSitemap: {site.url}/index.xml\n"),
        "/index.xml": index(site, "/one.xml", "/two.xml.gz", "/index.xml", "/broken.xml"),
        "/one.xml": sitemap(site, "/a", "/a#again", "/no/1", "/picture.jpg", f"@{other_site.port}/x"),
        "/two.xml.gz": page(gzip.compress(packed.encode()), kind="application/gzip"),
        "/broken.xml": page("<html>no sitemap</html>"),
        "/a": article(1, "/linked"),
        "/b": article(2),
    }
    assert names(collect(run, f"{site.url}/", sitemap=True)) == ["a", "b"]
    assert "/linked" not in site.asked
    assert run.failed == [(f"{site.url}/broken.xml", "not a sitemap")]
    assert run.skipped == [(f"{site.url}/no/1", "robots.txt forbids it (Disallow: /no)")]


def test_without_a_hint_the_usual_place_is_tried_and_an_address_may_be_a_sitemap(
    run: Run, site: Site
) -> None:
    site.answers = {
        "/sitemap.xml": sitemap(site, "/a"),
        "/other.txt": page(f"{site.url}/b\n", kind="text/plain"),
        "/a": article(1),
        "/b": article(2),
    }
    assert names(collect(run, site.url, sitemap=True)) == ["a"]
    assert names(collect(run, f"{site.url}/other.txt", sitemap=True)) == ["b"]
    assert names(collect(run, f"{site.url}/none.xml", sitemap=True)) == []
    assert run.failed == [(f"{site.url}/none.xml", "HTTP 404")]


def test_sitemaps_that_nest_without_end_have_one(run: Run, site: Site) -> None:
    site.answers = {f"/{n}.xml": index(site, f"/{n + 1}.xml", f"/{n + 1}.xml") for n in range(50)}
    assert collect(run, f"{site.url}/0.xml", sitemap=True) == []
    assert len(pages_asked(site)) < 10
    assert {reason for _, reason in run.skipped} == {"one sitemap too many"}


def test_a_sitemap_says_what_changed(run: Run, site: Site) -> None:
    site.answers = {
        "/sitemap.xml": sitemap(site, "/a", "/b", changed="2024-01-01"),
        "/a": article(1),
        "/b": article(2),
    }
    assert names(collect(run, site.url, sitemap=True)) == ["a", "b"]
    site.asked.clear()
    site.answers["/sitemap.xml"] = sitemap(site, "/a", "/b", "/c", changed="2024-01-02")
    site.answers["/c"] = article(3)
    assert names(collect(run, site.url, sitemap=True)) == ["a", "b", "c"]
    assert names(collect(run, site.url, sitemap=True)) == []
    assert pages_asked(site) == ["/sitemap.xml", "/a", "/b", "/c", "/sitemap.xml"]


def test_a_sitemap_may_be_where_a_crawl_begins(run: Run, site: Site) -> None:
    site.answers = {
        "/": article(0),
        "/sitemap.xml": sitemap(site, "/a"),
        "/a": article(1, "/b"),
        "/b": article(2),
    }
    found = collect(run, f"{site.url}/", sitemap=True, crawl=True)
    assert sorted(names(found)) == ["", "a", "b"]


def rss(site: Site, *items: str, more: str = "") -> Answer:
    return page(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:atom="http://www.w3.org/2005/Atom"><channel>{more}{"".join(items)}</channel></rss>',
        kind="application/rss+xml",
    )


def test_whole_articles_of_a_feed_are_not_fetched_and_others_are(run: Run, site: Site) -> None:
    whole = f"<p>{sentences(1, 6)}</p><p>{sentences(11, 6)}</p>"
    site.answers = {
        "/": page(
            '<html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
            '<link rel="alternate" type="application/rss+xml" href="/comments/feed"></head></html>'
        ),
        "/feed": rss(
            site,
            f"<item><title>One</title><link>{site.url}/1</link><content:encoded><![CDATA[{whole}]]>"
            "</content:encoded><pubDate>Mon, 06 May 2024 07:08:09 GMT</pubDate></item>",
            f"<item><link>{site.url}/2</link><description>Short</description></item>",
            more=f'<atom:link rel="next" href="{site.url}/feed?page=2"/>',
        ),
        "/feed?page=2": rss(
            site,
            f"<item><link>{site.url}/3</link></item>",
            more=f'<atom:link rel="next" href="{site.url}/feed?page=2"/>',
        ),
        "/2": article(2),
        "/3": article(3),
    }
    found = collect(run, f"{site.url}/", feed=True)
    assert names(found) == ["1", "2", "3"]
    assert found[0].text == f"{sentences(1, 6)}\n\n{sentences(11, 6)}"
    assert found[0].title == "One"
    assert found[0].created is not None
    assert sorted(pages_asked(site)) == ["/", "/2", "/3", "/feed", "/feed?page=2"]


def test_where_a_page_says_less_the_text_of_its_feed_is_taken_on_every_run(run: Run, site: Site) -> None:
    told = sentences(1, 8)
    assert len(told) < 600
    shell = '<html><body><div id="root"></div><script src="/app.js"></script></body></html>'
    site.answers = {
        "/feed": rss(
            site,
            *(f"<item><link>{site.url}/{n}</link><description>{told}</description></item>" for n in "123"),
        ),
        "/1": page(shell),
        "/2": page(f"<html><body><article><p>{told[:150]}</p></article></body></html>"),
        "/3": article(3, text=sentences(3, 20)),
    }
    for refresh in (False, True):
        found = collect(run, f"{site.url}/feed", feed=True, refresh=refresh)
        assert [document.text for document in found] == [told, told, sentences(3, 20)]
    assert run.failed == []


def test_with_a_selector_the_page_is_fetched_though_the_feed_has_the_whole_article(
    run: Run, site: Site
) -> None:
    whole = f"<description>{sentences(1, 12)}</description>"
    site.answers = {
        "/feed": rss(site, f"<item><link>{site.url}/1</link>{whole}</item>"),
        "/1": page("<html><body><h1>Only this</h1><p>And not this</p></body></html>"),
    }
    (document,) = collect(run, f"{site.url}/feed", feed=True, select="h1")
    assert document.text == "Only this"
    (document,) = collect(run, f"{site.url}/feed", feed=True)
    assert document.text == sentences(1, 12)
    assert pages_asked(site).count("/1") == 1


def test_a_json_feed(run: Run, site: Site) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": f"{site.url}/1", "content_text": sentences(1, 12)}],
    }
    site.answers = {"/feed.json": page(json.dumps(feed), kind="application/feed+json")}
    (document,) = collect(run, f"{site.url}/feed.json", feed=True)
    assert document.text == sentences(1, 12)


def test_what_is_no_feed_is_named(run: Run, site: Site) -> None:
    site.answers = {"/": page("<html><p>words</p></html>"), "/data": page("{}", kind="application/json")}
    for path in ("/", "/data"):
        assert collect(run, f"{site.url}{path}", feed=True) == []
    assert [reason for _, reason in run.failed] == ["not a feed", "not a feed"]


def test_a_feed_is_read_again_and_gives_what_is_new(run: Run, site: Site) -> None:
    site.answers = {
        "/feed": rss(site, f"<item><link>{site.url}/1</link></item>"),
        "/1": article(1),
        "/2": article(2),
    }
    assert names(collect(run, f"{site.url}/feed", feed=True)) == ["1"]
    site.answers["/feed"] = rss(
        site, f"<item><link>{site.url}/1</link></item>", f"<item><link>{site.url}/2</link></item>"
    )
    assert names(collect(run, f"{site.url}/feed", feed=True)) == ["2"]
    assert pages_asked(site).count("/1") == 1


def test_impossible_addresses_and_times_in_a_sitemap_stop_nothing(run: Run, site: Site) -> None:
    entries = "".join(
        f"<url><loc>{url}</loc><lastmod>{time}</lastmod></url>"
        for url, time in {
            "http://[bad/": "2020",
            "javascript:alert(1)": "",
            f"{site.url}/a": "0001-01-01T00:00:00+14:00",
            "/b": "9999-12-31T23:59:59-14:00",
        }.items()
    )
    site.answers = {
        "/robots.txt": page("Sitemap: http://[bad/\nSitemap: /list.xml\n", kind="text/plain"),
        "/list.xml": page(f"<urlset {SPACE}>{entries}</urlset>", kind="text/xml"),
        "/a": article(1),
        "/b": article(2),
    }
    assert names(collect(run, site.url, sitemap=True)) == ["a", "b"]
    assert run.failed == []


def test_impossible_addresses_and_times_in_feeds_stop_nothing(run: Run, site: Site) -> None:
    early, late = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"
    items = [
        {"url": "http://[bad/"},
        {"url": "/a", "date_published": early},
        {"url": "/b", "date_modified": late},
    ]
    version = "https://jsonfeed.org/version/1.1"
    site.answers = {
        "/": page('<link rel="alternate" type="application/rss+xml" href="http://[bad/">'),
        "/empty": page(""),
        "/json": page(json.dumps({"version": version, "next_url": "http://[bad", "items": items})),
        "/atom": page(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><link rel="next" href="http://[bad"/>'
            f'<entry><link href="/c"/><updated>{early}</updated></entry>'
            '<entry><link href="http://[bad"/></entry></feed>',
            kind="application/atom+xml",
        ),
        **{f"/{name}": article(number) for number, name in enumerate("abc")},
    }
    assert names(collect(run, f"{site.url}/json", feed=True)) == ["a", "b"]
    assert names(collect(run, f"{site.url}/atom", feed=True)) == ["c"]
    assert run.failed == []
    for path in ("/", "/empty"):
        assert collect(run, site.url + path, feed=True) == []
    assert {reason for _, reason in run.failed} == {"not a feed"}

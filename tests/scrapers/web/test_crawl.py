"""Crawls of loopback sites: what is followed, what is left out, and why."""

from __future__ import annotations

import re
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from invented import article, html, pages_asked, sentences
from recording import Run
from sites import Answer, Site, page, redirect
from textgen_scrapers.web import web
from textgen_scrapers.web.options import Scope

import textgen


def crawl(run: Run, url: str, **options: Any) -> list[textgen.Document]:
    return list(web(run.context, [url], crawl=True, **options))


def paths(documents: list[textgen.Document]) -> list[str]:
    return [re.sub(r"^\w+://[^/]+", "", document.uri) for document in documents]


def test_every_page_of_a_site_is_fetched_once_nearest_first(run: Run, site: Site, other_site: Site) -> None:
    site.answers = {
        "/": article(0, "/b?utm_source=news", "a#part", f"{other_site.url}/x", "/file.pdf", "mailto:x@y.z"),
        "/a": article(1, "/", "/b", "./c", "/gone"),
        "/b": article(2, "/a", "/c?fbclid=IwAR2x"),
        "/c": article(3, "/d"),
        "/d": article(4),
    }
    documents = crawl(run, f"{site.url}/")
    assert paths(documents) == ["/", "/b", "/a", "/c", "/d"]
    assert documents[0].text.strip().endswith(sentences(0))
    assert documents[0].metadata["fetched"]
    assert "trafilatura" in str(documents[0].metadata["extractor"])
    assert sorted(pages_asked(site)) == ["/", "/a", "/b", "/c", "/d", "/gone"]
    assert other_site.asked == []
    assert run.failed == [(f"{site.url}/gone", "HTTP 404")]


def test_depth_is_the_number_of_links_from_the_start(run: Run, site: Site) -> None:
    site.answers = {f"/{n}": article(n, f"/{n + 1}") for n in range(9)}
    assert paths(crawl(run, f"{site.url}/0", depth=2)) == ["/0", "/1", "/2"]
    assert run.context.notes == {"links deeper than --depth 2": "1"}


def test_patterns_say_where_to_go(run: Run, site: Site) -> None:
    site.answers = {
        "/": article(0, "/blog/1", "/blog/print/2", "/shop/1"),
        "/blog/1": article(1, "/blog/3"),
        "/blog/3": article(3),
    }
    found = crawl(run, f"{site.url}/", include=["/blog/*"], exclude=["*/print/*"])
    assert paths(found) == ["/", "/blog/1", "/blog/3"]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(Scope.PATH, ["/a/"]), (Scope.HOST, ["/a/", "/b"]), (Scope.SITE, ["/a/", "/b"])],
)
def test_the_scope_bounds_a_crawl(
    run: Run, site: Site, other_site: Site, scope: Scope, expected: list[str]
) -> None:
    site.answers = {"/a/": article(0, "/b", f"{other_site.url}/x"), "/b": article(1)}
    assert paths(crawl(run, f"{site.url}/a/", scope=scope)) == expected
    assert other_site.asked == []


def test_any_scope_leaves_the_site(run: Run, site: Site, other_site: Site) -> None:
    site.answers = {"/": article(0, f"{other_site.url}/x")}
    other_site.answers = {"/x": article(1)}
    assert paths(crawl(run, f"{site.url}/", scope=Scope.ANY)) == ["/", "/x"]


def test_no_more_pages_are_asked_for_than_said(run: Run, site: Site) -> None:
    site.answers = {f"/{n}": article(n, f"/{n + 1}") for n in range(20)}
    assert len(crawl(run, f"{site.url}/0", max_pages=5)) == 5
    assert len(pages_asked(site)) == 5
    assert any("Stopped at --max-pages 5" in line for line in run.log)


def test_what_robots_forbids_is_left_out_of_a_crawl_and_fails_where_it_was_asked_for(
    run: Run, site: Site
) -> None:
    site.answers = {
        "/robots.txt": page("User-agent: *\nDisallow: /private"),
        "/": article(0, "/private/1"),
    }
    crawl(run, f"{site.url}/")
    reason = "robots.txt forbids it (Disallow: /private)"
    assert run.skipped == [(f"{site.url}/private/1", reason)]
    list(web(run.context, [f"{site.url}/private/2"]))
    assert run.failed == [(f"{site.url}/private/2", reason)]


def test_opt_outs_are_respected_and_the_links_followed(run: Run, site: Site) -> None:
    site.answers = {
        "/": article(0, "/1", "/2", "/3", head='<meta name="robots" content="noindex">'),
        "/1": article(1, x_robots_tag="noai"),
        "/2": article(2, tdm_reservation="1"),
        "/3": article(3, "/4", head='<meta name="robots" content="nofollow">'),
        "/4": article(4),
    }
    assert paths(crawl(run, f"{site.url}/")) == ["/3"]
    assert [reason for _, reason in run.skipped] == [
        "meta robots: noindex",
        "X-Robots-Tag: noai",
        "tdm-reservation: 1",
    ]
    assert "/4" not in site.asked


def test_opt_outs_may_be_ignored(run: Run, site: Site) -> None:
    site.answers = {"/": article(0, x_robots_tag="noindex")}
    assert paths(crawl(run, f"{site.url}/", ignore_opt_outs=True)) == ["/"]


def test_redirects_and_canonical_links_name_a_page_once(run: Run, site: Site, other_site: Site) -> None:
    canonical = '<link rel="canonical" href="{}">'
    site.answers = {
        "/": article(0, "/moved", "/list?sort=up", "/list?sort=down", "/list", "/away", "/liar", "/outside"),
        "/moved": redirect("/here"),
        "/here": article(1),
        "/list?sort=up": article(2, head=canonical.format("/list")),
        "/list?sort=down": article(2, head=canonical.format("/list")),
        "/list": article(2),
        "/away": redirect(f"{other_site.url}/x"),
        "/liar": article(3, head=canonical.format("/")),
        "/outside": article(4, head=canonical.format(f"{other_site.url}/y")),
    }
    other_site.answers = {"/x": article(9)}
    documents = crawl(run, f"{site.url}/")
    assert paths(documents) == ["/", "/here", "/list", "/list?sort=down", "/liar", "/outside"]
    assert documents[2].metadata["address"] == f"{site.url}/list?sort=up"
    assert "/list" not in site.asked
    assert run.skipped == [(f"{site.url}/away", "leads out of --scope")]


def test_a_start_that_leads_to_another_host_begins_there(run: Run, site: Site, other_site: Site) -> None:
    site.answers = {"/": redirect(f"{other_site.url}/home")}
    other_site.answers = {"/home": article(1, "/next"), "/next": article(2)}
    assert paths(crawl(run, f"{site.url}/")) == ["/home", "/next"]


def test_a_meta_refresh_leads_on_and_loops_have_an_end(run: Run, site: Site) -> None:
    def refresh(target: str) -> Answer:
        return page(f"<html><head><meta http-equiv=refresh content=\"0; url='{target}'\"></head></html>")

    site.answers = {
        "/": refresh("/home"),
        "/home": article(1, "/loop"),
        "/loop": refresh("/pool"),
        "/pool": refresh("/loop"),
    }
    assert paths(crawl(run, f"{site.url}/")) == ["/home"]
    assert run.skipped == [(f"{site.url}/pool", "leads to a page that was read already")]


def test_a_page_that_needs_a_browser_fails_and_an_empty_list_does_not(run: Run, site: Site) -> None:
    scripts = "<script>" + "render(1);" * 500 + "</script>"
    site.answers = {
        "/": page("<html><body><a href='/app'></a><a href='/paid'></a></body></html>"),
        "/app": page(f"<html><body><div id=root></div>{scripts}</body></html>"),
        "/paid": article(
            1,
            head='<script type="application/ld+json">{"@context": "https://schema.org", '
            '"@type": "NewsArticle", "isAccessibleForFree": false}</script>',
        ),
    }
    documents = crawl(run, f"{site.url}/")
    assert run.failed == [(f"{site.url}/app", "needs a browser")]
    assert run.skipped == [(f"{site.url}/", "no text found")]
    assert [bool(document.metadata.get("partial")) for document in documents] == [True]
    assert run.context.notes == {"cut off by a paywall": "1"}


def test_several_hosts_are_asked_at_once_and_each_by_one_request_at_a_time(
    run: Run, site: Site, other_site: Site
) -> None:
    def slow(number: int, *links: str) -> Answer:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            busy.append(site.busy + other_site.busy)
            import time

            time.sleep(0.05)
            article(number, *links)(handler)

        return answer

    busy: list[int] = []
    for one, first in ((site, 0), (other_site, 50)):
        one.answers = {"/": slow(first, *[f"/{n}" for n in range(1, 9)])}
        one.answers |= {f"/{n}": slow(first + n) for n in range(1, 9)}
    found = list(web(run.context, [f"{site.url}/", f"{other_site.url}/"], crawl=True))
    assert len(found) == 18
    assert max(busy) == 2
    assert site.most_at_once == other_site.most_at_once == 1


def test_a_calendar_is_a_trap(run: Run, site: Site) -> None:
    def day(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.rpartition("/")[2])
        text = f"There are no events in month {number} of the calendar. Come again another time, dear reader."
        article(0, f"/events/{number + 1}", f"/events/{number + 100}", text=text)(handler)

    site.answers = _Everything({"/": article(1, "/events/1", "/last"), "/last": article(2)}, day)
    assert len(crawl(run, f"{site.url}/")) > 2
    assert len(site.asked) < 100
    assert any(reason.startswith("looks endless: 40 pages") for _, reason in run.skipped)


def test_session_ids_do_not_make_new_pages(run: Run, site: Site) -> None:
    def visit(handler: BaseHTTPRequestHandler) -> None:
        session = f"{len(site.asked):032x}"
        path = handler.path.partition("?")[0]
        article(len(path), f"/?PHPSESSID={session}", f"/b?PHPSESSID={session}", f"/cc;jsessionid={session}")(
            handler
        )

    site.answers = _Everything({}, visit)
    assert sorted(paths(crawl(run, f"{site.url}/"))) == ["/", "/b", "/cc"]


def test_a_path_that_repeats_itself_is_a_trap(run: Run, site: Site) -> None:
    def deeper(handler: BaseHTTPRequestHandler) -> None:
        article(len(handler.path), f"{handler.path.rstrip('/')}/more")(handler)

    site.answers = _Everything({}, deeper)
    assert len(crawl(run, f"{site.url}/")) == 3
    assert run.skipped[-1][1] == "looks endless: its address repeats itself"


def test_an_endless_chain_ends_at_the_depth(run: Run, site: Site) -> None:
    def step(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.rpartition("/")[2] or 0)
        article(number, f"/step/{number + 1}")(handler)

    site.answers = _Everything({}, step)
    assert len(crawl(run, f"{site.url}/")) == 101


class _Everything(dict[str, Any]):
    """Answers for some paths, and one for all others."""

    def __init__(self, answers: dict[str, Answer], otherwise: Answer) -> None:
        nothing = page("", status=404)
        super().__init__({"/.well-known/tdmrep.json": nothing, "/robots.txt": nothing, **answers})
        self._otherwise = otherwise

    def get(self, path: str, default: object = None) -> Any:
        return super().get(path, self._otherwise)


@pytest.mark.parametrize(("option", "value"), [("depth", -1), ("max_pages", 0), ("jobs", 0)])
def test_a_number_that_makes_no_sense_is_refused(run: Run, option: str, value: int) -> None:
    with pytest.raises(textgen.SourceError, match="too small"):
        crawl(run, "http://127.0.0.1:9/", **{option: value})


def test_comments_and_unwanted_parts(run: Run, site: Site) -> None:
    body = html(1).replace("</article>", "<p class=ad>Buy this lamp now, it is cheap today.</p></article>")
    site.answers = {"/": page(body)}
    (with_ad,) = crawl(run, f"{site.url}/")
    (without,) = crawl(run, f"{site.url}/", drop=".ad")
    assert "Buy this lamp" in with_ad.text
    assert "Buy this lamp" not in without.text
    (selected,) = crawl(run, f"{site.url}/", select=".ad")
    assert selected.text == "Buy this lamp now, it is cheap today."

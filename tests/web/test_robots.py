"""robots.txt by RFC 9309, fetched from loopback sites that serve it in every wrong way."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sites import Site, page, redirect

from textgen.web import Client, FetchError, Response
from textgen.web.robots import Robots, Rules


def refusal(site: Site, path: str = "/a") -> str | None:
    """Why the page is not fetched; None if it is."""
    site.answers.setdefault(path, page("text"))
    try:
        Client(allow_private=True, opt_outs=False, delay=0.01, timeout=2).get(site.url + path)
    except FetchError as error:
        return error.reason
    return None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_robots_everything_is_allowed(site: Site, status: int) -> None:
    site.answers["/robots.txt"] = page("User-agent: *\nDisallow: /", status=status)
    assert refusal(site) is None


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_while_robots_cannot_be_read_nothing_is_allowed(site: Site, status: int) -> None:
    site.answers["/robots.txt"] = page("User-agent: *\nAllow: /", status=status)
    assert refusal(site) == f"robots.txt could not be read (HTTP {status})"
    assert "/a" not in site.asked


def test_a_byte_order_mark_hides_no_rule(site: Site) -> None:
    site.answers["/robots.txt"] = page(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", kind="text/plain")
    assert refusal(site) == "robots.txt forbids it (Disallow: /a)"


def test_bytes_that_are_no_utf8_hide_no_rule(site: Site) -> None:
    site.answers["/robots.txt"] = page(b"# caf\xe9\nUser-agent: *\nDisallow: /a\n", kind="text/plain")
    assert refusal(site) == "robots.txt forbids it (Disallow: /a)"


def test_robots_redirects_are_followed_also_to_another_host(site: Site, other_site: Site) -> None:
    site.answers["/robots.txt"] = redirect("/r1")
    site.answers["/r1"] = redirect(f"{other_site.url}/r2", 308)
    other_site.answers["/r2"] = page("User-agent: textgen\nDisallow: /a\n")
    assert refusal(site) == "robots.txt forbids it (Disallow: /a)"


def test_robots_that_redirect_without_end_are_none_and_to_a_file_unreadable(site: Site) -> None:
    site.answers["/robots.txt"] = redirect("/robots.txt")
    assert refusal(site) is None
    assert site.asked.count("/robots.txt") == 6
    site.answers["/robots.txt"] = redirect("file:///etc/passwd")
    assert refusal(site) == "robots.txt could not be read (redirected to what is not a web address)"


def test_robots_are_fetched_once_in_a_run(site: Site) -> None:
    site.answers["/a"] = site.answers["/b"] = page("text")
    client = Client(allow_private=True, opt_outs=False, delay=0.01)
    for path in ("/a", "/b", "/a"):
        client.get(site.url + path)
    assert site.asked == ["/robots.txt", "/a", "/b", "/a"]


def test_only_the_first_500_kib_count_and_no_half_line(site: Site) -> None:
    head = "User-agent: *\nDisallow: /x\n"
    half = "Disallow: /a"
    filler = "#" * (500 * 1024 - len(head) - len(half) - 1) + "\n"
    site.answers["/robots.txt"] = page(f"{head}{filler}{half}-long-name\nDisallow: /b\n")
    assert refusal(site, "/a") is None
    assert refusal(site, "/b") is None
    assert refusal(site, "/x") == "robots.txt forbids it (Disallow: /x)"


OTHER = "User-agent: other\nDisallow: /\n\n"


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("User-agent: *\nDisallow: /\nAllow: /a\n", "/a", None),
        ("User-agent: *\nDisallow: /\nAllow: /a\n", "/b", "Disallow: /"),
        ("User-agent: *\nDisallow: /a\nDisallow: /a/deep\n", "/a/deep/x", "Disallow: /a/deep"),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdf", "Disallow: /*.pdf$"),
        ("User-agent: *\nDisallow: /*.pdf$\n", "/x/y.pdf.html", None),
        (
            "User-agent: other\nDisallow: /\n\nUser-agent: textgen\nDisallow: /p # private\n",
            "/p",
            "Disallow: /p",
        ),
        (f"{OTHER}User-agent: textgen\nDisallow: /p\n", "/q", None),
        ("User-agent: *\nDisallow: /\n\nUser-agent: textgen\nDisallow:\n", "/q", None),
        (
            "User-agent: textgen\nUser-agent: other\nDisallow: /long/rule\nDisallow: /l\n",
            "/l",
            "Disallow: /l",
        ),
        (
            "User-agent: other\nDisallow: /very-long\nUser-agent: *\nDisallow: /v\n",
            "/very-long",
            "Disallow: /v",
        ),
    ],
)
def test_the_rule_that_forbids_is_named(text: str, path: str, rule: str | None) -> None:
    found = Rules("textgen", text).refusal(f"https://example.com{path}")
    assert found == (f"robots.txt forbids it ({rule})" if rule else None)


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("textgen", True),
        ("TextGen", True),
        ("textgen/1.0 # ours", True),
        ("text", False),
        ("textgen-news", False),
        ("textgenerator", False),
        ("text*", False),
        ("x textgen", False),
    ],
)
def test_a_group_is_ours_if_it_names_our_product_token(name: str, is_ours: bool) -> None:
    rules = Rules("textgen", f"User-agent: {name}\rAllow: /\r\rUser-agent: *\rDisallow: /\r")
    assert (rules.refusal("https://example.com/") is None) == is_ours


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 2.5\n", 2.5),
        ("User-agent: *\nRequest-rate: 1/10\n", 10),
        ("User-agent: *\nCrawl-delay: 86400\n", 60),
        ("User-agent: *\nCrawl-delay: soon\n", 0),
        ("User-agent: other\nCrawl-delay: 5\n", 0),
    ],
)
def test_the_pause_is_the_longest_asked_for_up_to_a_minute(text: str, seconds: float) -> None:
    assert Rules("textgen", text).delay == seconds


def test_a_longer_pause_than_a_minute_is_cut_and_the_user_is_told_once(site: Site) -> None:
    site.answers["/robots.txt"] = page("User-agent: *\nCrawl-delay: 86400\nDisallow: /b\n")
    site.answers["/a"] = page("text")
    client = Client(allow_private=True, opt_outs=False, delay=0.01)
    with ThreadPoolExecutor() as pool:
        page_a = pool.submit(client.get, f"{site.url}/a")
        end = time.monotonic() + 20
        while client.wait(f"{site.url}/a") < 1 and time.monotonic() < end:
            time.sleep(0.01)
        assert 50 < client.wait(f"{site.url}/a") <= 60
        client.close()
        with pytest.raises(FetchError, match="the run was ended"):
            page_a.result()
    with pytest.raises(FetchError, match=r"robots\.txt forbids it"):
        client.get(f"{site.url}/b")
    host = site.url.removeprefix("http://")
    assert client.take_remarks() == [f"{host} asks for 86,400 s between two requests; it gets 60 s."]
    assert client.take_remarks() == []


def test_the_sitemaps_of_a_site_are_told(site: Site) -> None:
    site.answers["/robots.txt"] = page(
        "Sitemap: https://example.com/one.xml\nSitemap: https://example.com/2.gz\n"
    )
    client = Client(allow_private=True, delay=0.01)
    assert client.rules(f"{site.url}/a").sitemaps == [
        "https://example.com/one.xml",
        "https://example.com/2.gz",
    ]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def answers(*statuses: int) -> Robots:
    """Robots of a site that answers so; the rule of each answer is its number."""
    given = iter(enumerate(statuses, start=1))

    def fetch(url: str) -> Response:
        number, status = next(given)
        return Response(url, status, {}, f"User-agent: *\nDisallow: /{number}".encode())

    return Robots(fetch, "textgen", CLOCK)


CLOCK = Clock()


def test_robots_count_for_a_day_and_yesterdays_while_todays_cannot_be_read() -> None:
    CLOCK.now = 0
    robots = answers(200, 503, 200)
    url = "https://example.com/1"
    assert robots.rules(url).refusal(url)
    CLOCK.now += 24 * 3600 - 1
    assert robots.rules(url).refusal(url)
    CLOCK.now += 2
    assert robots.rules(url).refusal(url), "the second answer is no rule"
    CLOCK.now += 16 * 60
    assert robots.rules(url).refusal(url) is None
    assert robots.rules(url).refusal("https://example.com/3")


def test_robots_that_could_not_be_read_are_tried_again_after_a_while() -> None:
    CLOCK.now = 0
    robots = answers(500, 404)
    url = "https://example.com/1"
    assert robots.rules(url).refusal(url) == "robots.txt could not be read (HTTP 500)"
    CLOCK.now += 14 * 60
    assert robots.rules(url).refusal(url) == "robots.txt could not be read (HTTP 500)"
    CLOCK.now += 2 * 60
    assert robots.rules(url).refusal(url) is None

"""The client against sites that misbehave, all on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from sites import Site, page, redirect, trickle

from textgen.errors import SourceError
from textgen.web import Client, FetchError

QUICK = 0.01


def visitor(**options: Any) -> Client:
    """A quick client that may visit loopback and does not care for opt-outs."""
    return Client(**{"allow_private": True, "opt_outs": False, "delay": QUICK, **options})


def reason(client: Client, url: str) -> str:
    """Why ``url`` cannot be fetched."""
    with pytest.raises(FetchError) as caught:
        client.get(url)
    assert caught.value.message == f"{caught.value.url}: {caught.value.reason}"
    assert caught.value.hint
    return caught.value.reason


def test_a_page_comes_with_its_address_headers_and_charset(site: Site) -> None:
    site.answers["/a"] = page("grüße".encode("latin-1"), kind="text/html; charset=ISO-8859-1")
    response = visitor().get(f"{site.url}/a#part")
    assert (response.url, response.status) == (f"{site.url}/a", 200)
    assert (response.media_type, response.charset) == ("text/html", "iso-8859-1")
    assert response.headers["CONTENT-TYPE"] == "text/html; charset=ISO-8859-1"
    assert response.body == b"gr\xfc\xdfe"
    assert site.asked == ["/robots.txt", "/a"]
    assert {headers["user-agent"] for headers in site.headers} == {f"textgen/{version('textgen')}"}


@pytest.mark.parametrize("url", ["example.com", "file:///etc/passwd", "ftp://h/x", "http://", "http://[", ""])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError, match="is not a web address"):
        Client().get(url)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SourceError) as caught:
        Client().get("https://me:secret@example.com/")
    assert "secret" not in caught.value.message + caught.value.hint


def test_passwords_and_proxies_of_the_user_stay_at_home(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.answers["/a"] = page("one", set_cookie="id=1; Path=/")
    site.answers["/b"] = page("two")
    client = visitor()
    client.get(f"{site.url}/a")
    client.get(f"{site.url}/b")
    assert not any("authorization" in headers for headers in site.headers)
    assert [headers.get("cookie") for headers in site.headers] == [None, None, "id=1"]


def test_a_host_is_asked_one_at_a_time_with_a_pause(site: Site) -> None:
    for path in "abc":
        site.answers[f"/{path}"] = page(path)
    client = visitor(delay=0.15)
    threads = [threading.Thread(target=client.get, args=(f"{site.url}/{path}",)) for path in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.most_at_once == 1
    assert sorted(site.asked)[:3] == ["/a", "/b", "/c"]
    gaps = [later - earlier for earlier, later in zip(site.times, site.times[1:], strict=False)]
    assert min(gaps) >= 0.14


def test_a_crawl_delay_or_request_rate_longer_than_ours_wins(site: Site) -> None:
    site.answers["/robots.txt"] = page("User-agent: *\nCrawl-delay: 0.3\n")
    site.answers["/a"] = site.answers["/b"] = page("text")
    client = visitor()
    client.get(f"{site.url}/a")
    client.get(f"{site.url}/b")
    assert site.times[2] - site.times[1] >= 0.29


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_site_is_asked_again_after_the_time_it_names(site: Site, status: int) -> None:
    site.answers["/a"] = [page("busy", status=status, retry_after="1"), page("text")]
    assert visitor().get(f"{site.url}/a").body == b"text"
    assert 0.9 < site.times[-1] - site.times[-2] < 10


def test_a_date_to_wait_for_is_understood_and_nonsense_backs_off(site: Site) -> None:
    def busy(handler: BaseHTTPRequestHandler) -> None:
        page("", status=429, retry_after=formatdate(time.time() + 2, usegmt=True))(handler)

    site.answers["/a"] = [busy, page("text")]
    site.answers["/b"] = [page("", status=429, retry_after="whenever"), page("text")]
    client = visitor()
    client.get(f"{site.url}/a")
    assert 0.9 < site.times[-1] - site.times[-2] < 10
    client.get(f"{site.url}/b")
    assert site.times[-1] - site.times[-2] >= 2 * QUICK


def test_a_site_that_stays_busy_or_wants_hours_is_left_alone(site: Site) -> None:
    site.answers["/a"] = page("busy", status=503)
    site.answers["/b"] = page("busy", status=429, retry_after="7200")
    client = visitor()
    assert reason(client, f"{site.url}/a") == "HTTP 503"
    assert site.asked.count("/a") == 4
    assert reason(client, f"{site.url}/b") == "HTTP 429"
    assert site.asked.count("/b") == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451, 501])
def test_other_refusals_are_final(site: Site, status: int) -> None:
    site.answers["/a"] = page("no", status=status)
    assert reason(visitor(), f"{site.url}/a") == f"HTTP {status}"
    assert site.asked.count("/a") == 1


def test_redirects_are_followed_to_the_final_address(site: Site, other_site: Site) -> None:
    site.answers["/a"] = redirect("/b?x=1", 301)
    site.answers["/b?x=1"] = redirect(f"{other_site.url}/c#top", 307)
    other_site.answers["/c"] = page("text")
    assert visitor().get(f"{site.url}/a").url == f"{other_site.url}/c"
    assert other_site.asked == ["/robots.txt", "/c"]


def test_a_redirect_to_what_the_other_sites_robots_forbid_is_not_followed(
    site: Site, other_site: Site
) -> None:
    site.answers["/a"] = redirect(f"{other_site.url}/private/c")
    other_site.answers["/robots.txt"] = page("User-agent: *\nDisallow: /private\n")
    assert reason(visitor(), f"{site.url}/a") == "robots.txt forbids it (Disallow: /private)"
    assert other_site.asked == ["/robots.txt"]


def test_an_interface_for_programs_is_asked_whatever_crawlers_are_told(site: Site, other_site: Site) -> None:
    site.answers["/robots.txt"] = other_site.answers["/robots.txt"] = page("User-agent: *\nDisallow: /\n")
    site.answers["/api"] = page("{}", kind="application/json")
    site.answers["/moved"] = redirect(f"{other_site.url}/api")
    client = visitor()
    assert client.get(f"{site.url}/api", media_types=("application/json",), robots=False).body == b"{}"
    with pytest.raises(FetchError, match="robots.txt forbids it"):
        client.get(f"{site.url}/moved", media_types=(), robots=False)
    assert reason(client, f"{site.url}/api") == "robots.txt forbids it (Disallow: /)"


@pytest.mark.parametrize(
    "location", ["file:///etc/hostname", "ftp://127.0.0.1/x", "http://[", "http://a:b@127.0.0.1/"]
)
def test_a_redirect_never_leaves_the_web(site: Site, location: str) -> None:
    site.answers["/a"] = redirect(location)
    assert reason(visitor(), f"{site.url}/a") == "redirected to what is not a web address"


def test_a_circle_of_redirects_ends(site: Site) -> None:
    site.answers["/a"] = redirect("/a")
    assert reason(visitor(delay=0), f"{site.url}/a") == "more than 10 redirects"
    assert site.asked.count("/a") == 11


def bomb(megabytes: int) -> bytes:
    return gzip.compress(bytes(megabytes * 1_000_000))


def test_a_compressed_bomb_is_stopped_before_it_fills_the_memory(site: Site) -> None:
    site.answers["/a"] = page(bomb(100), content_encoding="gzip")
    site.answers["/b"] = page(bomb(100), status=302, location="/a", content_encoding="gzip")
    client = visitor(max_bytes=1_000_000)
    tracemalloc.start()
    assert reason(client, f"{site.url}/a") == "larger than 1 MB"
    assert reason(client, f"{site.url}/b") == "larger than 1 MB"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_compressed_page_is_unpacked(site: Site) -> None:
    site.answers["/a"] = page(gzip.compress(b"text"), content_encoding="gzip")
    site.answers["/b"] = page(b"no gzip", content_encoding="gzip")
    client = visitor()
    assert client.get(f"{site.url}/a").body == b"text"
    assert reason(client, f"{site.url}/b") == "the answer cannot be decompressed"


SLOW_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        trickle(SLOW_HEAD + b"Content-Length: 1000\r\n\r\n", b"x", 8),
        trickle(SLOW_HEAD, b"X-Slow: 1\r\n", 8),
        trickle(b"", b"", 8),
    ],
    ids=["body", "headers", "silence"],
)
def test_a_trickle_ends_at_the_deadline(site: Site, answer: object) -> None:
    site.answers["/a"] = answer  # type: ignore[assignment]
    client = visitor(timeout=0.5)
    start = time.monotonic()
    assert reason(client, f"{site.url}/a") in {"no complete answer within 0.5 s", "no answer in time"}
    assert time.monotonic() - start < 5


def test_a_body_cut_short_is_no_page(site: Site) -> None:
    site.answers["/a"] = page("half a page", content_length="5000")
    assert reason(visitor(), f"{site.url}/a") == "the answer broke off"


def test_only_pages_are_downloaded(site: Site) -> None:
    site.answers["/a"] = trickle(
        b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 90000000\r\n\r\n", bytes(1000), 8
    )
    site.answers["/b"] = page("<p>text", kind="application/xhtml+xml")
    site.answers["/c"] = page("{}", kind="application/json")
    client = visitor()
    start = time.monotonic()
    assert reason(client, f"{site.url}/a") == "not a web page but video/mp4"
    assert time.monotonic() - start < 5
    assert client.get(f"{site.url}/b").body == b"<p>text"
    assert client.get(f"{site.url}/c", media_types=()).body == b"{}"


def test_nobody_there_and_no_such_host_say_so() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    client = visitor()
    assert reason(client, f"http://127.0.0.1:{port}/") == "no connection"


def test_an_untrusted_certificate_is_never_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    import ssl

    import trustme

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _ = listener.accept()
            with pytest.raises(ssl.SSLError), context.wrap_socket(connection, server_side=True):
                pass

        thread = threading.Thread(target=accept)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        assert reason(visitor(), url) == "its certificate cannot be trusted"
        thread.join()

"""The client against sites that misbehave, all on loopback."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from importlib.metadata import version
from pathlib import Path
from typing import Any

import brotli
import pytest
from sites import Answer, Site, page, redirect, serving, trickle

from textgen.errors import SourceError
from textgen.web import Client, FetchError, Validators

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


@pytest.mark.parametrize("kind", ["text/html, text/html; charset=utf-8", ";;;=", ""])
def test_a_content_type_said_twice_or_no_content_type_is_let_through(site: Site, kind: str) -> None:
    site.answers["/a"] = page("<p>words", kind=kind)
    assert visitor().get(f"{site.url}/a").body == b"<p>words"


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
    gaps = [later - earlier for earlier, later in zip(site.times, site.times[1:], strict=False)]
    assert min(gaps) >= 0.29  # also between robots.txt, which says so, and the first page


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
    with pytest.raises(FetchError, match=r"robots\.txt forbids it"):
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
    site.answers["/a"] = page(bomb(50), content_encoding="gzip")
    site.answers["/b"] = page(bomb(50), status=302, location="/a", content_encoding="gzip")
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
    client = visitor(timeout=0.25)
    start = time.monotonic()
    assert reason(client, f"{site.url}/a") in {"no complete answer within 0.25 s", "no answer in time"}
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


def test_a_version_that_is_still_the_newest_is_not_sent_again(site: Site) -> None:
    site.answers["/a"] = [
        page("old", etag='"one"', last_modified="Mon, 02 Jan 2023 00:00:00 GMT"),
        page("", status=304, etag='"one"'),
        page("new", etag='W/"two"'),
    ]
    client = visitor()
    first = client.get(f"{site.url}/a")
    assert first.validators == Validators('"one"', "Mon, 02 Jan 2023 00:00:00 GMT")
    second = client.get(f"{site.url}/a", validators=first.validators)
    assert (second.status, second.body) == (304, b"")
    assert site.headers[-1]["if-none-match"] == '"one"'
    assert site.headers[-1]["if-modified-since"] == "Mon, 02 Jan 2023 00:00:00 GMT"
    third = client.get(f"{site.url}/a", validators=first.validators)
    assert (third.status, third.body, third.validators) == (200, b"new", Validators('W/"two"'))


def test_not_modified_is_a_failure_for_those_who_have_nothing(site: Site) -> None:
    site.answers["/a"] = page("", status=304)
    assert reason(visitor(), f"{site.url}/a") == "HTTP 304"
    site.answers["/b"] = page("part", status=206, content_range="bytes 0-3/400")
    assert reason(visitor(), f"{site.url}/b") == "HTTP 206"
    site.answers["/c"] = page("text")
    assert visitor().get(f"{site.url}/c").validators is None


def test_a_token_goes_to_its_own_site_only(site: Site, other_site: Site) -> None:
    token = {
        "Authorization": "Bearer secret",
        "X-Api-Key": "secret",
        "User-Agent": "Mozilla",
        "Accept": "x/y",
    }
    site.answers["/a"] = redirect("/b")
    site.answers["/b"] = redirect(f"{other_site.url}/c")
    other_site.answers["/c"] = redirect(f"{site.url}/d")
    site.answers["/d"] = page("text")
    visitor().get(f"{site.url}/a", headers=token)
    tokens = dict(zip(site.asked, ("authorization" in headers for headers in site.headers), strict=True))
    assert tokens == {"/robots.txt": False, "/a": True, "/b": True, "/d": True}
    assert "secret" not in str(other_site.headers)
    assert {headers["user-agent"] for headers in site.headers} == {f"textgen/{version('textgen')}"}
    assert site.headers[-1]["accept"] == "x/y"


def test_cookies_stay_with_their_host_and_end_with_the_run(site: Site, other_site: Site) -> None:
    site.answers["/a"] = page("text", set_cookie="id=1; Domain=127.0.0.1; Path=/")
    site.answers["/b"] = redirect(f"{other_site.url}/c")
    other_site.answers["/c"] = page("text")
    client = visitor()
    client.get(f"{site.url}/a")
    client.get(f"{site.url}/b")
    assert site.headers[-1]["cookie"] == "id=1"
    assert not any("cookie" in headers for headers in other_site.headers)
    visitor().get(f"{site.url}/a")
    assert "cookie" not in site.headers[-1]


def test_a_host_that_wants_a_rest_rests_from_all_its_pages(site: Site, other_site: Site) -> None:
    site.answers["/a"] = [page("busy", status=429, retry_after="1"), page("text")]
    site.answers["/b"] = other_site.answers["/c"] = page("text")
    client = visitor()
    client.rules(site.url)
    first = threading.Thread(target=client.get, args=(f"{site.url}/a",))
    first.start()
    while len(site.asked) < 2:
        time.sleep(0.01)
    time.sleep(0.1)
    assert client.wait(f"{site.url}/b") > 0.5
    assert client.wait(f"{other_site.url}/c") == 0
    client.get(f"{other_site.url}/c")
    assert len(site.asked) == 2, "another host is asked meanwhile"
    client.get(f"{site.url}/b")
    first.join()
    assert site.times[2] - site.times[1] >= 0.9


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 520])
def test_trouble_that_passes_is_waited_for_longer_each_time(site: Site, status: int) -> None:
    site.answers["/a"] = [*[page("", status=status)] * 3, page("text")]
    assert visitor().get(f"{site.url}/a").body == b"text"
    one, two, three = (later - earlier for earlier, later in itertools.pairwise(site.times[1:]))
    assert one >= 0.05
    assert two >= 0.05
    assert three >= 0.08


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def test_a_connection_that_breaks_is_tried_again(site: Site) -> None:
    short = page("half a page", content_length="5000")
    site.answers["/a"] = [hang_up, short, page("text")]
    assert visitor().get(f"{site.url}/a").body == b"text"


def test_a_host_that_keeps_failing_is_given_up_with_its_reason(site: Site, other_site: Site) -> None:
    for path in "abcdefg":
        site.answers[f"/{path}"] = page("busy", status=503, retry_after="0")
    client = visitor(delay=0)
    reasons = [reason(client, f"{site.url}/{path}") for path in "abcdefg"]
    assert reasons == [*["HTTP 503"] * 5, *["its host was given up (HTTP 503)"] * 2]
    assert site.asked.count("/e") == 4
    assert "/f" not in site.asked
    assert client.wait(f"{site.url}/f") == 0
    other_site.answers["/a"] = page("text")
    assert client.get(f"{other_site.url}/a").body == b"text"


def test_an_open_connection_that_the_server_gave_up_is_no_trouble() -> None:
    with serving(keep_alive=True) as site:
        site.answers["/a"] = page("one")
        site.answers["/b"] = [hang_up, page("two")]
        client = visitor(delay=0.4)
        client.get(f"{site.url}/a")
        assert client.get(f"{site.url}/b").body == b"two"
        client.close()
        assert site.times[-1] - site.times[-2] < 0.3, "it was asked again at once"


def test_a_host_that_answers_in_between_is_not_given_up(site: Site) -> None:
    site.answers["/bad"] = page("", status=503, retry_after="0")
    site.answers["/good"] = page("text")
    client = visitor(delay=0)
    for _ in range(2):
        for _ in range(4):
            assert reason(client, f"{site.url}/bad") == "HTTP 503"
        assert client.get(f"{site.url}/good").body == b"text"


def test_a_host_that_wants_hours_is_given_up_at_once(site: Site) -> None:
    site.answers["/a"] = page("", status=429, retry_after="7200")
    site.answers["/b"] = page("text")
    client = visitor()
    assert reason(client, f"{site.url}/a") == "HTTP 429"
    assert reason(client, f"{site.url}/b") == "its host was given up (it asks to be left alone for longer)"
    assert site.asked == ["/robots.txt", "/a"]


def test_hosts_are_asked_at_the_same_time(site: Site, other_site: Site) -> None:
    meeting = threading.Barrier(2, timeout=10)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        meeting.wait()
        page("text")(handler)

    site.answers["/a"] = other_site.answers["/a"] = answer
    client = visitor()
    with ThreadPoolExecutor() as pool:
        answers = pool.map(client.get, [f"{site.url}/a", f"{other_site.url}/a"])
        assert [response.body for response in answers] == [b"text", b"text"]


def test_who_waits_for_a_turn_stops_when_the_run_ends(site: Site) -> None:
    site.answers["/a"] = page("", status=503, retry_after="100")
    client = visitor()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(reason, client, f"{site.url}/a")
        while "/a" not in site.asked:
            time.sleep(0.01)
        start = time.monotonic()
        client.close()
        assert waiting.result() == "the run was ended"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (page(b"%PDF-1.7 ...", kind="text/html"), "not a web page but binary data"),
        (page(b"\x89PNG\r\n\x1a\n\0\0", kind="text/html"), "not a web page but binary data"),
        (page(b"PK\x03\x04\0\0", kind=""), "not a web page but binary data"),
        (page(b"%PDF-1.7", kind="application/pdf"), "not a web page but application/pdf"),
        (page(b"x", content_length="4000000000"), "larger than 20 MB"),
        (page(brotli.compress(bytes(30_000_000)), content_encoding="br"), "larger than 20 MB"),
        (page(gzip.compress(bomb(30)), content_encoding="gzip, gzip"), "larger than 20 MB"),
        (page(gzip.compress(b"text" * 500)[:-9], content_encoding="gzip"), "the answer broke off"),
        (page(b"x", content_encoding="zstd"), "the answer is compressed in a way that is not known"),
        (trickle(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"", 0), "no valid answer"),
        (trickle(b"What do you want?\r\n\r\n", b"", 0), "no valid answer"),
        (trickle(b"", b"", 0), "the answer broke off"),
        (
            trickle(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\nwor", b"", 0),
            "the answer broke off",
        ),
        (
            trickle(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", b"", 0),
            "the answer broke off",
        ),
    ],
)
def test_what_is_no_whole_page_is_told_by_its_reason(site: Site, answer: Answer, found: str) -> None:
    site.answers["/a"] = answer
    assert reason(visitor(), f"{site.url}/a") == found


def test_a_page_in_utf_16_is_no_binary_data(site: Site) -> None:
    site.answers["/a"] = page("<p>text".encode("utf-16"))
    site.answers["/b"] = page("<p>text".encode("utf-16-le"), kind="text/html; charset=utf-16le")
    assert b"t" in visitor().get(f"{site.url}/a").body
    assert b"t" in visitor().get(f"{site.url}/b").body


def test_a_limit_for_one_page_counts_for_that_page(site: Site) -> None:
    site.answers["/a"] = page("x" * 2000)
    client = visitor()
    with pytest.raises(FetchError, match=r"larger than 0\.001 MB"):
        client.get(f"{site.url}/a", max_bytes=1000)
    assert len(client.get(f"{site.url}/a", max_bytes=2000).body) == 2000


def test_an_archive_learns_how_a_page_was_asked_for_and_what_came(site: Site) -> None:
    packed = gzip.compress(b"text")
    site.answers["/a?b=c"] = page(packed, content_encoding="gzip", set_cookie="a=b")
    response = visitor().get(f"{site.url}/a?b=c")
    assert response.sent is not None
    assert (response.sent.target, response.sent.reason, response.sent.version) == ("/a?b=c", "OK", 11)
    assert response.sent.peer == "127.0.0.1"
    assert {name.lower(): value for name, value in response.sent.headers} == site.headers[-1]
    assert response.raw == packed
    assert response.body == b"text"


def test_the_contact_is_told_to_every_site(site: Site) -> None:
    site.answers["/a"] = page("text")
    client = visitor()
    client.configure(contact="me@example.com", delay=0)
    client.get(f"{site.url}/a")
    assert {headers["user-agent"] for headers in site.headers} == {
        f"textgen/{version('textgen')} (me@example.com)"
    }


@pytest.mark.parametrize("contact", ["nobody", "", "a@b\r\nX-Evil: 1", "a@b (me)", "ich@bücher.example"])
def test_a_contact_that_nobody_can_write_to_is_refused(contact: str) -> None:
    with pytest.raises(SourceError, match=r"--contact .* is neither an e-mail address nor a web address"):
        visitor().configure(contact=contact)


@pytest.mark.parametrize("delay", [-1.0, float("inf"), float("nan")])
def test_a_delay_that_is_none_is_refused(delay: float) -> None:
    with pytest.raises(SourceError, match=r"--delay .* is no time to wait"):
        visitor().configure(delay=delay)


def test_private_addresses_are_allowed_by_hand_only(site: Site) -> None:
    site.answers["/a"] = page("text")
    client = Client(delay=QUICK)
    client.configure(delay=QUICK)
    assert reason(client, f"{site.url}/a") == "its address is not a public one (loopback)"


def test_a_client_that_may_visit_private_addresses_visits_them(site: Site) -> None:
    site.answers["/a"] = page("text")
    client = Client(delay=QUICK)
    client.configure(allow_private=True)
    assert client.get(f"{site.url}/a").body == b"text"

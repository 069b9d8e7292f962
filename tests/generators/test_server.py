"""A server that generates text, and all that may go wrong with one."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import closing

import pytest
from sites import Site, page, redirect, serving, trickle

from textgen.errors import GeneratorError
from textgen.generators.base import GeneratorWarning
from textgen.generators.server import Server, error_text, is_loopback, one_line

JSON = "application/json"
TOKEN = "abc.DEF-123"  # noqa: S105 - no secret


@pytest.fixture
def site():
    with serving() as site:
        yield site


def answer(value: object, status: int = 200, **headers: str):
    return page(json.dumps(value), status=status, kind=JSON, **headers)


def refused(site: Site, given, **limits) -> GeneratorError:
    site.answers["/q"] = given
    with pytest.raises(GeneratorError) as raised:
        Server(site.url, **limits).post("/q", {})
    assert site.url in raised.value.message
    assert "\n" not in raised.value.message + raised.value.hint
    return raised.value


def test_json_goes_there_and_comes_back(site):
    site.answers["/v1/q"] = answer({"text": "Grüße 👋"})
    assert Server(f"{site.url}/v1/").post("/v1/q".removeprefix("/v1"), {"prompt": "ß"}) == {
        "text": "Grüße 👋"
    }
    assert json.loads(site.bodies[0]) == {"prompt": "ß"}
    assert site.headers[0]["content-type"] == site.headers[0]["accept"] == JSON
    site.answers["/info"] = answer([1])
    assert Server(site.url).get("/info") == [1]


def test_a_connection_serves_several_requests_and_is_made_anew_when_the_server_closed_it():
    with serving(keep_alive=True) as site:
        site.answers["/q"] = answer(1)
        server = Server(site.url)
        for _ in range(5):
            assert server.get("/q") == 1
        assert len(site.connections) == 1
    with serving() as site:
        site.answers["/q"] = answer(1)
        server = Server(site.url)
        assert [server.get("/q") for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("given", "what", "hint"),
    [
        (page("<!DOCTYPE html><title>Router</title>"), "a web page answers", "the port"),
        (page("<html>Not found</html>", status=404), "HTTP 404: a web page answers", "inactive"),
        (page("<html>No", status=405), "HTTP 405: a web page answers", "the port"),
        (page("hello"), "the answer is not JSON", "check the address"),
        (page(""), "the answer is not JSON", "check the address"),
        (page("[" * 100_000), "the answer is not JSON", "check the address"),
        (page("9" * 10_000), "the answer is not JSON", "check the address"),
        (page(b'{"text": "\xff\xfe"}', kind=JSON), "not UTF-8", "check the address"),
        (page('{"text": "Once up', kind=JSON), "the answer broke off", "crashed"),
        (page('{"text": "Once up', kind=JSON, content_length="90"), "the answer broke off", "crashed"),
        (lambda handler: None, "the answer broke off", "crashed"),
        (lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"), "no valid answer", "the port"),
        (answer("x" * 10_000_001), "larger than 10 MB", "check the address"),
        (answer({"error": "no such\nfield"}, 400), "HTTP 400: no such field", "did not accept"),
        (answer({"error": {"message": "expired"}}, 401), "HTTP 401: expired", "set SOME_TOKEN"),
        (answer({}, 403), "HTTP 403", "set SOME_TOKEN"),
        (answer({"detail": "gone"}, 404), "HTTP 404: gone", "Check the address"),
        (answer({}, 413), "HTTP 413", "shorter prompt"),
        (answer({"error": "Boom.", "traceback": ["/home/x.py"]}, 500), "HTTP 500: Boom.", "failed"),
        (answer({}, 507), "HTTP 507", "failed"),
        (answer({}, 418), "HTTP 418", "did not accept"),
    ],
)  # fmt: skip
def test_each_failure_has_its_own_line_and_is_not_tried_again(site, given, what, hint):
    error = refused(site, given, variable="SOME_TOKEN")
    assert what in error.message
    assert hint in error.hint
    assert "home" not in str(error)
    assert len(site.asked) == 1


def test_nobody_listens_and_nobody_is_known():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(GeneratorError, match=f"{url}/q: no connection") as raised:
            Server(url).get("/q")
    assert "Is the server running?" in raised.value.hint
    with pytest.raises(GeneratorError, match="host unknown"):
        Server(f"http://{'x' * 64}.example").get("/q")


def test_a_plain_server_asked_by_https(site):
    with pytest.raises(GeneratorError, match="no safe connection") as raised:
        Server(site.url.replace("http", "https")).get("/q")
    assert "http://" in raised.value.hint


@pytest.mark.parametrize(
    "base",
    [
        "",
        "localhost:8000",
        "ftp://localhost",
        "http://",
        "http://me:secret@localhost",
        "http://*x",
        "http://localhost/v1?key=secret",
        "http://localhost?secret",
        "http://localhost/v1?",
    ],
)
def test_what_is_no_address(base):
    with pytest.raises(GeneratorError) as raised:
        Server(base)
    assert "secret" not in raised.value.message + raised.value.hint


@pytest.mark.parametrize(
    "slow",
    [
        trickle(b"", b"", 1),
        trickle(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" ", 1),
        trickle(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 1),
    ],
    ids=["silent", "drop by drop", "endless headers"],
)
def test_an_answer_that_takes_too_long_is_given_up(site, slow):
    assert "no complete answer within 0.3 s" in refused(site, slow, total=0.3).message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_the_token_stays_here(site, status):
    with serving() as other:
        error = refused(site, redirect(f"{other.url}/q", status), token=TOKEN)
        assert f"redirects to {other.url}/q" in error.message
        assert other.asked == []
    assert site.headers[0]["authorization"] == f"Bearer {TOKEN}"


def test_nothing_of_the_environment_is_used(site, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.answers["/q"] = answer(1)
    assert Server(site.url).get("/q") == 1
    assert "authorization" not in site.headers[0]


def test_the_token_is_told_on_this_computer_and_by_https_only():
    def told(base: str) -> bool:
        return "Authorization" in Server(base, token=TOKEN)._headers

    assert told("http://localhost:8000")
    assert told("http://[::1]:8000")
    assert told("https://mine.example/v1")
    assert not told("http://mine.example/v1")
    assert not told("http://localhost.example")
    with pytest.raises(GeneratorError, match="MY_TOKEN holds what cannot be a token"):
        Server("http://localhost", token=f"{TOKEN}\n", variable="MY_TOKEN")
    assert is_loopback("http://127.1.2.3")
    assert not is_loopback("http://192.168.1.2")


def test_the_token_is_not_shown_where_the_server_says_it_again(site):
    error = refused(site, answer({"error": f"the token {TOKEN} has expired"}, 401), token=TOKEN)
    assert error.message.endswith("HTTP 401: the token … has expired")


@pytest.mark.parametrize("token", ["s3cr3t", 'a/b"c\\d+9=', "t" * 60])
@pytest.mark.parametrize("spelt", [json.dumps, lambda said: json.dumps(said).replace("/", r"\/")])
def test_nothing_of_the_token_is_left_in_whatever_a_server_says(site, token, spelt):
    said = {"error": {"message": "x" * 260 + f" bad token Bearer {token} " + "y" * 99}}
    shown = "x" * 260 + " bad token Bearer … yyyyyyyyyy"
    server = Server(site.url, token=token)
    site.answers["/q"] = page(spelt(said), kind=JSON)
    assert error_text(server.post("/q", {})).startswith(shown)
    assert error_text(json.loads("".join(server.stream("/q", {})))).startswith(shown)
    site.answers["/q"] = page(spelt(said), status=400, kind=JSON)
    with pytest.raises(GeneratorError) as raised:
        server.post("/q", {})
    assert f"HTTP 400: {shown}" in raised.value.message
    site.answers["/q"] = redirect(f"http://127.0.0.1:1/?key={token}")
    with pytest.raises(GeneratorError, match=r"redirects to .*key=…$"):
        server.post("/q", {})


@pytest.mark.parametrize("token", ["EMPTY", "none", "x", "123", "sk-1"])
def test_a_word_in_place_of_a_token_is_kept_in_texts(site, token):
    site.answers["/q"] = answer({"text": f"There is {token} of it."})
    assert Server(site.url, token=token).post("/q", {}) == {"text": f"There is {token} of it."}


def test_a_busy_server_is_asked_again_with_growing_pauses(site):
    site.answers["/q"] = [*(answer({}, status) for status in (429, 502, 503, 504)), answer("done")]
    with pytest.warns(GeneratorWarning) as said:
        assert Server(site.url, pause=0.02).post("/q", {"a": 1}) == "done"
    assert [str(warning.message).rpartition("; ")[2] for warning in said] == [
        f"asking again in {seconds} s" for seconds in ("0.02", "0.04", "0.08", "0.16")
    ]
    assert set(site.bodies) == {b'{"a": 1}'}
    assert site.times[4] - site.times[0] > 0.3


def test_a_busy_server_says_when_to_come_back(site):
    site.answers["/q"] = [answer({}, 429, retry_after="0"), answer("done")]
    with pytest.warns(GeneratorWarning, match="again in 0 s"):
        assert Server(site.url, pause=100).post("/q", {}) == "done"
    error = refused(site, answer({"error": "full"}, 503, retry_after="3600"), total=60)
    assert "HTTP 503: full" in error.message
    assert "try again later" in error.hint


@pytest.mark.filterwarnings("ignore::textgen.generators.base.GeneratorWarning")
def test_a_server_that_stays_busy_is_given_up(site):
    error = refused(site, answer({}, 502, retry_after="0"))
    assert error.status == 502
    assert len(site.asked) == 8


def test_one_request_at_a_time(site):
    def slow(handler):
        time.sleep(0.05)
        answer(1)(handler)

    site.answers["/q"] = slow
    server = Server(site.url)
    threads = [threading.Thread(target=server.get, args=("/q",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.most_at_once == 1
    assert len(site.asked) == 4


def chunks(*parts: bytes, end: bool = True, kind: str = "text/event-stream"):
    """The parts as they are given, with a pause after each, chunked."""

    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for part in parts:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            time.sleep(0.02)
        if end:
            handler.wfile.write(b"0\r\n\r\n")

    return answer


def test_a_stream_gives_its_lines_as_they_come(site):
    text = "data: Grüße\r\n\r\ndata: zwei\n\ndata: drei\rdata: vier".encode()
    site.answers["/q"] = chunks(*(text[place : place + 1] for place in range(len(text))))
    lines = Server(site.url).stream("/q", {"stream": True})
    assert list(lines) == ["data: Grüße", "", "data: zwei", "", "data: drei", "data: vier"]

    over = threading.Event()

    def waits(handler):
        chunks(b"data: one\n", end=False)(handler)
        over.wait(10)

    site.answers["/q"] = waits
    stream = Server(site.url).stream("/q", {})
    assert next(stream) == "data: one"
    over.set()
    with pytest.raises(GeneratorError, match="the answer broke off"):
        next(stream)


def test_a_stream_that_is_left_open_keeps_nobody_waiting(site):
    site.answers["/q"] = chunks(b"data: one\n", b"data: two\n")
    site.answers["/i"] = answer(1)
    server = Server(site.url)
    stream = server.stream("/q", {})
    assert next(stream) == "data: one"
    assert server.get("/i") == 1
    assert list(stream) == ["data: two"]
    stream = server.stream("/q", {})
    next(stream)
    del stream
    thread = threading.Thread(target=server.get, args=("/i",))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (chunks(b"data: \xff\n"), "not UTF-8"),
        (chunks(b"data: \xc3"), "not UTF-8"),
        (answer({"error": "no"}, 400), "HTTP 400: no"),
        (chunks(*[b"x" * 2_000_000] * 6), "larger than 10 MB"),
    ],
)
def test_a_stream_that_fails(site, given, what):
    site.answers["/q"] = given
    with pytest.raises(GeneratorError, match=what):
        list(Server(site.url).stream("/q", {}))


def test_an_error_says_its_own_words_in_one_line():
    assert error_text({"error": "Boom\x1b[2J.\n  Now", "traceback": ["x"]}) == "Boom [2J. Now"
    assert error_text({"error": {"message": "m", "type": "t"}}) == "m"
    assert error_text({"error": True}) == "an error without a word"
    assert error_text({"error": None, "text": "x"}) is error_text([]) is error_text(None) is None
    assert len(one_line("word " * 1000)) == 300

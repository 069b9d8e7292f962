"""What is wrong is told in one sentence, in the protocol's own shape, and nobody else is held up."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import ExitStack

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from served import serving

RUNWAY, OPENAI = "/query", "/v1/completions"


def sending(served, body, but=0):
    """A connection that a request goes over, but for its last bytes."""
    host, port = served.address.removeprefix("http://").split(":")
    sent = json.dumps(body).encode()
    head = f"POST {OPENAI} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(sent)}\r\n\r\n"
    connection = socket.create_connection((host, int(port)))
    connection.sendall(head.encode() + sent[: len(sent) - but])
    return connection


def told(answer):
    """The message and the field of an error, in whichever shape."""
    error = answer.json()["error"]
    if isinstance(error, str):
        return error, None
    assert set(error) == {"message", "type", "param", "code"}
    return error["message"], error["param"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (RUNWAY, {"prompt": 5}, "prompt"),
        (RUNWAY, {"prompt": None}, "prompt"),
        (RUNWAY, {"seed": "lots"}, "seed"),
        (RUNWAY, {"seed": -1}, "seed"),
        (RUNWAY, {"seed": True}, "seed"),
        (RUNWAY, {"seed": 1.5}, "seed"),
        (RUNWAY, {"max_characters": 0}, "max_characters"),
        (RUNWAY, {"max_characters": 10**20}, "max_characters"),
        (RUNWAY, {"temperature": 11}, "temperature"),
        (RUNWAY, {"top_p": 0}, "top_p"),
        (OPENAI, {"prompt": {"a": 1}}, "prompt"),
        (OPENAI, {"prompt": [1, 2]}, "prompt"),
        (OPENAI, {"prompt": []}, "prompt"),
        (OPENAI, {"prompt": ["a"] * 65}, "prompt"),
        (OPENAI, {"prompt": ["a"] * 33, "n": 2}, "n"),
        (OPENAI, {"n": 0}, "n"),
        (OPENAI, {"max_tokens": -1}, "max_tokens"),
        (OPENAI, {"temperature": "hot"}, "temperature"),
        (OPENAI, {"top_k": 0.5}, "top_k"),
        (OPENAI, {"stop": ""}, "stop"),
        (OPENAI, {"stop": ["a"] * 5}, "stop"),
        (OPENAI, {"echo": 1}, "echo"),
        (OPENAI, {"logprobs": 6}, "logprobs"),
        (OPENAI, {"logprobs": True}, "logprobs"),
        (OPENAI, {"stream": "yes"}, "stream"),
        (OPENAI, {"stream_options": []}, None),
        (OPENAI, {"best_of": 3}, "best_of"),
        (OPENAI, {"presence_penalty": 0.5}, "presence_penalty"),
        (OPENAI, {"suffix": "x"}, "suffix"),
        (OPENAI, {"min_p": 0.5}, "min_p"),
    ],
)
def test_a_wrong_field_is_named(served, path, body, field):
    answer = served.post(path, body)
    if field is None:  # an empty list is nothing, too
        assert answer.status_code == 200
        return
    assert answer.status_code == 400, answer.text
    message, named = told(answer)
    assert field in message
    assert "\n" not in message
    assert named == (field if path == OPENAI else None)
    if path == RUNWAY:
        assert served.get("/error").json() == {"error": message}


@pytest.mark.parametrize("path", [RUNWAY, OPENAI])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"5",
        b"[]",
        b'"text"',
        b'{"prompt": ',
        b'{"prompt": "\xff"}',
        b'{"prompt": "\\ud800"}',
        b"[" * 9999,
    ],
)
def test_a_body_that_is_no_object_is_refused(served, path, body):
    answer = served.post(path, data=body)
    assert answer.status_code == 400
    assert told(answer)[0].startswith("the body")


@pytest.mark.parametrize("path", [RUNWAY, OPENAI])
def test_what_is_too_large_is_refused(served, path):
    for body, name in (
        (b'{"prompt": "' + b"a" * 60_000 + b'"}', "prompt"),
        (b'{"prompt": "' + b"a" * 10_000_000 + b'"}', "body"),
    ):
        answer = served.post(path, data=body)
        assert answer.status_code == 413
        assert name in told(answer)[0]
    answer = served.post(path, data=b"{}", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415
    if path == OPENAI:
        assert served.post(path, {"max_tokens": 40_000, "n": 8}).status_code == 413
        assert served.post(path, {"max_tokens": 30_000, "n": 2, "logprobs": 0}).status_code == 413


def test_what_is_not_there_is_told(served):
    assert "/query" in told(served.get("/nowhere"))[0]
    assert told(served.post("/v1/chat/completions", {}))[1] is None
    assert served.get("/query").status_code == 405
    answer = served.post(OPENAI, {"model": "gpt-2"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")
    assert served.get("/v1/models/gpt-2").status_code == 404
    assert served.get("/v1/models/shakespeare").json()["id"] == "shakespeare"


def test_runways_other_routes(served):
    info = served.get("/info").json()
    assert served.get("/v1/info").json() == info
    assert {field["name"] for field in info["inputs"]} >= {"prompt", "seed", "max_characters"}
    assert [field["name"] for field in info["outputs"]] == ["text"]
    for path in ("/v1", "/v1/"):
        assert served.get(path).json()["status"] == "running"
    # as Runway's own servers, it passes over what it does not know, and needs no Content-Type
    answer = served.post(
        "/query", data=json.dumps({"prompt": "a", "max_characters": 3, "sequence_length": 9})
    )
    assert len(answer.json()["text"]) == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70) | st.floats(-1, 20) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from(
    ["prompt", "seed", "max_characters", "temperature", "top_k", "top_p", "max_tokens", "n", "stop", "echo",
     "logprobs", "stream", "stream_options", "best_of", "user", "suffix", "logit_bias", "model", "other"]
)  # fmt: skip


@settings(max_examples=80)
@given(st.sampled_from([RUNWAY, OPENAI]), st.dictionaries(NAMES, JSON, max_size=4))
def test_whatever_is_sent_is_answered_or_refused(served, path, body):
    small = {"max_characters": 5} if path == RUNWAY else {}
    answer = served.post(path, {**small, **body})
    assert answer.status_code in (200, 400, 404)
    if answer.status_code == 200:
        assert "text" in answer.text
    else:
        assert "\n" not in told(answer)[0]


def test_pages_of_other_computers_are_kept_out(served):
    local = "http://localhost:1234"
    answer = served.post("/query", {"max_characters": 1}, headers={"Origin": local})
    assert answer.headers["access-control-allow-origin"] == local
    preflight = {
        "Origin": local,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = requests.options(served.address + "/query", headers=preflight, timeout=60)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == local
    for origin in (
        "https://example.org",
        "null",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
    ):
        answer = served.post("/query", {"max_characters": 1}, headers={"Origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
        answer = requests.options(
            served.address + "/query", headers={**preflight, "Origin": origin}, timeout=60
        )
        assert "access-control-allow-origin" not in answer.headers


def test_a_body_of_two_lengths_is_refused(served):
    headers = {"Transfer-Encoding": "chunked", "Content-Length": "4"}
    smuggled = b"0\r\n\r\nGET /data HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = served.post(RUNWAY, data=smuggled, headers=headers)
    assert answer.status_code == 400
    assert "not both" in told(answer)[0]
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:8000", "127.0.0.1.example.org", "", "[", "192.168.1.1"]
)
def test_other_names_of_this_computer_are_refused(served, host):
    answer = served.get("/info", headers={"Host": host})
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize(
    "host", ["localhost:8000", "LOCALHOST", "127.0.0.1", "127.1.2.3:1", "[::1]:8000", "a.localhost"]
)
def test_names_of_loopback_are_answered(served, host):
    assert served.get("/info", headers={"Host": host}).status_code == 200


def test_a_token_is_needed_where_one_is_set(tmp_path):
    token = "sécret-" + "x" * 20
    with serving(tmp_path, "--host", "0.0.0.0", env={"TEXTGEN_TOKEN": token}) as served:  # noqa: S104
        for given_ in (None, "Bearer wrong", "Bearer", f"Basic {token}", "Bearer " + token[:-1]):
            headers = {"Authorization": given_.encode()} if given_ else {}
            answer = served.post(OPENAI, {"max_tokens": 1}, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["error"]["code"] == "invalid_api_key"
            assert served.get("/info", headers=headers).json()["error"]
        bearing = {"Authorization": f"Bearer {token}".encode()}
        answer = served.post(
            OPENAI,
            {"max_tokens": 1},
            headers={**bearing, "Host": "my.computer", "Origin": "https://example.org"},
        )
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert served.end() == 0
        assert token not in served.errors.read_text()
        assert "$TEXTGEN_TOKEN" in served.errors.read_text()


def test_more_than_can_wait_is_sent_away_and_whoever_leaves_makes_room(served):
    body = {"n": 64, "max_tokens": 3000, "stream": True}
    with ExitStack() as connections:
        first, *_ = [connections.enter_context(sending(served, body)) for _ in range(3)]
        assert first.recv(12) == b"HTTP/1.1 200"
        answer = served.post(OPENAI, {"n": 64, "max_tokens": 3000})
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "waiting" in told(answer)[0]
    # had their 192 texts to be written, this would wait for minutes
    assert len(served.text(prompt="O, ", max_tokens=50)) == 50


def test_whoever_goes_away_before_an_answer_makes_room(served):
    for _ in range(6):
        with pytest.raises(requests.ReadTimeout):
            requests.post(served.address + OPENAI, json={"n": 64, "max_tokens": 3000}, timeout=0.3)
    assert len(served.text(prompt="O, ", max_tokens=50)) == 50


def test_whoever_does_not_read_holds_up_nobody(served):
    body = {"n": 4, "max_tokens": 3000, "stream": True, "logprobs": 5}
    with sending(served, body, but=10), sending(served, body) as slow:  # one never sends its last bytes
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        assert slow.recv(8).startswith(b"HTTP/1.1")
        assert len(served.text(prompt="O, ", max_tokens=50)) == 50


def test_answers_do_not_wait_for_a_text_that_is_written(served):
    """The status comes while long texts are written, since they are written in another thread."""
    done = threading.Event()

    def write():
        served.complete(n=16, max_tokens=600)
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    asked = 0
    while not done.is_set():
        assert served.get("/v1/").status_code == 200
        asked += 1
    thread.join()
    assert asked > 3

"""The command: what it says, how it ends, and what it refuses to begin."""

from __future__ import annotations

import json
import re
import signal
import socket

import pytest
import requests
from served import serving

from textgen.errors import TextgenError
from textgen.generators.base import Sampling
from textgen.generators.registry import load_generator
from textgen.serving.listening import listening

CUT = b"POST /query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"


def connected(served):
    """A connection that speaks no HTTP by itself."""
    host, port = served.address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)))


def test_it_ends_in_peace_though_long_texts_are_written(tmp_path):
    with serving(tmp_path) as served:
        body = {"n": 64, "max_tokens": 3000, "stream": True}
        with requests.post(served.address + "/v1/completions", json=body, timeout=60, stream=True) as answer:
            chunks = answer.iter_content(2**16)
            assert next(chunks)
            served.process.send_signal(signal.SIGTERM)
            error = json.loads(b"".join(chunks).split(b"\n")[-3].removeprefix(b"data: "))["error"]
            assert error["message"] == "the server is about to end"
            assert served.process.wait(20) == 0
        assert len(served.errors.read_text().splitlines()) == 3


def test_short_texts_are_finished_first_and_whoever_neither_sends_nor_reads_is_left(tmp_path):
    with serving(tmp_path) as served, connected(served) as idle:
        idle.sendall(CUT)
        body = {"max_tokens": 400, "stream": True}
        with requests.post(served.address + "/v1/completions", json=body, timeout=60, stream=True) as answer:
            served.process.send_signal(signal.SIGINT)
            assert answer.content.rstrip().endswith(b"data: [DONE]")
        assert served.process.wait(20) == 130
        said = served.errors.read_text()
        assert len(said.splitlines()) == 4
        assert said.rstrip().endswith("Interrupted.")


def test_the_commands_that_it_names_work_and_strange_clients_leave_no_trace(tmp_path, textgen):
    with serving(tmp_path) as served:
        for sent in (CUT, b"\x00\r\n\r\n"):
            with connected(served) as strange:
                strange.sendall(sent)
        assert served.get("/error").json() == {"error": None}
        assert served.get("/v1/").status_code == 200  # it has said all by now
        _, runway, curl = served.errors.read_text().splitlines()
        [command] = re.findall(r"textgen (generate \S+)", runway)
        local = load_generator("shakespeare")
        result = textgen(*command.split(), "--prompt", "O, ", "--length", "80", "--seed", "3")
        assert result.code == 0, result.stderr
        assert result.stdout == "".join(local.generate("O, ", length=80, sampling=Sampling(), seed=3))
        [url] = re.findall(r"curl (\S+)", curl)
        [body] = re.findall(r"-d '(.*)'", curl)
        # as curl sends it
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = requests.post(url, data=body, headers=form, timeout=60)
        assert len(answer.json()["choices"][0]["text"]) == json.loads(body)["max_tokens"]


def test_a_port_in_use_is_told(textgen):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = textgen("serve", "shakespeare", "--port", str(port))
    assert result.code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: port {port} is in use\n")
    assert "--port 0" in result.stderr


def test_nobody_is_let_in_from_elsewhere_without_a_token(textgen):
    result = textgen("serve", "shakespeare", "--host", "0.0.0.0", env={"TEXTGEN_TOKEN": ""})  # noqa: S104
    assert result.code == 1
    assert "TEXTGEN_TOKEN" in result.stderr.splitlines()[1]
    with pytest.raises(TextgenError, match=":: can be reached from other computers"):
        listening("::", 0, secret=None, variable="SECRET")


@pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.7"])
def test_other_hosts_are_refused(host):
    with pytest.raises(TextgenError, match=host):
        listening(host, 0, secret="x", variable="SECRET")  # noqa: S106


def test_a_model_that_is_not_there_is_told(textgen):
    assert textgen("serve", "nosuch").code == 1


def test_without_its_packages_it_says_what_to_install(textgen, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nclass No:\n def find_spec(self, name, *_):\n"
        "  if name.split('.')[0] == 'uvicorn': raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, No())\n"
    )
    result = textgen("serve", "shakespeare", env={"PYTHONPATH": str(tmp_path)})
    assert result.code == 1
    assert "[serve]" in result.stderr.splitlines()[-1]


def test_an_answer_in_parts_waits_for_no_receipt():
    with (
        listening("127.0.0.1", 0, secret=None, variable="SECRET") as server,
        socket.create_connection(server.getsockname()),
        server.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

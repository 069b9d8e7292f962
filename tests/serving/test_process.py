"""The command: what it says, how it ends, and what it refuses to begin."""

from __future__ import annotations

import json
import re
import signal
import socket

import pytest
import requests
from served import serving

from textgen.generators.base import Sampling
from textgen.generators.registry import load_generator


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_ends_in_peace_though_texts_are_written(tmp_path, number, code):
    with serving(tmp_path) as served:
        body = {"n": 64, "max_tokens": 3000, "stream": True}
        with requests.post(served.address + "/v1/completions", json=body, timeout=60, stream=True) as answer:
            chunks = answer.iter_content(2**16)
            assert next(chunks)
            served.process.send_signal(number)
            error = json.loads(b"".join(chunks).split(b"\n")[-3].removeprefix(b"data: "))["error"]
            assert error["message"] == "the server is about to end"
            assert served.process.wait(20) == code
        said = served.errors.read_text()
        assert len(said.splitlines()) == 3 + (number == signal.SIGINT)
        assert said.rstrip().endswith("Interrupted.") == (number == signal.SIGINT)


def test_it_ends_though_a_client_neither_sends_nor_reads(tmp_path):
    with serving(tmp_path) as served:
        host, port = served.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as idle:
            idle.sendall(b"POST /query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
            assert served.get("/v1/").status_code == 200
            assert served.end() == 0
        assert len(served.errors.read_text().splitlines()) == 3


def test_short_texts_are_finished_before_it_ends(tmp_path):
    with serving(tmp_path) as served:
        body = {"max_tokens": 400, "stream": True}
        with requests.post(served.address + "/v1/completions", json=body, timeout=60, stream=True) as answer:
            served.process.send_signal(signal.SIGTERM)
            assert answer.content.rstrip().endswith(b"data: [DONE]")
        assert served.process.wait(20) == 0


def test_the_commands_that_it_names_work(tmp_path, textgen):
    with serving(tmp_path) as served:
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


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_nobody_is_let_in_from_elsewhere_without_a_token(textgen, host):
    for env in ({}, {"TEXTGEN_TOKEN": ""}):
        result = textgen("serve", "shakespeare", "--host", host, env=env)
        assert result.code == 1
        assert "TEXTGEN_TOKEN" in result.stderr


def test_other_hosts_are_refused(textgen):
    for host in ("no-such-host.invalid", "203.0.113.7"):
        result = textgen("serve", "shakespeare", "--host", host, env={"TEXTGEN_TOKEN": "x"})
        assert result.code == 1
        assert host in result.stderr
        assert len(result.stderr.splitlines()) == 2


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

"""``textgen generate runway:…`` as it is typed."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from runways import FIRST, bodies, continued, desktop, hosted, said
from sites import page, serving

from textgen.cli import console

pty = pytest.importorskip("pty", reason="a terminal of its own needs a POSIX system")
PROMPT = "It was the best of times,"


def lines(stderr: str) -> list[str]:
    return stderr.splitlines()


def test_the_text_goes_to_stdout_and_all_else_to_stderr(textgen):
    with desktop() as site:
        result = textgen(
            "generate", f"runway:{site.url}", "--prompt", PROMPT, "--length", "60", "--seed", "2007"
        )
    name = site.url.removeprefix("http://")
    assert result.code == 0, result.stderr
    assert result.stdout == continued(PROMPT, 7, 20)[:60]
    assert lines(result.stderr) == [
        f"Warning: {name}: it takes seeds from 0 to 999, and any other stands for one of these",
    ]


def test_a_temperature_that_cannot_be_set_is_told_to_whoever_asked_for_one(textgen):
    with desktop() as site:
        ask = ("generate", f"runway:{site.url}", "--prompt", PROMPT, "--length", "60", "--json")
        for options in ([], ["--temperature", "0.7"]):
            result = textgen(*ask, *options)
            told = "it cannot set temperature, and uses its own instead of 0.7" in result.stderr
            assert told is bool(options)
            assert json.loads(result.stdout)["temperature"] is None


def test_a_drawn_seed_is_one_that_the_model_takes(textgen):
    low_and_high = {"name": "seed", "type": "number", "default": 7, "min": 7, "max": 9, "step": 1}
    with desktop(replace(FIRST, inputs=[FIRST.inputs[0], low_and_high])) as site:
        ask = ("generate", f"runway:{site.url}", "--prompt", PROMPT, "--length", "20")
        result = textgen(*ask, "--number", "3")
        assert [body["seed"] for body in bodies(site)] == [7, 8, 9]
        assert lines(result.stderr) == ["Seed: 7 (--seed 7 repeats this)"]
        assert textgen(*ask, "--number", "3", "--seed", "7").stdout == result.stdout


def test_no_seed_is_said_to_repeat_a_text_where_the_model_takes_none(textgen):
    with desktop(replace(FIRST, inputs=FIRST.inputs[:1], run=lambda prompt: {"text": prompt * 50})) as site:
        result = textgen("generate", f"runway:{site.url}", "--prompt", PROMPT, "--length", "20", "--json")
    assert "it takes no seed" in result.stderr
    assert "repeats this" not in result.stderr
    assert json.loads(result.stdout)["seed"] is None


def test_a_seed_is_drawn_said_and_sent_and_json_tells_it(textgen):
    with desktop(FIRST, with_info=False) as site:
        result = textgen(
            "generate", f"runway:{site.url}", "--prompt", "Oh", "--length", "9", "--json", "--number", "2"
        )
        first, second = json.loads(result.stdout)
        assert f"Seed: {first['seed']} (--seed {first['seed']} repeats this)" in result.stderr
        assert [body["seed"] for body in bodies(site)] == [first["seed"], second["seed"]]
    assert first["seed"] + 1 == second["seed"]
    assert first["model"] == site.url.removeprefix("http://")
    assert len(first["text"]) == 9


def test_a_text_that_fails_costs_none_of_those_before_it(textgen):
    with desktop(FIRST) as site:
        good = site.answers["/query"]
        site.answers["/query"] = [good, said({"text": "Oh, but"}), said({"error": "CUDA out of memory"}, 500)]
        ask = ("generate", f"runway:{site.url}", "--prompt", "Oh", "--length", "9", "--seed", "1")
        result = textgen(*ask, "--number", "3", "--json")
    assert result.code == 1
    assert [row["text"] for row in json.loads(result.stdout)] == [continued("Oh", 1, 9)[:9], ", but"]
    assert "CUDA" in result.stderr


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (said({"error": "CUDA out of memory"}, 500), "HTTP 500: CUDA out of memory"),
        (page("<html>Router"), "a web page answers, not a generator"),
    ],
)
def test_an_error_is_a_line_and_a_hint(textgen, answer, what):
    with serving() as site:
        site.otherwise = answer
        result = textgen("--quiet", "generate", f"runway:{site.url}", "--prompt", PROMPT)
    assert result.code == 1
    assert result.stdout == ""
    error, hint = lines(result.stderr)
    assert error.startswith(f"Error: {site.url}/")
    assert what in error
    assert hint.endswith(".")


def test_an_address_that_lacks_something_is_completed(textgen):
    result = textgen("generate", "runway:localhost:8000", "--prompt", PROMPT)
    assert result.code == 1
    assert lines(result.stderr) == [
        "Error: runway:localhost:8000 lacks http:// or https://",
        "Write runway:http://localhost:8000",
    ]


@pytest.mark.parametrize("option", [("--avoid-copying", "20"), ("--repetition-penalty", "1.2")])
def test_what_only_our_models_can_do_is_refused(textgen, option):
    with desktop() as site:
        result = textgen("generate", f"runway:{site.url}", "--prompt", PROMPT, *option)
        assert site.asked == ["/info"]
    assert result.code == 1
    assert f"does not know {option[0]}" in result.stderr


def test_until_end_where_the_model_tells_the_end(textgen):
    prompt = "word " * 30
    with hosted() as site:
        result = textgen(
            "generate", f"runway:{site.url}/v1", "--prompt", prompt, "--until-end", "--seed", "1"
        )
        assert result.code == 0, result.stderr
        assert 0 < len(result.stdout) < 200
        assert "ended the text" not in result.stderr
    with desktop() as site:
        result = textgen("generate", f"runway:{site.url}", "--prompt", prompt, "--until-end", "--seed", "1")
    assert result.code == 1
    assert "does not know where documents end" in result.stderr


def test_the_text_appears_as_it_comes_and_ctrl_c_keeps_it():
    over = threading.Event()

    def wait(handler):
        over.wait(30)

    ours, theirs = pty.openpty()
    with desktop(FIRST) as site:
        site.answers["/query"] = [said({"text": f"{PROMPT} it was the worst"}), wait]
        with subprocess.Popen(
            [
                sys.executable,
                "-m",
                "textgen",
                "generate",
                f"runway:{site.url}",
                "--prompt",
                PROMPT,
                "--seed",
                "1",
            ],
            stdout=theirs,
            stderr=subprocess.PIPE,
        ) as process:
            os.close(theirs)
            shown = b""
            while b"worst" not in shown:
                shown += os.read(ours, 1000)
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=30)
        over.set()
    os.close(ours)
    assert shown == b" it was the worst"
    assert process.returncode == 130
    assert lines(stderr.decode())[-1] == "Interrupted."


def test_a_conversation_goes_on_after_a_prompt_that_fails():
    ours, theirs = pty.openpty()
    with desktop() as site:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "textgen",
                "generate",
                f"runway:{site.url}",
                "-i",
                "--length",
                "9",
                "--seed",
                "1",
            ],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env={**os.environ, "TERM": "dumb"},
        )
        os.close(theirs)
        shown = b""
        for count, typed in enumerate([b"\n", b"Oh\n", b"\x04"], 1):
            while shown.count(b"> ") < count:
                shown += os.read(ours, 1000)
            os.write(ours, typed)
        _, stderr = process.communicate(timeout=30)
    os.close(ours)
    assert process.returncode == 0, stderr
    assert b"HTTP 500: Error during inference" in stderr
    assert b"give it a --prompt" in stderr
    assert continued("Oh", 2, 3)[:9].encode() in shown


def test_what_is_awaited_is_told_now_and_then(monkeypatch, capsys):
    monkeypatch.setattr(console, "SECONDS_UNTOLD", 0.01)
    monkeypatch.setattr(console, "SECONDS_BETWEEN_LINES", 0.01)
    told = threading.Event()
    say = console.say

    def heard(message):
        say(message)
        told.set()

    monkeypatch.setattr(console, "say", heard)
    with console.waiting("runway:http://localhost:8000"):
        assert told.wait(10)
    first, *_ = lines(capsys.readouterr().err)
    assert first == "Waiting for runway:http://localhost:8000, 0 s"


def test_what_the_page_says_can_be_typed(textgen):
    text = (Path(__file__).parents[2] / "docs/gpt2.md").read_text("utf-8")
    typed = re.findall(r"^    textgen (generate runway:.+)$", text, flags=re.MULTILINE)
    [code] = re.findall(r"^```python\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    with desktop() as app, hosted() as model:
        addresses = {"http://localhost:8000": app.url, "https://NAME.hosted-models.runwayml.cloud": model.url}

        def here(words: str) -> str:
            for address, url in addresses.items():
                words = words.replace(address, url)
            return words

        for line in typed:
            result = textgen(*shlex.split(here(line)))
            assert result.code == 0, result.stderr
            assert result.stdout
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", here(code)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "'setting': 'temperature'" in done.stdout
        assert 357 in [body["seed"] for body in bodies(app)]
    assert len(typed) == 3

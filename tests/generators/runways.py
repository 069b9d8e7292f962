"""The three servers that are called Runway, on loopback: they answer as the real ones are known to.

``desktop``, ``hosted`` and ``model_server`` serve a model: ``GPT2``, whose texts ``continued`` tells, or
``WRITER``. The site that they give keeps what it was asked, and its ``answers`` may be exchanged.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from sites import Answer, Site, page, serving

WORDS = ["the", "sea", "was", "grey", "and", "nobody", "spoke;", "a", "gull", "cried", "once.", "Grüße", "👋"]
CONTEXT = 1024
"""Tokens that GPT-2 can take, what it writes included; here a token is a word."""


def continued(prompt: str, seed: int, tokens: int) -> str:
    """What the model writes after ``prompt``: so many words, others for another prompt or seed."""
    chosen = random.Random(f"{prompt}|{seed}")  # noqa: S311 - no secret
    return "".join(f" {chosen.choice(WORDS)}" for _ in range(tokens))


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", "description": None, "default": "", "minLength": 0, **more}


def number(name: str, low: float, high: float, default: float, step: float = 1) -> dict[str, Any]:
    """As Runway's SDK announces it: a default of 0 becomes the lower end, and if that is 0 the upper one."""
    announced = default or low or high
    return {
        "name": name, "type": "number", "description": None,
        "default": announced, "min": low, "max": high, "step": step,
    }  # fmt: skip


@dataclass(frozen=True)
class Model:
    """A command: what it announces, and the function behind it."""

    name: str
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    run: Callable[..., Mapping[str, Any]]

    @property
    def spec(self) -> dict[str, Any]:
        return {"name": self.name, "description": None, "inputs": self.inputs, "outputs": self.outputs}

    def answer(self, body: bytes) -> Answer:
        """What a POST gets: nothing is checked, and what is missing is the default."""
        try:
            given = json.loads(body or b"null")
        except ValueError:
            given = None
        if given is None:
            return said({"error": "The body of all POST requests must contain JSON"}, 400)
        given = given if isinstance(given, dict) else {}
        try:
            outputs = self.run(
                **{each["name"]: given.get(each["name"], each["default"]) for each in self.inputs}
            )
        except Exception as error:
            return failed(f"Error during inference: {error!r}.", 500)
        return said(outputs)


def gpt2(*, prompt: str, seed: int, sequence_length: int = 128) -> dict[str, str]:
    """The GPT-2 on Runway: its answer repeats the prompt, and it fails without one."""
    context = len(prompt.split())
    if not context:
        raise ValueError("Expected size[0] in [0, 1], but got 0")
    if context + sequence_length > CONTEXT:
        raise ValueError("indices[0,0] is not in [0, 1024)")
    return {"text": prompt + continued(prompt, seed, sequence_length)}


def writer(*, prompt: str, max_characters: int, top_p: float, seed: int) -> dict[str, Any]:
    """Runway's later text generator: it ends when it has said enough."""
    written = continued(f"{prompt}|{top_p}", seed, 40)[:max_characters]
    ends = len(prompt) > 100
    return {
        "generated_text": prompt + (written[: len(written) // 2] if ends else written),
        "encountered_end": ends,
    }


FIRST = Model("generate", [text("prompt"), number("seed", 0, 999, 0)], [text("text")], gpt2)
"""As the first programs knew it."""
GPT2 = Model("generate", [*FIRST.inputs, number("sequence_length", 1, 256, 128)], [text("text")], gpt2)
WRITER = Model(
    "generate_batch",
    [
        text("prompt"),
        number("max_characters", 8, 1024, 64),
        number("top_p", 0.1, 1, 0.9, 0.1),
        number("seed", 0, 1000, 0),
    ],
    [text("generated_text"), {"name": "encountered_end", "type": "boolean", "default": False}],
    writer,
)
COLOURS = Model(
    "colour",
    [{"name": "photo", "type": "image", "channels": 3}],
    [{"name": "photo", "type": "image"}],
    lambda photo: {"photo": "data:image/jpeg;base64,"},
)


@contextmanager
def desktop(model: Model = GPT2, *, with_info: bool = True) -> Iterator[Site]:
    """The desktop app's local network; its first versions told nothing of the model."""
    last = said(None)

    def query(handler: BaseHTTPRequestHandler) -> None:
        nonlocal last
        last = model.answer(site.bodies[-1])
        last(handler)

    def data(handler: BaseHTTPRequestHandler) -> None:
        last(handler)

    with serving() as site:
        site.otherwise = said({"error": "Not found."}, 404)
        site.answers["/query"] = query
        site.answers["/data"] = data
        if with_info:
            site.answers["/info"] = said({"inputs": model.inputs, "outputs": model.outputs})
            site.answers["/error"] = said({"error": "Something went wrong"})
        yield site


@contextmanager
def hosted(model: Model = WRITER, *, token: str | None = None, asleep: int = 0) -> Iterator[Site]:
    """A hosted model, at ``/v1`` of the site; it is awake after so many looks."""
    looks = 0

    def guarded(answer: Answer) -> Answer:
        def check(handler: BaseHTTPRequestHandler) -> None:
            if token and handler.headers.get("Authorization") != f"Bearer {token}":
                said({"error": "Unauthorized"}, 401)(handler)
            else:
                answer(handler)

        return check

    def query(handler: BaseHTTPRequestHandler) -> None:
        model.answer(site.bodies[-1])(handler)

    def status(handler: BaseHTTPRequestHandler) -> None:
        nonlocal looks
        looks += 1
        now = "running" if looks > asleep else "starting"
        said({"status": now, "queryRoute": "/v1/query", "dataRoute": None, "errorRoute": None})(handler)

    with serving() as site:
        site.answers["/v1/"] = guarded(status)
        site.answers["/v1/info"] = guarded(said(model.spec))
        site.answers["/v1/query"] = guarded(query)
        yield site


@contextmanager
def model_server(*models: Model) -> Iterator[Site]:
    """The server of Runway's SDK on its own, which has no /query and no /info."""
    commands = {f"/{model.name}": model for model in models or (GPT2,)}

    def unknown(handler: BaseHTTPRequestHandler) -> None:
        command = handler.path[1:]
        words = "Not found." if "/" in command else f"Unknown command: {command}."
        failed(words, 404)(handler)

    def command(model: Model) -> Answer:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            reply = said(model.spec) if handler.command == "GET" else model.answer(site.bodies[-1])
            reply(handler)

        return answer

    with serving() as site:
        site.otherwise = unknown
        meta = {
            "modelSDKVersion": "0.6.1", "millisRunning": 1, "millisSinceLastCommand": None,
            "GPU": False, "options": [], "commands": [model.spec for model in commands.values()],
        }  # fmt: skip
        site.answers["/"] = site.answers["/meta"] = said(meta)
        site.answers["/healthcheck"] = said({"status": "RUNNING"})
        for path, model in commands.items():
            site.answers[path] = command(model)
        yield site


def said(value: Any, status: int = 200, **headers: str) -> Answer:
    """An answer in JSON."""
    return page(json.dumps(value), status=status, kind="application/json", **headers)


def failed(words: str, status: int) -> Answer:
    """An error as the SDK gives it, with its traceback."""
    return said(
        {"error": words, "traceback": ["Traceback (most recent call last):", '  File "/home/me/server.py"']},
        status,
    )


def bodies(site: Site) -> list[dict[str, Any]]:
    """The inputs of all queries so far."""
    return [json.loads(body) for body in site.bodies if body]

"""A completions server on loopback with a small language model, which behaves as one of the known servers."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sites import page, serving

WORDS = [" the", " sea", " shone", " and", " slowly", " sank", " into", " its", " own", " light", ".\n"]
TOKEN = re.compile(r"<\|endoftext\|>|<s>| ?[a-zA-Zéö]+|\s+(?=\s)|\s|.", re.DOTALL)


def cost(before: str, token: str) -> float:
    """What a token costs after another, in nats: any number, always the same."""
    return zlib.crc32(f"{before}|{token}".encode()) % 900 / 100 + 0.01


def tokens_of(text: str) -> list[str]:
    return TOKEN.findall(text)


@dataclass
class Completing:
    """How the server behaves, and what it was asked.

    Args:
        url: Its address, up to /v1.
        echoes: What it does with echo: "all" (vLLM), "refused" (llama.cpp), "ignored" (TGI, Ollama).
        seeds: What it does with a seed: "kept", "ignored" or "refused".
        top_k: The same of top_k.
        streams: The same of stream.
        least: The smallest number of tokens that it writes.
        most_scored: The largest number of new tokens that it scores a prompt with.
        context: How many tokens it reads and writes together, at most; None for no limit.
        bos: The mark that it sets before each text by itself.
        strict: Whether it refuses marks in a text.
        marks: Marks that are one token; others are read as text.
        fragments: Whether é is two tokens, which it writes as U+FFFD, as vLLM does.
        ends_after: The model ends each answer after so many tokens.
    """

    url: str = ""
    names: tuple[str, ...] = ("small",)
    extra: dict[str, Any] = field(default_factory=dict)
    echoes: str = "all"
    seeds: str = "kept"
    top_k: str = "kept"
    streams: str = "kept"
    least: int = 0
    most_scored: int = 10**9
    context: int | None = None
    bos: str = ""
    strict: bool = False
    marks: tuple[str, ...] = ()
    fragments: bool = False
    ends_after: int | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def read(self, text: str) -> list[str]:
        tokens = []
        for token in tokens_of(text):
            if token in ("<|endoftext|>", "<s>") and token not in self.marks:
                tokens.extend(token)
            elif self.fragments and "é" in token:
                tokens.extend(re.sub("é", "\ufffd|\ufffd|", token).strip("|").split("|"))
            else:
                tokens.append(token)
        return [self.bos] * bool(self.bos) + tokens

    def nats(self, tokens: list[str]) -> list[float | None]:
        return [None, *map(cost, tokens, tokens[1:])]

    def refuses(self, body: dict[str, Any]) -> str | None:  # noqa: PLR0911 - a reason each
        for name, behaviour in (
            ("seed", self.seeds),
            ("top_k", self.top_k),
            ("stream", self.streams),
            ("echo", self.echoes),
        ):
            if body.get(name) and behaviour == "refused":
                return "Only no echo is supported" if name == "echo" else f"Unrecognized argument: {name}"
        if self.strict and "<|" in body["prompt"]:
            return "special tokens are not allowed"
        if not body["prompt"] and not self.bos:
            return "Either prompt or prompt_embeds must be provided"
        if body.get("echo") and body["max_tokens"] > self.most_scored:
            return "logprobs are known of the prompt only: with echo, and max_tokens 0"
        if body["max_tokens"] < self.least:
            return f"max_tokens must be at least {self.least}, got {body['max_tokens']}."
        read = len(self.read(body["prompt"]))
        if self.context and read + body["max_tokens"] > self.context:
            return (
                f"This model's maximum context length is {self.context} tokens. However, you requested "
                f"{read + body['max_tokens']} tokens ({read} in the messages, {body['max_tokens']} in the "
                "completion). Please reduce the length of the messages or completion."
            )
        return None

    def write(self, body: dict[str, Any]) -> tuple[list[str], str]:
        seed = body.get("seed") if self.seeds == "kept" else None
        choose = random.Random(f"{seed}{body['prompt']}" if seed is not None else None).choice  # noqa: S311
        number = min(body["max_tokens"], self.ends_after or 10**9)
        if body["temperature"] == 0 or (body.get("top_k") == 1 and self.top_k == "kept"):
            new = (WORDS * (number // len(WORDS) + 1))[:number]
        else:
            new = [choose(WORDS) for _ in range(number)]
        for place in range(len(new) if body.get("stop") else 0):
            written = "".join(new[: place + 1])
            if any(stop in written for stop in body["stop"]):
                return [written.partition(body["stop"][0])[0]], "stop"
        return new, "stop" if self.ends_after and number == self.ends_after else "length"

    def complete(self, handler: Any) -> None:
        body = self.asked[-1]
        refusal = self.refuses(body)
        if refusal:
            return page(json.dumps({"error": {"message": refusal}}), status=400, kind="application/json")(
                handler
            )
        given = self.read(body["prompt"])
        new, reason = self.write({"temperature": 1, **body})
        if body.get("stream") and self.streams == "kept":
            handler.send_response(200)
            handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(b": a comment\n\n")
            for place, token in enumerate(new):
                last = place == len(new) - 1
                event = {"choices": [{"index": 0, "text": token, "finish_reason": reason if last else None}]}
                handler.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            return handler.wfile.write(b'data: {"choices": [], "usage": {}}\n\ndata: [DONE]\n\n')
        choice: dict[str, Any] = {"index": 0, "text": "".join(new), "finish_reason": reason}
        if body.get("echo") and self.echoes == "all":
            choice["text"] = body["prompt"] + choice["text"]
            all_tokens, offsets = [*given, *new], [0]
            for token in all_tokens[:-1]:
                offsets.append(offsets[-1] + len(token))
            choice["logprobs"] = {
                "tokens": all_tokens,
                "token_logprobs": [None if nats is None else -nats for nats in self.nats(all_tokens)],
                "text_offset": offsets,
                "top_logprobs": [None],
            }
        usage = {"prompt_tokens": len(given), "completion_tokens": max(1, len(new))}
        return page(json.dumps({"choices": [choice], "usage": usage}), kind="application/json")(handler)


@contextmanager
def completing(**behaviour: Any) -> Iterator[Completing]:
    """Serve a small model that behaves as said."""
    with serving() as site:
        server = Completing(f"{site.url}/v1", **behaviour)

        def answer(handler: Any) -> None:
            server.headers.append(site.headers[-1])
            server.asked.append(json.loads(site.bodies[-1]))
            server.complete(handler)

        def models(handler: Any) -> None:
            listing = {"object": "list", "data": [{"id": name, **server.extra} for name in server.names]}
            page(json.dumps(listing), kind="application/json")(handler)

        site.answers["/v1/models"] = models
        site.answers["/v1/completions"] = answer
        yield server

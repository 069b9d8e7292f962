"""A connection does not stay open for a request that does not come."""

from __future__ import annotations

import asyncio
import json

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from textgen.serving import connection
from textgen.serving.app import build
from textgen.serving.service import Service


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_a_head_that_does_not_end_is_not_awaited_for_ever(monkeypatch, first):
    monkeypatch.setattr(connection, "SECONDS", 0.2)

    async def slowly():
        yield b"long "
        await asyncio.sleep(0.5)
        yield b"text"

    async def answer(request):
        return StreamingResponse(slowly())

    async def ask():
        config = uvicorn.Config(
            Starlette(routes=[Route("/", answer)]), port=0, http=connection.Connection, log_config=None
        )
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())
        writer.write(first)
        came = await reader.readuntil(b"0\r\n\r\n") if first else b""
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")  # and never the rest
        came += await asyncio.wait_for(reader.read(), 20)
        writer.close()
        server.should_exit = True
        await running
        return came

    assert (b"text" in asyncio.run(ask())) is bool(first)  # what takes long to answer is not cut off


class Letters:
    """Writes one letter after another, and counts them."""

    name = "letters"
    written = 0

    def generate(self, prompt, *, length, **_):
        for _ in range(length):
            self.written += 1
            yield "z"

    def describe(self):
        return {}


async def ask(app, body, *, stays):
    """Ask an application, and leave at once or when the answer is complete; return the answer."""
    sent, parts, complete = (
        iter([{"type": "http.request", "body": json.dumps(body).encode()}]),
        [],
        asyncio.Event(),
    )

    async def receive():
        message = next(sent, None)
        if message is None and stays:
            await complete.wait()
        return message or {"type": "http.disconnect"}

    async def send(message):
        await asyncio.sleep(0)  # as while the buffer is full
        parts.append(message.get("body", b""))

    about = {
        "type": "http",
        "method": "POST",
        "path": "/v1/completions",
        "headers": [(b"host", b"localhost")],
    }
    await app({**about, "query_string": b"", "root_path": "", "asgi": {"spec_version": "2.3"}}, receive, send)
    complete.set()
    return b"".join(parts)


@pytest.mark.parametrize("stream", [False, True])
def test_a_text_is_not_written_to_its_end_for_whoever_left_before_it_began(stream):
    letters = Letters()
    service = Service(letters)

    async def clients():
        service.engine.start()
        app = build(service, None)
        await ask(app, {"max_tokens": 50_000, "stream": stream}, stays=False)
        answer = await ask(app, {"max_tokens": 5}, stays=True)
        await asyncio.to_thread(service.engine.close)
        return json.loads(answer)

    assert asyncio.run(clients())["choices"][0]["text"] == "zzzzz"
    assert letters.written < 50_000

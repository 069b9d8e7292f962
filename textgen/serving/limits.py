"""How much a client may ask for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from textgen.serving.refusals import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

BODY: Final = 2**21  # bytes of a request
PROMPT: Final = 50_000  # characters
LENGTH: Final = 50_000  # new characters of a text
TEXTS: Final = 64  # in a request
TOTAL: Final = 200_000  # characters of all its prompts and texts
PROBABILITIES: Final = 50_000  # characters that are told with theirs
SEEDS: Final = 2**32
CONNECTIONS: Final = 512
_SECONDS: Final = 30  # for a body to arrive
_PATIENCE: Final = (
    8 * BODY
)  # bytes of a body too large that are read before it is refused, so that it is heard


async def read_object(request: Request) -> dict[str, Any]:
    """Return the JSON object that a request carries, whatever it calls its type.

    Raises:
        Refusal: it is too large, comes too slowly, or is none.
    """
    import orjson

    coding = request.headers.get("content-encoding", "identity")
    if coding != "identity":
        raise Refusal(415, f"a body in Content-Encoding {coding[:50]!r} cannot be read: send it as it is")
    try:
        async with asyncio.timeout(_SECONDS):
            raw = await _read(request)
    except TimeoutError:
        raise Refusal(408, f"the body did not arrive within {_SECONDS} seconds") from None
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, f"the body is not JSON in UTF-8: {error}") from None
    if not isinstance(value, dict):
        raise Refusal(400, "the body must be a JSON object")
    return value


async def _read(request: Request) -> bytes:
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= BODY:
            body += chunk
        elif size > _PATIENCE:
            break
    if size > BODY:
        raise Refusal(413, f"the body must be at most {BODY:,} bytes", headers={"Connection": "close"})
    return bytes(body)

"""What both protocols stand on: the generator, what it can do, and texts that are written for a request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import ClientDisconnect

from textgen.serving import limits
from textgen.serving.batching import Engine
from textgen.serving.refusals import Refusal
from textgen.serving.writers import writer_for

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from starlette.requests import Request

    from textgen.generators.base import Generator
    from textgen.serving.orders import Order

T = TypeVar("T")

_SETTINGS = ("temperature", "top_k", "top_p")


class Service:
    """A generator that many ask at once.

    Args:
        generator: It.
    """

    def __init__(self, generator: Generator) -> None:
        self.name, self.about = generator.name, generator.describe()
        writer = writer_for(generator)
        self.engine = Engine(writer)
        self.probabilities = writer.probabilities
        self.scores = self.probabilities or callable(getattr(generator, "costs", None))
        known = self.about.get("sampling")
        self.settings = [name for name in _SETTINGS if isinstance(known, list) and name in known]


def check(orders: Sequence[Order]) -> None:
    """Refuse orders that are too much together.

    Raises:
        Refusal: they are.
    """
    total = sum(len(order.prompt) + order.length for order in orders)
    probable = any(order.alternatives is not None for order in orders)
    most = limits.PROBABILITIES if probable else limits.TOTAL
    if total > most:
        with_them = " with logprobs" if probable else ""
        raise Refusal(
            413, f"prompts and texts{with_them} may have {most:,} characters in all, these have {total:,}"
        )


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return what ``work`` returns.

    Raises:
        ClientDisconnect: the client went away, and the work was given up.
    """
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return await task
    finally:
        task.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass

"""Runway's routes, as its desktop app (/query, /info, /data, /error) and its Hosted Models (/v1) had them.

The facts are those of Runway's own documentation (how-to/network.md, how-to/hosted-models.md). What goes
in is ``prompt`` and ``seed`` as for its GPT-2, and ``max_characters`` as for its text generators; what
comes out is ``text``, the prompt included, as GPT-2's was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.routing import Route

from textgen.generators.base import Sampling
from textgen.serving import limits
from textgen.serving.fields import Fields
from textgen.serving.orders import Order
from textgen.serving.refusals import understood
from textgen.serving.service import Service, check, unless_gone

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_LENGTH: Final = 500
_TEMPERATURE: Final = Sampling().temperature


class Runway:
    """The routes, and the last answer and the last error, which two of them tell.

    Args:
        service: What they give access to.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._data: dict[str, Any] = {}
        self._error: dict[str, Any] = {"error": None}
        self.routes = [
            Route("/query", self.query, methods=["POST"]),
            Route("/v1/query", self.query, methods=["POST"]),
            Route("/info", self.info),
            Route("/v1/info", self.info),
            Route("/data", self.data),
            Route("/error", self.error),
            Route("/v1", self.status),
            Route("/v1/", self.status),
        ]

    async def query(self, request: Request) -> Response:
        """Write on from a prompt."""
        try:
            body = await limits.read_object(request)
            order = self._order(Fields(body))
            check([order])
            text = await unless_gone(request, self._text(order))
        except ClientDisconnect:
            raise
        except Exception as error:
            self._error = {"error": understood(error).message}
            raise
        self._data = {"text": order.prompt + text}
        return JSONResponse(self._data)

    def _order(self, fields: Fields) -> Order:
        sampling = Sampling(
            temperature=fields.number("temperature", _TEMPERATURE, 0, 10),
            top_k=fields.integer("top_k", 0, 0, 2**31) or None,
            top_p=fields.number("top_p", 1, 0, 1, above=True),
        )
        return Order(
            fields.text("prompt", longest=limits.PROMPT),
            fields.integer("max_characters", _LENGTH, 1, limits.LENGTH),
            sampling,
            fields.integer("seed", 0, 0, limits.SEEDS - 1),
        )

    async def _text(self, order: Order) -> str:
        with self._service.engine.submit([order], whole=True) as answer:
            return "".join([piece.text async for _, piece in answer])

    async def info(self, request: Request) -> Response:
        """Tell what goes in and what comes out."""
        inputs: list[dict[str, Any]] = [
            {"name": "prompt", "type": "text", "default": "", "minLength": 0, "maxLength": limits.PROMPT,
             "description": "What the text goes on from; nothing for the start of a document."},
            {"name": "seed", "type": "number", "default": 0, "min": 0, "max": limits.SEEDS - 1, "step": 1,
             "description": "The same seed gives the same text."},
            {"name": "max_characters", "type": "number", "default": _LENGTH, "min": 1, "max": limits.LENGTH,
             "step": 1, "description": "Characters of new text."},
        ]  # fmt: skip
        settings: dict[str, dict[str, Any]] = {
            "temperature": {"type": "number", "default": _TEMPERATURE, "min": 0, "max": 10,
                            "step": 0.01, "description": "Below 1 safer, above 1 wilder."},
            "top_k": {"type": "number", "default": 0, "min": 0, "max": 2**31, "step": 1,
                      "description": "Draw among so many of the likeliest characters; 0 for all."},
            "top_p": {"type": "number", "default": 1, "min": 0.01, "max": 1, "step": 0.01,
                      "description": "Draw among the likeliest that reach this probability together."},
        }  # fmt: skip
        inputs += [{"name": name, **settings[name]} for name in self._service.settings]
        text = {"name": "text", "type": "text", "description": "The prompt and what follows it."}
        about = {"name": self._service.name, "description": f"{self._service.name}, served by textgen"}
        return JSONResponse({**about, "inputs": inputs, "outputs": [text]})

    async def data(self, request: Request) -> Response:
        """Tell the last answer again; an empty object before there is one."""
        return JSONResponse(self._data)

    async def error(self, request: Request) -> Response:
        """Tell the last error again; null before there is one."""
        return JSONResponse(self._error)

    async def status(self, request: Request) -> Response:
        """Tell that the model is awake."""
        routes = {"queryRoute": "/v1/query", "dataRoute": None, "errorRoute": None}
        return JSONResponse({"status": "running", **routes})

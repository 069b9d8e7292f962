"""OpenAI's routes: POST /v1/completions and GET /v1/models. A token is a character.

The fields are those of OpenAI's API reference (Completions); ``top_k`` and a model's ``max_model_len`` are
vLLM's additions. ``delimiter`` in a model's description is ours: what stands between documents, and before
one that is scored with ``echo`` and ``logprobs``.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from textgen.errors import TextgenError
from textgen.generators.base import Sampling
from textgen.serving import limits
from textgen.serving.fields import Fields, wrong
from textgen.serving.orders import Order
from textgen.serving.refusals import Refusal, body, understood
from textgen.serving.service import Service, check, unless_gone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from textgen.serving.batching import Answer
    from textgen.serving.orders import Piece, Tokens

_PATH: Final = "/v1/completions"
_LENGTH: Final = 16  # as OpenAI's
_ALTERNATIVES: Final = 5
_STOPS: Final = 4
_LONGEST_STOP: Final = 1000
_FIELDS: Final = (
    "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "model", "n",
    "presence_penalty", "prompt", "seed", "stop", "stream", "stream_options", "suffix", "temperature",
    "top_k", "top_p", "user",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, once it is understood; ``orders`` are those of a prompt, then those of the next."""

    orders: list[Order]
    echo: bool
    stream: bool
    usage: bool
    model: str
    identity: str = field(default_factory=lambda: f"cmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def head(self) -> dict[str, Any]:
        """What every answer, and every part of one, begins with."""
        names = {"id": self.identity, "object": "text_completion"}
        return {**names, "created": self.created, "model": self.model}


class Completions:
    """The routes.

    Args:
        service: What they give access to.
    """

    def __init__(self, service: Service) -> None:
        self._service, self._created = service, int(time.time())
        self.routes = [
            Route(_PATH, self.complete, methods=["POST"]),
            Route("/v1/models", self.models),
            Route("/v1/models/{name:path}", self.model),
        ]

    def _model(self) -> dict[str, Any]:
        service = self._service
        longest = service.about.get("longest_context")
        return {
            "id": service.name,
            "object": "model",
            "created": self._created,
            "owned_by": "textgen",
            "max_model_len": longest if isinstance(longest, int) else limits.PROMPT + limits.LENGTH,
            "delimiter": service.about.get("delimiter"),
            "scores": service.scores,
            "sampling": service.settings,
        }

    async def models(self, request: Request) -> Response:
        """List the one model."""
        return JSONResponse({"object": "list", "data": [self._model()]})

    async def model(self, request: Request) -> Response:
        """Describe the model."""
        self._check_name(request.path_params["name"])
        return JSONResponse(self._model())

    def _check_name(self, name: str) -> None:
        if name != self._service.name:
            raise Refusal(
                404,
                f"there is no model {name[:100]!r} here, only {self._service.name!r}",
                field="model",
                code="model_not_found",
            )

    async def complete(self, request: Request) -> Response:
        """Write on from one prompt or several."""
        asked = self._understand(await limits.read_object(request))
        # A text without characters needs no writing, unless its prompt is to be scored.
        places = [place for place, order in enumerate(asked.orders) if order.length or order.scored]
        answer = self._service.engine.submit(
            [asked.orders[place] for place in places], whole=not asked.stream
        )
        if asked.stream:
            return _Stream(asked, answer, places)
        whole = await unless_gone(request, _whole(asked, answer, places))
        return Response(whole, media_type="application/json")

    def _understand(self, sent: dict[str, Any]) -> _Asked:
        fields = Fields({name: value for name, value in sent.items() if value is not None})
        fields.only(_FIELDS)
        self._check_name(fields.text("model", self._service.name, longest=1000))
        number = fields.integer("n", 1, 1, limits.TEXTS)
        for penalty in ("presence_penalty", "frequency_penalty"):
            fields.neutral(penalty, 0)
        fields.neutral("best_of", number)
        fields.neutral("suffix", "")
        fields.neutral("logit_bias", {})
        if "top_k" in fields and "top_k" not in self._service.settings:
            raise wrong("top_k", f"is not known to {self._service.name}")
        prompts = fields.texts("prompt", most=limits.TEXTS, longest=limits.PROMPT)
        if "prompt" in fields and not prompts:
            raise wrong("prompt", "must not be an empty list")
        prompts = prompts or [""]
        if number * len(prompts) > limits.TEXTS:
            raise wrong("n", f"times the number of prompts must be at most {limits.TEXTS}")
        echo, alternatives = fields.boolean("echo"), self._alternatives(fields)
        sampling = Sampling(
            temperature=fields.number("temperature", 1, 0, 10),
            top_k=max(0, fields.integer("top_k", 0, -1, 2**31)) or None,
            top_p=fields.number("top_p", 1, 0, 1, above=True),
        )
        seed = fields.integer("seed", secrets.randbits(32), -(2**63), 2**64 - 1) % 2**64
        length = fields.integer("max_tokens", _LENGTH, 0, limits.LENGTH)
        stops = fields.texts("stop", most=_STOPS, longest=_LONGEST_STOP)
        if "" in stops:
            raise wrong("stop", "must not be empty")
        stream = fields.boolean("stream")
        orders = [
            Order(
                prompt,
                length,
                sampling,
                seed + k,
                stops=tuple(stops),
                alternatives=alternatives,
                scored=echo and alternatives is not None,
            )
            for prompt in prompts
            for k in range(number)
        ]
        check(orders)
        return _Asked(orders, echo, stream, _usage_wanted(sent), self._service.name)

    def _alternatives(self, fields: Fields) -> int | None:
        if "logprobs" not in fields:
            return None
        if not self._service.scores:
            raise wrong("logprobs", f"are not known of {self._service.name}")
        only_read = fields.boolean("echo") and not fields.integer("max_tokens", _LENGTH, 0, limits.LENGTH)
        if not (self._service.probabilities or only_read):
            raise wrong("logprobs", "are known of the prompt only: with echo, and max_tokens 0")
        return fields.integer("logprobs", 0, 0, _ALTERNATIVES)


def _usage_wanted(sent: dict[str, Any]) -> bool:
    options = sent.get("stream_options") or {}
    if not isinstance(options, dict):
        raise wrong("stream_options", "must be an object")
    return Fields(options).boolean("include_usage")


async def _whole(asked: _Asked, answer: Answer, places: list[int]) -> bytes:
    """Return the JSON of a finished answer."""
    texts = [_Text(order, asked.echo) for order in asked.orders]
    pieces: list[list[Piece]] = [[] for _ in asked.orders]
    with answer:
        async for place, piece in answer:
            pieces[places[place]].append(piece)
    choices = []
    new = 0
    for index, (text, own) in enumerate(zip(texts, pieces, strict=True)):
        parts = [text.opening(), *(text.choice(piece) for piece in own)]
        choices.append(_joined(index, [part for part in parts if part]))
        new += text.new
    return orjson.dumps({**asked.head, "choices": choices, "usage": _usage(asked, new)})


def _joined(index: int, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One choice of all the parts of its text."""
    told = [part["logprobs"] for part in parts if part["logprobs"]]
    logprobs = {name: [value for each in told for value in each[name]] for name in told[0]} if told else None
    reasons = [part["finish_reason"] for part in parts if part["finish_reason"]]
    return {
        "text": "".join(part["text"] for part in parts),
        "index": index,
        "logprobs": logprobs,
        "finish_reason": reasons[-1] if reasons else "length",
    }


class _Stream(StreamingResponse):
    """An answer as server-sent events, which ends with them, or when the client goes away."""

    def __init__(self, asked: _Asked, answer: Answer, places: list[int]) -> None:
        super().__init__(_events(asked, answer, places), media_type="text/event-stream")
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it once it has begun: what goes wrong before has a status of its own."""
        with self._answer:
            await unless_gone(Request(scope, receive), self._answer.begin())
            await super().__call__(scope, receive, send)


async def _events(asked: _Asked, answer: Answer, places: list[int]) -> AsyncIterator[bytes]:
    """Yield server-sent events, a part of a text in each, and what went wrong on the way."""
    texts = [_Text(order, asked.echo) for order in asked.orders]

    def event(index: int, part: dict[str, Any]) -> bytes:
        return _event({**asked.head, "choices": [{"index": index, **part}]})

    try:
        for index, text in enumerate(texts):
            if part := text.opening():
                ends = None if index in places else "length"
                yield event(index, {**part, "finish_reason": ends})
            elif index not in places:
                yield event(index, {"text": "", "logprobs": None, "finish_reason": "length"})
        async for place, piece in answer:
            index = places[place]
            yield event(index, texts[index].choice(piece))
    except Exception as error:
        refusal = understood(error)
        yield _event(body(_PATH, refusal))
        if not isinstance(error, (Refusal, TextgenError)):
            raise
        return
    if asked.usage:
        usage = _usage(asked, sum(text.new for text in texts))
        yield _event({**asked.head, "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _event(value: dict[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(value) + b"\n\n"


def _usage(asked: _Asked, new: int) -> dict[str, int]:
    read = sum(len(order.prompt) for order in asked.orders)
    return {"prompt_tokens": read, "completion_tokens": new, "total_tokens": read + new}


class _Text:
    """Turns the pieces of a text into parts of its choice, and counts.

    Args:
        order: What was asked.
        echo: Whether the prompt belongs to the answer.
    """

    def __init__(self, order: Order, echo: bool) -> None:
        self._order, self._echo = order, echo
        self._offset = 0 if echo else len(order.prompt)
        self.new = 0
        """New characters so far."""

    def opening(self) -> dict[str, Any] | None:
        """The prompt, where it is repeated as it is."""
        if not self._echo or self._order.scored or not self._order.prompt:
            return None
        self._offset = len(self._order.prompt)
        return {"text": self._order.prompt, "logprobs": None, "finish_reason": None}

    def choice(self, piece: Piece) -> dict[str, Any]:
        """The next part."""
        logprobs = piece.tokens and _logprobs(piece.text, piece.tokens, self._offset)
        if logprobs and piece.given and self._offset == 0:  # nothing stands before it
            logprobs["token_logprobs"][0] = logprobs["top_logprobs"][0] = None
        self._offset += len(piece.text)
        self.new += 0 if piece.given else len(piece.text)
        return {"text": piece.text, "logprobs": logprobs, "finish_reason": piece.end}


def _logprobs(text: str, tokens: Tokens, offset: int) -> dict[str, list[Any]]:
    own = tokens.own.tolist()
    best = [
        {**dict(zip(symbols, values, strict=False)), character: logarithm}
        for symbols, values, character, logarithm in zip(
            tokens.symbols, tokens.best.tolist(), text, own, strict=True
        )
    ]
    return {
        "tokens": list(text),
        "token_logprobs": own,
        "top_logprobs": best,
        "text_offset": list(range(offset, offset + len(text))),
    }

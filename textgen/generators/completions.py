"""OpenAI's completions protocol: what is sent to ``/completions``, and what its answers hold.

Its specification is OpenAI's API reference, "Completions" and "Models"; vLLM, TGI, llama.cpp and Ollama
follow it in part.
"""

from __future__ import annotations

import json
import math
import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from textgen.errors import GeneratorError
from textgen.generators.server import error_text, one_line, repaired

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from textgen.document import JSON
    from textgen.generators.server import Server

_NAMED: Final = 20  # models that a message names
_TOO_LONG: Final = re.compile(
    r"context.?(length|size|window)|(model|sequence|maximum) length|max_(new_)?tokens|too (long|many tokens)"
    r"|must have less than",
    re.IGNORECASE,
)
_REFUSALS: Final = frozenset({400, 405, 413, 415, 422, 500, 501})


class Piece(NamedTuple):
    """A piece of an answer.

    Args:
        text: The text.
        tokens: How many tokens the server says the whole answer has, if it says so.
        reason: Why the answer ends with this piece, "length" or another; None if it goes on.
    """

    text: str
    tokens: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Echo:
    """A given text as the server's model reads it.

    Args:
        tokens: The text's tokens, as the server writes them.
        nats: What each cost, minus the natural logarithm of its probability; None for the first one
            where nothing stands before it.
        places: Where each token begins in the text, in code points; None where the server counts
            otherwise, as it does after a character that is made of several tokens.
    """

    tokens: tuple[str, ...]
    nats: tuple[float | None, ...]
    places: tuple[int, ...] | None


class Completions:
    """A model's completions.

    Args:
        server: Where it is.
        model: The model's name.
    """

    def __init__(self, server: Server, model: str) -> None:
        self._server, self._model = server, model

    def post(self, body: Mapping[str, JSON]) -> Piece:
        """Return the answer to ``body``.

        Raises:
            GeneratorError: the server fails, or its answer holds no text.
        """
        return self._piece(self._server.post("/completions", {"model": self._model, **body}))

    def stream(self, body: Mapping[str, JSON]) -> Iterator[Piece]:
        """Yield the answer to ``body`` as it comes: nothing if the server does not stream.

        The answer is a text/event-stream (HTML standard, "Server-sent events").

        Raises:
            GeneratorError: the server fails, or its answer breaks off.
        """
        body = {"model": self._model, **body, "stream": True}
        piece = None
        lines = cast("Generator[str]", self._server.stream("/completions", body))
        with closing(lines):
            for data in _data(lines):
                if data.strip() == "[DONE]":
                    return
                try:
                    event = json.loads(data)
                except (ValueError, RecursionError) as error:
                    raise self._broken("an event is not JSON") from error
                if isinstance(event, dict) and event.get("choices") == []:
                    continue  # the usage, or a sign of life
                piece = self._piece(event)
                yield piece
        if piece is not None and piece.reason is None:
            raise self._broken("the answer broke off")

    def echo(self, text: str, *, tokens: int) -> Echo | None:
        """Return how the model reads ``text``; None if the answer does not tell.

        Args:
            text: What is read.
            tokens: How many new tokens are asked for: 0, or 1 where the server wants to write.

        Raises:
            GeneratorError: the server fails or refuses.
        """
        body: dict[str, JSON] = {"prompt": text, "max_tokens": tokens, "echo": True, "logprobs": 1}
        answer = self._server.post("/completions", {"model": self._model, "temperature": 1, **body})
        piece = self._piece(answer)
        logprobs = answer["choices"][0].get("logprobs")
        told = logprobs if isinstance(logprobs, dict) else {}
        names, logarithms = told.get("tokens"), told.get("token_logprobs")
        if not (
            piece.text.startswith(text)
            and isinstance(names, list)
            and isinstance(logarithms, list)
            and len(names) == len(logarithms)
        ):
            return None
        offsets, written = told.get("text_offset"), tokens if piece.tokens is None else piece.tokens
        if piece.text == text and (not tokens or _places(offsets, names, text)):
            written = 0  # what ended the text at once may be counted without being listed
        given = max(0, len(names) - written)
        names, logarithms = names[:given], logarithms[:given]
        known = logarithms[1:] if logarithms[:1] == [None] else logarithms
        if not all(isinstance(name, str) for name in names) or not all(map(_is_logarithm, known)):
            raise self._broken("a token's probability is missing")
        return Echo(
            tuple(names),
            tuple(None if logarithm is None else -logarithm for logarithm in logarithms),
            _places(offsets, names, text),
        )

    def length(self, text: str) -> int | None:
        """Return how many tokens the server says ``text`` is, None if it does not say."""
        try:
            body: dict[str, JSON] = {"model": self._model, "prompt": text, "max_tokens": 1}
            answer = self._server.post("/completions", body)
        except GeneratorError as error:
            if not is_refusal(error):
                raise
            return None
        self._piece(answer)
        return _count(answer, "prompt_tokens")

    def _piece(self, answer: Any) -> Piece:
        try:
            choice = answer["choices"][0]
            text = choice["text"]
        except (IndexError, KeyError, TypeError):
            choice, text = {}, None
        if not isinstance(text, str):
            raise self._broken(error_text(answer) or "the answer holds no text")
        return Piece(repaired(text), _count(answer, "completion_tokens"), choice.get("finish_reason") or None)

    def _broken(self, what: str) -> GeneratorError:
        return GeneratorError(
            f"{self._server.address}/completions: {what}",
            hint="Look at what the server says where it was started, and check the address.",
        )


def models(server: Server, *, needed: bool) -> dict[str, Mapping[str, Any]]:
    """Return what the server says of its models, by name.

    Args:
        server: Where they are.
        needed: Whether a server without a list of models is an error.

    Raises:
        GeneratorError: it does not answer, or has no list of models.
    """
    try:
        answer = server.get("/models")
    except GeneratorError as error:
        if error.status in (404, 405) and not needed:
            return {}
        if error.status == 404 and not server.address.endswith("/v1"):
            error.hint = f"Such addresses mostly end in /v1: openai:{server.address}/v1"
        raise
    entries = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        raise GeneratorError(
            f"{server.address}/models: the answer is no list of models",
            hint="Something else listens there: check the address and the port.",
        )
    named = (entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str))
    return {entry["id"]: entry for entry in named}


def only(found: Mapping[str, Mapping[str, Any]], address: str) -> str:
    """Return the name of the only model.

    Raises:
        GeneratorError: there is none, or more than one.
    """
    if not found:
        raise GeneratorError(f"{address} has no model", hint="Load one in the server.")
    if len(found) > 1:
        names = ", ".join(map(one_line, sorted(found)[:_NAMED])) + (", …" if len(found) > _NAMED else "")
        raise GeneratorError(
            f"{address} has several models: {names}",
            hint=f"Name one of them: openai:{address}#{one_line(min(found))}",
        )
    return next(iter(found))


def is_refusal(error: GeneratorError) -> bool:
    """Whether a server refused what it was asked, rather than being busy, gone or closed to us."""
    return error.status in _REFUSALS


def is_too_long(error: GeneratorError) -> bool:
    """Whether a server refused a text, or a number of tokens, for its length."""
    return is_refusal(error) and bool(error.status == 413 or _TOO_LONG.search(error.message))


def _data(lines: Iterable[str]) -> Iterator[str]:
    """Yield the data of each event."""
    data: list[str] = []
    for line in lines:
        if line.startswith("data:"):
            data.append(line[5:])
        elif not line and data:
            yield "\n".join(data)
            data.clear()
    if data:
        yield "\n".join(data)


def _places(offsets: Any, tokens: list[str], text: str) -> tuple[int, ...] | None:
    """The server's ``text_offset`` if it fits the text, token for token."""
    starts = offsets[: len(tokens)] if isinstance(offsets, list) else []
    if len(starts) < len(tokens) or not all(isinstance(start, int) for start in starts):
        return None
    ends = [start + len(token) for start, token in zip(starts, tokens, strict=True)]
    fits = [0, *ends] == [*starts, len(text)] and all(
        text.startswith(token, start) for start, token in zip(starts, tokens, strict=True)
    )
    return tuple(starts) if fits else None


def _count(answer: Mapping[str, Any], name: str) -> int | None:
    usage = answer.get("usage")
    number = usage.get(name) if isinstance(usage, dict) else None
    return number if isinstance(number, int) else None


def _is_logarithm(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)

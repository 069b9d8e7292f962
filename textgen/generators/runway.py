"""A model that Runway serves: by its desktop app, as a hosted model, or by a model server on its own."""

from __future__ import annotations

import os
import secrets
import time
import warnings
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from textgen.errors import GeneratorError, Unsupported
from textgen.generators import interface
from textgen.generators.adjustments import Adjustments
from textgen.generators.base import GeneratorWarning, check_ends, require, tell_end
from textgen.generators.interface import LENGTHS, SETTINGS, UNITS, Interface
from textgen.generators.pieces import until
from textgen.generators.server import BUSY, Server, error_text, one_line, repaired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textgen.document import JSON
    from textgen.generators.base import Sampling, Score

TOKEN: Final = "RUNWAY_TOKEN"  # noqa: S105 - its name
"""The environment variable with the token of a private hosted model."""
WINDOW: Final = 1000
"""Bytes of the text so far that a further request carries, at most, or the prompt's if it has more: GPT-2's
context of 1,024 tokens holds them in any script, and in most with room for what it writes."""
SURE: Final = 16
"""A text that begins with a prompt of so many characters repeats it, and does not by chance."""

_ABSENT: Final = (404, 405, 501)
_MAYBE_THE_PROMPT: Final = (400, 413, 422, 500)
_OFF: Final[Mapping[str, int]] = {"top_k": 0, "top_p": 1}
_SECONDS_BETWEEN_WARNINGS: Final = 30.0


class Runway:
    """A model behind one of Runway's three servers, asked one request at a time.

    The desktop app and a hosted model answer ``POST /query`` and announce their inputs at ``GET /info``;
    a model server answers ``POST /<command>`` and lists its commands at ``GET /``. A server that announces
    nothing is asked as the first GPT-2 on Runway was: ``{"prompt", "seed"}``.

    Args:
        rest: The server's address; that of a hosted model ends in /v1, that of a model server may name
            the command.
        total: Seconds for a request, and for a hosted model to wake up.
        pause: Seconds between two looks at a model that wakes up, and before a busy server is asked again.

    Raises:
        GeneratorError: the server does not answer, or what it serves does not continue texts.
    """

    def __init__(self, rest: str, *, total: float = 600.0, pause: float = 1.0) -> None:
        self._server = Server(
            _address(rest), token=os.environ.get(TOKEN), variable=TOKEN, total=total, pause=pause
        )
        self._total, self._pause = total, pause
        parts = urlsplit(self._server.address)
        self.name = parts.netloc + parts.path
        self._adjustments = Adjustments(self.name)
        self._repeats: bool | None = None
        self._kind, self._path, self._interface = self._find()

    def generate(
        self,
        prompt: str,
        *,
        length: int,
        sampling: Sampling,
        seed: int | None = None,
        stop: str | None = None,
    ) -> Iterator[str]:
        """Yield pieces of new text, ``length`` characters in all; the prompt is not repeated.

        The text ends early before the first occurrence of ``stop``, and where the model ends it. What one
        request cannot give, further ones do, with the text so far as their prompt. A setting that the
        model does not take, or takes in another range, is told in a ``GeneratorWarning``.

        Raises:
            Unsupported: the repetition penalty and the ban on copies are not known there.
            GeneratorError: the prompt or a setting is out of the model's range; while reading: the server
                did not give a text.
        """
        check_ends(length, stop)
        require(self, repetition_penalty=sampling.repetition_penalty != 1, avoid=sampling.avoid is not None)
        prompt = repaired(prompt)
        self._check(prompt)
        self._tell_length(length)
        pieces = self._pieces(prompt, length, self._settings(sampling), self._seed(seed), whole=stop is None)
        return until(pieces, stop)

    def score(self, text: str, *, context: str = "") -> Score:
        """Raise ``Unsupported``: none of Runway's servers tells probabilities."""
        raise Unsupported(
            f"{self.name} cannot score a text: Runway's servers tell no probabilities",
            hint="Use a model that textgen trained, or a server that answers openai: addresses.",
        )

    def describe(self) -> Mapping[str, JSON]:
        """Return what the model takes and gives, and which settings it could not honour so far."""
        seeds = self._interface.range(self._interface.seed)
        return {
            "name": self.name,
            "kind": "runway",
            "address": self._server.address,
            "server": self._kind,
            "inputs": [*self._interface.inputs],
            "outputs": [*self._interface.outputs],
            "delimiter": "<|endoftext|>" if self._interface.ends else None,
            "scores": False,
            "seeded": self._interface.seed is not None,
            "seeds": [seeds.nearest(0), seeds.nearest(2**32 - 1)],
            "sampling": [*self._interface.settings],
            "longest_context": None,
            "adjusted": self._adjustments.describe(),
        }

    def _find(self) -> tuple[str, str, Interface]:
        """Return which of the servers it is, where the model is asked, and what it takes and gives."""
        address = self._server.address
        if address.endswith("/v1"):
            self._wake()
            info = self._server.get("/info")
            if not interface.announces(info):
                raise GeneratorError(f"{address}/info describes no model", hint="Check the address.")
            return "hosted model", "/query", interface.read(info, address)
        if interface.announces(info := self._optional("/info")):
            return "desktop app", "/query", interface.read(info, address)
        if interface.announces(info := self._optional("", or_page=True)):
            return "model server", "", interface.read(info, address)
        if isinstance(info, dict) and isinstance(info.get("commands"), list):
            return "model server", *self._command(info["commands"])
        return "desktop app", "/query", Interface()

    def _optional(self, path: str, *, or_page: bool = False) -> Any:
        """Return what is at ``path``, None if the server knows no such path, or shows a page there."""
        try:
            return self._server.get(path)
        except GeneratorError as error:
            if error.status in _ABSENT or (or_page and error.status == 200):
                return None
            raise

    def _command(self, commands: list[Any]) -> tuple[str, Interface]:
        """Return the path and the interface of the one command that continues texts."""
        address = self._server.address
        found: dict[str, Interface] = {}
        for command in commands:
            if interface.announces(command) and isinstance(name := command.get("name"), str):
                try:
                    found[name] = interface.read(command, address)
                except GeneratorError:  # another command may
                    continue
        if len(found) == 1:
            [(name, only)] = found.items()
            return f"/{name}", only
        if found:
            raise GeneratorError(
                f"{address} has several commands: {one_line(', '.join(found))}",
                hint=f"Name one of them: runway:{address}/{one_line(next(iter(found)))}",
            )
        raise GeneratorError(
            f"{address} has no command that continues texts", hint="Start a model that does, such as GPT-2."
        )

    def _wake(self) -> None:
        """Wait until a hosted model is awake; being asked wakes it."""
        begun = told = time.monotonic()
        while (status := _status(self._optional("/"))) not in (None, "running"):
            now = time.monotonic()
            if now - begun > self._total:
                raise GeneratorError(
                    f"{self._server.address} is still {status} after {now - begun:.0f} s",
                    hint="Try again later, or look at the model's page on Runway.",
                )
            if told == begun or now - told >= _SECONDS_BETWEEN_WARNINGS:
                told = now
                waits = f"for {now - begun:.0f} s" if now - begun >= 1 else "which may take ten minutes"
                warnings.warn(f"{self.name} is asleep and wakes up, {waits}", GeneratorWarning, stacklevel=5)
            time.sleep(self._pause)

    def _check(self, prompt: str) -> None:
        """Refuse a prompt that is longer or shorter than the model announces."""
        limits = self._interface.range(self._interface.prompt)
        if len(prompt) not in limits:
            is_long = limits.low is None or len(prompt) > limits.low
            raise GeneratorError(
                f"{self.name}: the prompt has {len(prompt):,} characters; the model takes {limits}",
                hint="Use a shorter prompt." if is_long else _BEGINNING,
                status=413 if is_long else 400,
            )

    def _settings(self, sampling: Sampling) -> dict[str, JSON]:
        """Return the inputs that the settings become."""
        inputs: dict[str, JSON] = {}
        for name in SETTINGS:
            asked = getattr(sampling, name)
            if name not in self._interface.settings:
                if asked is not None:
                    self._adjustments.add(
                        name, asked, None, f"it cannot set {name}, and uses its own instead of {asked:g}"
                    )
                continue
            limits = self._interface.range(name)
            used = _OFF[name] if asked is None else asked
            if used in limits:
                inputs[name] = used
            elif asked is not None:
                raise GeneratorError(
                    f"{self.name} takes a {name} {limits}, not {asked:g}",
                    hint=f"Choose another --{name.replace('_', '-')}.",
                    status=400,
                )
        return inputs

    def _seed(self, seed: int | None) -> int:
        """Return a seed that the model takes."""
        name = self._interface.seed
        limits = self._interface.range(name)
        if seed is None:
            return limits.wrapped(secrets.randbits(32))
        if name is None:
            self._adjustments.add("seed", seed, None, "it takes no seed, so that each text is another one")
            return seed
        used = limits.wrapped(seed)
        if used != seed:
            self._adjustments.add(
                "seed", seed, used, f"it takes seeds {limits}, and any other stands for one of these"
            )
        return used

    def _tell_length(self, length: int) -> None:
        """Say if a request cannot be of the length that is asked for."""
        name = self._interface.length
        if name is None:
            return
        wanted, limits = -(-length // LENGTHS[name]), self._interface.range(name)
        used = limits.nearest(wanted)
        if used != wanted:
            how = ", so that the text comes in several" if used < wanted else "; what is too much is cut off"
            self._adjustments.add("length", length, used, f"one request gives {limits} {UNITS[name]}{how}")

    def _pieces(
        self, prompt: str, length: int, settings: Mapping[str, JSON], seed: int, *, whole: bool
    ) -> Iterator[str]:
        """Yield what request after request gives; ``whole`` if nobody asked for an earlier end."""
        context, left = prompt, length
        window = max(len(prompt.encode()), WINDOW)
        longest = self._interface.range(self._interface.prompt).nearest(window)
        for number in count():
            piece, is_end = self._ask(context, left, seed + number, settings)
            piece = piece[:left]
            left -= len(piece)
            if piece:
                yield piece
            if is_end or not piece or not left:
                break
            context = (context + piece).encode()[-window:].decode(errors="ignore")[-longest:]
        if left and whole:
            tell_end(self.name, length - left, length)

    def _ask(self, context: str, left: int, seed: int, settings: Mapping[str, JSON]) -> tuple[str, bool]:
        """Return what one request adds to ``context``, and whether the document ends there."""
        known = self._interface
        body: dict[str, JSON] = {known.prompt: context, **settings}
        if known.seed:
            body[known.seed] = known.range(known.seed).wrapped(seed)
        if known.length:
            body[known.length] = known.range(known.length).nearest(-(-left // LENGTHS[known.length]))
        try:
            answer = self._server.post(self._path, body)
        except GeneratorError as error:
            raise self._explained(error, context) from error
        url = self._server.address + self._path
        if not isinstance(answer, dict):
            raise GeneratorError(f"{url}: the answer is no object of outputs", hint=_NO_MODEL)
        if answer.get("error"):
            raise GeneratorError(f"{url}: {error_text(answer)}", hint=_advice(context) or _LOG)
        name = next((name for name in known.texts if name in answer), None)
        if name is None:
            given = one_line(", ".join(answer)) or "nothing"
            raise GeneratorError(f"{url}: the answer holds no text, but {given}", hint=_NO_MODEL)
        text = answer[name]
        if not isinstance(text, str):
            raise GeneratorError(f"{url}: {name!r} of the answer is not a text", hint=_NO_MODEL)
        return self._without(context, repaired(text)), answer.get(interface.END) is True

    def _explained(self, error: GeneratorError, context: str) -> GeneratorError:
        """Return the error with what is known of its reason."""
        message = error.message
        is_mute = message.endswith(f"HTTP {error.status}") and error.status not in BUSY
        if is_mute and self._kind == "desktop app":
            try:
                said = error_text(self._server.get("/error"))
            except GeneratorError:  # the first one is what counts
                said = None
            message += f": {said}" if said else ""
        advice = _advice(context) if error.status in _MAYBE_THE_PROMPT else None
        return GeneratorError(message, hint=advice or error.hint, status=error.status)

    def _without(self, context: str, text: str) -> str:
        """Return ``text`` without the context that it repeats.

        A server either repeats the prompt or does not. What a short prompt leaves open, a long one, or
        an answer without it, has told.
        """
        if not context:
            return text
        if not text.startswith(context):
            self._repeats = False
            return text
        if len(context) >= SURE:
            self._repeats = True
        return text if self._repeats is False else text[len(context) :]


def _address(rest: str) -> str:
    """Return a server's address, from what people write after ``runway:``."""
    rest = rest.strip()
    if not rest:
        raise GeneratorError(
            "runway: lacks an address",
            hint="Runway's desktop app shows it under Network; by default it is runway:http://localhost:8000",
        )
    if "://" not in rest:
        raise GeneratorError(
            f"runway:{rest} lacks http:// or https://", hint=f"Write runway:http://{rest.lstrip('/')}"
        )
    return rest.rstrip("/").removesuffix("/query")


def _advice(context: str) -> str | None:
    """What may help a model that failed, if it may be the text that it was given."""
    if not context:
        return _BEGINNING
    if len(context.encode()) > WINDOW:
        return "The prompt may be longer than what the model can take: use a shorter one."
    return None


def _status(answer: Any) -> str | None:
    status = answer.get("status") if isinstance(answer, dict) else None
    return one_line(status) if isinstance(status, str) else None


_BEGINNING: Final = "The model may need something to begin with: give it a --prompt."
_LOG: Final = "The model failed; Runway's own window, or what the server writes, may tell why."
_NO_MODEL: Final = "Is this a model that continues texts, such as GPT-2? Check the address and the port."

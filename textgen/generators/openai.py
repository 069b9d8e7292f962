"""A server that completes texts by OpenAI's protocol: vLLM, TGI, llama.cpp, Ollama, ``textgen serve``.

The protocol has no way to ask what a server can do, and some servers pass over in silence what they do
not know. So each ability is tried on a few tokens when it is first needed.
"""

from __future__ import annotations

import math
import os
from contextlib import closing
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from textgen.errors import GeneratorError, Unsupported
from textgen.generators.adjustments import Adjustments
from textgen.generators.base import FORGETS, Score, check_ends, require, tell_end
from textgen.generators.completions import Completions, is_refusal, is_too_long, models, only
from textgen.generators.pieces import before_word, until
from textgen.generators.server import Server, one_line, repaired

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from textgen.document import JSON
    from textgen.generators.base import Sampling
    from textgen.generators.completions import Piece

KEY: Final = "OPENAI_API_KEY"
CARRIED: Final = 20_000  # characters of the text so far that a request carries along, at most
WINDOW: Final = 8_192  # characters that a request scores or reads before, half of each
MOST: Final = 20_000  # tokens that a request asks for; an answer of more may be larger than 10 MB
FEW: Final = 16  # tokens, enough for a character of any writing
_KNOWN: Final = ("temperature", "top_k", "top_p")
_STARTS: Final = ("<|endoftext|>", "<s>")  # stand between documents in what many models learned
_TRIAL: Final[dict[str, JSON]] = {"prompt": "The", "max_tokens": 8, "temperature": 2}
_SEEDS: Final = 2**63


class OpenAI:
    """A model behind ``/completions``.

    Args:
        rest: The address up to and including ``/v1``, and ``#`` with the model's name; without a name the
            server must have a single model. The environment's OPENAI_API_KEY is told to this address.

    Raises:
        GeneratorError: the server does not answer, or has several models.
    """

    def __init__(self, rest: str) -> None:
        base, _, model = rest.partition("#")
        self._server = Server(base, token=os.environ.get(KEY), variable=KEY)
        found = models(self._server, needed=not model)
        model = unquote(model) or only(found, self._server.address)
        self.name = one_line(model)
        self._said = found.get(model, {})
        self._completions = Completions(self._server, model)
        self._adjustments = Adjustments(self.name)
        self._characters = 3.0  # in a token; measured as answers come
        self._window = WINDOW
        self._least = 1  # tokens that the server must write where it only reads

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

        The text ends early before the first occurrence of ``stop``, and where the model ends it. A text
        longer than one answer is made of several: each carries along what was written before, and has
        the next seed. An empty prompt is the start of a document; ``describe`` tells what is sent for it.

        Raises:
            GeneratorError: the server fails, or the prompt is longer than the model's context.
        """
        check_ends(length, stop)
        require(self, repetition_penalty=sampling.repetition_penalty != 1, avoid=sampling.avoid is not None)
        options: dict[str, JSON] = {"temperature": sampling.temperature}
        if sampling.top_p is not None and sampling.top_p < 1:
            options["top_p"] = sampling.top_p
        if sampling.top_k is not None:
            if self._knows_top_k:
                options["top_k"] = sampling.top_k
            else:
                self._adjustments.add("top_k", sampling.top_k, None, "its server does not know top_k")
        if seed is not None and not self._seeded:
            self._adjustments.add(
                "seed", seed, None, "its server knows no seeds, so that each text is another one"
            )
            seed = None
        if stop is not None:
            options["stop"] = [stop]
        pieces = self._pieces(repaired(prompt) or self._start, length, options, seed, whole=stop is None)
        return until(pieces, stop)

    def score(self, text: str, *, context: str = "") -> Score:
        """Return the likelihood of ``text`` after ``context``, by the server's own tokens.

        A token that begins in the context and ends in the text is counted whole, so there are never too
        few bits; before white space that hardly ever happens. An empty context is the start of a
        document; ``describe`` tells what is sent for it. A long text is read in windows, of which the
        first half only serves as context.

        A server tells no probability for a token that nothing stands before. Where the text begins in
        such a token, its characters are not counted in the score either.

        Raises:
            Unsupported: the server does not tell the probabilities of a given text.
            GeneratorError: the server fails.
        """
        if not self._scores:
            raise Unsupported(
                f"{self.name} cannot score: {self._server.address} does not tell the probabilities of a "
                "given text",
                hint="vLLM and textgen serve do.",
            )
        start = "" if context else self._start
        context, text = repaired(context), repaired(text)
        whole, done = context + text, len(context)
        nats, counted = 0.0, []
        while done < len(whole):
            first = before_word(whole, max(0, done - self._window // 2))
            end = before_word(whole, first + self._window)
            end = end if end > done else min(len(whole), done + FEW)
            try:
                cost, missing = self._cost(("" if first else start) + whole[first:done], whole[done:end])
            except GeneratorError as error:
                if not is_too_long(error) or self._window <= FEW:
                    raise
                self._window = self._window * 3 // 4
                continue
            nats += cost
            counted.append(whole[done + missing : end])
            done = end
        read = "".join(counted)
        return Score(
            bits=nats / math.log(2), bytes=len(read.encode("utf-8", "surrogatepass")), characters=len(read)
        )

    def describe(self) -> Mapping[str, JSON]:
        """Return what the server says of the model, and what it was found to be able to do.

        ``start`` is what is sent for the start of a document: the delimiter, if the server tells one, as
        ``textgen serve`` does; nothing, if it adds a mark of its own; the mark of a text's end, if it is
        one token to the model; or else a line break.
        """
        longest = self._said.get("max_model_len")
        return {
            "name": self.name,
            "kind": "openai",
            "address": self._server.address,
            "scores": self._scores,
            "seeded": self._seeded,
            "sampling": [name for name in _KNOWN if name != "top_k" or self._knows_top_k],
            "longest_context": longest if isinstance(longest, int) else None,
            "delimiter": self._delimiter,
            "start": self._start,
            "abilities": {
                "scoring": self._scores,
                "seed": self._seeded,
                "streaming": self._streams,
                "top_k": self._knows_top_k,
            },
            "adjusted": self._adjustments.describe(),
        }

    def _pieces(
        self, prompt: str, length: int, options: Mapping[str, JSON], seed: int | None, *, whole: bool
    ) -> Iterator[str]:
        """Ask until there are ``length`` characters or the text ends; say so if it had to be ``whole``."""
        carried, left, most = prompt, length, MOST
        while True:
            tokens = min(most, self._tokens(left))
            body = {"prompt": carried, "max_tokens": tokens, **options}
            if seed is not None:
                body["seed"] = seed % _SEEDS
            new, got, reason = "", 0, None
            try:
                with closing(self._answer(body)) as answer:
                    for piece in answer:
                        yield piece.text[: left - got]
                        got += len(piece.text)
                        new = (new + piece.text)[-CARRIED:]
                        reason = piece.reason or reason
                        if got >= left:
                            return
            except GeneratorError as error:
                if got or not is_too_long(error):
                    raise
                few = FEW if carried == prompt else FEW * 16
                if tokens > few:
                    most = max(few, tokens // 4)
                elif carried == prompt or len(carried) <= FEW:
                    raise self._longer_than_context(prompt, error) from error
                else:
                    carried = self._shortened(carried)
                continue
            left -= got
            if reason not in ("length", None):
                if whole:
                    tell_end(self.name, length - left, length)
                return
            if not got:
                raise GeneratorError(
                    f"{self._server.address}/completions: the answer holds no text",
                    hint="Ask for more characters, or try another prompt.",
                )
            seed = None if seed is None else seed + 1
            carried = (carried + new)[-CARRIED:]

    def _answer(self, body: Mapping[str, JSON]) -> Generator[Piece]:
        if self._streams:
            yield from self._completions.stream(body)
            return
        piece = self._completions.post(body)
        if piece.tokens:
            self._characters = max(1.0, len(piece.text) / piece.tokens)
        yield piece

    def _tokens(self, characters: int) -> int:
        """How many tokens to ask for; a stream can be left when there is enough."""
        return FEW + (characters if self._streams else int(characters / self._characters))

    def _shortened(self, carried: str) -> str:
        shorter = carried[before_word(carried, len(carried) // 2) :]
        self._adjustments.add("context", len(carried), len(shorter), FORGETS)
        return shorter

    def _longer_than_context(self, prompt: str, error: GeneratorError) -> GeneratorError:
        return GeneratorError(
            f"the prompt of {len(prompt):,} characters is longer than the context of {self.name}: "
            f"{error.message}",
            hint="Use a shorter prompt, or start the server with a longer context.",
            status=413,
        )

    def _cost(self, before: str, text: str) -> tuple[float, int]:
        """Return what ``text`` costs after ``before``, in nats, and how many characters are not counted."""
        sent = before + text
        echo = self._completions.echo(sent, tokens=self._least)
        if echo is None:
            raise GeneratorError(
                f"{self._server.address}/completions tells no probabilities any more",
                hint="Has the server changed? Try again.",
            )
        if echo.places:
            ends = [*echo.places[1:], len(sent)]
            first = sum(1 for _ in takewhile(lambda end: end <= len(before), ends))
        else:
            alone = self._completions.echo(before, tokens=self._least) if before else None
            pairs = zip(alone.tokens if alone else (), echo.tokens, strict=False)
            first = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        missing = 0
        nats = echo.nats[first:]
        if first == 0 and nats and nats[0] is None:
            nats = nats[1:]
            if sent.startswith(echo.tokens[0]):
                missing = max(0, len(echo.tokens[0]) - len(before))
        return math.fsum(cost for cost in nats if cost is not None), missing

    @cached_property
    def _scores(self) -> bool:
        for self._least in (1, 0):  # some take 0 for no limit, and some tell nothing with more
            try:
                return self._completions.echo("The end", tokens=self._least) is not None
            except GeneratorError as error:
                if not is_refusal(error):
                    raise
        return False

    @cached_property
    def _streams(self) -> bool:
        try:
            return bool(list(self._completions.stream(_TRIAL)))
        except GeneratorError as error:
            if not is_refusal(error):
                raise
        return False

    @cached_property
    def _seeded(self) -> bool:
        return self._same({"seed": 1}, {"seed": 1})

    @cached_property
    def _knows_top_k(self) -> bool:
        return self._same({"seed": 1, "top_k": 1}, {"seed": 2, "top_k": 1})

    def _same(self, *trials: Mapping[str, JSON]) -> bool:
        """Whether the same text comes each time, though the likeliest token is not likely to be drawn."""
        try:
            texts = {"".join(piece.text for piece in self._answer({**_TRIAL, **trial})) for trial in trials}
        except GeneratorError as error:
            if not is_refusal(error):
                raise
            return False
        return len(texts) == 1 and texts != {""}

    @cached_property
    def _start(self) -> str:
        if self._delimiter:
            return self._delimiter
        if self._scores:
            echo = self._completions.echo("\n", tokens=self._least)
            if echo and echo.nats[:1] == (None,) and echo.tokens[0].startswith(("<", "[")):
                return ""
        for mark in _STARTS:
            if self._completions.length(mark) == 1:
                return mark
        return "\n"

    @property
    def _delimiter(self) -> str | None:
        delimiter = self._said.get("delimiter")
        return delimiter if delimiter and isinstance(delimiter, str) else None

"""A causal language model on this computer, such as GPT-2: in Hugging Face's form, or a GGUF file."""

from __future__ import annotations

import inspect
import math
import warnings
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from textgen.errors import GeneratorError
from textgen.generators.adjustments import Adjustments
from textgen.generators.base import FORGETS, GeneratorWarning, Score, check_ends, require, tell_end
from textgen.generators.drawing import draw
from textgen.generators.pieces import before_word, until
from textgen.generators.pretrained import load
from textgen.generators.server import repaired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textgen.document import JSON
    from textgen.generators.base import Sampling

CONTEXT: Final = 1024  # tokens that are read back at most, where a model tells no limit
LONGEST: Final = 8192  # and where it tells a higher one: what is kept of each takes memory
_CHUNK: Final = 256  # tokens that are read at once, at most
_ENCODED: Final = 100_000  # characters that are made tokens at once
_BACK: Final = 8  # tokens that a new one is decoded after
_END: Final = "<|endoftext|>"
_TRIAL: Final = "The quick brown fox jumps over the lazy dog, and so on."


class HuggingFace:
    """A causal language model in a folder or a GGUF file, run by torch.

    Args:
        rest: The folder or the file; see ``textgen.generators.pretrained.load``.

    Raises:
        GeneratorError: the extra "gpt2" is not installed, or the model cannot be loaded.
    """

    def __init__(self, rest: str) -> None:
        loaded = load(rest)
        self.name = loaded.name
        self._model, self._tokenizer = loaded.model, loaded.tokenizer
        self._config = self._model.config.get_text_config()
        self._longest = min(getattr(self._config, "max_position_embeddings", None) or CONTEXT, LONGEST)
        self._known = self._model.get_input_embeddings().num_embeddings
        self._adjustments = Adjustments(self.name)
        self._ends = {
            *self._tokenizer.all_special_ids,
            *_eos(self._config),
            *_eos(self._model.generation_config),
        }
        opening = self._tokenizer("")["input_ids"]
        self._opening = opening[:1] if opening[:1] == [self._tokenizer.bos_token_id] else []
        mark = self._separating()
        self._delimiter = None if mark is None else str(self._tokenizer.decode([mark]))
        self._start = self._encode("\n") if mark is None else [mark]
        self._keeps = self._may_keep()

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

        The text ends early before the first occurrence of ``stop``, and where the model ends it. An empty
        prompt is the start of a document. The same seed gives the same text on the same machine; None
        draws one. A text longer than the model's context goes on with the last half of it.

        Raises:
            GeneratorError: the prompt is longer than the model's context.
        """
        check_ends(length, stop)
        require(self, repetition_penalty=sampling.repetition_penalty != 1, avoid=sampling.avoid is not None)
        prompt = repaired(prompt)
        ids = self._opening + self._encode(prompt) if prompt else self._start
        if len(ids) >= self._longest:
            raise GeneratorError(
                f"the prompt of {len(prompt):,} characters is {len(ids):,} tokens; "
                f"{self.name} reads {self._longest:,}",
                hint="Use a shorter prompt.",
                status=413,
            )
        pieces = self._pieces(ids, length, sampling, np.random.default_rng(seed), whole=stop is None)
        return until(pieces, stop)

    def score(self, text: str, *, context: str = "") -> Score:
        """Return the likelihood of ``text`` after ``context``: the sum of what ``costs`` tells."""
        return Score(
            bits=math.fsum(bits for _, bits in self.costs(text, context=context)),
            bytes=len(text.encode("utf-8", "surrogatepass")),
            characters=len(text),
        )

    def costs(self, text: str, *, context: str = "") -> Iterator[tuple[str, float]]:
        """Yield the tokens of ``text`` after ``context``, as the model reads both, and the bits of each.

        A token that begins in the context and ends in the text is counted whole, so there are never too
        few bits; before white space that hardly ever happens. An empty context is the start of a
        document: the end of the one before it. A text longer than the model's context is read in windows
        that overlap by half, so that each token has at least half a context before it.

        Yields:
            What a token adds to the text, which is nothing if its last character is not complete; and
            its bits.
        """
        context, text = repaired(context), repaired(text)
        context = context[before_word(context, max(0, len(context) - _ENCODED)) :]
        cut = before_word(text, _ENCODED)
        ids = self._encode_whole(context + text[:cut])
        given = _shared(self._encode(context), ids)
        before = [*self._opening, *ids[:given]] if context else []
        before = before or self._start
        reader = _Reader(self._model, self._longest, keeps=self._keeps)
        decoder = _Decoder(self._tokenizer, before, marks=True)
        last = reader.last(before)
        told = len(context) - len(self._tokenizer.decode(ids[:given], clean_up_tokenization_spaces=False))
        ids = ids[given:]
        while ids or cut < len(text):
            for chunk in reader.chunks(ids):
                bits, last = reader.cost(chunk, last)
                for token, cost in zip(chunk, bits, strict=True):
                    piece = decoder.add(token)
                    yield piece[told:], cost
                    told = max(0, told - len(piece))
            end = before_word(text, cut + _ENCODED)
            ids, cut = self._encode_whole(text[cut:end]), end

    def describe(self) -> Mapping[str, JSON]:
        """Return what the model is and what it can do; the delimiter ends a text and is read before one."""
        return {
            "name": self.name,
            "kind": "huggingface",
            "architecture": self._config.model_type,
            "parameters": self._model.num_parameters(),
            "vocabulary": self._config.vocab_size,
            "scores": True,
            "seeded": True,
            "sampling": ["temperature", "top_k", "top_p"],
            "longest_context": self._longest,
            "delimiter": self._delimiter,
            "adjusted": self._adjustments.describe(),
        }

    def _pieces(
        self,
        ids: list[int],
        length: int,
        sampling: Sampling,
        random: np.random.Generator,
        *,
        whole: bool,
    ) -> Iterator[str]:
        """Draw until there are ``length`` characters or the text ends; say so if it had to be ``whole``."""
        reader = _Reader(self._model, self._longest, keeps=self._keeps)
        decoder = _Decoder(self._tokenizer, ids)
        logits = reader.last(ids)
        left = length
        while left:
            drawn = draw(logits.float().cpu().numpy(), sampling, random)
            if drawn in self._ends:
                if whole:
                    tell_end(self.name, length - left, length)
                return
            piece = decoder.add(drawn)[:left]
            left -= len(piece)
            if piece:
                yield piece
            if left:
                logits = reader.last([drawn])
            if reader.forgets:
                self._adjustments.add("context", self._longest, self._longest // 2, FORGETS)

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        if max(ids, default=0) >= self._known:
            raise GeneratorError(
                f"{self.name} has no weights for a token of its tokenizer",
                hint="Copy the model again; the tokenizer and the weights must belong together.",
            )
        return ids

    def _encode_whole(self, text: str) -> list[int]:
        ids = self._encode(text)
        if self._tokenizer.decode(ids, clean_up_tokenization_spaces=False) != text:
            warnings.warn(
                f"{self.name} does not read this text as it is: its bits are those of what it reads",
                GeneratorWarning,
                stacklevel=3,
            )
        return ids

    def _separating(self) -> int | None:
        """The mark between documents."""
        tokenizer = self._tokenizer
        marks = (tokenizer.get_vocab().get(_END), tokenizer.bos_token_id, tokenizer.eos_token_id)
        return next((mark for mark in marks if mark is not None), None)

    def _may_keep(self) -> bool:
        """Whether what the model keeps of a text gives the same as to read it again."""
        import torch

        ids = (self._start + self._encode(_TRIAL))[: self._longest]
        once = _Reader(self._model, self._longest, keeps=False).read(ids)
        if not torch.isfinite(once).any():
            raise GeneratorError(
                f"{self.name}: the weights are damaged: what they give is no number",
                hint="Copy the model again.",
            )
        if "cache" not in inspect.signature(self._model.forward).parameters:
            return False
        reader = _Reader(self._model, self._longest, keeps=True)
        cuts = [0, len(ids) // 2, len(ids) - 1, len(ids)]
        parts = [reader.read(ids[a:b]) for a, b in pairwise(cuts) if a < b]
        return bool(torch.allclose(torch.cat(parts), once, rtol=0.01, atol=0.01 * float(once.abs().max())))


class _Reader:
    """A text that a model reads, token after token.

    Args:
        model: The model.
        longest: How many tokens it can look back on, itself included. When there are more, it goes on
            with the last half of them.
        keeps: Whether the model's keys and values are kept; else the text is read again each time.
    """

    def __init__(self, model: Any, longest: int, *, keeps: bool) -> None:
        self._model, self._longest, self._keeps = model, longest, keeps
        self._ids: list[int] = []
        self._cache: Any = None
        self.forgets = False

    def chunks(self, ids: Sequence[int]) -> Iterator[Sequence[int]]:
        """Yield tokens in pieces that can be read at once."""
        size = min(_CHUNK, max(1, self._longest // 2))
        for start in range(0, len(ids), size):
            yield ids[start : start + size]

    def read(self, ids: Sequence[int]) -> Any:
        """Read a chunk of tokens, and return the logits after each, shape ``(tokens, vocabulary)``."""
        if len(self._ids) + len(ids) > self._longest:
            again = self._ids[-(self._longest // 2) :]
            self._ids, self._cache, self.forgets = [], None, True
            for chunk in self.chunks(again):
                self.read(chunk)
        self._ids += ids
        return self._logits(ids) if self._keeps else self._logits(self._ids)[-len(ids) :]

    def last(self, ids: Sequence[int]) -> Any:
        """Read any number of tokens, and return the logits after the last one, shape ``(vocabulary,)``."""
        for chunk in self.chunks(ids):
            logits = self.read(chunk)
        return logits[-1]

    def cost(self, ids: Sequence[int], last: Any) -> tuple[list[float], Any]:
        """Read a chunk of tokens; return the bits of each, and the logits after the last one.

        Args:
            ids: The tokens.
            last: The logits before the first one.
        """
        import torch

        logits = torch.cat([last[None], self.read(ids)]).float()
        own = logits[:-1].gather(-1, torch.tensor(ids, device=logits.device)[:, None])[:, 0]
        nats: list[float] = (logits[:-1].logsumexp(-1) - own).tolist()
        return [each / math.log(2) for each in nats], logits[-1]

    def _logits(self, ids: Sequence[int]) -> Any:
        import torch

        given = torch.tensor([ids], device=self._model.device)
        with torch.inference_mode():
            if not self._keeps:
                return self._model(given).logits[0]
            answer = self._model(given, cache=self._cache, use_cache=True)
        self._cache = answer.cache
        return answer.logits[0]


class _Decoder:
    """Tokens that become text as they come, though a character may be several of them.

    Args:
        tokenizer: The tokenizer.
        before: The tokens before.
        marks: Whether marks such as that of a text's end are text, too.
    """

    def __init__(self, tokenizer: Any, before: Sequence[int], *, marks: bool = False) -> None:
        self._tokenizer, self._marks = tokenizer, marks
        self._before, self._new = list(before[-_BACK:]), list[int]()

    def add(self, token: int) -> str:
        """Return the text that the token completes, which may be empty."""
        self._new.append(token)
        whole = self._decode(self._before + self._new)
        if whole.endswith("\ufffd") and len(self._new) < _BACK:
            return ""
        text = whole[len(self._decode(self._before)) :]
        self._before, self._new = (self._before + self._new)[-_BACK:], []
        return text

    def _decode(self, ids: list[int]) -> str:
        text: str = self._tokenizer.decode(
            ids, skip_special_tokens=not self._marks, clean_up_tokenization_spaces=False
        )
        return text


def _eos(config: Any) -> Sequence[int]:
    """The tokens that end a text, which a configuration gives as one, as several or not at all."""
    value = getattr(config, "eos_token_id", None)
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else tuple(value)


def _shared(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two texts begin with alike."""
    alike = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        alike += 1
    return alike

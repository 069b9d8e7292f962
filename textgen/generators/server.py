"""A server that generates text, asked over HTTP: every limit on, and one clear error for each failure."""

from __future__ import annotations

import codecs
import io
import ipaddress
import json
import re
import threading
import time
import warnings
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from textgen.errors import GeneratorError, RemoteError, SourceError
from textgen.generators.base import GeneratorWarning
from textgen.web import decoding
from textgen.web.connections import Exchange, GuardedAdapter
from textgen.web.guard import Guard
from textgen.web.hosts import retry_after
from textgen.web.response import check_address
from textgen.web.transport import chunks_of, failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textgen.document import JSON

CONNECTING: Final = 10.0
"""Seconds until there is a connection."""
MAX_BYTES: Final = 10_000_000
MAX_TRIES: Final = 8
MAX_PAUSE: Final = 30.0
"""Seconds between two tries, unless the server asks for more."""
BUSY: Final = frozenset({429, 502, 503, 504})
"""The statuses that may be another one later."""

_NO_SECRET: Final = re.compile(r"[A-Za-z]{0,11}|[0-9]{0,11}|.{0,5}")
"""What people set where a server wants a token but needs none, as in EMPTY or x: texts may hold it, too."""

_ANY_COMPUTER: Final = Guard(allow_private=True)  # the user has named it


class Server:
    """A server's address, asked one request at a time; no proxy, password or cookie of the user's is used.

    Args:
        base: What comes before each path, as in http://localhost:8000/v1.
        token: The bearer token; it is told to this address only, and only by https or on this computer.
        variable: The environment variable that the token comes from, for the hint where it is refused.
        total: Seconds for a request, with all its tries.
        pause: Seconds before a busy server is asked again; each pause is twice the one before.

    Raises:
        GeneratorError: ``base`` is no web address, or carries a query.
    """

    def __init__(
        self,
        base: str,
        *,
        token: str | None = None,
        variable: str | None = None,
        total: float = 600.0,
        pause: float = 1.0,
    ) -> None:
        try:
            self.address = check_address(base).rstrip("/")
            requests.Request("GET", self.address).prepare()
        except SourceError as error:
            raise GeneratorError(error.message, hint=error.hint) from error
        except requests.RequestException as error:
            raise GeneratorError(f"{base!r} is not a web address", hint="Check the host's name.") from error
        if "?" in self.address:
            raise GeneratorError(
                f"{self.address.partition('?')[0]} must not be followed by a query",
                hint="Leave out the ? and what follows: a server is named without it.",
            )
        self._total, self._pause = total, pause
        self._variable = variable or "its environment variable"
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "User-Agent": "textgen",
        }
        if token and (urlsplit(self.address).scheme == "https" or is_loopback(self.address)):
            if not re.fullmatch(r"[!-~]+", token):
                raise GeneratorError(
                    f"{self._variable} holds what cannot be a token",
                    hint="Copy the token again, without spaces.",
                )
            self._headers["Authorization"] = f"Bearer {token}"
        self._secret = _secret(token)
        self._adapter = GuardedAdapter(pool_connections=1, pool_maxsize=1)
        self._turn = threading.Lock()
        self._holder: int | None = None

    def get(self, path: str) -> Any:
        """Return what is at ``path``, decoded JSON.

        Raises:
            GeneratorError: there is no complete, valid answer; ``status`` tells a refusal's.
        """
        return self._json("GET", path, None)

    def post(self, path: str, body: Mapping[str, JSON]) -> Any:
        """Return the answer to ``body``, decoded JSON; raises as ``get`` does."""
        return self._json("POST", path, body)

    def stream(self, path: str, body: Mapping[str, JSON]) -> Iterator[str]:
        """Yield the lines of the answer to ``body`` as they come, without their ends.

        A server that does not stream gives its JSON here, in one line or more. Raises as ``get`` does.
        """
        with self._opened("POST", path, body) as pieces:
            utf8 = codecs.getincrementaldecoder("utf-8")()
            decoder = io.IncrementalNewlineDecoder(utf8, translate=True)
            line: list[str] = []
            for piece in chain(pieces, [b""]):
                first, *others = decoder.decode(piece, final=not piece).split("\n")
                line.append(first)
                for other in others:
                    yield self._masked("".join(line))
                    line = [other]
            if any(line):
                yield self._masked("".join(line))

    def _json(self, method: str, path: str, body: Mapping[str, JSON] | None) -> Any:
        with self._opened(method, path, body) as pieces:
            answer = self._masked(b"".join(pieces).decode("utf-8-sig"))
        try:
            return json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise _not_json(self.address + path, answer, error) from error

    @contextmanager
    def _opened(self, method: str, path: str, body: Mapping[str, JSON] | None) -> Iterator[Iterator[bytes]]:
        """Give the pieces of the answer, when the server is not busy any more."""
        url = self.address + path
        data = None if body is None else json.dumps(body).encode()
        request = requests.Request(method, url, headers=self._headers, data=data).prepare()
        end = time.monotonic() + self._total
        pause = self._pause
        with self._in_turn():
            for left in reversed(range(MAX_TRIES)):
                with self._asked(request, max(0.1, round(end - time.monotonic(), 1))) as (answer, exchange):
                    if 200 <= answer.status_code < 300:
                        yield _pieces(url, answer, exchange)
                        return
                    refusal = self._refusal(url, answer, exchange)
                    wait = retry_after(answer.headers)
                wait = pause if wait is None else wait
                if refusal.status not in BUSY or not left or wait > end - time.monotonic():
                    raise refusal
                warnings.warn(
                    f"{refusal.message}; asking again in {wait:g} s", GeneratorWarning, stacklevel=5
                )
                time.sleep(wait)
                pause = min(MAX_PAUSE, pause * 2)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait for other threads' requests; a stream that this thread still reads never makes it wait."""
        me = threading.get_ident()
        if self._holder == me:
            yield
            return
        with self._turn:
            self._holder = me
            try:
                yield
            finally:
                self._holder = None

    @contextmanager
    def _asked(
        self, request: requests.PreparedRequest, seconds: float
    ) -> Iterator[tuple[requests.Response, Exchange]]:
        url = request.url or self.address
        try:
            with Exchange(url, _ANY_COMPUTER, seconds, connecting=CONNECTING) as exchange:
                try:
                    with self._adapter.ask(request, exchange) as answer:
                        yield answer, exchange
                except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                    exchange.check()
                    raise failure(url, error) from error
                except decoding.DecodingError as error:
                    raise GeneratorError(f"{url}: {error}", hint=_BROKEN) from error
                except UnicodeError as error:
                    raise GeneratorError(f"{url}: the answer is not UTF-8", hint=_BROKEN) from error
        except RemoteError as error:
            hint = _HINTS.get(getattr(error, "reason", ""), error.hint)
            raise GeneratorError(error.message, hint=hint) from error

    def _refusal(self, url: str, answer: requests.Response, exchange: Exchange) -> GeneratorError:
        status = answer.status_code
        if 300 <= status < 400:
            target = one_line(self._masked(answer.headers.get("location", "nowhere")))
            return GeneratorError(
                f"{url} redirects to {target}",
                hint="Nothing was sent there. If it is right, name that address.",
                status=status,
            )
        body = self._masked(b"".join(_pieces(url, answer, exchange)).decode("utf-8", "replace"))
        said = error_text(_parsed(body))
        if said is None and _is_page(body):
            said = "a web page answers"
        hint = (_STATUSES.get(status) or _STATUSES[4 if status < 500 else 5]).format(variable=self._variable)
        return GeneratorError(f"{url}: HTTP {status}{f': {said}' if said else ''}", hint=hint, status=status)

    def _masked(self, said: str) -> str:
        """What a server says, before anything is made of it, without the token that it may say again."""
        return self._secret.sub("…", said) if self._secret else said


def _secret(token: str | None) -> re.Pattern[str] | None:
    """What finds a token, also as JSON may spell it; None for one that keeps no secret."""
    if token is None or _NO_SECRET.fullmatch(token):
        return None
    escaped = json.dumps(token)[1:-1]
    return re.compile("|".join(map(re.escape, (escaped.replace("/", r"\/"), escaped, token))))


def is_loopback(url: str) -> bool:
    """Whether an address leads to this computer."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def error_text(answer: Any) -> str | None:
    """What a decoded answer says is wrong, in one line, None if it says nothing; never a traceback.

    Runway's servers say ``{"error": "…"}``, OpenAI's ``{"error": {"message": "…"}}``, others
    ``{"message": "…"}`` or ``{"detail": "…"}``.
    """
    if not isinstance(answer, dict):
        return None
    for name in ("error", "message", "detail"):
        said = answer.get(name)
        if isinstance(said, dict):
            said = said.get("message")
        if said and isinstance(said, str):
            return one_line(said)
    return "an error without a word" if answer.get("error") else None


def one_line(text: str, longest: int = 300) -> str:
    """Return a server's words as one line that a terminal can show."""
    shown = "".join(character if character.isprintable() else " " for character in text[: 10 * longest])
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def repaired(text: str) -> str:
    """Return a text of a JSON answer with U+FFFD for the halves of characters that no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _pieces(url: str, answer: requests.Response, exchange: Exchange) -> Iterator[bytes]:
    """The body as it comes, decompressed, up to ``MAX_BYTES``."""
    coding = answer.headers.get("content-encoding", "")
    chunks = chunks_of(answer, exchange)
    size = 0
    for piece in decoding.decoded(chunks, coding) if coding else chunks:
        size += len(piece)
        if size > MAX_BYTES:
            raise GeneratorError(f"{url}: the answer is larger than {MAX_BYTES / 1e6:g} MB", hint=_BROKEN)
        yield piece
    exchange.check()


def _not_json(url: str, answer: str, problem: Exception) -> GeneratorError:
    if _is_page(answer):
        what, hint = "a web page answers, not a generator", _OTHER
    elif answer and isinstance(problem, json.JSONDecodeError) and _is_cut(problem):
        what, hint = "the answer broke off", _HINTS["the answer broke off"]
    else:
        what, hint = "the answer is not JSON", _BROKEN
    return GeneratorError(f"{url}: {what}", hint=hint, status=200)


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _is_page(text: str) -> bool:
    return bool(re.match(r"\s*<(!doctype|html|head|body|\?xml|!--)", text, re.IGNORECASE))


def _is_cut(error: json.JSONDecodeError) -> bool:
    return error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string")


_BROKEN: Final = "The server is broken, or is none that generates text: check the address and the port."
_OTHER: Final = "Something else listens there: check the address and the port."
_HINTS: Final = {
    "no connection": "Is the server running? Start it, or check the address and the port.",
    "its name could not be looked up": "Check how the address is spelt, and whether you are online.",
    "host unknown": "Check how the address is spelt, and whether you are online.",
    "no valid answer": _OTHER,
    "no safe connection": "If the server speaks plain http, write http:// instead of https://.",
    "the answer broke off": "The server may have crashed: look at what it says, and try again.",
}
_STATUSES: Final = {
    4: "The server did not accept the request: check the address and the options.",
    5: "The server failed; what it writes where it was started may tell why.",
    401: "The token is missing, wrong or expired: set {variable}. Only https and this computer are told it.",
    403: "The token does not allow this: set {variable} to another.",
    404: "Check the address and the port; a hosted model that was set inactive answers like this, too.",
    405: "Check the address and the port.",
    413: "Use a shorter prompt.",
    429: "The server is busy: try again later.",
    501: "Check the address and the port.",
    502: "The server is not ready: try again later.",
    503: "The server is not ready: try again later.",
    504: "The server took too long: try again later, or ask for less.",
}

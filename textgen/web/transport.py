"""One HTTP request with every limit on: addresses, time, size, content type, certificates."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.cookies import extract_cookies_to_jar

from textgen.web import decoding
from textgen.web.connections import Exchange, GuardedAdapter
from textgen.web.guard import Guard
from textgen.web.response import HTML, FetchError, Response, Sent, check_address

if TYPE_CHECKING:
    from requests.cookies import RequestsCookieJar

CHUNK = 1 << 16
POOLS = 64
"""So many sites keep their connection open."""


class Transport:
    """Sends one request at a time; follows no redirect, reads no setting, password or cookie of the user's.

    Args:
        user_agent: How it introduces itself.
        timeout: Seconds for everything from the name look-up to the last byte.
        guard: Says which addresses may be connected to.
        authorities: A PEM file of those whose certificates are trusted; by default the public ones.
        proxy: The address of a proxy, or None; what it connects to is checked by name only.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        timeout: float,
        guard: Guard,
        authorities: Path | None = None,
        proxy: str | None = None,
    ) -> None:
        self.timeout = timeout
        self._identity = {"User-Agent": user_agent, "Accept-Encoding": decoding.accepted()}
        self._guard = guard
        self._authorities = str(authorities) if authorities else None
        self._proxy = proxy
        self._adapter = GuardedAdapter(pool_connections=POOLS, pool_maxsize=1)

    def close(self) -> None:
        """Let go of the connections."""
        self._adapter.close()

    def get(
        self,
        url: str,
        *,
        max_bytes: int,
        media_types: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        cookies: RequestsCookieJar | None = None,
        cut: bool = False,
    ) -> Response:
        """Return the answer; the body only where the status is 2xx and the content type is wanted.

        Args:
            url: An http or https address.
            max_bytes: The most that the body may hold, decompressed.
            media_types: The content types that are wanted; none for any.
            headers: What else to say.
            cookies: What the host is told of what it said before; it may add to them.
            cut: Whether a longer body is cut at ``max_bytes`` rather than refused.

        Raises:
            SourceError: ``url`` is not an address to fetch.
            FetchError: no complete answer within the limits.
        """
        url = check_address(url)
        with Exchange(url, self._guard, self.timeout) as exchange:
            try:
                request = self._request(url, media_types, headers or {}, cookies)
                if self._proxy:
                    exchange.check_name(urlsplit(url).hostname or "")
                answer = self._adapter.ask(
                    request, exchange, authorities=self._authorities, proxy=self._proxy
                )
                with answer:
                    if cookies is not None:
                        extract_cookies_to_jar(cookies, request, answer.raw)  # type: ignore[no-untyped-call]
                    sent = _sent(request, answer, exchange)
                    return _read(url, answer, sent, exchange, max_bytes, media_types, cut=cut)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
                exchange.check()
                raise failure(url, error) from error
            except decoding.DecodingError as error:
                exchange.check()
                cut_off = isinstance(error, decoding.CutOffError)
                raise FetchError(url, str(error), transient=cut_off) from error

    def _request(
        self,
        url: str,
        media_types: Collection[str],
        headers: Mapping[str, str],
        cookies: RequestsCookieJar | None,
    ) -> requests.PreparedRequest:
        accept = f"{', '.join(media_types)}, */*;q=0.1" if media_types else "*/*"
        own = {name.lower() for name in self._identity}
        said = {name: value for name, value in headers.items() if name.lower() not in own}
        request = requests.Request(
            "GET", url, headers={"Accept": accept, **said, **self._identity}, cookies=cookies
        )
        return request.prepare()


def _read(
    url: str,
    answer: requests.Response,
    sent: Sent,
    exchange: Exchange,
    max_bytes: int,
    media_types: Collection[str],
    *,
    cut: bool,
) -> Response:
    headers = answer.raw.headers
    response = Response(url, answer.status_code, headers, b"", sent)
    if not 200 <= response.status < 300:
        if response.status == 304 or headers.get("content-length") == "0":
            answer.raw.release_conn()
        return response
    if media_types and response.media_type and response.media_type not in media_types:
        wanted = "a web page" if tuple(media_types) == HTML else " or ".join(media_types)
        raise FetchError(url, f"not {wanted} but {response.media_type}")
    too_large = FetchError(url, f"larger than {max_bytes / 1e6:g} MB")
    length = headers.get("content-length", "")
    if not cut and length.isdecimal() and int(length) > max_bytes:
        raise too_large
    coding = headers.get("content-encoding", "")
    raw, body, is_cut = bytearray(), bytearray(), False
    chunks = chunks_of(answer, exchange)
    for piece in decoding.decoded(_kept(chunks, raw), coding) if coding else chunks:
        body += piece
        if len(body) > max_bytes or len(raw) > max_bytes:
            if not cut:
                raise too_large
            del body[max_bytes:]
            is_cut = True
            break
    exchange.check()
    if tuple(media_types) == HTML and _is_binary(body, response.charset):
        raise FetchError(url, "not a web page but binary data")
    return replace(response, body=bytes(body), raw=bytes(raw) if coding else None, is_cut=is_cut)


def chunks_of(answer: requests.Response, exchange: Exchange) -> Iterator[bytes]:
    """The body as it comes, still compressed."""
    while chunk := answer.raw.read1(CHUNK, decode_content=False):
        exchange.check()
        yield chunk


def _kept(chunks: Iterator[bytes], raw: bytearray) -> Iterator[bytes]:
    for chunk in chunks:
        raw += chunk
        yield chunk


def _is_binary(body: bytes | bytearray, charset: str | None) -> bool:
    """Whether it is no text at all, whatever the server calls it."""
    head = bytes(body[:1024])
    if head.startswith(b"%PDF-"):
        return True
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or (charset or "").startswith(
        ("utf-16", "utf-32", "ucs")
    )
    return b"\0" in head and not wide


def _sent(request: requests.PreparedRequest, answer: requests.Response, exchange: Exchange) -> Sent:
    host = urlsplit(request.url or "").netloc
    return Sent(
        target=request.path_url,
        headers=(("Host", str(host)), *((str(name), str(value)) for name, value in request.headers.items())),
        reason=answer.reason or "",
        version=answer.raw.version or 11,
        peer=exchange.peer,
        at=datetime.now(UTC),
    )


_REASONS: list[tuple[tuple[type[BaseException], ...], str, bool]] = [
    ((ssl.SSLCertVerificationError,), "its certificate cannot be trusted", False),
    ((requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError), "no answer in time", True),
    ((ssl.SSLError,), "no safe connection", True),
    ((requests.exceptions.ProxyError, urllib3.exceptions.ProxyError), "the proxy does not answer", False),
    ((requests.exceptions.InvalidURL, UnicodeError), "not a valid address", False),
    ((ConnectionError, http.client.IncompleteRead), "the answer broke off", True),
]
"""What the libraries below raise, in a few words, and whether it may work later."""


def failure(url: str, error: BaseException) -> FetchError:
    """What an exception of the libraries below means."""
    causes = list(_causes(error))
    for kinds, reason, transient in _REASONS:
        if any(isinstance(cause, kinds) for cause in causes):
            hint = "Try again later." if transient else "Open the address in a browser."
            return FetchError(url, reason, hint=hint, transient=transient)
    return FetchError(url, "no valid answer")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what led to it."""
    while error is not None:
        yield error
        yield from (part for part in error.args if isinstance(part, BaseException))
        reason = getattr(error, "reason", None)
        error = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__

"""One HTTP request with every limit on: time, size, content type, certificates."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from concurrent.futures import Future
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3.exceptions

from textgen.web.response import FetchError, Response, check_address

CHUNK = 1 << 16


class Transport:
    """Sends one request at a time; follows no redirect, keeps no cookie, reads no setting of the user's.

    Args:
        user_agent: How it introduces itself.
        timeout: Seconds for everything from the name look-up to the last byte.
    """

    def __init__(self, *, user_agent: str, timeout: float) -> None:
        self.timeout = timeout
        self._session = _Session()
        self._session.trust_env = False  # no .netrc passwords, no certificates from the environment
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"})

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def get(
        self, url: str, *, max_bytes: int, types: Collection[str] | None = None, cut: bool = False
    ) -> Response:
        """Return the answer; the body only where the status is 2xx and the content type is wanted.

        Args:
            url: An http or https address.
            max_bytes: The most that the body may hold, decompressed.
            types: The content types that are wanted; None for any.
            cut: Whether a longer body is cut at ``max_bytes`` rather than refused.

        Raises:
            SourceError: ``url`` is not an address to fetch.
            FetchError: no complete answer within the limits.
        """
        check_address(url)
        deadline = time.monotonic() + self.timeout
        future: Future[Response] = Future()

        def work() -> None:
            try:
                future.set_result(self._exchange(url, deadline, max_bytes, types, cut))
            except BaseException as error:  # it is raised again where the result is awaited
                future.set_exception(error)

        # A socket's time-out starts anew with each byte; only a second thread ends a trickle.
        threading.Thread(target=work, daemon=True).start()
        try:
            return future.result(self.timeout)
        except TimeoutError:
            raise self._too_slow(url) from None
        except requests.RequestException as error:
            raise FetchError(url, _reason(error)) from error
        except (urllib3.exceptions.HTTPError, UnicodeError) as error:
            raise FetchError(url, _reason(error)) from error

    def _exchange(
        self, url: str, deadline: float, max_bytes: int, types: Collection[str] | None, cut: bool
    ) -> Response:
        with self._session.get(url, stream=True, timeout=self.timeout, allow_redirects=False) as answer:
            response = Response(url, answer.status_code, answer.headers, b"")
            if not 200 <= response.status < 300:
                return response
            if types is not None and response.media_type and response.media_type not in types:
                raise FetchError(url, f"not a web page but {response.media_type}")
            body = bytearray()
            while chunk := answer.raw.read1(CHUNK, decode_content=True):
                body += chunk
                if len(body) > max_bytes:
                    if not cut:
                        raise FetchError(url, f"larger than {max_bytes / 1e6:g} MB")
                    del body[max_bytes:]
                    break
                if time.monotonic() > deadline:
                    raise self._too_slow(url)
            return Response(url, response.status, answer.headers, bytes(body))

    def _too_slow(self, url: str) -> FetchError:
        return FetchError(url, f"no complete answer within {self.timeout:g} s", hint="Try again later.")


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: looking for the next address, requests would read the redirect's body without a limit."""
        return None


def _reason(error: Exception) -> str:
    """A few words for what the libraries below raise."""
    reasons: list[tuple[type[Exception] | tuple[type[Exception], ...], str]] = [
        ((requests.exceptions.SSLError, urllib3.exceptions.SSLError), "its certificate cannot be trusted"),
        ((requests.Timeout, urllib3.exceptions.TimeoutError), "no answer in time"),
        (requests.ConnectionError, "no connection"),
        (urllib3.exceptions.DecodeError, "the answer cannot be decompressed"),
        (urllib3.exceptions.ProtocolError, "the answer broke off"),
        ((requests.exceptions.InvalidURL, UnicodeError), "not a valid address"),
    ]
    return next((reason for kind, reason in reasons if isinstance(error, kind)), "no valid answer")

"""Who may ask: programs and pages of this computer, or whoever knows the token.

Without a token the server is for this computer alone, but a browser on it also runs the pages of strangers.
Two headers that a page cannot change keep them out: ``Host`` (a stranger's name that was made to lead to
127.0.0.1, "DNS rebinding") and ``Origin`` (a page's request to another place than its own). Pages that
this computer serves itself, such as those of the 2019 tutorial, may ask and read the answers.

With a token both headers are free, since no page sends one that it was not given.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from textgen.serving.refusals import Refusal, body

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_ORIGIN: Final = r"https?://(localhost|[a-z0-9-]+\.localhost|127(\.\d+){3}|\[::1\])(:\d+)?"


class Guard:
    """Refuses requests that are not allowed before anything of them is read.

    Args:
        app: What answers the others.
        token: What they must bear, if there is one.
    """

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        refusal = self._refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        headers = {**refusal.headers, "Connection": "close"}
        response = JSONResponse(body(scope["path"], refusal), refusal.status, headers)
        await response(scope, receive, send)

    def _refusal(self, headers: Headers) -> Refusal | None:
        if "transfer-encoding" in headers and "content-length" in headers:
            # RFC 9112, 6.1: a proxy may read another end of the body, and another request after it.
            return Refusal(400, "a body has a Content-Length or a Transfer-Encoding, not both")
        if self._token is not None:
            if _bears(headers, self._token):
                return None
            return Refusal(
                401,
                "a token is needed: Authorization: Bearer TOKEN, with the value of TEXTGEN_TOKEN",
                code="invalid_api_key",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if not _is_here(headers.get("host", "")):
            return Refusal(403, "this server answers to localhost and 127.0.0.1 only")
        origin = headers.get("origin")
        if origin is not None and not re.fullmatch(LOCAL_ORIGIN, origin):
            return Refusal(
                403, "pages of other computers may not ask: set TEXTGEN_TOKEN, and let the page send it"
            )
        return None


def _bears(headers: Headers, token: str) -> bool:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    # A header is latin-1 for Starlette, whatever bytes were sent.
    right = hmac.compare_digest(given.strip().encode("latin-1"), token.encode())
    return right and scheme.lower() == "bearer"


def _is_here(host: str) -> bool:
    """Whether a Host header names this computer's loopback."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or name.endswith(".localhost") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False

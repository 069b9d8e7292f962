"""What stands before every answer of the browser app: who may ask, and what the page may do.

Without a password the app is for the browsers of this computer alone, and for its own page in them: ``Host``
and ``Origin`` keep the pages of strangers out, which run in the same browser. With one, every request must
bear it (HTTP Basic authentication, RFC 7617).

The Content-Security-Policy (W3C, level 3) lets the page ask nobody but this app. Scripts come from files of
the app, or are the few inline ones of Gradio's page, which bear the answer's nonce; nothing is evaluated, so
the app uses no component of Gradio's that would need 'unsafe-eval' (``gr.HTML`` does). Styles may stand
inline: Gradio's components set them on their elements.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import re
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

USER: Final = "textgen"
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)


class Guard:
    """Refuses requests that are not allowed, and adds the headers to all answers.

    Args:
        app: What answers the others.
        password: What they must bear, if there is one.
    """

    def __init__(self, app: ASGIApp, password: str | None) -> None:
        self._app, self._password = app, password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        page = _Page(send, nonce) if scope["path"] == "/" else None

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
                is_program = scope["path"].startswith(("/assets/", "/static/"))
                headers.setdefault("Cache-Control", "no-cache" if is_program else "no-store")
            await (page(message) if page else send(message))

        headers = Headers(scope=scope)
        if refusal := self._refusal(headers):
            await refusal(scope, receive, guarded)
            return
        if page:  # its body is changed, so it must not be compressed
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, guarded)

    def _refusal(self, headers: Headers) -> PlainTextResponse | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("Other pages may not ask.", 403)
        if self._password is None:
            if _is_here(host):
                return None
            return PlainTextResponse("This app answers to localhost and 127.0.0.1 only.", 403)
        if _bears(headers.get("authorization", ""), self._password):
            return None
        asking = {"WWW-Authenticate": 'Basic realm="textgen", charset="UTF-8"'}
        message = f"The user is {USER}, the password is that of TEXTGEN_PASSWORD."
        return PlainTextResponse(message, 401, asking)


class _Page:
    """Gives the inline scripts of a page the nonce of its policy."""

    def __init__(self, send: Send, nonce: str) -> None:
        self._send, self._mark = send, f'<script nonce="{nonce}"'.encode()
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        # What Gradio writes into its scripts has no "<": it is escaped there.
        body = re.sub(rb"<script(?=[\s>])", self._mark, self._body)
        MutableHeaders(scope=self._start)["Content-Length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _bears(header: str, password: str) -> bool:
    scheme, _, encoded = header.partition(" ")
    try:
        user, _, given = base64.b64decode(encoded, validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return False
    right = hmac.compare_digest(given, password.encode())
    return right and user == USER.encode() and scheme.lower() == "basic"


def _is_here(host: str) -> bool:
    """Whether a Host header names this computer's loopback."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or name.endswith(".localhost") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False

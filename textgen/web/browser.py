"""Lets a page's scripts run in a headless Chromium that has no network but the polite client's."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from textgen.errors import SourceError
from textgen.web.response import FetchError, Response

if TYPE_CHECKING:
    from textgen.web.client import Client

SECONDS = 30.0
"""For one page, with all that it fetches."""
SETTLE = 10.0
"""Seconds; a page that is still fetching then is taken as it is."""
MAX_PARTS = 100
"""Scripts, styles and fetches of a page."""
MAX_BYTES = 20_000_000
"""The most that these may hold together, and the finished page."""
AT_ONCE = 8
KINDS = frozenset({"script", "stylesheet", "xhr", "fetch"})
"""What a page may fetch."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--js-flags=--max-old-space-size=512",
)
_NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody runs: what the interception misses ends there, after a name that nobody resolves."""
_NO_PEERS = (
    "for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) delete self[name];"
)
_TOLD = ("accept", "origin", "x-requested-with")
_UNTOLD = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})

T = TypeVar("T")


class Browser:
    """Opens pages that were fetched, one at a time; several threads may use it.

    Chromium is started for the first page, and anew after one that breaks it.

    Args:
        client: Fetches what the pages' scripts ask for.
        seconds: For one page.

    Raises:
        SourceError: Playwright is not installed.
    """

    def __init__(self, client: Client, seconds: float = SECONDS) -> None:
        if importlib.util.find_spec("playwright") is None:
            raise SourceError(
                "--render needs Playwright, which is not installed",
                hint='Install it: pip install -e ".[render]" -c constraints.txt',
            )
        self._client = client
        self._seconds = seconds
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._playwright: Any = None
        self._chromium: Any = None
        self._closed = False

    def render(self, response: Response) -> bytes:
        """Return the page in UTF-8 as its scripts made it.

        Args:
            response: The page as the server gave it; it is not asked for again.

        Raises:
            FetchError: its scripts take too long, or break the browser.
            SourceError: there is no browser, or it cannot be started.
        """
        with self._lock:
            if self._closed:
                raise FetchError(response.url, "the run was ended", hint="Run it again.")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread.start()
            return self._run(self._render(response))

    def close(self) -> None:
        """End Chromium, also in the middle of a page."""
        self._closed = True
        if self._loop is not None:
            with suppress(TimeoutError):
                self._run(self._stop(), 10.0)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10.0)

    def _work(self) -> None:
        assert self._loop is not None  # noqa: S101
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        assert self._loop is not None  # noqa: S101
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    async def _render(self, response: Response) -> bytes:
        from playwright.async_api import Error

        await self._start()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._open(response)
        except TimeoutError as error:
            await self._stop_chromium()
            raise FetchError(response.url, f"its scripts did not end within {self._seconds:g} s") from error
        except Error as error:
            await self._stop_chromium()
            raise FetchError(response.url, "broke the browser") from error

    async def _start(self) -> None:
        from playwright.async_api import Error, async_playwright

        if self._chromium is not None and self._chromium.is_connected():
            return
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        try:
            self._chromium = await self._playwright.chromium.launch(
                executable_path=next(filter(None, map(shutil.which, _NAMES)), None),
                chromium_sandbox=not hasattr(os, "geteuid") or os.geteuid() != 0,
                proxy={"server": _NOWHERE},
                args=list(_ARGUMENTS),
                handle_sigint=False,
            )
        except Error as error:
            why = next(iter(error.message.splitlines()), "").strip()
            raise SourceError(
                f"--render cannot start a browser: {why}",
                hint="Install Chromium (apt install chromium), or run: playwright install chromium",
            ) from error

    async def _open(self, response: Response) -> bytes:
        from playwright.async_api import TimeoutError as LateError

        context = await self._chromium.new_context(
            user_agent=self._client.user_agent,
            service_workers="block",
            accept_downloads=False,
            permissions=[],
        )
        broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        parts = _Parts(self._client, response)
        await context.add_init_script(_NO_PEERS)
        await context.route("**/*", parts.answer)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        page = await context.new_page()
        page.on("dialog", lambda dialog: asyncio.ensure_future(_dismiss(dialog)))
        page.on("popup", lambda popup: asyncio.ensure_future(popup.close()))
        page.on("crash", lambda _: broken.cancel())

        async def opened() -> bytes:
            await page.goto(response.url, wait_until="commit", timeout=0)
            with suppress(LateError):
                await page.wait_for_load_state("networkidle", timeout=SETTLE * 1000)
            html: str = await page.content()
            if not page.url.startswith(("http:", "https:")):
                raise FetchError(response.url, "its scripts left the page")
            return html.encode("utf-8", "replace")

        work: asyncio.Future[bytes] = asyncio.ensure_future(opened())
        either: set[asyncio.Future[Any]] = {work, broken}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                await self._stop_chromium()
                raise FetchError(response.url, "broke the browser")
            html = work.result()
        finally:
            work.cancel()
        await context.close()
        if len(html) > MAX_BYTES:
            raise FetchError(response.url, f"larger than {MAX_BYTES / 1e6:g} MB")
        return html

    async def _stop_chromium(self) -> None:
        chromium, self._chromium = self._chromium, None
        if chromium is not None:
            with suppress(Exception):  # it is gone already
                await asyncio.wait_for(chromium.close(), 5.0)

    async def _stop(self) -> None:
        await self._stop_chromium()
        if self._playwright is not None:
            await self._playwright.stop()


class _Parts:
    """Answers the requests of a page: the page itself, and what its scripts may fetch."""

    def __init__(self, client: Client, document: Response) -> None:
        self._client = client
        self._document: Response | None = document
        self._left = MAX_PARTS
        self._bytes = MAX_BYTES
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def answer(self, route: Any) -> None:
        """Fulfil a request, or refuse it."""
        from playwright.async_api import Error

        with suppress(Error):  # the page is gone
            response = await self._response(route.request)
            if response is None:
                await route.abort("aborted")  # another error would take the place of the page
                return
            headers = {name: value for name, value in response.headers.items() if name.lower() not in _UNTOLD}
            await route.fulfill(status=response.status, headers=headers, body=response.body)

    async def _response(self, request: Any) -> Response | None:
        if self._document is not None:
            document, self._document = self._document, None
            return document
        if request.method != "GET" or request.resource_type not in KINDS or self._left <= 0:
            return None
        self._left -= 1
        told = {name: value for name, value in request.headers.items() if name in _TOLD}
        async with self._turns:
            if self._bytes <= 0:
                return None
            try:
                response = await _in_thread(
                    lambda: self._client.get(
                        request.url, max_bytes=self._bytes, media_types=(), headers=told, paced=False
                    )
                )
            except (FetchError, SourceError):  # the page sees a request that failed, as in any browser
                return None
        self._bytes -= len(response.body)
        return response if self._bytes >= 0 else None


async def _dismiss(dialog: Any) -> None:
    from playwright.async_api import Error

    with suppress(Error):  # the page is gone
        await dialog.dismiss()


async def _in_thread(work: Callable[[], T]) -> T:
    """Wait for work in a thread that nobody waits for when the program ends."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: Exception | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failure = None, None
        try:
            result = work()
        except Exception as error:  # it is raised again where it is awaited
            failure = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(tell, result, failure)

    threading.Thread(target=run, daemon=True).start()
    return await future

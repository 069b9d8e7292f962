"""Lets a page's scripts run in a headless Chromium that has no network but the polite client's."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textgen.errors import SourceError
from textgen.installation import install_hint
from textgen.web.addresses import identity
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
MAX_MEMORY = 1_000_000_000
"""Bytes that one process of the browser may hold, where the system tells (Linux)."""
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

_HTML = f"(html => html.length > {MAX_BYTES} ? null : html)(document.documentElement?.outerHTML ?? '')"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a page.

    Args:
        html: The page in UTF-8 as its scripts made it.
        moved: The address that they lead on to, or None.
    """

    html: bytes
    moved: str | None = None


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
                hint=install_hint("render"),
            )
        self._client = client
        self._seconds = seconds
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        self._playwright: Any = None
        self._chromium: Any = None
        self._closed = False

    def render(self, response: Response) -> Rendered:
        """Let a page's scripts run.

        Args:
            response: The page as the server gave it; it is not asked for again.

        Raises:
            FetchError: its scripts take too long, or break the browser.
            SourceError: there is no browser, or it cannot be started.
        """
        with self._lock:
            if self._closed:
                raise FetchError(response.url, "the run was ended", hint="Run it again.")
            return self._run(self._render(response))

    def close(self) -> None:
        """End Chromium, also in the middle of a page."""
        if self._closed:
            return
        self._closed = True
        with suppress(TimeoutError):
            self._run(self._stop(), 10.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10.0)

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)  # answers to a page that is gone
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    async def _render(self, response: Response) -> Rendered:
        from playwright.async_api import Error

        await self._start()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._open(response)
        except (TimeoutError, Error, FetchError) as error:
            await self._stop_chromium()
            if isinstance(error, FetchError):
                raise
            late = f"its scripts did not end within {self._seconds:g} s"
            why = late if isinstance(error, TimeoutError) else "broke the browser"
            raise FetchError(response.url, why) from error

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

    async def _open(self, response: Response) -> Rendered:
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
        ways: list[str] = []
        page.on("request", lambda request: ways.extend(_way(request, page)))
        page.on("dialog", lambda dialog: asyncio.ensure_future(_quietly(dialog.dismiss())))
        page.on("popup", lambda popup: asyncio.ensure_future(_quietly(popup.close())))
        page.on("crash", lambda _: broken.cancel())

        async def opened() -> Rendered:
            await page.goto(response.url, wait_until="commit", timeout=0)
            with suppress(LateError):
                await page.wait_for_load_state("networkidle", timeout=SETTLE * 1000)
            html = await _html(page)
            if not page.url.startswith(("http:", "https:")):
                raise FetchError(response.url, "its scripts left the page")
            if html is None:
                raise FetchError(response.url, f"larger than {MAX_BYTES / 1e6:g} MB")
            moved = next((way for way in ways if identity(way) != identity(response.url)), None)
            return Rendered(html.encode("utf-8", "replace"), moved)

        work: asyncio.Future[Rendered] = asyncio.ensure_future(opened())
        grown = asyncio.ensure_future(self._grown())
        grown.add_done_callback(lambda task: task.cancelled() or task.exception())  # nobody else may ask
        either: set[asyncio.Future[Any]] = {work, broken, grown}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                large = grown.done() and grown.exception() is None
                raise FetchError(
                    response.url, "its scripts take too much memory" if large else "broke the browser"
                )
            rendered = work.result()
        finally:
            work.cancel()
            grown.cancel()
        await context.close()
        return rendered

    async def _grown(self) -> None:
        """Wait until a process of the browser holds too much memory."""
        session = await self._chromium.new_browser_cdp_session()
        while True:
            processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
            if any(_resident(process["id"]) > MAX_MEMORY for process in processes):
                return
            await asyncio.sleep(0.2)

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


def _resident(process: int) -> int:
    """The bytes of memory that a process holds, 0 where nobody tells."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _way(request: Any, page: Any) -> Iterator[str]:
    """Where a page's window goes, by GET and on the web."""
    ours = request.is_navigation_request() and request.frame == page.main_frame
    if ours and request.method == "GET" and request.url.startswith(("http:", "https:")):
        yield request.url


async def _html(page: Any) -> str | None:
    """The page's elements, None if there are too many; no script of the page has a hand in it."""
    session = await page.context.new_cdp_session(page)
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    world = (await session.send("Page.createIsolatedWorld", {"frameId": frame}))["executionContextId"]
    asked = {"expression": _HTML, "contextId": world, "returnByValue": True}
    html = (await session.send("Runtime.evaluate", asked))["result"].get("value")
    return html if isinstance(html, str) else None


async def _quietly(work: Awaitable[None]) -> None:
    from playwright.async_api import Error

    with suppress(Error):  # the page is gone
        await work


async def _in_thread(work: Callable[[], T]) -> T:
    """Wait for work in a thread that nobody waits for when the program ends."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # it is raised again where it is awaited
            settle = partial(future.set_exception, error)
        else:
            settle = partial(future.set_result, result)
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(_unless_done, future, settle)

    threading.Thread(target=run, daemon=True).start()
    return await future


def _unless_done(future: asyncio.Future[Any], settle: Callable[[], None]) -> None:
    if not future.done():
        settle()

"""Pages that scripts make, in a real Chromium: what they may fetch, and how they fail."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from recording import Run
from sites import Site, page
from textgen_scrapers.web import web

import textgen
from textgen.web import Client, FetchError, Response
from textgen.web.browser import Browser

MISSING = [
    what
    for what, there in {
        "Playwright": importlib.util.find_spec("playwright"),
        "Chromium": shutil.which("chromium") or shutil.which("google-chrome"),
    }.items()
    if not there
]
needs_chromium = pytest.mark.skipif(
    bool(MISSING) and os.environ.get("CI") != "true", reason=f"not installed: {', '.join(MISSING)}"
)

TEXT = "The lamp on the pier was lit at six, and the boats came home one after the other. " * 6
SHOW = """const show = text => {
    document.getElementById('root').innerHTML = '<article><p>' + text + '</p></article>'
};"""


def app(script: str) -> str:
    return f"<html><head></head><body><div id=root></div><script>{SHOW}{script}</script></body></html>"


def collect(run: Run, *urls: str, **options: Any) -> list[textgen.Document]:
    return list(web(run.context, list(urls), render=True, **options))


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser(Client(delay=0, allow_private=True), seconds=3.0)
    yield browser
    browser.close()


def rendered(browser: Browser, site: Site, script: str) -> str:
    html = app(script).encode()
    found = browser.render(Response(f"{site.url}/", 200, {"content-type": "text/html"}, html)).decode()
    shown = re.search('<div id="root"><article><p>(.*?)</p>', found)
    return shown[1] if shown else ""


@needs_chromium
def test_the_text_that_a_script_fetches_is_collected_and_its_links_are_followed(run: Run, site: Site) -> None:
    fetch = "fetch('/text').then(answer => answer.text()).then(text => show(text + '<a href=/next>next</a>'))"
    site.answers = {
        "/": page(app(fetch), etag='"1"'),
        "/text": page(TEXT, kind="text/plain"),
        "/next": page(app("show('')")),
        "/robots.txt": page("User-agent: *\nDisallow: /secret"),
    }
    (document,) = collect(run, f"{site.url}/", crawl=True)
    assert document.text.startswith(TEXT[:60])
    assert run.failed == [(f"{site.url}/next", "needs a browser")]
    assert [site.asked.count(path) for path in ("/", "/text", "/next")] == [1, 1, 1]
    assert {headers["user-agent"] for headers in site.headers} == {run.context.http.user_agent}


@needs_chromium
def test_a_page_whose_scripts_say_noindex_is_left_out(run: Run, site: Site) -> None:
    meta = "document.head.innerHTML += '<meta name=robots content=noindex>'; "
    site.answers = {"/": page(app(meta + f"show('{TEXT}')"))}
    assert collect(run, f"{site.url}/") == []
    assert run.skipped == [(f"{site.url}/", "meta robots: noindex")]


@needs_chromium
def test_nothing_but_permitted_gets_leaves_the_browser(
    browser: Browser, site: Site, other_site: Site
) -> None:
    site.answers = {
        "/robots.txt": page("User-agent: *\nDisallow: /secret"),
        "/away": page("moved", status=302, location="file:///etc/hostname"),
    }
    other = other_site.url
    script = f"""
        const log = [];
        const attempt = (name, work) => Promise.race([
            new Promise((_, reject) => setTimeout(reject, 1000)), new Promise(work)
        ]).then(() => log.push(name + ' went through'), () => log.push(name + ' failed'));
        const get = (name, url, how) => attempt(name, (ok, no) => fetch(url, how).then(ok, no));
        alert('Hello'); window.open('{other}/popup');
        navigator.sendBeacon('{other}/beacon');
        document.body.innerHTML += '<img src="{other}/image"><iframe src="{other}/frame"></iframe>' +
            '<link rel=prefetch href="{other}/prefetch"><a id=file download href="{other}/file">file</a>';
        document.getElementById('file').click();
        Promise.all([
            get('post', '{other}/post', {{method: 'POST', body: 'x'}}),
            get('robots', '{site.url}/secret'), get('file', 'file:///etc/hostname'), get('redirect', '/away'),
            get('ftp', 'ftp://127.0.0.1:{other_site.port}/'),
            attempt('socket', (ok, no) => {{
                const socket = new WebSocket('ws://127.0.0.1:{other_site.port}/socket');
                socket.onmessage = ok; socket.onclose = socket.onerror = no;
            }}),
            attempt('events', (ok, no) => {{
                const source = new EventSource('{other}/events'); source.onopen = ok; source.onerror = no;
            }}),
            attempt('worker', (ok, no) => navigator.serviceWorker.register('/worker.js').then(
                one => one ? ok() : no(), no)),
        ]).then(() => show(log.join('; ')));
    """
    found = rendered(browser, site, script)
    names = ["post", "robots", "file", "redirect", "ftp", "socket", "events", "worker"]
    assert sorted(found.split("; ")) == sorted(f"{name} failed" for name in names)
    assert other_site.asked == []
    assert set(site.asked) <= {"/robots.txt", "/away", "/.well-known/tdmrep.json"}


@needs_chromium
def test_without_allow_private_no_script_reaches_this_computer(site: Site) -> None:
    script = f"fetch('{site.url}/text').then(() => show('reached'), () => show('refused'))"
    browser = Browser(Client(delay=0), seconds=5.0)
    try:
        assert rendered(browser, site, script) == "refused"
    finally:
        browser.close()
    assert site.asked == []
    assert not site.connections


@needs_chromium
def test_what_slips_past_the_interception_has_no_network(
    browser: Browser, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def let_go(self: object, route: Any) -> None:
        if route.request.resource_type == "document":
            await route.fulfill(
                body=app(f"fetch('{site.url}/x').then(() => show('out'), () => show('stuck'))")
            )
        else:
            await route.continue_()

    monkeypatch.setattr("textgen.web.browser._Parts.answer", let_go)
    assert rendered(browser, site, "") == "stuck"
    assert not site.connections


@needs_chromium
def test_a_page_that_never_ends_or_breaks_the_browser_does_not_stop_the_next(
    browser: Browser, site: Site
) -> None:
    with pytest.raises(FetchError) as late:
        rendered(browser, site, "while (true);")
    assert late.value.reason == "its scripts did not end within 3 s"
    with pytest.raises(FetchError) as broken:
        browser.render(Response("chrome://crash", 200, {}, b""))
    assert broken.value.reason == "broke the browser"
    assert rendered(browser, site, "show('well')") == "well"


@needs_chromium
def test_a_huge_answer_fails_for_the_page_only(browser: Browser, site: Site) -> None:
    site.answers = {"/huge": page("x" * 20_000_001, kind="text/plain")}
    found = rendered(browser, site, "fetch('/huge').then(() => show('took it'), () => show('too large'))")
    assert found == "too large"


def test_rendering_without_playwright_says_how_to_install_it(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(textgen.SourceError, match="needs Playwright") as error:
        collect(run, f"{site.url}/")
    assert "[render]" in error.value.hint
    assert site.asked == []

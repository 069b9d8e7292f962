"""Pages that scripts make, in a real Chromium: what they may fetch, and how they fail."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import trustme
from recording import Run
from sites import Site, page, serving
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = Browser(Client(delay=0, allow_private=True), seconds=15.0)
    yield browser
    browser.close()


def rendered(browser: Browser, url: str, script: str) -> str:
    html = app(script).encode()
    found = browser.render(Response(url, 200, {"content-type": "text/html"}, html)).html.decode()
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
    found = rendered(browser, site.url, script)
    names = ["post", "robots", "file", "redirect", "ftp", "socket", "events", "worker"]
    assert sorted(found.split("; ")) == sorted(f"{name} failed" for name in names)
    assert other_site.asked == []
    assert set(site.asked) <= {"/robots.txt", "/away", "/.well-known/tdmrep.json"}


@contextmanager
def listening() -> Iterator[tuple[int, int, list[str]]]:
    """A TCP and a UDP port that note who comes, were it only to connect."""
    came: list[str] = []
    tcp, udp = socket.create_server(("127.0.0.1", 0)), socket.socket(type=socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))

    def wait(name: str, port: socket.socket) -> None:
        with suppress(OSError):  # it is closed
            while True:
                came.append(f"{name} {port.accept() if port is tcp else port.recv(2000)}")

    threads = [threading.Thread(target=wait, args=of, daemon=True) for of in (("TCP", tcp), ("UDP", udp))]
    for thread in threads:
        thread.start()
    try:
        yield tcp.getsockname()[1], udp.getsockname()[1], came
    finally:
        tcp.close()
        udp.close()


@needs_chromium
def test_without_allow_private_not_even_a_connection_to_this_computer_is_made() -> None:
    browser = Browser(Client(delay=0), seconds=20.0)
    with listening() as (tcp, udp, came):
        other = f"http://127.0.0.1:{tcp}"
        script = f"""
            const attempt = work => {{ try {{ work() }} catch (error) {{}} }};
            const socket = "new WebSocket('ws://127.0.0.1:{tcp}/'); fetch('{other}/', {{mode: 'no-cors'}})";
            for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'prerender', 'modulepreload', 'icon',
                'manifest', 'stylesheet'])
                document.head.innerHTML += `<link rel=${{rel}} href="{other}/${{rel}}">`;
            const rules = document.createElement('script');
            rules.type = 'speculationrules';
            rules.text = '{{"prerender": [{{"source": "list", "urls": ["{other}/prerender"]}}]}}';
            document.head.append(rules);
            document.body.insertAdjacentHTML('beforeend', `
                <style>@import '{other}/css'; @font-face {{ font-family: F; src: url({other}/font) }}
                body {{ font-family: F; background: url({other}/picture) }}</style>
                <a href="#" ping="{other}/ping">ping</a> <video src="{other}/video"></video>
                <object data="{other}/object"></object> <iframe id=empty></iframe>
                <iframe srcdoc="<script>${{socket}}<\\/script>"></iframe>`);
            document.querySelector('a').click();
            navigator.sendBeacon('{other}/beacon', 'x');
            attempt(() => new SharedWorker('data:text/javascript,' + socket));
            attempt(() => new Worker(URL.createObjectURL(new Blob([socket]))));
            attempt(() => new AudioContext().audioWorklet.addModule('{other}/worklet'));
            const inner = document.getElementById('empty').contentWindow;
            for (const {{RTCPeerConnection, WebTransport}} of [self, inner]) {{
                attempt(async () => {{
                    const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{udp}'}},
                        {{urls: 'turn:127.0.0.1:{tcp}?transport=tcp', username: 'a', credential: 'b'}}]}});
                    peer.createDataChannel('x');
                    await peer.setLocalDescription(await peer.createOffer());
                }});
                attempt(() => new WebTransport('https://127.0.0.1:{udp}/'));
            }}
            fetch('{other}/text').then(() => show('reached'), () => show('refused'));
            const busy = setInterval(() => fetch('{other}/again').catch(() => 0), 100);
            setTimeout(() => clearInterval(busy), 1500);
        """
        try:
            assert rendered(browser, f"{other}/", script) == "refused"
        finally:
            browser.close()
        assert came == []


@needs_chromium
def test_where_scripts_lead_on_to_is_fetched_as_any_page(run: Run, site: Site) -> None:
    to = "<html><body><p>One moment, please.</p><script>{}</script></body></html>"
    site.answers = {
        "/": page(to.format("location.href = '/real'")),
        "/real": page(f"<article><p>{TEXT}</p></article>"),
        "/elsewhere": page(to.format("location.replace('/secret')")),
        "/robots.txt": page("User-agent: *\nDisallow: /secret"),
    }
    (document,) = collect(run, f"{site.url}/", f"{site.url}/elsewhere")
    assert document.uri == f"{site.url}/real"
    assert run.failed == [(f"{site.url}/secret", "robots.txt forbids it (Disallow: /secret)")]
    assert [site.asked.count(path) for path in ("/", "/real", "/elsewhere", "/secret")] == [1, 1, 1, 0]


@needs_chromium
def test_a_selector_finds_what_scripts_made_on_a_page_behind_tls(run: Run, tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    run.context.http = Client(delay=0, allow_private=True, authorities=tmp_path / "authority.pem")
    with serving(certificate=authority.issue_cert("127.0.0.1")) as site:
        fetch = "fetch('/text').then(answer => answer.text()).then(show)"
        site.answers = {"/": page(app(fetch)), "/text": page("Only <b>this</b>.", kind="text/plain")}
        (document,) = collect(run, f"{site.url}/", select="article b")
    assert document.text == "this"


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
    assert rendered(browser, site.url, "") == "stuck"
    assert not site.connections


@needs_chromium
def test_a_page_that_never_ends_or_breaks_the_browser_does_not_stop_the_next(
    browser: Browser, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "_seconds", 2.0)
    with pytest.raises(FetchError) as late:
        rendered(browser, site.url, "while (true);")
    assert late.value.reason == "its scripts did not end within 2 s"
    monkeypatch.undo()
    site.answers["/more"] = lambda _: kill_renderers()
    with pytest.raises(FetchError) as broken:
        rendered(browser, site.url, "fetch('/more')")
    assert broken.value.reason == "broke the browser"
    assert rendered(browser, site.url, "show('well')") == "well"


def kill_renderers() -> None:
    """Kill the processes that hold pages, of the browser that this process started."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
    for number in parents:
        ancestor = number
        while ancestor in parents and ancestor != os.getpid():
            ancestor = parents[ancestor]
        with suppress(OSError):
            if ancestor == os.getpid() and "type=renderer" in Path(f"/proc/{number}/cmdline").read_text():
                os.kill(number, signal.SIGKILL)


@needs_chromium
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_a_page_that_takes_too_much_memory_fails(
    browser: Browser, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textgen.web.browser.MAX_MEMORY", 400_000_000)
    script = (
        "const all = []; setInterval(() => { all.push(new Uint8Array(5e7).fill(1)); fetch('/more') }, 50)"
    )
    with pytest.raises(FetchError, match="its scripts take too much memory"):
        rendered(browser, site.url, script)


@needs_chromium
def test_a_page_that_grows_too_large_is_not_copied_out_of_the_browser(browser: Browser, site: Site) -> None:
    script = "const part = document.createElement('p'); part.hidden = true; part.title = 'x'.repeat(2e7);"
    with pytest.raises(FetchError, match="larger than 20 MB"):
        rendered(browser, site.url, f"{script} document.body.append(part)")


@needs_chromium
def test_a_page_cannot_forge_or_hide_its_elements(browser: Browser, site: Site) -> None:
    forge = "Object.defineProperty(Element.prototype, 'outerHTML', { get() { return 5 } });"
    assert rendered(browser, site.url, f"{forge} show('true')") == "true"
    assert rendered(browser, site.url, "document.documentElement.remove()") == ""


@needs_chromium
@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
def test_a_killed_run_leaves_no_browser_behind() -> None:
    code = """if True:
        import sys
        from textgen.web import Client, Response
        from textgen.web.browser import Browser
        html = b"<script>setTimeout(() => { while (true); }, 200)</script>"
        browser = Browser(Client())
        browser.render(Response("http://one.example/", 200, {}, b"<p>One</p>"))
        print("ready", flush=True)
        browser.render(Response("http://two.example/", 200, {}, html))
    """
    mark = f"textgen-test-{os.getpid()}"
    environment = {**os.environ, "TEXTGEN_TEST_MARK": mark}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.5)
        assert len(marked(mark)) > 1
        process.kill()
    end = time.monotonic() + 20
    while marked(mark) and time.monotonic() < end:
        time.sleep(0.05)
    assert marked(mark) == []


def marked(mark: str) -> list[str]:
    """The command lines of the processes that have a mark in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is somebody else's
            if mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
    return found


@needs_chromium
def test_a_huge_answer_fails_for_the_page_only(browser: Browser, site: Site) -> None:
    site.answers = {"/huge": page("x" * 20_000_001, kind="text/plain")}
    found = rendered(browser, site.url, "fetch('/huge').then(() => show('took it'), () => show('too large'))")
    assert found == "too large"


@needs_chromium
def test_where_no_browser_is_the_error_says_how_to_get_one(
    run: Run, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textgen.web.browser._NAMES", ())
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    site.answers["/"] = page(app("show('never')"))
    with pytest.raises(textgen.SourceError, match="--render cannot start a browser") as error:
        collect(run, f"{site.url}/")
    assert "playwright install chromium" in error.value.hint


def test_rendering_without_playwright_says_how_to_install_it(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(textgen.SourceError, match="needs Playwright") as error:
        collect(run, f"{site.url}/")
    assert "[render]" in error.value.hint
    assert site.asked == []

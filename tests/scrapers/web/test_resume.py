"""Killed, repeated and refreshed crawls: no finished page is fetched again, and nothing is stored half."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from invented import article, pages_asked, sentences
from sites import Site, page

from textgen.collecting.pipeline import collect
from textgen.collecting.summary import Summary
from textgen.corpus.store import Corpus
from textgen.document import Document

COLLECT = """
import json, sys
from textgen.collecting.pipeline import collect
collect("web", **json.loads(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEXTGEN_CORPUS", str(tmp_path / "corpus"))
    return tmp_path / "corpus"


def run(site: Site, **options: Any) -> Summary:
    return collect("web", urls=[f"{site.url}/"], delay=0, allow_private=True, **{"crawl": True, **options})


def documents() -> list[Document]:
    return [document for _, document in Corpus.open("web").entries()]


def test_killed_at_any_moment_it_loses_the_page_in_flight_only(site: Site, other_site: Site) -> None:
    moments = random.Random(5)  # noqa: S311
    pages = 40
    for one, first in ((site, 0), (other_site, 100)):
        one.answers = {
            f"/{n or ''}": delayed(article(first + n, f"/{2 * n + 1}", f"/{2 * n + 2}")) for n in range(pages)
        }
    starts = [f"{site.url}/", f"{other_site.url}/"]
    options = {"urls": starts, "crawl": True, "delay": 0, "allow_private": True, "scope": "host", "depth": 5}
    kills = 0
    for quota in (1, 6, 10, 15):
        enough = threading.Event()
        tell = counter(quota, enough)
        for one in (site, other_site):
            one.answers = Watched(one.answers, tell)
        with subprocess.Popen([sys.executable, "-c", COLLECT, json.dumps(options)]) as process:
            seen = enough.wait(30)
            threading.Event().wait(moments.uniform(0, 0.08))
            process.kill()
        assert seen
        kills += 1
    summary = collect("web", **options)
    asked = Counter(pages_asked(site)) + Counter(f"other {path}" for path in pages_asked(other_site))
    wanted = {f"/{n or ''}" for n in range(pages)}
    assert set(pages_asked(site)) >= wanted
    again = sum(number - 1 for number in asked.values())
    assert again <= 2 * kills, asked.most_common(8)
    assert max(asked.values()) <= 1 + kills
    texts = Counter(document.text for document in documents())
    assert set(texts.values()) == {1}
    assert {sentences(n) for n in range(pages)} | {sentences(100 + n) for n in range(pages)} == set(texts)
    assert summary.documents == 2 * pages


def counter(quota: int, enough: threading.Event) -> Callable[[str], None]:
    """Call it for each request: at the last one of the quota, there are enough."""
    pages = Counter[str]()

    def tell(path: str) -> None:
        pages[path] += path not in {"/robots.txt", "/.well-known/tdmrep.json"}
        if pages.total() >= quota:
            enough.set()

    return tell


class Watched(dict[str, Any]):
    """Answers, and who is told of each request."""

    def __init__(self, answers: dict[str, Any], tell: Callable[[str], None]) -> None:
        super().__init__(answers)
        self._tell = tell

    def get(self, path: str, default: Any = None) -> Any:
        self._tell(path)
        return super().get(path, default)


def delayed(answer: Callable[[BaseHTTPRequestHandler], None]) -> Callable[[BaseHTTPRequestHandler], None]:
    def later(handler: BaseHTTPRequestHandler) -> None:
        threading.Event().wait(0.03)
        answer(handler)

    return later


def test_the_same_line_again_asks_for_nothing_but_what_failed(site: Site) -> None:
    site.answers = {"/": article(0, "/1", "/2", "/gone"), "/1": article(1), "/2": article(2)}
    assert run(site).failed == {"HTTP 404": 1}
    site.asked.clear()
    site.answers["/gone"] = article(3)
    again = run(site)
    assert pages_asked(site) == ["/gone"]
    assert (again.added, again.documents, again.complete) == (1, 4, True)
    site.asked.clear()
    assert run(site).complete
    assert pages_asked(site) == []


def test_a_limit_is_a_pause(site: Site) -> None:
    site.answers = {f"/{n or ''}": article(n, f"/{n + 1}") for n in range(7)}
    assert run(site, limit=3).documents == 3
    assert run(site, limit=2).documents == 5
    assert run(site, max_pages=6).documents == 6
    assert run(site).documents == 7
    assert max(Counter(path for path in pages_asked(site) if path != "/7").values()) == 1


def test_refresh_replaces_only_what_changed(site: Site) -> None:
    def versioned(number: int, version: str, *links: str) -> Callable[[BaseHTTPRequestHandler], None]:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            etag = f'"{number}-{version}"'
            if handler.headers.get("If-None-Match") == etag:
                unchanged.append(handler.path)
                page("", status=304, etag=etag)(handler)
            else:
                article(number, *links, text=f"{version} {sentences(number)}", etag=etag)(handler)

        return answer

    unchanged: list[str] = []
    site.answers = {
        "/": versioned(0, "old", "/1", "/2"),
        "/1": versioned(1, "old"),
        "/2": versioned(2, "old"),
    }
    assert run(site).documents == 3
    site.answers["/1"] = versioned(1, "new", "/3")
    site.answers["/3"] = versioned(3, "new")
    site.asked.clear()
    again = run(site, refresh=True)
    assert sorted(pages_asked(site)) == ["/", "/1", "/2", "/3"]
    assert sorted(unchanged) == ["/", "/2"]
    assert (again.added, again.replaced, again.documents) == (1, 1, 4)
    assert again.notes == {"unchanged pages": "2"}
    assert sorted(document.text.partition(" ")[0] for document in documents()) == ["new", "new", "old", "old"]


def test_refresh_keeps_a_page_that_is_gone(site: Site) -> None:
    site.answers = {"/": article(0, "/1"), "/1": article(1)}
    run(site)
    del site.answers["/1"]
    again = run(site, refresh=True)
    assert (again.documents, again.failed) == (2, {"HTTP 404": 1})


def test_other_options_read_the_pages_anew(site: Site) -> None:
    site.answers = {"/": article(0, "/1"), "/1": article(1)}
    run(site)
    again = run(site, select="h1")
    assert (again.replaced, again.documents) == (2, 2)


def test_addresses_that_are_given_are_fetched_once_too(site: Site) -> None:
    site.answers = {"/": article(0)}
    assert run(site, crawl=False).added == 1
    assert run(site, crawl=False).complete
    assert pages_asked(site) == ["/"]
    assert run(site, crawl=False, refresh=True).complete
    assert pages_asked(site) == ["/", "/"]


def test_a_page_whose_document_is_removed_stays_away(site: Site) -> None:
    from textgen.corpus import opening

    site.answers = {"/": article(0, "/1"), "/1": article(1)}
    run(site)
    opening.remove("web", "*/1")
    assert run(site, refresh=True).documents == 1

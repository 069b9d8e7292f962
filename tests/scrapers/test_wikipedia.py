"""The source ``wikipedia`` against an invented wiki on loopback, which answers as a MediaWiki does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from recording import Run
from serving import Pages, serving
from textgen_scrapers.wikipedia import wikipedia

import textgen
from textgen.testing.offline import SavedPages
from textgen.web import Client

LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
ARTICLES = {
    "Pier": "A pier stands.\n\n\n== History ==\nOld.\n\n\n== See also ==\n",
    "Käthe": "Käthe counts.",
    "Lamp": "The lamp burns.",
    "Wick": "A wick.",
    "Stub": "",
}
REDIRECTS = {"Jetty": "Pier"}
CATEGORIES = {
    "Harbour": ["Pier", "Käthe", "Category:Light"],
    "Light": ["Lamp", "Category:Harbour", "Category:Wicks"],
    "Wicks": ["Wick"],
}
NUMBERS = {title: number for number, title in enumerate([*ARTICLES, *CATEGORIES], 10)}


class MediaWiki:
    """The part of the Action API that is needed, with lists that are continued after two results."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.extracts = True
        self.revisions = dict.fromkeys(ARTICLES, 100)
        self.busy = 0
        self.asked: list[dict[str, str]] = []

    def __call__(self, query: dict[str, str]) -> bytes:
        self.asked.append(query)
        assert (query["action"], query["format"], query["formatversion"]) == ("query", "json", "2")
        assert query["maxlag"] == "5"
        if self.busy:
            self.busy -= 1
            return json.dumps({"error": {"code": "maxlag", "info": "Waiting", "lag": 9}}).encode()
        return json.dumps({"batchcomplete": True, **self.answer(query)}).encode()

    def answer(self, query: dict[str, str]) -> dict[str, Any]:
        if query.get("meta") == "siteinfo":
            return {"query": self.about()}
        if "pageids" in query:
            return {"query": {"pages": [self.article(query)]}}
        if "titles" in query:
            return {"query": self.named(query["titles"].split("|"))}
        if query["generator"] == "search":
            found = ["Lamp", "Pier", "Wick"] if query["gsrsearch"] == "light" else []
            assert query["gsrnamespace"] == "0|4"
        else:
            assert query["gcmnamespace"] == "0|4|14"
            found = CATEGORIES.get(query["gcmtitle"].removeprefix("Category:"), [])
        first = int(query.get("next", 0))
        pages = [{**self.known(title), "index": n} for n, title in enumerate(found[first : first + 2])]
        more = {"continue": {"next": first + 2, "continue": "-||"}} if len(found) > first + 2 else {}
        return more | ({"query": {"pages": pages[::-1]}} if pages else {})

    def about(self) -> dict[str, Any]:
        names = {-2: "Media", 0: "", 4: "Harbourpedia", 6: "Bild", 14: "Kategorie"}
        return {
            "rightsinfo": {"url": LICENCE, "text": "CC BY-SA"},
            "namespaces": {
                str(number): {"id": number, "name": name, "content": number in {0, 4}}
                for number, name in names.items()
            },
            "extensions": [{"name": "TextExtracts"}] if self.extracts else [{"name": "Cite"}],
        }

    def known(self, title: str) -> dict[str, Any]:
        name = title.removeprefix("Category:")
        return {
            "pageid": NUMBERS[name],
            "ns": 14 if name != title else 0,
            "title": title,
            "pagelanguage": "en",
            "lastrevid": self.revisions.get(title, 1),
            "canonicalurl": f"{self.url}/wiki/{title}",
        }

    def named(self, titles: list[str]) -> dict[str, Any]:
        pages: list[dict[str, Any]] = []
        for title in dict.fromkeys(REDIRECTS.get(title, title) for title in titles):
            if title in ARTICLES:
                pages.append(self.known(title))
            elif title == "<bad>":
                pages.append({"title": title, "invalid": True, "invalidreason": "characters"})
            elif ":" not in title:
                pages.append({"title": title, "ns": 0, "missing": True})
        return {
            "pages": pages,
            "redirects": [{"from": t, "to": REDIRECTS[t]} for t in titles if t in REDIRECTS],
            "interwiki": [{"title": t, "iw": "de"} for t in titles if ":" in t],
        }

    def article(self, query: dict[str, str]) -> dict[str, Any]:
        title = next(title for title, number in NUMBERS.items() if str(number) == query["pageids"])
        revision: dict[str, Any] = {
            "revid": self.revisions[title],
            "timestamp": "2024-05-06T07:08:09Z",
        }
        if "content" in query["rvprop"]:
            source = f"'''{title}''' [[Bild:a.jpg|b]]{{{{x}}}}\n{ARTICLES[title]}"
            revision["slots"] = {"main": {"contentmodel": "wikitext", "content": source}}
        if "extracts" in query["prop"]:
            assert (query["explaintext"], query["exsectionformat"]) == ("1", "wiki")
            return {"title": title, "extract": ARTICLES[title], "revisions": [revision]}
        return {"title": title, "revisions": [revision]}


@pytest.fixture
def pages(run: Run) -> Iterator[Pages]:
    run.context.http = Client(delay=0, allow_private=True)
    with serving() as pages:
        yield pages


@pytest.fixture
def wiki(pages: Pages) -> MediaWiki:
    wiki = MediaWiki(pages.url)
    pages["/w/api.php"] = wiki
    pages["/robots.txt"] = b"User-agent: *\nDisallow: /w/\n"
    return wiki


def collected(run: Run, wiki: MediaWiki, *titles: str, **options: Any) -> list[str | None]:
    return [
        document.title
        for document in wikipedia(run.context, list(titles), site=f"{wiki.url}/w/api.php", **options)
    ]


def test_an_article_says_where_it_is_from(run: Run, wiki: MediaWiki, pages: Pages) -> None:
    (pier,) = wikipedia(run.context, ["Pier"], site=f"{wiki.url}/w/api.php")
    assert pier.text == "A pier stands.\n\nHistory\nOld."
    assert (pier.uri, pier.title, pier.kind) == (f"{wiki.url}/wiki/Pier", "Pier", "article")
    assert pier.author is None
    assert str(pier.created) == "2024-05-06 07:08:09+00:00"
    assert pier.metadata == {"revision": "100", "language": "en", "licence": LICENCE}
    assert pages.headers["user-agent"].startswith("textgen/")
    assert "gzip" in pages.headers["accept-encoding"]
    assert run.failed == run.skipped == []


def test_the_contact_is_told_to_the_wiki(run: Run, wiki: MediaWiki, pages: Pages) -> None:
    assert collected(run, wiki, "Pier", contact="nobody@example.org") == ["Pier"]
    assert "nobody@example.org" in pages.headers["user-agent"]


def test_redirects_are_followed_and_what_is_no_article_is_named(run: Run, wiki: MediaWiki) -> None:
    titles = ["Jetty", "Pier", "Nowhere", "<bad>", "de:Pier", "Stub", "Käthe"]
    assert collected(run, wiki, *titles) == ["Pier", "Käthe"]
    assert run.log == ["Jetty leads to Pier"]
    assert sorted(run.failed) == [
        ("<bad>", "not a title"),
        ("Nowhere", "no such page"),
        ("de:Pier", "in another wiki"),
    ]
    assert run.skipped == [(f"{wiki.url}/wiki/Stub", "empty")]


def test_many_titles_are_asked_for_in_few_requests(run: Run, wiki: MediaWiki) -> None:
    assert collected(run, wiki, *(f"No {number}" for number in range(45)), "Lamp") == ["Lamp"]
    assert len([query for query in wiki.asked if "titles" in query]) == 3
    assert len(run.failed) == 45


@pytest.mark.parametrize(
    ("depth", "expected", "left_out"),
    [
        (0, ["Käthe", "Pier"], ["Category:Light"]),
        (1, ["Käthe", "Pier", "Lamp"], ["Category:Harbour", "Category:Wicks"]),
        (9, ["Käthe", "Pier", "Lamp", "Wick"], []),
    ],
)
def test_categories_are_followed_as_deep_as_asked_and_never_in_circles(
    run: Run, wiki: MediaWiki, depth: int, expected: list[str], left_out: list[str]
) -> None:
    assert collected(run, wiki, category=["Harbour"], depth=depth) == expected
    assert sorted(run.skipped) == [(name, "subcategory below --depth") for name in left_out]
    assert run.failed == []


def test_a_search_gives_its_hits_in_their_order_each_once(run: Run, wiki: MediaWiki) -> None:
    assert collected(run, wiki, "Wick", search="light") == ["Wick", "Lamp", "Pier"]


def test_what_finds_nothing_fails(run: Run, wiki: MediaWiki) -> None:
    assert collected(run, wiki, category=["Category:None"], search="dark") == []
    assert run.failed == [
        ("Category:None", "no such category, or nothing in it"),
        ("--search dark", "nothing found"),
    ]


def test_a_wiki_without_text_extracts_gives_its_wikitext(run: Run, wiki: MediaWiki) -> None:
    wiki.extracts = False
    (pier,) = wikipedia(run.context, ["Pier"], site=f"{wiki.url}/w/api.php")
    assert pier.text == "Pier\nA pier stands.\n\nHistory\nOld."


def test_a_second_run_asks_only_for_what_was_edited(run: Run, wiki: MediaWiki) -> None:
    assert collected(run, wiki, "Pier", "Lamp") == ["Pier", "Lamp"]
    wiki.revisions["Lamp"] += 1
    wiki.asked.clear()
    assert collected(run, wiki, "Pier", "Lamp") == ["Lamp"]
    assert [query["pageids"] for query in wiki.asked if "pageids" in query] == [str(NUMBERS["Lamp"])]


def test_a_busy_wiki_is_asked_again_later_and_not_for_ever(run: Run, wiki: MediaWiki) -> None:
    wiki.busy = 3
    assert collected(run, wiki, "Pier") == ["Pier"]
    wiki.busy = 99
    with pytest.raises(textgen.SourceError, match="too busy"):
        collected(run, wiki, "Pier")
    assert wiki.busy == 94


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, b""), "HTTP 404"),
        (b"<html>hello</html>", "not the answer of a wiki"),
        (b"", "not the answer of a wiki"),
        (b"[1]", "not the answer of a wiki"),
        (b"{}", "not the answer of a wiki"),
        (b'{"query": {"namespaces": 3}}', "not the answer of a wiki"),
        (b"[" * 100_000, "not the answer of a wiki"),
        (b'{"error": {"code": "readapidenied"}}', "the wiki refuses: readapidenied"),
    ],
)
def test_what_is_no_wiki_ends_the_run_with_a_hint(
    run: Run, wiki: MediaWiki, pages: Pages, answer: Any, reason: str
) -> None:
    pages["/w/api.php"] = answer
    with pytest.raises(textgen.SourceError, match=reason) as error:
        collected(run, wiki, "Pier")
    assert "api.php" in error.value.hint


def test_one_article_that_cannot_be_read_does_not_stop_the_others(
    run: Run, wiki: MediaWiki, pages: Pages
) -> None:
    def answer(query: dict[str, str]) -> bytes:
        if query.get("pageids") == str(NUMBERS["Pier"]):
            return b'{"query": {"pages": [{"title": "Pier"}]}}'
        if query.get("pageids") == str(NUMBERS["Lamp"]):
            return b'{"query": {"pages": [{"ti'
        return wiki(query)

    pages["/w/api.php"] = answer
    assert collected(run, wiki, "Pier", "Lamp", "Wick") == ["Wick"]
    assert run.failed == [
        (f"{wiki.url}/wiki/Pier", "no text in the wiki's answer"),
        (f"{wiki.url}/wiki/Lamp", "not the answer of a wiki"),
    ]


def test_a_list_that_breaks_off_is_named(run: Run, wiki: MediaWiki, pages: Pages) -> None:
    pages["/w/api.php"] = lambda query: b"{" if "next" in query else wiki(query)
    assert collected(run, wiki, category=["Harbour"]) == ["Käthe", "Pier"]
    assert run.failed == [("Category:Harbour", "not the answer of a wiki")]


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("de", "https://de.wikipedia.org/w/api.php"),
        ("de.wiktionary.org", "https://de.wiktionary.org/w/api.php"),
        ("https://example.org/wiki/api.php", "https://example.org/wiki/api.php"),
    ],
)
def test_a_wiki_is_named_by_language_host_or_address(run: Run, site: str, address: str) -> None:
    run.context.http = SavedPages({})
    with pytest.raises(textgen.SourceError, match=f"the wiki at {address} cannot be asked: HTTP 404"):
        list(wikipedia(run.context, ["Pier"], site=site))


@pytest.mark.parametrize("site", ["ftp://example.org/api.php", "http://user:x@example.org/api.php"])
def test_a_site_that_is_no_address_is_refused(run: Run, site: str) -> None:
    with pytest.raises(textgen.SourceError, match="address"):
        list(wikipedia(run.context, ["Pier"], site=site))


def test_naming_no_article_is_an_error(run: Run) -> None:
    with pytest.raises(textgen.SourceError, match="no article is named"):
        list(wikipedia(run.context))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"query": [1]}, "not the answer of a wiki"),
        ({"query": {"pages": 5}}, "not the answer of a wiki"),
        ({"query": {"pages": []}, "continue": [1]}, "not the answer of a wiki"),
        ({"query": {"pages": []}, "continue": {"next": "1"}}, "the wiki's list has no end"),
        ({"query": {"pages": [3, {"pageid": 1, "title": "Pier"}]}}, "no such page"),
    ],
)
def test_a_list_that_no_wiki_gives_is_a_failure(
    run: Run, wiki: MediaWiki, pages: Pages, answer: dict[str, Any], reason: str
) -> None:
    pages["/w/api.php"] = lambda query: json.dumps(answer).encode() if "titles" in query else wiki(query)
    assert collected(run, wiki, "Pier") == []
    assert run.failed == [("Pier", reason)]


def test_a_wiki_that_wants_to_be_left_alone_for_a_day_is(run: Run, wiki: MediaWiki, pages: Pages) -> None:
    pages.retry_after = "86400"
    wiki.busy = 99
    with pytest.raises(textgen.SourceError, match="too busy"):
        collected(run, wiki, "Pier")
    assert wiki.busy == 98

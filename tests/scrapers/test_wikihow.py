"""The source ``wikihow`` against an invented site that is built as wikiHow's pages are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from recording import Run
from serving import Pages, serving
from textgen_scrapers.wikihow import article as article_of
from textgen_scrapers.wikihow import parse, wikihow

import textgen
from textgen.web import Client

INTRODUCTION = "A lamp on a pier must burn all night.<sup class='reference'>[1]</sup> Here is how."
STEPS = ["Fill the lamp.", "Trim the wick."]
HOW_TO = {
    "@context": "http://schema.org",
    "@type": "HowTo",
    "name": "How to Tend a Lamp",
    "description": "In short: a lamp.",
    "datePublished": "2019-08-07",
    "step": [
        {
            "@type": "HowToSection",
            "name": "Filling",
            "itemListElement": [
                {
                    "@type": "HowToStep",
                    "itemListElement": [{"@type": "HowToDirection", "text": "Fill &amp; <b>close</b>."}],
                }
            ],
        },
        {"@type": "HowToStep", "text": "Light it."},
    ],
}


def step(text: str) -> str:
    return f"""<li id="step"><div class="mwimg"><img alt="a lamp">Picture</div><div class="step_num">1</div>
<div class="step"><script>ads()</script><b class="whb">{text}</b> Mind the oil.
<sup class="reference">[2]</sup><ul><li>It is<br>hot.</li></ul>
<div class="wh_ad_inner">Buy!</div><noscript>no</noscript></div></li>"""


def article(
    *,
    title: str = "How to Tend a Lamp",
    introduction: str = INTRODUCTION,
    steps: list[str] = STEPS,
    data: object = None,
) -> bytes:
    listed = "".join(map(step, steps))
    return f"""<html lang="en"><head><title>x</title>
<script type="application/ld+json">{{broken</script>
<script type="application/ld+json">{json.dumps(data)}</script></head><body><div id="content_wrapper">
<h1 id="section_0" class="title_md"><a href="#">{title}</a></h1><h1>Other</h1>
<div id="intro"><p>Last updated by nobody</p><div id="mf-section-0"><p>{introduction}</p><div><p>no</p></div>
</div></div>
<div class="section steps"><h3><span class="mw-headline">Filling</span></h3>
<ol class="steps_list_2">{listed}</ol></div>
<div id="tips"><li>A tip.</li></div></div></body></html>""".encode()


TEXT = """A lamp on a pier must burn all night. Here is how.

Fill the lamp. Mind the oil.

It is
hot.

Trim the wick. Mind the oil.

It is
hot."""


@pytest.fixture
def site(run: Run) -> Iterator[Pages]:
    run.context.http = Client(delay=0, allow_private=True)
    with serving() as pages:
        yield pages


def results(*links: str, older: bool = False) -> bytes:
    if older:
        listed = "".join(f'<div><a href="{link}">x</a></div>' for link in links)
        return f'<div id="searchresults_list">{listed}</div>'.encode()
    return "".join(
        f'<a class="result_link" href="{link}"><b class="result_title">x</b></a>' for link in links
    ).encode()


def test_a_search_gives_the_introduction_and_steps_of_each_article_once(run: Run, site: Pages) -> None:
    site["/wikiHowTo"] = lambda query: {
        "0": results(
            f"{site.url}/Tend-a-Lamp", "/Tend-a-Lamp?x=1", "/Category:Lamps", "https://other.example/Ad"
        ),
        "10": results("/Käthe%27s-Lamp", older=True),
    }.get(query["start"], b"<p>nothing")
    site["/Tend-a-Lamp"] = article(data=HOW_TO)
    site["/K%C3%A4the%27s-Lamp"] = article(title="Käthe’s Lamp")
    one, two = wikihow(run.context, ["tend a lamp"], site=f"{site.url}/", pages=9)
    assert one.text == two.text == TEXT
    assert (one.uri, one.title, one.kind) == (f"{site.url}/Tend-a-Lamp", "How to Tend a Lamp", "article")
    assert one.author is None
    assert str(one.created) == "2019-08-07 00:00:00+00:00"
    assert one.metadata == {"language": "en", "licence": "https://creativecommons.org/licenses/by-nc-sa/3.0/"}
    assert (two.title, two.created) == ("Käthe’s Lamp", None)
    assert run.failed == []
    assert "/wikiHowTo?search=tend+a+lamp&start=0" in site.asked
    assert len([path for path in site.asked if "search" in path]) == 3


def test_a_second_run_fetches_no_article_again(run: Run, site: Pages) -> None:
    site["/wikiHowTo"] = results("/A", "/B")
    site["/A"] = article()
    assert len(list(wikihow(run.context, ["lamp", "lamp"], site=site.url))) == 1
    assert run.failed == [(f"{site.url}/B", "HTTP 404")]
    site["/B"] = article()
    run.known.pop(f"{site.url}/B")  # as a failure does in a real run
    assert [document.uri for document in wikihow(run.context, ["lamp"], site=site.url)] == [f"{site.url}/B"]
    assert site.asked.count("/A") == 1


def test_the_data_of_a_page_stand_in_for_its_elements(run: Run, site: Pages) -> None:
    site["/A"] = article(steps=[], introduction="", data=[{"@type": "Thing"}, HOW_TO])
    (document,) = wikihow(run.context, [f"{site.url}/A"], site=site.url)
    assert document.text == "In short: a lamp.\n\nFill & close.\n\nLight it."


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"", "no title on the page"),
        (b"<html><h1>Please wait</h1></html>", "no introduction on the page"),
        (article(steps=[]), "no steps on the page"),
        (article(steps=[], data={"@type": "HowTo", "step": 5}), "no steps on the page"),
        (article(introduction=" "), "no introduction on the page"),
        (article()[:700], "no steps on the page"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no title on the page"),
        (article(steps=[], data=HOW_TO).replace(b"{broken", b"[" * 100_000), None),
    ],
)
def test_what_is_no_whole_article_fails_and_is_never_empty(
    tmp_path: Path, run: Run, page: bytes, reason: str | None
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_bytes(page)
    (tmp_path / "pages" / "b.htm").write_bytes(article())
    documents = list(wikihow(run.context, saved=[str(tmp_path / "pages")]))
    assert documents[-1].uri == "pages/b.htm"
    assert run.failed == ([("pages/a.html", reason)] if reason else [])
    assert all(document.text.strip() for document in documents)


def test_a_site_that_limits_visitors_is_left_alone(run: Run, site: Pages) -> None:
    site["/wikiHowTo"] = results("/A", "/B", "/C", "/D", "/E")
    site["/A"] = article()
    for name in "BCDE":
        site[f"/{name}"] = b"<html><h1>Hello</h1></html>"
    documents = wikihow(run.context, ["lamp"], site=site.url)
    assert next(documents).uri == f"{site.url}/A"
    with pytest.raises(textgen.SourceError, match="answers without articles") as error:
        next(documents)
    assert "15 minutes" in error.value.hint
    assert "/E" not in site.asked


def test_searches_that_find_nothing_or_are_forbidden_fail_with_their_reason(run: Run, site: Pages) -> None:
    site["/robots.txt"] = b"User-agent: *\nDisallow: /wikiHowTo?search=secret\n"
    site["/wikiHowTo"] = b"<p>Nothing"
    assert list(wikihow(run.context, ["lamp", "secret"], site=site.url)) == []
    assert run.failed == [
        (f"{site.url}/wikiHowTo?search=lamp&start=0", "no results found"),
        (
            f"{site.url}/wikiHowTo?search=secret&start=0",
            "robots.txt forbids it (Disallow: /wikiHowTo?search=secret)",
        ),
    ]


def test_nothing_to_search_for_is_said(run: Run) -> None:
    with pytest.raises(textgen.SourceError, match="nothing to search for"):
        list(wikihow(run.context))


def test_an_article_that_asks_not_to_be_used_is_skipped(run: Run, site: Pages) -> None:
    site["/A"] = article().replace(b"<head>", b'<head><meta name="robots" content="noai">')
    assert list(wikihow(run.context, [f"{site.url}/A"], site=site.url)) == []
    assert run.skipped == [(f"{site.url}/A", "meta robots: noai")]
    assert run.failed == []


@pytest.mark.parametrize(
    "data",
    [
        {"@graph": [{"@type": "WebPage"}, HOW_TO]},
        [[HOW_TO]],
        {**HOW_TO, "@type": ["Article", "HowTo"]},
        {**HOW_TO, "@type": "https://schema.org/HowTo"},
        {**HOW_TO, "step": ["Fill &amp; <b>close</b>.", "Light it."]},
    ],
)
def test_data_are_found_in_every_shape_that_schema_org_allows(data: object) -> None:
    page = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert article_of("lamp", parse(page.encode())).text == "In short: a lamp.\n\nFill & close.\n\nLight it."

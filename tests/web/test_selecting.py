"""Elements by CSS selectors, fetched politely from a loopback site."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest
from sites import Site, page

from textgen import Context, SourceError
from textgen.web import Client, select, visible_text


@pytest.fixture
def context() -> Iterator[Context]:
    context = Context()
    context.http = Client(delay=0, allow_private=True)
    yield context
    context.close()


def test_each_element_comes_with_its_uri_and_what_fails_is_counted(site: Site, context: Context) -> None:
    site.answers["/1"] = page(
        '<meta charset="utf-8"><p class="quote">Käthe</p><p>no</p><p class="quote">two</p>'
    )
    site.answers["/2"] = page("<p>nothing</p>")
    addresses = [f"{site.url}/{name}" for name in ("1#x", "gone", "2", "1")]
    found = [(uri, visible_text(element)) for uri, element in select(context, addresses, ".quote")]
    assert found == [(f"{site.url}/1#1", "Käthe"), (f"{site.url}/1#2", "two")]
    assert context.failed == {"HTTP 404": 1, "nothing matches .quote": 1}


def test_a_page_is_fetched_when_its_turn_comes(site: Site, context: Context) -> None:
    site.answers["/1"] = site.answers["/2"] = page("<p>x</p>")
    found = select(context, [f"{site.url}/1", f"{site.url}/2"], "p")
    assert next(found)[0] == f"{site.url}/1#1"
    assert "/2" not in site.asked
    assert next(found)[0] == f"{site.url}/2#1"


def test_what_is_no_address_is_an_error_of_ours(context: Context) -> None:
    with pytest.raises(SourceError, match="is not a web address"):
        list(select(context, ["pier.html"], "p"))


def test_what_is_no_selector_is_an_error_before_anything_is_fetched(site: Site, context: Context) -> None:
    with pytest.raises(SourceError, match="is not a CSS selector"):
        list(select(context, [f"{site.url}/1"], "p..x"))
    assert site.asked == []


def test_an_old_name_of_a_pseudo_class_works_in_silence(site: Site, context: Context) -> None:
    site.answers["/1"] = page("<p>one</p><p>two</p>")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ((_, element),) = select(context, [f"{site.url}/1"], "p:contains('two')")
    assert (element.text, told) == ("two", [])

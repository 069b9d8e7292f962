"""The contract, and what is special about this source and its cleaner."""

import textgen
from textgen.testing import Sample, check_source

from textgen_quotes import SAMPLE, no_dashes, quotes

FIRST, SECOND = "https://quotes.example/page/1", "https://quotes.example/page/2"
PAGES = {FIRST: SAMPLE / "page-1.html", SECOND: SAMPLE / "page-2.html"}


def test_the_contract():
    check_source(quotes, SAMPLE, SAMPLE / "expected.jsonl")


def test_without_a_tag_all_quotes_come():
    sample = Sample(arguments={"urls": [FIRST]}, pages=PAGES, skipped={}, failed={})
    check_source(quotes, sample, [{"author": "Käthe Niemand"}, "A lamp is a promise with a wick.", {}])


def test_a_page_that_is_gone_is_counted_and_the_rest_comes():
    sample = Sample(arguments={"urls": [FIRST]}, pages={FIRST: PAGES[FIRST]}, failed={"HTTP 404": 1})
    check_source(quotes, sample, [{}, {}])


def test_the_dash_goes_and_other_kinds_stay():
    quote = textgen.Document("– One.\n—Two – and a half.", "a", kind="quote")
    assert no_dashes(quote).text == "One.\nTwo – and a half."
    assert no_dashes(textgen.Document("–", "a", kind="quote")) == (None, "dashes only")
    page = textgen.Document("– One.", "a", kind="page")
    assert no_dashes(page) is page

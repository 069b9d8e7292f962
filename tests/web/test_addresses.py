"""Which addresses mean the same page, and which look endless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.web import addresses


@pytest.mark.parametrize(
    "other",
    [
        "HTTPS://Example.ORG/a/page?x=1&y=2",
        "https://example.org:443/a/page?y=2&x=1",
        "https://example.org/a/./b/../page?x=1&y=2#part",
        "https://example.org/a/page?utm_source=mail&x=1&y=2&fbclid=IwAR0",
        "https://example.org/a/page;jsessionid=0A1B2C3D4E?x=1&y=2",
        "https://example.org/a/page?x=1&y=2&PHPSESSID=0123456789abcdef",
        "https://example.org/%61/page?x=1&y=2",
    ],
)
def test_spellings_of_one_page_are_the_same(other: str) -> None:
    assert addresses.identity(other) == addresses.identity("https://example.org/a/page?x=1&y=2")


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/page?id=1",
        "https://example.org:8443/page?id=1",
        "https://example.org/page?id=2",
        "https://example.org/Page?id=1",
        "https://www.example.org/page?id=1",
        "https://example.org/page?id=1&q=utm_source",
        "https://example.org/page?id=1&sid=2",
    ],
)
def test_other_pages_are_not(other: str) -> None:
    assert addresses.identity(other) != addresses.identity("https://example.org/page?id=1")


def test_a_foreign_name_is_the_same_in_letters_and_in_punycode() -> None:
    assert addresses.identity("http://käthe.example/ä") == addresses.identity(
        "http://xn--kthe-loa.example/%C3%A4"
    )


def test_what_is_fetched_keeps_its_query_in_order() -> None:
    assert addresses.plain("http://example.org/p?b=2&utm_id=4&a=%20#x") == "http://example.org/p?b=2&a=%20"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_the_identity_of_an_identity_is_itself(path: str) -> None:
    try:
        once = addresses.identity(f"http://example.org/{path}")
    except ValueError:
        return
    assert addresses.identity(once) == once


def test_addresses_that_differ_in_numbers_and_values_have_one_shape() -> None:
    one = addresses.shape("http://example.org/calendar/2031/07?view=month&day=3")
    assert one == addresses.shape("http://example.org/calendar/2032/11?day=30&view=week")
    assert one != addresses.shape("http://example.org/calendar/2031?view=month&day=3")
    assert addresses.shape("http://example.org/s/3f2a9b8c7d/list") == addresses.shape(
        "http://example.org/s/aa11bb22cc/list"
    )


@pytest.mark.parametrize(
    "url",
    ["http://example.org/" + "a/b/" * 3, "http://example.org/x/x/x", "http://example.org/?" + "q" * 3000],
)
def test_endless_addresses_are_told(url: str) -> None:
    assert addresses.oddity(url)


def test_ordinary_addresses_are_not() -> None:
    assert addresses.oddity("http://example.org/2024/05/05/a-long-title-of-some-words/") is None

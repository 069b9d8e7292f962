from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textgen_scrapers.facebook import repeated
from textgen_scrapers.facebook.repeated import Repeated

ME, FRIEND, THIRD = "Zoë Nobody", "Jan Noone", "Ann Other"
PEOPLE = [ME, FRIEND, THIRD]


@pytest.fixture
def seen() -> Repeated:
    return Repeated()


def test_a_sentence_of_two_senders_is_facebooks(seen: Repeated) -> None:
    seen.add("a", ME, "Zoë Nobody đã gửi một tệp đính kèm.", [ME, FRIEND])
    assert not seen.wrote(ME, "Zoë Nobody đã gửi một tệp đính kèm.", [ME, FRIEND])
    seen.add("a", FRIEND, "Jan Noone đã gửi một tệp đính kèm.", [ME, FRIEND])
    assert seen.wrote(ME, "Zoë Nobody đã gửi một tệp đính kèm.", [ME, FRIEND])
    assert seen.wrote(THIRD, "Ann Other đã gửi một tệp đính kèm.", [ME, THIRD])


def test_a_sentence_in_three_conversations_is_facebooks(seen: Repeated) -> None:
    for thread in "aabb":
        seen.add(thread, ME, "Zoë Nobody lähetti liitteen.", [ME])
    assert not seen.wrote(ME, "Zoë Nobody lähetti liitteen.", [ME])
    seen.add("c", ME, "Zoë Nobody lähetti liitteen.", [ME])
    assert seen.wrote(ME, "Zoë Nobody lähetti liitteen.", [ME])


def test_what_a_person_says_of_herself_once_stays(seen: Repeated) -> None:
    text = "Zoë Nobody here, new number"
    for thread in "aab":
        seen.add(thread, ME, text, [ME, FRIEND])
    seen.add("a", FRIEND, "Jan Noone is my name", [ME, FRIEND])
    assert not seen.wrote(ME, text, [ME, FRIEND])


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Zoë Nobody lisäsi ryhmään: Jan Noone.", "Jan Noone lisäsi ryhmään: Ann Other."),
        ("Zoë Nobody valitsi emojin ❤️.", "Jan Noone valitsi emojin 👍🏽."),
        ("Zoë Nobody sai 1,204 pistettä.", "Jan Noone sai 7 pistettä."),
        ("Zoë Nobody nimesi ryhmän “Pöllöt”.", 'Jan Noone nimesi ryhmän "Sudet".'),
        ("Zoë Nobody nimesi ryhmän «Pöllöt».", "Jan Noone nimesi ryhmän „Sudet“."),
        ("Zoë Nobody님이 「올빼미」 그룹을 만들었습니다.", "Jan Noone님이 「늑대」 그룹을 만들었습니다."),
        ("Zoë Nobody  lähetti\u00a0kuvan. ", "Jan Noone lähetti kuvan."),
    ],
)
def test_names_emoji_quotes_and_numbers_may_differ(seen: Repeated, first: str, then: str) -> None:
    seen.add("a", ME, first, PEOPLE)
    seen.add("a", FRIEND, then, PEOPLE)
    assert seen.wrote(ME, first, PEOPLE)
    assert seen.wrote(FRIEND, then, PEOPLE)


@pytest.mark.parametrize(
    "text",
    ["Zoë lähetti liitteen.", "hello", "Zoë Nobody", "Zoë Nobody!", "Zoë Nobody 12 ❤️", "", "Zoë Nobodys"],
)
def test_only_sentences_after_a_full_name_count(seen: Repeated, text: str) -> None:
    for thread in "abcd":
        seen.add(thread, ME, text, [ME])
        seen.add(thread, FRIEND, text.replace(ME, FRIEND), [FRIEND])
    assert not seen.wrote(ME, text, [ME])


@pytest.mark.parametrize(
    ("name", "counts"), [("Will", False), ("zoe_nobody", True), ("無名花子", True), ("", False)]
)
def test_a_name_that_can_be_a_word_does_not_count(seen: Repeated, name: str, counts: bool) -> None:
    for thread in "abc":
        seen.add(thread, name, f"{name} do that tomorrow.", [name])
    assert seen.wrote(name, f"{name} do that tomorrow.", [name]) is counts


def test_what_another_says_of_a_person_stays(seen: Repeated) -> None:
    seen.add("a", ME, "Zoë Nobody lähetti liitteen.", PEOPLE)
    seen.add("a", FRIEND, "Jan Noone lähetti liitteen.", PEOPLE)
    assert not seen.wrote(FRIEND, "Zoë Nobody lähetti liitteen.", PEOPLE)


def test_memory_is_bounded_and_what_comes_back_soon_is_found(
    seen: Repeated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeated, "_CAP", 1000)
    tracemalloc.start()
    try:
        for at in range(1000):
            seen.add("a", ME, f"Zoë Nobody {_word(at)} something.", [ME])
        filled = tracemalloc.get_traced_memory()[0]
        for at in range(1000, 20_000):
            seen.add("a", ME, f"Zoë Nobody {_word(at)} something.", [ME])
        assert tracemalloc.get_traced_memory()[0] < 2 * filled
    finally:
        tracemalloc.stop()
    seen.add("a", FRIEND, f"Jan Noone {_word(19_999)} something.", [FRIEND])
    assert seen.wrote(ME, f"Zoë Nobody {_word(19_999)} something.", [ME])
    seen.add("a", FRIEND, f"Jan Noone {_word(3)} something.", [FRIEND])
    assert not seen.wrote(ME, f"Zoë Nobody {_word(3)} something.", [ME])


def _word(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@given(st.text(), st.text(), st.lists(st.text(), max_size=4))
def test_nothing_stops_it(sender: str, text: str, names: list[str]) -> None:
    seen = Repeated()
    for thread in "abc":
        seen.add(thread, sender, sender + text, names)
    assert isinstance(seen.wrote(sender, sender + text, names), bool)

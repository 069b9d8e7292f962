from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textgen_scrapers.facebook.mojibake import repair

CORRECT = st.text(st.characters(exclude_categories=["Cs"]))
LATIN = st.text(st.characters(max_codepoint=0xFF))


def broken(text: str) -> str:
    """The text as Facebook writes it: each byte of its UTF-8 a character."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "",
        "café À Ünder Straße",
        "à la plage",  # C3 A0: a no-break space is half of it
        "Århus",  # C3 85: U+0085 is half of it, a line break to Python
        "Ženský džbán, Łódź, ő ű, ș ț, ğ ı İ",
        "Привет, как дела?",
        "日本語と한국어",
        "سلام שלום हिन्दी",
        "“quotes” – dashes … €",
        "🙂👩🏽\u200d🚀🇩🇪❤️",
        "\ufeffbegins with a mark",
        "\U0010ffff\ue000\ufffd",
    ],
)
def test_bytes_become_characters_and_what_is_right_stays(text: str) -> None:
    assert repair(broken(text)) == text
    assert repair(text) == text


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("right’ and caf\u00c3\u00a9 \u00f0\u009f\u0099\u0082", "right’ and café 🙂"),
        ("日本 caf\u00c3\u00a9", "日本 café"),
        ("🙂\u00c3\u00a0\u00c3\u0085", "🙂àÅ"),
        ("café caf\u00c3\u00a9", "café café"),
        ("\u00c3\u00a9\u00a9", "é©"),
        ("\u00a9\u00c3\u00a9", "©é"),
    ],
)
def test_of_a_mixed_text_each_part_comes_out_right(text: str, repaired: str) -> None:
    assert repair(text) == repaired
    assert repair(repaired) == repaired


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("cut off: \u00f0\u009f\u0099", "cut off: \u00f0\u009f\u0099"),
        ("\u00f0\u009f\u0099\u0082\u00f0\u009f\u0099", "🙂\u00f0\u009f\u0099"),
        ("caf\u00c3\u00a9 \u00e2\u0080", "café \u00e2\u0080"),
        ("\u00c3", "\u00c3"),
        ("\u009f\u0099\u0082 begins late \u00c3\u00a9", "\u009f\u0099\u0082 begins late é"),
        ("\u00c0\u00af\u00c1\u0081", "\u00c0\u00af\u00c1\u0081"),  # longer than allowed
        ("\u00e0\u0080\u0080\u00c3\u00a9", "\u00e0\u0080\u0080é"),
        (
            "\u00f4\u00bf\u0080\u0080\u00f5\u0080\u0080\u0080",
            "\u00f4\u00bf\u0080\u0080\u00f5\u0080\u0080\u0080",
        ),
    ],
)
def test_what_is_cut_or_no_utf8_stays_and_the_rest_is_repaired(text: str, repaired: str) -> None:
    assert repair(text) == repaired
    assert repair(repaired) == repaired


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("\u00ed\u00a0\u00bd\u00ed\u00b8\u0080!", "😀!"),
        ("\ud83d\ude00!", "😀!"),
        ("half \u00ed\u00a0\u00bd", "half "),
        ("half \ud83d alone", "half  alone"),
        ("\ude00 the other half, caf\u00c3\u00a9", " the other half, café"),
        ("\ud83d\u00ed\u00b8\u0080", "😀"),
        ("\ude00\ud83d", ""),
        ("\ud83d’\u00c3\u00a9", "’é"),
    ],
)
def test_halves_of_a_pair_are_joined_or_dropped(text: str, repaired: str) -> None:
    assert repair(text) == repaired
    assert repair(repaired) == repaired


@given(CORRECT)
def test_every_text_comes_back(text: str) -> None:
    assert repair(broken(text)) == text


@given(CORRECT)
def test_every_text_comes_back_beside_what_is_right(text: str) -> None:
    assert repair(f"’{broken(text)}’") == f"’{text}’"


@given(st.text(st.characters(min_codepoint=0x100, exclude_categories=["Cs"])))
def test_texts_without_latin_letters_stay(text: str) -> None:
    assert repair(text) == text


@given(st.text(st.characters(codec="ascii")))
def test_ascii_stays(text: str) -> None:
    assert repair(text) == text


@given(st.text(st.characters(exclude_categories=[])))
@example("\u00ed\u00a0\u00bd\ud83d\u00ed\u00b8\u0080")
def test_anything_can_be_written_as_utf8_afterwards(text: str) -> None:
    repair(text).encode("utf-8")


@given(LATIN)
def test_any_bytes_can_be_written_as_utf8_afterwards(text: str) -> None:
    repair(text).encode("utf-8")


@given(CORRECT, st.integers(1, 3))
def test_a_text_that_was_cut_keeps_all_its_whole_characters(text: str, cut: int) -> None:
    data = text.encode()
    whole = data[: max(len(data) - cut, 0)].decode("utf-8", "ignore")
    assert repair(broken(text)[: max(len(data) - cut, 0)]).startswith(whole)

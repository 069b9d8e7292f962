"""Cleaning: what nobody typed goes, what the author wrote stays."""

from __future__ import annotations

import unicodedata

import ftfy
import pytest
from ftfy.chardata import CHARMAP_ENCODINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen.collecting.cleaning import clean

SENTENCES = [
    "Les élèves ont été surpris à l’école — « où êtes-vous ? »",
    "Müde Äpfel, größere Öfen, „süß“ …",
    "Привет, мир! «Да…»",
    "Ελληνικά κείμενα έχουν τόνους.",
    "Zażółć gęślą jaźń, příliš žluťoučký kůň",
    "¿Qué pasó, señor?",
    "Türkçe ığüşöç",
    "所有幸福的家庭都是相似的。",
    "A “quote”, it’s 5 € — or ½ price…",
    "שלום עולם ومرحبا بالعالم",
    "Smile 😀 and wave 👋🏽",
]
MOJIBAKE_CHARACTERS = "aé ÃÂâ€™œ\xa0Ðв√šž©®°їй\n\u200b\ufeff\x85\x93"


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("tab\tstays\x00\x07\x1b\x7f", "tab\tstays"),
        ("page\x0bbreak\x0c", "pagebreak"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("می\u200cخواهم क्\u200dष 👩\u200d🚀 ❤\ufe0f", "می\u200cخواهم क्\u200dष 👩\u200d🚀 ❤\ufe0f"),
        ("text\ufe0e style", "text style"),
        ("cafe\u0301", "café"),
        ("“curly” ‘quotes’ it’s ﬁne … ½ Ａ", "“curly” ‘quotes’ it’s ﬁne … ½ Ａ"),
        ("&amp; stays", "&amp; stays"),
        ("a\n\n\nb", "a\n\n\nb"),
        ("a\n\n\n\nb", "a\n\n\nb"),
        ("a\n \n\t\n\n\n\nb", "a\n\n\nb"),
        ("\n\n\n\nb\n\n\n\n\n", "\n\nb\n\n\n"),
        ("lines\u2028stay\u2029together", "lines\u2028stay\u2029together"),
        ("sÃ© l’Ã©cole â€œquotedâ€\x9d", "sé l’école “quoted”"),
        ("voilÃ le travail", "voilà le travail"),
        ("good line “é”\nbad line Ã©tÃ©", "good line “é”\nbad line été"),
        ("\x93old quotes\x94", "“old quotes”"),
        ("", ""),
    ],
)
def test_examples(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


@pytest.mark.parametrize("sentence", SENTENCES)
def test_good_text_stays_as_it_is(sentence: str) -> None:
    assert clean(sentence) == sentence


@pytest.mark.parametrize("encoding", CHARMAP_ENCODINGS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_lines_that_are_not_given_to_ftfy_would_come_back_unchanged(sentence: str, encoding: str) -> None:
    for damaged in (
        sentence.encode().decode(encoding, "replace"),
        sentence.encode().decode(encoding, "replace").replace("\xa0", " "),
    ):
        fixed = ftfy.fix_encoding(damaged)
        assert clean(damaged) == clean(fixed)


texts = st.one_of(
    st.text(), st.text(st.sampled_from(MOJIBAKE_CHARACTERS)), st.text(st.characters(codec="latin-1"))
)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n\n\n\n" not in once
    assert not any(unicodedata.category(character) == "Cc" and character not in "\t\n" for character in once)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
@settings(deadline=None)
def test_plain_ascii_is_never_touched(text: str) -> None:
    assert clean(text) == text

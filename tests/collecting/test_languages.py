"""Which documents ``--language`` leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen import Context, Corpus, Document, SourceError
from textgen.collecting.languages import Languages
from textgen.collecting.pipeline import collect

TEXTS = {
    "en": "The garden is wild again, and I write to you from the kitchen table while the kettle sings.",
    "de": "Der Garten ist wieder wild, und ich schreibe dir vom Küchentisch, während der Kessel singt.",
    "fr": "Le jardin est redevenu sauvage et je t'écris de la table de la cuisine pendant que l'eau bout.",
    "es": "El jardín vuelve a estar salvaje y te escribo desde la mesa de la cocina mientras hierve el agua.",
    "no": "Hagen er vill igjen, og jeg skriver til deg fra kjøkkenbordet mens kjelen synger på komfyren.",
    "pl": "Ogród znowu jest dziki, a ja piszę do ciebie przy kuchennym stole, podczas gdy śpiewa czajnik.",
    "ru": "Сад снова одичал, и я пишу тебе за кухонным столом, пока на плите поёт чайник.",
    "ja": "庭はまた荒れていて、私は台所のテーブルであなたに手紙を書いています。",
    "zh": "花园又荒了，我在厨房的桌子旁给你写信，水壶在炉子上唱歌。",
}


def say(context: Context, texts: dict[str, str], declared: str | None = None) -> Iterator[Document]:
    for uri, text in texts.items():
        yield Document(text, uri, metadata={"language": declared} if declared else {})


def stored() -> list[str]:
    return [document.uri for document in Corpus.open("say").documents()]


@pytest.mark.parametrize("language", TEXTS)
def test_only_texts_in_the_language_are_kept(language: str) -> None:
    summary = collect(say, texts=TEXTS, language=language)
    assert stored() == [language]
    assert summary.skipped == {"another language": len(TEXTS) - 1}
    assert summary.notes == {}


def test_several_languages_may_be_asked_for() -> None:
    collect(say, texts=TEXTS, language="de, EN-gb,zh-Hant")
    assert stored() == ["en", "de", "zh"]


def test_every_kind_of_norwegian_is_norwegian() -> None:
    nynorsk = "Hagen er vill att, og eg skriv til deg frå kjøkenbordet medan kjelen syng på komfyren."
    for code, kept in (("no", {"no", "nn"}), ("nb", {"no"}), ("nn", {"nn"})):
        collect(say, texts={"no": TEXTS["no"], "nn": nynorsk}, language=code, fresh=True)
        assert kept <= set(stored())


@pytest.mark.parametrize(
    "text", ["ok", "Haha!", "12 345 678", "🎉🎉🎉", "https://example.org/a?b=c", "for i in x: y[i] += 1"]
)
def test_what_is_in_no_certain_language_is_kept_and_counted(text: str) -> None:
    summary = collect(say, texts={"a": text}, language="pl")
    assert (summary.added, summary.notes) == (1, {"language undecided, kept": "1"})


@pytest.mark.parametrize(("declared", "kept"), [("pl-PL", True), ("de", False), ("  ", True)])
def test_a_declared_language_decides_only_where_the_text_does_not(declared: str, kept: bool) -> None:
    texts = {"short": "ok", "pl": TEXTS["pl"], "de": TEXTS["de"]}
    summary = collect(say, texts=texts, declared=declared, language="pl")
    assert stored() == ["short", "pl"][not kept :]
    assert summary.skipped == {"another language": 2 - kept}


@pytest.mark.parametrize("codes", ["klingon", "", "de,,en", "de en", "zxx"])
def test_an_unknown_code_is_an_error_that_lists_the_known_ones(codes: str) -> None:
    with pytest.raises(SourceError, match="no language that can be told") as raised:
        collect(say, texts=TEXTS, language=codes)
    assert " da de dz el en " in raised.value.hint
    assert Corpus.names() == []


def test_the_command_has_the_option(textgen: Callable[..., Any], tmp_path: Path) -> None:
    for code in ("de", "en"):
        (tmp_path / f"{code}.txt").write_text(TEXTS[code], "utf-8")
    result = textgen("collect", "files", "de.txt", "en.txt", "--language", "de")
    assert result.code == 0, result.stderr
    assert "Skipped 1: 1 another language." in result.stdout


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=200), declared=st.none() | st.text(max_size=10) | st.integers())
def test_any_text_is_allowed_or_not(text: str, declared: Any) -> None:
    assert Languages("de").allow(text, declared) in {True, False}

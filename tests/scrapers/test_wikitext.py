"""Wikitext and what a reader sees of it. All of it is invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textgen_scrapers._wikitext import plain, sections

PAGE = """{{Infobox pier|name={{nowrap|North pier}}|place=[[Harbour|{{x}}]]}}
[[Datei:pier.jpg|thumb|The [[lamp]] ''in winter'']]
The '''North Pier''' ({{lang|x}}; ) is a [[pier (structure)|wooden pier]] in the [[harbour]]s.<!--
--><ref name="a">{{cite|[[b]]}}</ref><ref name="a" />
<!-- do [[not]] show -->It's '''''old'''''.
== History ==
=== Storms ===
H<sub>2</sub>O came[https://example.org/x  over ''the'' wall]&nbsp;&amp; broke<br />it [http://example.org].
{| class="wikitable"
| a || {{b}}
{|
| inner
|}
|}
* one
** two
:# three
== Gallery ==
<gallery>
File:a.jpg|A
</gallery>
== See also ==
{{reflist}}
[[Category:Piers]] [[:Category:Lamps]] [[de:Nordpier]]
"""


def test_a_page_becomes_what_a_reader_reads() -> None:
    assert plain(PAGE, ["Datei", "Kategorie"]) == (
        "The North Pier is a wooden pier in the harbours.\n"
        "It's old.\n"
        "History\n"
        "Storms\n"
        "H2O cameover the wall\xa0& broke\nit .\n\n"
        "one\ntwo\nthree\n\n"
        "See also\n\n"
        "Category:Lamps"
    )


@pytest.mark.parametrize(
    ("wikitext", "expected"),
    [
        ("", ""),
        ("{{only|a template}}", ""),
        ("<nowiki>[[kept]] &lt;b&gt; ''as it is''</nowiki>", "[[kept]] <b> ''as it is''"),
        ("<pre>\n  * code\n</pre>", "\n  * code\n"),
        ("an [[unclosed link", "an [[unclosed link"),
        ("an {{unclosed|template", "an {{unclosed|template"),
        ("closed}} and ]] more", "closed}} and ]] more"),
        ("<ref>never closed. Text.", "never closed. Text."),
        ("{{a|[[b}} after", "after"),
        ("[[a|b {{c]] d}} e", "b {{c d}} e"),
        ("[[Schloss]]es", "Schlosses"),
        ("[[File:a.jpg|a {{b}} [[c]] [http://d e] ]]x", "x"),
        ("a < b and c > d", "a < b and c > d"),
        ("5 ''''quoted'''' words", "5 'quoted' words"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("__NOTOC__ text __init__", "text __init__"),
        ("\x00text 1\x00", "text 1"),
    ],
)
def test_odd_markup(wikitext: str, expected: str) -> None:
    assert plain(wikitext) == expected


def test_headings_without_text_go_and_those_above_a_section_stay() -> None:
    text = "Start\n== A ==\n=== B ===\nsaid\n== C ==\n=== D ===\n== E ==\nend\n== F =="
    assert sections(text) == "Start\nA\nB\nsaid\nE\nend"


@given(st.text(alphabet="{}[]|=<>'ab/ref :*#\n", max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_markup_is_read_and_plain_words_survive(markup: str) -> None:
    assert "harbour" in plain(f"{markup}\n\nharbour") or set("<{[") & set(markup)


@given(st.lists(st.text(alphabet="abcdefgh ,.", min_size=1).filter(str.strip), min_size=1))
def test_text_without_markup_stays_as_it_is(paragraphs: list[str]) -> None:
    words = [" ".join(paragraph.split()) for paragraph in paragraphs]
    assert plain("\n\n".join(words)) == "\n\n".join(words)


@pytest.mark.parametrize(
    "bomb",
    ["{{", "[[", "<ref>", "<nowiki>", "<!--", "{|\n", "[//a", "<ref a", "{{[[", "= ", "(,", "'", "\n "],
)
def test_a_page_made_to_be_slow_is_not(bomb: str) -> None:
    begun = time.process_time()
    plain(bomb * 50_000 + "}}" * 50_000)
    assert time.process_time() - begun < 5

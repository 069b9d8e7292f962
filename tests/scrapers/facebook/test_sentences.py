from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textgen_scrapers.facebook.sentences import Sentences, is_memory
from textgen_scrapers.facebook.sentences.catalogue import LANGUAGES, catalogue
from textgen_scrapers.facebook.sentences.notation import PATTERNS, fold, pattern, templates, ways

ME, FRIEND = "Zoë Nobody", "Jan Noone"
FILLED = {"whom": FRIEND, "any": "Night swimmers", "nick": "Janni", "emoji": "🦉", "n": "12", "years": "3"}


MEMORIES = [
    "3 Years Ago",
    "1 Year Ago",
    "Vor 3 Jahren",
    "Vor 1 Jahr",
    "Il y a 3 ans",
    "Il y a 1 an",
    "Hace 3 años",
    "3 anni fa",
    "Há 3 anos",
    "3 anos atrás",
    "3 jaar geleden",
    "3 lata temu",
    "5 lat temu",
    "3 года назад",
    "5 лет назад",
    "3 Yıl Önce",
    "Acum 3 ani",
    "För 3 år sedan",
    "Před 3 lety",
    "3 évvel ezelőtt",
    "3年前",
]
NO_MEMORIES = [
    "3 years ago I was there",
    "It was 3 Years Ago",
    "Years Ago",
    "Vor 3 Jahren waren wir hier",
    "Il y a 3 ans déjà !",
    "Hace 3 años que te espero",
    "3年前のこと",
    "300 Years Ago",
]


def said_by(author: str) -> list[tuple[str, str]]:
    """Each language and text of sentences/*.txt: all made up but for Facebook's, which are facts."""
    found = []
    for path in sorted((Path(__file__).parent / "sentences").glob("*.txt")):
        for block in path.read_text("utf-8").split("\n\n"):
            title, *texts = block.splitlines()
            found += [(path.stem, text) for text in texts if title == f"Written by {author}:"]
    return found


BY_FACEBOOK, BY_PEOPLE = said_by("Facebook"), said_by("people")


@pytest.fixture
def sentences() -> Sentences:
    return Sentences([ME, FRIEND])


@pytest.mark.parametrize(("language", "text"), BY_FACEBOOK)
def test_what_facebook_writes_is_known_in_every_language(
    language: str, text: str, sentences: Sentences
) -> None:
    assert sentences.wrote(text, ME)
    assert sentences.wrote(text[:3] + text[3:].replace(" ", "  ") + " ", ME)
    assert sentences.wrote(text[:3] + text[3:].replace(" ", "\u00a0").replace("'", "’"), ME)


@pytest.mark.parametrize(("language", "text"), BY_PEOPLE)
def test_what_people_write_stays_in_every_language(language: str, text: str, sentences: Sentences) -> None:
    assert not sentences.wrote(text, ME)


@pytest.mark.parametrize(("language", "text"), BY_FACEBOOK)
def test_within_a_longer_text_they_are_a_persons(language: str, text: str, sentences: Sentences) -> None:
    assert not sentences.wrote(f"Look: {text}", ME)
    assert not sentences.wrote(f"Mia: {text}", ME)
    assert not sentences.wrote(f"{text}\nWhat is that?", ME)


def test_each_language_is_tested_in_earnest() -> None:
    for language in LANGUAGES:
        assert sum(of == language for of, _ in BY_FACEBOOK) > 40
        assert sum(of == language for of, _ in BY_PEOPLE) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_module_is_found(language: str, sentences: Sentences) -> None:
    module = import_module(f"textgen_scrapers.facebook.sentences.{language}")
    missed = []
    for template in templates(module.SENTENCES, module.PARTS):
        for way in ways(template):
            text = re.sub(r"\{(\w+)\}", lambda slot: ME if slot[1] == "who" else FILLED[slot[1]], way)
            if not sentences.wrote(text, ME):
                missed.append(text)
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_modules_keep_to_the_notation(language: str) -> None:
    module = import_module(f"textgen_scrapers.facebook.sentences.{language}")
    for template in templates(module.SENTENCES, module.PARTS):
        pattern(template.replace("{who}", ""))
        assert template.count("{nick}") <= 1 or "|" in template
        for way in ways(template):
            assert way == fold(way)
            assert " ." not in way
            assert "{who}" not in way.removeprefix("{who}")
            assert set(re.findall(r"\{(\w+)\}", way)) <= PATTERNS.keys()
    assert not any("{" in start for start in catalogue().starts)


class TestNames:
    @pytest.mark.parametrize(
        "text", ["Mia sent an attachment.", "Jana missed your call.", "Zo sent a photo."]
    )
    def test_others_than_the_people_are_no_subject(self, text: str, sentences: Sentences) -> None:
        assert not sentences.wrote(text, ME)

    def test_a_name_within_a_sentence_must_be_one_of_the_people(self, sentences: Sentences) -> None:
        assert sentences.wrote("You missed a call from Jan.", ME)
        assert not sentences.wrote("You missed a call from work.", ME)

    def test_without_its_full_stop_a_sentence_must_be_about_its_sender(self, sentences: Sentences) -> None:
        assert sentences.wrote("Jan left the group", FRIEND)
        assert not sentences.wrote("Jan left the group", ME)
        assert sentences.wrote("Jan left the group.", ME)

    def test_a_sender_that_is_not_told_may_be_anyone(self, sentences: Sentences) -> None:
        assert sentences.wrote("Jan left the group", "")

    @pytest.mark.parametrize("name", ["(.*)", "a+b [c] {who}", "\\d \\", "^$ |", "Zoë* Nobody?"])
    def test_names_are_no_patterns(self, name: str) -> None:
        sentences = Sentences([name, FRIEND])
        assert sentences.wrote(f"{name} sent an attachment.", name)
        assert sentences.wrote(f"You called {name}.", FRIEND)
        assert not sentences.wrote("Anna sent an attachment.", name)
        assert not sentences.wrote("You called Anna.", FRIEND)

    def test_empty_names_are_nobody(self) -> None:
        sentences = Sentences(["", " ", "\u200b"])
        assert not sentences.wrote(" sent an attachment.", "")
        assert not sentences.wrote("You called .", "")
        assert sentences.wrote("You sent an attachment.", "")

    def test_a_person_called_you_changes_nothing(self) -> None:
        sentences = Sentences(["You", FRIEND])
        assert sentences.wrote("You sent an attachment.", "You")
        assert not sentences.wrote("You are late again", "You")
        assert not sentences.wrote("You left the group?", FRIEND)

    def test_names_of_other_scripts_have_no_space_after_them(self) -> None:
        sentences = Sentences(["無名花子", "誰某 葵"])
        assert sentences.wrote("無名花子さんが添付ファイルを送信しました。", "無名花子")
        assert sentences.wrote("葵さんからの着信がありました。", "無名花子")

    def test_a_name_can_be_spelled_in_two_pieces(self) -> None:
        assert Sentences([ME, FRIEND]).wrote("Zoe\u0308 Nobody sent an attachment.", "Zoe\u0308 Nobody")


class TestNicknames:
    @pytest.mark.parametrize(
        "text",
        [
            "Zoë Nobody set the nickname for Jan Noone to Janni.",
            "You set the nickname for Jan Noone to Janni.",
            "Zoë Nobody hat den Spitznamen für Jan Noone auf Janni festgelegt.",
            "Zoë a donné à Jan Noone le pseudo Janni.",
            "Zoë Nobody estableció el apodo de Jan Noone como Janni.",
            "Zoë Nobody ha impostato il soprannome di Jan Noone su Janni.",
            "Zoë Nobody definiu o apelido de Jan Noone como Janni.",
            "Zoë Nobody heeft de bijnaam van Jan Noone ingesteld op Janni.",
            "Zoë Nobody ustawiła pseudonim użytkownika Jan Noone na Janni.",
            "Zoë Nobody установила псевдоним Janni для Jan Noone.",
            "Zoë, Jan Noone adlı kişinin takma adını Janni yaptı.",
            "Zoë Nobody a setat porecla lui Jan Noone la Janni.",
            "Zoë Nobody gav Jan Noone smeknamnet Janni.",
            "Zoë Nobody nastavila uživateli Jan Noone přezdívku Janni.",
            "Zoë Nobody beállította Jan Noone becenevét: Janni.",
            "Zoë NobodyさんがJan NooneさんのニックネームをJanniに設定しました。",
        ],
    )
    def test_a_nickname_counts_as_a_name_from_then_on(self, text: str, sentences: Sentences) -> None:
        assert not sentences.wrote("Janni sent an attachment.", FRIEND)
        sentences.learn(text)
        assert sentences.wrote("Janni sent an attachment.", FRIEND)
        assert sentences.wrote("You missed a call from Janni.", ME)

    def test_ones_own_nickname_is_learnt(self, sentences: Sentences) -> None:
        sentences.learn("Zoë set her own nickname to Owl of the North.")
        assert sentences.wrote("Owl of the North started a plan", ME)

    @pytest.mark.parametrize("text", ["She set the nickname for Jan to Janni.", "Janni", "ok", ""])
    def test_only_facebook_gives_nicknames(self, text: str, sentences: Sentences) -> None:
        sentences.learn(text)
        assert not sentences.wrote("Janni sent an attachment.", FRIEND)


@pytest.mark.parametrize("text", MEMORIES)
def test_what_stands_above_a_memory_is_known(text: str) -> None:
    assert is_memory(text)
    assert is_memory(f" {text}\n")


@pytest.mark.parametrize("text", NO_MEMORIES)
def test_what_tells_of_the_past_stays(text: str) -> None:
    assert not is_memory(text)


NAMES = st.lists(st.one_of(st.text(max_size=12), st.sampled_from([ME, "You", "", "(", "あ"])), max_size=4)
TEXTS = st.one_of(
    st.text(),
    st.sampled_from([text for _, text in BY_FACEBOOK]),
    st.builds("{}{}{}".format, st.text(max_size=5), st.sampled_from([ME, "You ", "あなたが"]), st.text()),
)


@given(NAMES, TEXTS, st.text(max_size=5))
@example(["\ud83d x"], "\ud83d sent an attachment.", "\ud83d x")
@example([""], "", "\0")
def test_no_names_and_no_text_stop_it(names: list[str], text: str, sender: str) -> None:
    sentences = Sentences(names)
    sentences.learn(text)
    assert isinstance(sentences.wrote(text, sender), bool)
    assert isinstance(is_memory(text), bool)


@given(TEXTS)
def test_whether_it_is_known_does_not_hang_on_its_spelling(text: str) -> None:
    sentences = Sentences([ME, FRIEND])
    if sentences.wrote(text, ME) and "\n" not in text:
        assert sentences.wrote(fold(text), ME)

"""A model folder as a generator: what it writes, what it scores, what it says of itself."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from tiny import keras_model, write_model

from textgen import Sampling
from textgen.errors import ModelError
from textgen.generators.base import GeneratorWarning
from textgen.generators.lstm import LSTMGenerator
from textgen.lstm.vocabulary import CODE_POINTS, Vocabulary

LETTERS = "\n|abcdefgh "
WARM = Sampling(1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that learned documents with the delimiter "|" and has an unknown symbol."""
    path = tmp_path_factory.mktemp("models") / "tiny"
    return write_model(
        path, keras_model(12, 12, 9), vocabulary=Vocabulary(LETTERS, unknown=True), delimiter="|"
    )


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a single document, every character of which it knows."""
    path = tmp_path_factory.mktemp("models") / "single"
    return write_model(path, keras_model(11, 12), vocabulary=Vocabulary(LETTERS))


def probabilities(folder: Path, read: str, letters: str = LETTERS) -> Any:
    """What Keras says of the symbol after each character of ``read``, shape (len(read), vocabulary)."""
    model = keras.saving.load_model(folder / "model.keras")
    ids = np.array(
        [[letters.index(character) if character in letters else len(letters) for character in read]]
    )
    return model.predict(ids, verbose=0)[0]


def bits(folder: Path, read: str, text: str) -> float:
    """What Keras says ``text`` costs after ``read``; all of it known."""
    rows = probabilities(folder, read + text)[len(read) - 1 :]
    return -sum(math.log2(row[LETTERS.index(character)]) for row, character in zip(rows, text, strict=False))


def write(
    folder: Path, prompt: str = "", length: int = 200, sampling: Sampling = WARM, **options: Any
) -> str:
    options = {"seed": 1, **options}
    return "".join(LSTMGenerator(folder).generate(prompt, length=length, sampling=sampling, **options))


def test_exactly_as_many_characters_as_asked_for_and_none_unknown(folder):
    for length in (1, 31, 32, 33, 1000):
        text = write(folder, length=length)
        assert len(text) == length
        assert set(text) <= set(LETTERS)


def test_the_unknown_symbol_is_never_written_even_if_it_is_the_likeliest(tmp_path):
    model = keras_model(12, 4)
    kernel, bias = model.layers[-1].get_weights()
    bias[-1] = 50
    model.layers[-1].set_weights([kernel, bias])
    path = write_model(tmp_path / "tiny", model, vocabulary=Vocabulary(LETTERS, unknown=True))
    for sampling in (WARM, Sampling(0), Sampling(1, top_k=1), Sampling(1, top_p=0.1)):
        assert set(write(path, length=300, sampling=sampling)) <= set(LETTERS)


def test_greedy_text_is_what_keras_finds_likeliest(folder):
    text = write(folder, "abc", length=40, sampling=Sampling(0))
    rows = probabilities(folder, "abc" + text)[2:-1, :-1]
    assert text == "".join(LETTERS[number] for number in rows.argmax(-1))


def test_the_same_seed_gives_the_same_text(folder):
    assert write(folder, seed=5) == write(folder, seed=5)
    assert write(folder, seed=5) != write(folder, seed=6)
    assert write(folder, seed=None) != write(folder, seed=None)
    assert write(folder, seed=5, length=500).startswith(write(folder, seed=5, length=40))


def test_texts_of_one_generator_do_not_meddle(folder):
    generator = LSTMGenerator(folder)
    one = generator.generate("ab", length=100, sampling=WARM, seed=1)
    two = generator.generate("ab", length=100, sampling=WARM, seed=1)
    mixed = ["".join(pair) for pair in zip(*zip(one, two, strict=True), strict=True)]
    assert mixed[0] == mixed[1] == write(folder, "ab", length=100)


def test_texts_written_side_by_side_are_those_of_successive_seeds(folder, monkeypatch):
    alone = [write(folder, "ab", seed=seed) for seed in range(7, 12)]

    def together(**options: Any) -> list[str]:
        asked = {"number": 5, "seed": 7, "length": 200, "sampling": WARM, **options}
        return ["".join(text) for text in LSTMGenerator(folder).generate_all("ab", **asked)]

    assert together() == alone
    assert together(stop="a") == [text.partition("a")[0] for text in alone]
    assert together(length=33) == [text[:33] for text in alone]
    monkeypatch.setattr("textgen.generators.lstm.TOGETHER", 2)
    assert together() == alone


def test_texts_side_by_side_may_be_taken_in_any_order(folder):
    texts = list(LSTMGenerator(folder).generate_all("ab", number=3, seed=7, length=200, sampling=WARM))
    texts[1].close()
    assert "".join(texts[2]) == write(folder, "ab", seed=9)
    assert "".join(texts[0]) == write(folder, "ab", seed=7)


def test_how_much_of_a_long_prompt_is_read_is_told_before_the_text_begins(folder):
    told = []
    asked = {"number": 1, "seed": 7, "length": 20, "sampling": WARM}
    texts = LSTMGenerator(folder).generate_all(
        "ab" * 700, **asked, on_reading=lambda done, total: told.append((done, total))
    )
    assert told == sorted(told)
    assert len(told) > 2
    assert {total for _, total in told} == {1400}
    assert "".join(next(texts)) == write(folder, "ab" * 700, seed=7, length=20)


def test_text_ends_before_the_stop(folder):
    whole = write(folder, length=400)
    stop = whole[100:104]
    assert write(folder, length=400, stop=stop) == whole.partition(stop)[0]
    assert write(folder, length=400, stop="not in it") == whole


def test_an_empty_prompt_is_the_start_of_a_document(folder, single):
    for path, start in ((folder, "|"), (single, "\n")):
        assert write(path, "", length=1000) == write(path, start, length=1000)
        assert any(write(path, "", seed=seed) != write(path, "c", seed=seed) for seed in range(20))


def test_strange_characters_of_the_prompt_are_mapped_or_dropped_with_one_warning(folder):
    with pytest.warns(GeneratorWarning) as warned:
        text = write(folder, "ä😀BÄ")
    (warning,) = warned
    assert str(warning.message) == (
        "tiny has never seen these characters of the prompt: 'ä' (read as 'a'), '😀' (left out), "
        "'B' (read as 'b'), 'Ä' (read as 'a')"
    )
    assert text == write(folder, "aba")


def test_a_prompt_in_another_script_is_warned_of_in_one_short_line(folder):
    with pytest.warns(GeneratorWarning, match=r"'丁' \(left out\).* and 980 more$") as warned:
        write(folder, "".join(map(chr, range(ord("一"), ord("一") + 1000))))
    assert len(str(warned[0].message)) < 600


@pytest.mark.parametrize("options", [{"length": 0}, {"length": -1}, {"stop": ""}])
def test_senseless_requests_are_refused_at_once(folder, options):
    with pytest.raises(ValueError, match="must"):
        LSTMGenerator(folder).generate("", **{"length": 5, "sampling": WARM, **options})


def test_a_score_is_what_keras_says(folder):
    score = LSTMGenerator(folder).score("a bad cab|ha", context="gab")
    assert score.bits == pytest.approx(bits(folder, "gab", "a bad cab|ha"), abs=1e-4)
    assert (score.characters, score.bytes) == (12, 12)


def test_a_score_without_context_starts_after_the_delimiter(folder):
    assert LSTMGenerator(folder).score("ab").bits == pytest.approx(bits(folder, "|", "ab"), abs=1e-4)


def test_a_long_text_is_scored_as_one(folder):
    text = write(folder, length=1100)
    generator = LSTMGenerator(folder)
    assert generator.score(text).bits == pytest.approx(bits(folder, "|", text), rel=1e-5)


def test_nothing_costs_nothing(folder):
    score = LSTMGenerator(folder).score("")
    assert (score.bits, score.bytes, score.characters) == (0, 0, 0)


def test_an_unknown_character_costs_its_symbol_and_the_choice_among_the_others(folder):
    rows = probabilities(folder, "|a雪")
    expected = -math.log2(rows[0][LETTERS.index("a")] * rows[1][-1] * rows[2][LETTERS.index("b")])
    score = LSTMGenerator(folder).score("a雪b")
    assert score.bits == pytest.approx(expected + math.log2(CODE_POINTS - len(LETTERS)), abs=1e-4)
    assert (score.characters, score.bytes) == (3, 5)


@pytest.mark.parametrize("name", ["folder", "single"])
def test_the_likelihoods_of_all_characters_add_up_to_one(request, name):
    """So bits of models with and without an unknown symbol compare."""
    generator = LSTMGenerator(request.getfixturevalue(name))
    known = sum(2 ** -generator.score(character, context="ab").bits for character in LETTERS)
    others = (CODE_POINTS - len(LETTERS)) * 2 ** -generator.score("雪", context="ab").bits
    assert known + others == pytest.approx(1, abs=1e-5)
    assert others > 0


def test_it_says_what_it_is(folder):
    described = LSTMGenerator(folder).describe()
    json.dumps(described)
    assert described["name"] == "tiny"
    assert described["kind"] == "lstm"
    assert described["vocabulary"] == 12
    assert described["delimiter"] == "|"
    assert described["corpus"] == "invented"
    assert described["scores"] is True


def test_a_renamed_folder_bears_its_new_name(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "renamed")
    assert LSTMGenerator(tmp_path / "renamed").name == "renamed"


@pytest.mark.parametrize("letters", [LETTERS[:-1], LETTERS + "z"])
def test_a_vocabulary_of_another_size_is_damaged(tmp_path, letters):
    path = write_model(tmp_path / "tiny", keras_model(11, 4), vocabulary=Vocabulary(letters))
    with pytest.raises(
        ModelError, match=rf"it reads 11 and writes 11 symbols, textgen\.json lists {len(letters)}"
    ):
        LSTMGenerator(path)

"""Texts that are kept from repeating themselves and from copying."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tiny import keras_model, write_model

from textgen import Sampling
from textgen.corpus.passages import Passages
from textgen.generators.base import GeneratorWarning
from textgen.generators.lstm import LSTMGenerator
from textgen.lstm.steering import SPARED, RepetitionPenalty
from textgen.lstm.vocabulary import Vocabulary

LETTERS = "\n|abcdefgh "


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> LSTMGenerator:
    path = tmp_path_factory.mktemp("models") / "tiny"
    return LSTMGenerator(write_model(path, keras_model(11, 12, 9), vocabulary=Vocabulary(LETTERS)))


def test_a_character_costs_more_the_longer_the_passage_that_it_repeats():
    steering = RepetitionPenalty(1.5)
    passage = list(range(SPARED + 3))
    for symbol in [*passage, 99]:
        steering.read(symbol)
    for repeated in range(SPARED + 3):
        logits = np.zeros(100, np.float32)
        steering.adjust(logits)
        expected = np.zeros(100, np.float32)
        if repeated >= SPARED:
            expected[passage[repeated]] = -math.log(1.5) * (repeated + 1 - SPARED)
        np.testing.assert_allclose(logits, expected, rtol=1e-6)
        steering.read(passage[repeated])


def test_passages_are_remembered_for_thousands_of_characters_and_memory_is_bounded():
    steering = RepetitionPenalty(2)
    random = np.random.default_rng(1)
    passage = list(range(20))
    for symbol in [*passage, *random.integers(20, 500, 7000), *passage]:
        steering.read(int(symbol))
    logits = np.zeros(500, np.float32)
    steering.adjust(logits)
    assert (logits < 0).sum() == 1
    for symbol in random.integers(0, 500, 50_000):
        steering.read(int(symbol))
    assert len(steering._past) < 20_000


def test_a_text_of_one_letter_takes_no_more_work_for_each_character():
    steering = RepetitionPenalty(1.1)
    for _ in range(3000):
        steering.read(1)
    assert len(steering._runs) < 300
    logits = np.zeros(3, np.float32)
    steering.adjust(logits)
    assert logits[1] < -200
    for symbol in (2, *[1] * SPARED):
        steering.read(symbol)
    logits[:] = 0
    steering.adjust(logits)
    assert logits[1] < 0


def test_the_penalty_ends_loops_and_a_penalty_of_one_changes_nothing(generator):
    def write(penalty: float) -> str:
        sampling = Sampling(0, repetition_penalty=penalty)
        return "".join(generator.generate("ab", length=2000, sampling=sampling, seed=1))

    def repeated(text: str) -> int:
        return len(text) - len({text[start : start + 20] for start in range(len(text))})

    assert write(1) == "".join(generator.generate("ab", length=2000, sampling=Sampling(0), seed=1))
    assert repeated(write(1)) > 1500  # the likeliest character goes in circles
    assert repeated(write(2)) < 500


@pytest.mark.parametrize("settings", [{}, {"temperature": 0}, {"top_k": 2}, {"top_p": 0.3}])
def test_nothing_is_copied_at_any_setting(generator, tmp_path, settings):
    sampling = Sampling(**{"temperature": 1.0, **settings})
    corpus = "".join(generator.generate("ab", length=3000, sampling=sampling, seed=1))
    (tmp_path / "corpus.txt").write_text(corpus, "utf-8")
    avoid = Passages(tmp_path / "corpus.txt", 10)
    avoiding = Sampling(**{"temperature": 1.0, **settings}, avoid=avoid)
    text = "ab" + "".join(generator.generate("ab", length=3000, sampling=avoiding, seed=1))
    assert len(text) == 3002
    assert avoid.copied("ab" + corpus)
    assert avoid.copied(text) == []
    assert all(text[start : start + 10] not in corpus for start in range(3000 - 8))


def test_what_the_prompt_copied_is_not_written_on(generator, tmp_path):
    sampling = Sampling(0)
    (tmp_path / "corpus.txt").write_text(
        "abcdefgh" + "".join(generator.generate("abcdefgh", length=50, sampling=sampling, seed=1)), "utf-8"
    )
    avoid = Passages(tmp_path / "corpus.txt", 9)
    free = next(generator.generate("abcdefgh", length=20, sampling=sampling, seed=1))
    kept = next(generator.generate("abcdefgh", length=20, sampling=Sampling(0, avoid=avoid), seed=1))
    assert free[0] != kept[0]


@pytest.mark.parametrize(
    "settings", [{}, {"top_p": 0.5, "top_k": 1}, {"temperature": 0, "repetition_penalty": 2}]
)
def test_a_text_ends_with_a_warning_where_every_way_on_is_a_copy(tmp_path: Path, settings):
    path = write_model(tmp_path / "two", keras_model(2, 4), vocabulary=Vocabulary("ab"))
    words = [f"{number:010b}".replace("0", "a").replace("1", "b") for number in range(1024)]
    (tmp_path / "all.txt").write_text("".join(words), "utf-8")  # every passage of 8 letters
    avoid = Passages(tmp_path / "all.txt", 8)
    texts = LSTMGenerator(path).generate_all(
        "ab",
        number=2,
        seed=1,
        length=100,
        sampling=Sampling(**{"temperature": 1, "avoid": avoid, **settings}),
    )
    with pytest.warns(GeneratorWarning, match="two ended a text early: every way on would have been a copy"):
        lengths = [len("".join(text)) for text in texts]
    assert lengths == [5, 5]  # with the prompt one less than a copy

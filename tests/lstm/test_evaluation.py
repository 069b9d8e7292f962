"""The measured losses against what Keras says of the same characters."""

from __future__ import annotations

import json
import math
from pathlib import Path

import keras
import numpy as np
import pytest

from textgen import evaluate, load_generator, train
from textgen.errors import CorpusError, ModelError, TextgenError
from textgen.lstm.evaluation import PROTOCOL_LENGTH, PROTOCOL_WINDOWS


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of an invented text with an accent in it."""
    folder = tmp_path_factory.mktemp("evaluation")
    words = np.random.default_rng(5).choice(["été", "hiver", "mai", "le", "la"], 4000)
    (folder / "saisons.txt").write_text(" ".join(words), "utf-8")
    options = {"layers": (10,), "window": 16, "batch_size": 8, "epochs": 2}
    return train(folder / "saisons.txt", **options).folder.resolve()


@pytest.fixture
def vocabulary(model: Path) -> str:
    return str(json.loads((model / "textgen.json").read_text("utf-8"))["vocabulary"])


def log_probabilities(model: Path, ids: np.ndarray) -> np.ndarray:
    """The log-probability of each id after the first, each row from zero states, by Keras."""
    probabilities = keras.saving.load_model(model / "model.keras").predict_on_batch(ids[:, :-1])
    return np.log(np.take_along_axis(probabilities, ids[:, 1:, None], 2)[..., 0])


def test_another_text_is_measured_whole_from_its_second_character_on(
    model: Path, vocabulary: str, tmp_path: Path
) -> None:
    text = "le mai la été hiver " * 20
    (tmp_path / "other.txt").write_text(text, "utf-8")
    (found,) = evaluate(str(model), tmp_path / "other.txt")
    expected = -log_probabilities(model, np.array([[vocabulary.index(c) for c in text]]))
    assert (found.part, found.start, found.characters) == ("whole", 0, len(text) - 1)
    assert found.nats_per_character == pytest.approx(float(expected.mean()), abs=1e-5)
    assert found.bits_per_character == pytest.approx(found.nats_per_character / math.log(2))
    assert found.perplexity == pytest.approx(math.exp(found.nats_per_character))
    bits = found.bits_per_character * found.characters
    assert found.bits_per_byte == pytest.approx(bits / len(text[1:].encode()))


def test_a_long_text_in_many_streams_costs_what_it_costs_in_one(
    model: Path, vocabulary: str, tmp_path: Path
) -> None:
    text = " ".join(np.random.default_rng(8).choice(["été", "hiver", "mai", "le", "la"], 3000))
    (tmp_path / "long.txt").write_text(text, "utf-8")
    (found,) = evaluate(str(model), tmp_path / "long.txt")
    expected = -log_probabilities(model, np.array([[vocabulary.index(c) for c in text]]))
    assert found.characters == len(text) - 1
    # Streams are warmed by 256 characters; what lies farther back matters little, not nothing.
    assert found.nats_per_character == pytest.approx(float(expected.mean()), abs=2e-3)


def test_nanogpts_protocol_is_random_windows_from_empty_context(
    model: Path, vocabulary: str, tmp_path: Path
) -> None:
    text = " ".join(np.random.default_rng(9).choice(["été", "hiver", "mai", "le", "la"], 500))
    (tmp_path / "other.txt").write_text(text, "utf-8")
    _, found = evaluate(str(model), tmp_path / "other.txt", protocol="nanogpt")
    places = np.random.default_rng(0).integers(0, len(text) - PROTOCOL_LENGTH, PROTOCOL_WINDOWS)
    rows = [[vocabulary.index(c) for c in text[place : place + PROTOCOL_LENGTH + 1]] for place in places]
    assert found.protocol == "nanogpt"
    assert found.characters == PROTOCOL_WINDOWS * PROTOCOL_LENGTH
    assert found.nats_per_character == pytest.approx(
        float(-log_probabilities(model, np.array(rows)).mean()), abs=1e-5
    )


def test_characters_that_the_model_lacks_cost_what_they_cost_in_a_score(model: Path, tmp_path: Path) -> None:
    text = "le mai ÿ la Ω été hiver " * 4
    (tmp_path / "other.txt").write_text(text, "utf-8")
    (found,) = evaluate(str(model), tmp_path / "other.txt")
    assert (found.unknown, found.characters) == (8, len(text) - 1)
    score = load_generator(str(model)).score(text[1:], context=text[0])
    assert found.bits_per_character * found.characters == pytest.approx(score.bits, rel=1e-5)
    assert found.bits_per_byte == pytest.approx(score.bits / score.bytes, rel=1e-5)


def test_what_cannot_be_measured_is_refused(model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    (tmp_path / "short.txt").write_text("le la " * 9, "utf-8")
    with pytest.raises(CorpusError, match=r"empty\.txt is too short"):
        evaluate(str(model), tmp_path / "empty.txt")
    with pytest.raises(CorpusError, match=r"nothing\.txt does not exist"):
        evaluate(str(model), tmp_path / "nothing.txt")
    with pytest.raises(CorpusError, match="too few for windows"):
        evaluate(str(model), tmp_path / "short.txt", protocol="nanogpt")
    with pytest.raises(TextgenError, match="unknown protocol"):
        evaluate(str(model), tmp_path / "short.txt", protocol="cake")
    with pytest.raises(ModelError, match="no model"):
        evaluate("nobody")


def test_a_training_text_that_was_edited_has_no_held_out_part_any_more(tmp_path: Path) -> None:
    text = tmp_path / "diary.txt"
    text.write_text("today i wrote a line. " * 100, "utf-8")
    trained = train(text, layers=(4,), window=8, batch_size=4, epochs=1)
    (found,) = evaluate("diary")
    assert (found.part, found.start) == ("held-out", 1980)
    assert found == evaluate("diary", text)[0]
    text.write_text("today i wrote another line. " * 100, "utf-8")
    with pytest.raises(ModelError, match="has changed since diary learned it"):
        evaluate("diary")
    other = tmp_path / "other.txt"
    other.write_text("today i wrote another line. " * 100, "utf-8")
    with pytest.raises(ModelError, match="has changed since diary learned it"):
        evaluate("diary", text)
    (state,) = trained.folder.glob("checkpoint/*/state.json")
    state.write_text("{}", "utf-8")
    assert evaluate("diary", other)[0].part == "whole"
    text.unlink()
    with pytest.raises(ModelError, match="is not here"):
        evaluate("diary")
    assert trained.folder.exists()

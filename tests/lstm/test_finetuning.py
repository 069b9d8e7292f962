"""A training that begins with another model's weights, as a user meets it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from textgen import evaluate, train
from textgen.errors import ModelError
from textgen.lstm import finetuning
from textgen.lstm.architecture import Architecture
from textgen.lstm.events import Event, Plan
from textgen.lstm.vocabulary import Vocabulary

SMALL: dict[str, Any] = {"window": 8, "batch_size": 8, "dropout": 0.0}


def written(path: Path, words: list[str], seed: int) -> Path:
    """An invented text of 4,000 characters."""
    chosen = np.random.default_rng(seed).choice(words, 1500)
    path.write_text(" ".join(chosen)[:4000], "utf-8")
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    train(written(tmp_path / "old.txt", ["tim", "tom", "und"], 1), layers=(12,), epochs=4, **SMALL)
    return Path(os.environ["TEXTGEN_MODELS"]) / "old"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return written(tmp_path / "new.txt", ["tim", "tom", "öd"], 2)


def vocabulary(model: Path) -> str:
    return str(json.loads((model / "textgen.json").read_text("utf-8"))["vocabulary"])


def test_the_vocabulary_grows_and_nothing_that_was_known_is_lost(old: Path, new: Path) -> None:
    events: list[Event] = []
    result = train(new, init_from="old", epochs=1, on_event=events.append, **SMALL)
    assert vocabulary(result.folder) == vocabulary(old) + "ö"
    assert "u" in vocabulary(result.folder)
    [plan] = [event for event in events if isinstance(event, Plan)]
    assert plan.settings.layers == (12,)
    assert plan.settings.learning_rate == pytest.approx(0.08 / 4)
    assert any("weights of old, and 1 new character." in event for event in events if isinstance(event, str))
    manifest = json.loads((result.folder / "textgen.json").read_text("utf-8"))
    assert manifest["training"]["init_from"] == "old"
    assert "--init-from old" in manifest["training"]["command"]
    rate = plan.settings.learning_rate
    begun_anew = train(new, model="anew", layers=(12,), epochs=1, learning_rate=rate, **SMALL)
    assert result.validation_loss < begun_anew.validation_loss


def test_before_the_first_step_old_characters_are_predicted_as_before(old: Path, new: Path) -> None:
    origin = finetuning.read("old")
    grown = finetuning.grown_vocabulary(origin.vocabulary, {"t": 5, "ö": 3, "é": 1}, min_count=2)
    assert (grown.characters, grown.unknown) == (origin.vocabulary.characters + "ö", True)
    weights = finetuning.grown_weights(origin, grown)
    ids = grown.encode("tim und tom")[np.newaxis].astype(np.int32)
    model = keras.saving.load_model(old / "model.keras")
    before = model.predict_on_batch(ids)
    from textgen.lstm.architecture import build

    larger = build(Architecture(grown.size, 64, (12,)))
    larger.set_weights(weights)
    after = larger.predict_on_batch(ids)
    np.testing.assert_allclose(
        after[..., :-2] / after[..., :-2].sum(-1, keepdims=True), before, rtol=1e-4, atol=1e-6
    )
    assert after[..., -2:].max() < before.max()


def test_the_unknown_symbol_stays_the_last(old: Path) -> None:
    known = Vocabulary("ab", unknown=True)
    grown = finetuning.grown_vocabulary(known, {"a": 9, "c": 9}, min_count=1)
    assert (grown.characters, grown.unknown) == ("abc", True)
    array = np.arange(3, dtype=np.float32)
    origin = finetuning.Origin(
        "x", "", 0, known, Architecture(3, None, (1,)),
        [np.eye(3, dtype=np.float32), np.tile(array[:, None], 4), np.zeros((1, 4), np.float32),
         np.zeros(4, np.float32), array[None], array],
    )  # fmt: skip
    table, kernel, *_, bias = finetuning.grown_weights(origin, grown)
    np.testing.assert_array_equal(table, np.eye(4))
    np.testing.assert_array_equal(kernel[:, 0], [0, 1, 1, 2])
    np.testing.assert_array_equal(bias, [0, 1, 1, 2])


def test_a_resumed_fine_tuning_goes_on_from_its_own_weights(old: Path, new: Path) -> None:
    whole = train(new, model="whole", init_from="old", epochs=2, **SMALL)
    part = train(new, model="part", init_from=str(old), epochs=2, until=99, **SMALL)
    assert part.steps < whole.steps
    resumed = train(model="part", resume=True, epochs=2, until=0.001)
    assert resumed.steps == whole.steps
    assert resumed.validation_loss == pytest.approx(whole.validation_loss, abs=1e-6)


def test_the_tutorials_one_hot_model_can_learn_on(old: Path, tmp_path: Path, new: Path) -> None:
    train(tmp_path / "old.txt", model="hot", recipe="tutorial", layers=(8,), epochs=1, window=10)
    result = train(new, init_from="hot", epochs=1, **SMALL)
    model = keras.saving.load_model(result.folder / "model.keras")
    size = len(vocabulary(result.folder))
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], np.eye(size))
    (measured,) = evaluate("new")
    assert measured.nats_per_character == pytest.approx(result.validation_loss, abs=1e-5)


def test_what_does_not_fit_is_refused(old: Path, new: Path) -> None:
    with pytest.raises(ModelError, match="--layers 9 does not fit --init-from: old has 12"):
        train(new, init_from="old", layers=(9,))
    with pytest.raises(ModelError, match="no model 'nothing'"):
        train(new, init_from="nothing")
    for more in ({}, {"epochs": 9}):
        with pytest.raises(ModelError, match="is not, or no longer, the text") as caught:
            train(new, model="old", resume=True, **more)
        assert f"textgen train {new} --model OTHER --init-from old" in caught.value.hint
    assert not (old.parent / "new").exists()


def test_a_text_that_was_learned_before_is_said(old: Path, tmp_path: Path) -> None:
    said: list[Event] = []
    options = {"init_from": "old", "epochs": 1, "validation_split": 0.5, **SMALL}
    train(tmp_path / "old.txt", model="again", on_event=said.append, **options)
    assert any("better than it is" in event for event in said if isinstance(event, str))

"""The search for recipes trains what the trainer trains, and tells the truth about what it did."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import recipes

from textgen.lstm.architecture import Architecture, initial_weights
from textgen.lstm.network import TrainingNetwork

SYMBOLS, BATCH, WINDOW = 11, 4, 8


@pytest.mark.parametrize("implementation", ["float32", "bfloat16"])
def test_without_what_only_the_search_knows_a_step_is_the_trainers(implementation: str) -> None:
    architecture = Architecture(SYMBOLS, 5, (7, 6))
    weights = initial_weights(architecture, seed=3)
    recipe = recipes.Recipe(batch=BATCH, window=WINDOW, dropout=0.3, implementation=implementation)
    options: dict[str, Any] = {"batch": BATCH, "dropout": 0.3, "clip": 1.0, "seed": 1}
    theirs = TrainingNetwork(architecture, weights, implementation=implementation, **options)
    ours = recipes.network_class()(recipe, architecture, weights, 1)
    for step in range(1, 4):
        windows = np.random.default_rng(step).integers(0, SYMBOLS, (BATCH, WINDOW + 1)).astype(np.int32)
        losses = [each.train_step(windows, step=step, learning_rate=0.01) for each in (ours, theirs)]
        assert losses[0] == pytest.approx(losses[1], abs=1e-5)
    for our, their in zip(ours.weights(), theirs.weights(), strict=True):
        np.testing.assert_allclose(our, their, atol=1e-3)


def test_what_was_trained_is_not_trained_again_and_every_change_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "abc.txt"
    text.write_text("abcabd " * 700, "utf-8")
    small = "layers=8 embedding=6 batch=4 window=8 implementation=float32"
    everything = "recurrent=0.2 blank=0.1 smoothing=0.1 decay=0.1 mask=step inputs=0.2"
    everything += " schedule=linear forget=2.0 scale=0.5"
    command = ["recipes.py", str(text), small, f"{small} {everything}", f"{small} tied=1", "--epochs", "1"]
    monkeypatch.setattr(sys, "argv", [*command, "--csv", str(tmp_path / "recipes.csv")])
    recipes.main()
    first = capsys.readouterr().out
    assert len({line.split("held out")[1].split()[0] for line in first.splitlines()}) == 3
    monkeypatch.setattr(recipes, "train", lambda *given: pytest.fail("trained again"))
    recipes.main()
    assert capsys.readouterr().out == first

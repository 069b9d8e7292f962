"""How the implementation of a training step is chosen."""

from __future__ import annotations

from collections.abc import Callable

from textgen.lstm import implementations
from textgen.lstm.architecture import Architecture, initial_weights
from textgen.lstm.network import TrainingNetwork


def networks(architecture: Architecture) -> Callable[[str], TrainingNetwork]:
    weights = initial_weights(architecture, seed=1)
    return lambda name: TrainingNetwork(
        architecture, weights, batch=8, dropout=0.1, clip=1.0, implementation=name
    )


def choose(
    architecture: Architecture, minutes: float | None = None
) -> tuple[implementations.Choice, list[str]]:
    said: list[str] = []
    chosen = implementations.choose(
        architecture, networks(architecture), batch=8, window=4, minutes=minutes, say=said.append
    )
    return chosen, said


def test_small_and_hard_sigmoid_layers_are_exact_without_a_measurement() -> None:
    for architecture in (Architecture(9, 4, (64, 32)), Architecture(9, None, (128,), "hard_sigmoid")):
        chosen, said = choose(architecture)
        assert chosen == ("float32", "", 0.0)
        assert not said


def test_a_training_of_seconds_is_not_held_up_by_a_measurement() -> None:
    assert choose(Architecture(9, 4, (128,)), minutes=0.5) == (("float32", "", 0.0), [])


def test_what_was_measured_is_told_and_fits_the_choice() -> None:
    architecture = Architecture(9, 4, (128,))
    chosen, said = choose(architecture)
    if not implementations.bfloat16_may_be_faster(architecture):
        assert chosen == ("float32", "", 0.0)
        return
    assert said == ["Measuring whether bfloat16 is faster here …"]
    gain = float(chosen.reason.split()[2])
    assert (gain >= implementations.BFLOAT16_GAIN) == (chosen.name == "bfloat16")
    assert chosen.seconds > 0

from __future__ import annotations

from dataclasses import replace

import pytest

from textgen.errors import ModelError, TextgenError
from textgen.lstm.data import Survey
from textgen.lstm.recipe import Options, Settings, decide


def text_of(characters: int, alphabet: int = 60) -> Survey:
    return Survey("0" * 64, characters, dict.fromkeys(map(chr, range(65, 65 + alphabet)), characters))


def test_the_model_grows_with_the_text_and_shrinks_with_the_time() -> None:
    units = [decide(Options(), text_of(size)).layers[0] for size in (20_000, 100_000, 300_000)]
    assert units == [128, 256, 512]
    for minutes, expected in ((0.5, 128), (1, 256), (4, 512), (30, 1024)):
        settings = decide(Options(minutes=minutes), text_of(2_000_000))
        assert settings.layers == (expected,)
        assert (f"{minutes:g} minutes" in settings.reasons["layers"]) == (expected != 512)


def test_dropout_grows_with_parameters_over_characters_and_with_the_times_they_are_read() -> None:
    small, large = decide(Options(), text_of(1_000_000)), decide(Options(), text_of(30_000_000))
    assert 0.5 >= small.dropout > large.dropout >= 0
    short, long = (
        decide(Options(epochs=2), text_of(1_000_000)),
        decide(Options(epochs=10), text_of(1_000_000)),
    )
    assert 0 < short.dropout < long.dropout
    assert decide(Options(minutes=4), text_of(1_115_394)).dropout == 0.15


def test_the_learning_rate_falls_with_the_width_and_the_steps_and_is_told() -> None:
    short = [decide(Options(epochs=2, layers=(units,)), text_of(1_000_000)) for units in (128, 256, 512)]
    assert [settings.learning_rate for settings in short] == [0.08, 0.08, 0.04]
    assert short[2].reasons["learning_rate"] == "for 512 units"
    assert decide(Options(epochs=2, layers=(512, 512)), text_of(1_000_000)).learning_rate == 0.02
    long = decide(Options(epochs=40), text_of(1_000_000))
    assert long.learning_rate == pytest.approx(0.08 * (1500 / (40 * 900_000 / 2048)) ** 0.5, rel=0.05)
    assert long.reasons["learning_rate"] == "for 512 units and 17,578 steps"
    assert decide(Options(minutes=4), text_of(1_115_394)).learning_rate == 0.04
    assert "learning_rate" not in decide(Options(learning_rate=0.1), text_of(2_000_000)).reasons


def test_without_a_limit_training_ends_after_half_an_hour() -> None:
    settings = decide(Options(), text_of(1_000_000))
    assert settings.minutes == 30
    assert "no limit" in settings.reasons["epochs"]
    assert decide(Options(epochs=3), text_of(1_000_000)).minutes is None
    assert decide(Options(minutes=600), text_of(1_000_000)).epochs == 40


def test_what_a_person_asks_for_is_what_is_done() -> None:
    options = Options(
        layers=(7, 9), window=10, batch_size=4, learning_rate=0.1, dropout=0.0, validation_split=0.2, seed=9
    )
    settings = decide(options, text_of(10_000))
    for name, value in options.given().items():
        assert getattr(settings, name) == value


def test_too_many_streams_for_the_text_are_lowered_and_said() -> None:
    settings = decide(Options(batch_size=500), text_of(10_000))
    assert settings.batch_size == 9000 // (4 * settings.window)
    assert "500 streams" in settings.reasons["batch_size"]


def test_a_text_shorter_than_a_window_is_refused_with_the_length_it_needs() -> None:
    with pytest.raises(ModelError, match=r"a window of 32 .* needs at least 38"):
        decide(Options(), text_of(36))
    assert decide(Options(), text_of(38)).batch_size == 1


def test_the_tutorials_defaults_are_the_tutorials() -> None:
    settings = decide(Options(recipe="tutorial"), text_of(1_000_000))
    assert (settings.layers, settings.window, settings.step) == ((128, 128), 60, 3)
    assert (settings.learning_rate, settings.optimizer) == (1e-2, "rmsprop")
    assert (settings.epochs, settings.examples_per_epoch, settings.batch_size) == (150, 10_000, 128)
    assert (settings.validation_split, settings.display_length) == (0.0625, 120)
    assert (settings.sample_every, settings.embedding) == (5, None)


@pytest.mark.parametrize("option", ["step", "examples_per_epoch", "display_length"])
def test_the_tutorials_options_are_refused_elsewhere(option: str) -> None:
    with pytest.raises(TextgenError, match=f"--{option.replace('_', '-')} belongs to the tutorial"):
        decide(Options(**{option: 5}), text_of(100_000))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("layers", ()),
        ("layers", (0,)),
        ("dropout", 1.0),
        ("minutes", 0),
        ("recipe", "cake"),
        ("epochs", 0),
        ("seed", -1),
    ],
)
def test_values_out_of_range_are_refused_by_name(option: str, value: object) -> None:
    with pytest.raises(TextgenError, match=option):
        decide(Options(**{option: value}), text_of(100_000))  # type: ignore[arg-type]


def test_a_large_alphabet_loses_its_rarest_characters_and_says_so() -> None:
    settings = decide(Options(), text_of(1_000_000, alphabet=4000))
    assert settings.min_count == 5
    assert "4,000 different characters" in settings.reasons["min_count"]


def test_models_that_could_not_be_opened_are_not_trained() -> None:
    with pytest.raises(TextgenError, match="leaves no character"):
        decide(Options(min_count=20_000), text_of(10_000))
    with pytest.raises(ModelError, match="too many to feed one-hot"):
        decide(Options(recipe="tutorial"), text_of(100_000, alphabet=3000))
    with pytest.raises(ModelError, match=r"8192 units have .* GB in training"):
        decide(Options(layers=(8192,)), text_of(100_000))


def test_settings_survive_json() -> None:
    settings = decide(Options(minutes=2), text_of(1_000_000))
    assert settings.reasons
    assert Settings.from_json(settings.to_json()) == replace(settings, reasons={})


def test_an_implementation_that_does_not_exist_or_does_not_suit_is_refused() -> None:
    with pytest.raises(TextgenError, match="unknown implementation 'fast'") as caught:
        decide(Options(implementation="fast"), text_of(100_000))
    assert "float32, bfloat16, keras" in caught.value.hint
    with pytest.raises(TextgenError, match="lacks the hard-sigmoid gates"):
        decide(Options(recipe="tutorial", implementation="bfloat16"), text_of(100_000))


def test_settings_of_before_averaging_are_read_as_they_were() -> None:
    written = decide(Options(epochs=2), text_of(1_000_000)).to_json()
    for name in ("averaging", "final_rate"):
        del written[name]
    old = Settings.from_json({**written, "decay": True})
    assert (old.averaging, old.final_rate) == (0.0, 0.01)
    assert Settings.from_json({**written, "decay": False}).final_rate == 1.0

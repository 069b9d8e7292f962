"""What to train with: the options a person gave, and defaults that come from the corpus."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from textgen.errors import ModelError, TextgenError
from textgen.lstm import implementations
from textgen.lstm.architecture import Architecture
from textgen.lstm.data import Survey
from textgen.lstm.vocabulary import Vocabulary

MINUTES_WITHOUT_LIMIT = 30.0
MOST_EPOCHS = 40  # unless a person asks for more
PARAMETERS_PER_SECOND = 5e10  # parameters × characters learned in a second on two cores
RATE_OF_512_UNITS, HIGHEST_RATE = 0.04, 0.08  # falls as the units grow,
STEPS_OF_HIGHEST_RATE = 1500  # and with the square root of the steps beyond these
FINAL_RATE = 0.1  # what the learning rate falls to, as a share of the highest; averaging does the rest
AVERAGING = 0.1  # the width of the average of the weights, as a share of the steps so far
WEIGHT_DECAY = 0.1  # makes such rates possible: docs/recipes.md has the measurements
DROPOUT_OF_ONE_EPOCH = 0.05  # grows with the square root of the epochs
LARGEST_ONE_HOT = 2000  # symbols
LARGEST_MODEL = 2**28  # parameters, 1 GiB: no larger model is read
TUTORIAL_ONLY = ("step", "examples_per_epoch", "display_length")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a person may ask of a training; None is "choose for me".

    Args:
        recipe: "default", or "tutorial": the 2019 TensorFlow.js tutorial's own.
        init_from: The name or the folder of a model to begin with.
        layers: The units of each LSTM layer.
        window: Characters per step of truncated back-propagation; for the tutorial, per example.
        batch_size: Parallel streams; for the tutorial, examples.
        learning_rate: The highest learning rate.
        dropout: The share of features dropped, 0 to below 1.
        validation_split: The share of the text that is held out, at its end.
        min_count: Rarer characters become one unknown symbol.
        sample_every: Show samples every so many evaluations; 0 never.
        seed: What every random number comes from.
        implementation: How a step is computed, one of ``implementations.NAMES``.
        epochs: Stop after so many readings of the training text.
        minutes: Stop after so many minutes of training with its evaluations.
        until: Stop when the validation loss is so low, in nats per character.
        step: Tutorial only: the distance of the places where examples may begin.
        examples_per_epoch: Tutorial only.
        display_length: Tutorial only: the length of the samples shown.
    """

    recipe: str = "default"
    init_from: str | None = None
    layers: tuple[int, ...] | None = None
    window: int | None = None
    batch_size: int | None = None
    learning_rate: float | None = None
    dropout: float | None = None
    validation_split: float | None = None
    min_count: int | None = None
    sample_every: int | None = None
    seed: int | None = None
    implementation: str | None = None
    epochs: int | None = None
    minutes: float | None = None
    until: float | None = None
    step: int | None = None
    examples_per_epoch: int | None = None
    display_length: int | None = None

    def given(self) -> dict[str, Any]:
        """The options that were asked for, by name."""
        return {
            option.name: value
            for option in fields(self)
            if (value := getattr(self, option.name)) is not None and value != option.default
        }


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every option of a training, decided."""

    recipe: str
    layers: tuple[int, ...]
    embedding: int | None
    recurrent_activation: str
    window: int
    batch_size: int
    learning_rate: float
    warm_up: int
    final_rate: float
    optimizer: str
    weight_decay: float
    averaging: float
    clip: float | None
    dropout: float
    validation_split: float
    min_count: int
    sample_every: int
    display_length: int
    seed: int
    epochs: int | None
    minutes: float | None
    until: float | None = None
    step: int | None = None
    examples_per_epoch: int | None = None
    init_from: str | None = None  # the name of the model that gave the first weights
    implementation: str | None = None  # None: to be chosen when the training begins
    reasons: dict[str, str] = field(default_factory=dict)

    def architecture(self, vocabulary: Vocabulary) -> Architecture:
        """The model's shape."""
        return Architecture(vocabulary.size, self.embedding, self.layers, self.recurrent_activation)

    def to_json(self) -> dict[str, Any]:
        """Every setting, as ``textgen.json`` keeps it; the reasons are for the person at the start."""
        data = {**asdict(self), "layers": list(self.layers)}
        del data["reasons"]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Settings:
        """The settings that ``to_json`` wrote."""
        known = {**data, "layers": tuple(data["layers"])}
        older = {"implementation": "float32", "weight_decay": 0.0, "averaging": 0.0}  # than these settings
        if "decay" in known:
            older["final_rate"] = 0.01 if known.pop("decay") else 1.0
        return cls(**{**older, **known})


def decide(options: Options, survey: Survey) -> Settings:
    """Fill in what was left open.

    Args:
        options: What was asked for.
        survey: The text.

    Raises:
        ModelError: the text is too short for the window.
        TextgenError: an option is out of range, or belongs to the other recipe.
    """
    _check_ranges(options)
    settings = _tutorial(options, survey) if options.recipe == "tutorial" else _default(options, survey)
    _check_alphabet(settings, survey)
    training = int(survey.characters * (1 - settings.validation_split))
    if training <= settings.window or training == survey.characters:
        raise ModelError(
            f"the text has {survey.characters:,} characters; a window of {settings.window} with "
            f"{settings.validation_split:g} held out needs at least "
            f"{math.ceil((settings.window + 1) / (1 - settings.validation_split)) + 1:,}",
            hint="Collect more text (300,000 characters are a good start), or give a smaller --window.",
        )
    return settings


def _default(options: Options, survey: Survey) -> Settings:
    unfit = [name for name in TUTORIAL_ONLY if getattr(options, name) is not None]
    if unfit:
        raise TextgenError(
            f"--{unfit[0].replace('_', '-')} belongs to the tutorial's recipe",
            hint="Add --recipe tutorial, or leave the option out.",
        )
    reasons: dict[str, str] = {}
    split = _or(options.validation_split, 0.1)
    training = int(survey.characters * (1 - split))
    window = _or(options.window, 32)
    minutes, epochs = options.minutes, options.epochs
    if minutes is None and epochs is None:
        minutes = MINUTES_WITHOUT_LIMIT
        epochs = max(15, min(MOST_EPOCHS, round(6_000_000 / max(1, training))))
        reasons["epochs"] = f"no limit was given; {minutes:g} minutes at most"
    elif epochs is None:
        epochs = MOST_EPOCHS
        reasons["epochs"] = "at most; what more readings teach is the text by heart"
    layers = options.layers
    if layers is None:
        units = _units(training, options.minutes)
        layers = (units,)
        reasons["layers"] = f"for {training:,} characters of training text"
        if units != _units(training, None):
            reasons["layers"] += f" and {minutes:g} minutes"
    batch = _or(options.batch_size, 64)
    fits = max(1, training // (4 * window))
    if batch > fits:
        reasons["batch_size"] = f"{batch} streams would be shorter than four windows each"
        batch = fits
    parameters = sum(4 * units * (units + 65) for units in layers)
    readings = _readings(parameters, training, minutes, epochs)
    dropout = options.dropout
    if dropout is None:
        dropout, reasons["dropout"] = _dropout(parameters, training, readings)
    rate = options.learning_rate
    if rate is None:
        rate, reasons["learning_rate"] = _learning_rate(layers, readings * training / (batch * window))
    return Settings(
        recipe="default",
        layers=layers,
        embedding=64,
        recurrent_activation="sigmoid",
        window=window,
        batch_size=batch,
        learning_rate=rate,
        warm_up=200,
        final_rate=FINAL_RATE,
        optimizer="adam",
        weight_decay=WEIGHT_DECAY,
        averaging=AVERAGING,
        clip=1.0,
        dropout=dropout,
        validation_split=split,
        min_count=_or(options.min_count, _min_count(survey, reasons)),
        sample_every=_or(options.sample_every, 3),
        display_length=200,
        seed=_or(options.seed, 1),
        epochs=epochs,
        minutes=minutes,
        implementation=options.implementation,
        until=options.until,
        reasons=reasons,
    )


def _tutorial(options: Options, survey: Survey) -> Settings:
    if options.implementation == "bfloat16":
        raise TextgenError(
            "--implementation bfloat16 lacks the hard-sigmoid gates of the tutorial's recipe",
            hint="There is for it: float32, keras.",
        )
    reasons: dict[str, str] = {}
    window, stride = _or(options.window, 60), _or(options.step, 3)
    split, examples = _or(options.validation_split, 0.0625), _or(options.examples_per_epoch, 10_000)
    fits = max(1, (int(survey.characters * (1 - split)) - window - 1) // stride + 1)
    batch = _or(options.batch_size, 128)
    if batch > min(fits, examples):
        reasons["batch_size"] = f"{batch} are more than the {min(fits, examples)} examples of an epoch"
        batch = min(fits, examples)
    return Settings(
        recipe="tutorial",
        layers=options.layers or (128, 128),
        embedding=None,
        recurrent_activation="hard_sigmoid",
        window=window,
        batch_size=batch,
        learning_rate=_or(options.learning_rate, 1e-2),
        warm_up=0,
        final_rate=1.0,
        optimizer="rmsprop",
        weight_decay=0.0,
        averaging=0.0,
        clip=None,
        dropout=_or(options.dropout, 0.0),
        validation_split=split,
        min_count=_or(options.min_count, 1),
        sample_every=_or(options.sample_every, 5),
        display_length=_or(options.display_length, 120),
        seed=_or(options.seed, 1),
        epochs=options.epochs if options.epochs or options.minutes else 150,
        minutes=options.minutes,
        until=options.until,
        step=stride,
        examples_per_epoch=examples,
        implementation=options.implementation,
        reasons=reasons,
    )


def _check_alphabet(settings: Settings, survey: Survey) -> None:
    kept = sum(count >= settings.min_count for count in survey.counts.values())
    if not kept and survey.counts:
        raise TextgenError(
            f"--min-count {settings.min_count} leaves no character of the text",
            hint=f"Give at most {max(survey.counts.values())}: so often the most frequent one occurs.",
        )
    if settings.embedding is None and kept > LARGEST_ONE_HOT:
        raise ModelError(
            f"the text has {kept:,} different characters, too many to feed one-hot",
            hint="Use the default recipe, or make rare characters one unknown symbol: --min-count N.",
        )
    features = settings.embedding or kept
    parameters = Architecture(kept + 1, features, settings.layers).parameters
    if parameters > LARGEST_MODEL:
        raise ModelError(
            f"layers of {','.join(map(str, settings.layers))} units have {parameters:,} parameters, "
            f"{parameters * 16 / 1e9:.0f} GB in training",
            hint=f"Give smaller --layers: at most {LARGEST_MODEL:,} parameters can be trained.",
        )


def _units(characters: int, minutes: float | None) -> int:
    """The units of one layer: about four parameters for a character, and fewer for a short time."""
    sizes = ((800_000, 1024), (200_000, 512), (50_000, 256))
    by_size = next((units for least, units in sizes if characters >= least), 128)
    times = ((20, 1024), (3, 512), (0.75, 256))
    by_time = 512 if minutes is None else next((units for least, units in times if minutes >= least), 128)
    return min(by_size, by_time)


def _readings(parameters: int, characters: int, minutes: float | None, epochs: int) -> float:
    """How often the text will be read.

    The time is turned into epochs by a typical speed of two cores, so that what depends on it does not
    depend on how busy the computer is.
    """
    by_time = math.inf if minutes is None else 60 * minutes * PARAMETERS_PER_SECOND / parameters / characters
    return min(by_time, epochs)


def _learning_rate(layers: tuple[int, ...], steps: float) -> tuple[float, str]:
    """The wider a model and the longer its training, the lower."""
    units = sum(layers)
    by_units = min(HIGHEST_RATE, RATE_OF_512_UNITS * 512 / units)
    by_steps = HIGHEST_RATE * math.sqrt(STEPS_OF_HIGHEST_RATE / max(1.0, steps))
    reason = f"for {units:,} units" + (f" and {steps:,.0f} steps" if by_steps < by_units else "")
    return float(f"{min(by_units, by_steps):.2g}"), reason


def _dropout(parameters: int, characters: int, readings: float) -> tuple[float, str]:
    """More dropout the more often a text is read, and the more parameters there are to learn it by heart."""
    exact = min(0.4, DROPOUT_OF_ONE_EPOCH * math.sqrt(readings) * min(1.0, parameters / characters))
    times = f"{readings:.2g}" if readings < 10 else f"{readings:,.0f}"
    reason = f"{parameters:,} parameters read {characters:,} characters about {times} times"
    return round(0.05 * round(exact / 0.05), 2), reason


def _min_count(survey: Survey, reasons: dict[str, str]) -> int:
    """Keep every character of a small alphabet; in a large one, drop what is seen once in 200,000."""
    if len(survey.counts) <= 128:
        return 1
    reasons["min_count"] = f"{len(survey.counts):,} different characters"
    return max(2, survey.characters // 200_000)


def _check_ranges(options: Options) -> None:
    if options.recipe not in {"default", "tutorial"}:
        raise TextgenError(f"unknown recipe {options.recipe!r}", hint="There is: default, tutorial.")
    if options.implementation not in {None, *implementations.NAMES}:
        raise TextgenError(
            f"unknown implementation {options.implementation!r}",
            hint=f"There is: {', '.join(implementations.NAMES)}.",
        )
    if options.layers is not None and (not options.layers or min(options.layers) < 1):
        raise TextgenError(
            f"layers of {','.join(map(str, options.layers))} units cannot be trained",
            hint="Give one number from 1 on for each layer, as in --layers 128,128.",
        )
    for name, low, high in (
        ("window", 1, 1000),
        ("batch_size", 1, 100_000),
        ("learning_rate", 1e-9, 10),
        ("dropout", 0, 0.95),
        ("validation_split", 0.0001, 0.9),
        ("min_count", 1, None),
        ("sample_every", 0, None),
        ("seed", 0, 2**31 - 1),
        ("epochs", 1, None),
        ("minutes", 0.01, None),
        ("until", 0.001, 100),
        ("step", 1, None),
        ("examples_per_epoch", 1, None),
        ("display_length", 1, None),
    ):
        value = getattr(options, name)
        if value is not None and not (low <= value and (high is None or value <= high)):
            bounds = f"at least {low}" if high is None else f"from {low} to {high}"
            raise TextgenError(
                f"--{name.replace('_', '-')} {value} is out of range", hint=f"Give a value {bounds}."
            )


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value

"""The sentences of a report are true: they follow from its numbers and say what is not known."""

from __future__ import annotations

from dataclasses import replace

import made

from textgen.comparison import findings
from textgen.comparison.results import Comparison, Text, Value


def scored(one: Value, other: Value) -> Comparison:
    """A comparison of two that predict a text so well."""
    comparison = made.comparison()
    settings = comparison.settings
    generators = (
        made.generator("anna", settings, measured=made.measured(1, bits_per_byte=one)),
        made.generator("bert", settings, measured=made.measured(1, bits_per_byte=other)),
    )
    return replace(comparison, generators=generators)


def test_the_summary_says_what_was_done_and_found() -> None:
    said = " ".join(findings.summary(made.comparison()))
    assert "keeper and gpt2 wrote on from the same 2 prompts, twice each, 240 characters at a time." in said
    assert "keeper needs 2.000 bits for a byte" in said
    assert "For gpt2 this is not measured: cannot score." in said
    assert "100.0 % of what keeper wrote and 80.0 % of what gpt2 wrote stand word for word" in said
    assert "(90.0 % of what the real author wrote)" in said
    assert "keeper wrote 1.2 times as fast as gpt2: 900 characters a second against 720." in said


def test_who_predicts_best_is_said_with_what_chance_may_do() -> None:
    apart = " ".join(findings.summary(scored(Value(2.1, 2.05, 2.15), Value(1.9, 1.85, 1.95))))
    assert (
        "bert foresees the held-out text best: a byte of it costs 1.900 bits, against 2.100 for anna" in apart
    )
    assert "do not overlap" in apart
    near = " ".join(findings.summary(scored(Value(2.1, 1.9, 2.3), Value(1.9, 1.7, 2.1))))
    assert "the intervals overlap, so it may be chance" in near
    unknown = " ".join(findings.summary(scored(Value(2.1), Value(1.9))))
    assert "how much of this is chance was not measured" in unknown
    same = " ".join(findings.summary(scored(Value(1.9, 1.8, 2), Value(1.9, 1.8, 2))))
    assert "anna and bert foresee the held-out text equally well: a byte of it costs 1.900 bits" in same
    assert "best" not in same
    assert "about as fast as" in same


def test_what_was_not_measured_is_never_a_number() -> None:
    comparison = made.comparison()
    unknown = {name: Value(None, not_measured="the training text has changed") for name in made.METRICS}
    generators = tuple(
        replace(one, measured=replace(one.measured, metrics=unknown)) for one in comparison.generators
    )
    gone = Text(found=False, reason="it has changed since")
    said = findings.summary(replace(comparison, generators=generators, corpus=gone, reference=None))
    assert "Whether they copied is not measured: the training text has changed." in " ".join(said)
    assert "0" not in "".join(said[1:])
    assert "The training text was not used: it has changed since." in findings.caveats(
        replace(comparison, corpus=gone)
    )


def test_failures_are_said_first() -> None:
    comparison = made.comparison()
    down = made.generator("down", comparison.settings, answers=(), failed="connection refused")
    broken = replace(comparison.generators[0].answers[0], error="cut off")
    partly = replace(
        comparison.generators[0], answers=(broken, *comparison.generators[0].answers[1:]), failed="cut off"
    )
    said = findings.summary(replace(comparison, generators=(partly, down)))
    assert said[0].startswith("keeper wrote on from")
    assert said[0].endswith("keeper wrote only 3 of 4 texts: cut off. down failed: connection refused.")
    (only,) = findings.summary(replace(comparison, generators=(down,)))
    assert only.startswith("Nobody wrote on")


def test_the_caveats_name_what_is_uncertain() -> None:
    told = " ".join(findings.caveats(made.comparison()))
    assert "4 texts of each is a small sample" in told
    first, second = made.comparison().generators
    some = replace(made.comparison(), generators=(replace(first, answers=first.answers[:1]), second))
    assert "1 to 4 texts of each is a small sample" in " ".join(findings.caveats(some))
    assert "The held-out text may have been part of what gpt2 learned: nobody says." in told
    assert "keeper" not in told
    assert "gpt2 could not honour every setting" in told


def test_the_best_is_nobody_where_there_is_nothing_to_win() -> None:
    values = {"a": Value(0.3), "b": Value(0.5), "c": Value(None)}
    assert findings.best(values, "bits_per_byte", None) == {"a"}
    assert findings.best(values, "characters_per_second", None) == {"b"}
    assert findings.best(values, "copied_20", Value(0.45)) == {"b"}
    assert findings.best(values, "copied_20", None) == set()
    assert findings.best({"a": Value(1), "b": Value(1)}, "divergence", None) == set()
    assert findings.best({"a": Value(1), "b": Value(None)}, "divergence", None) == set()


def test_generators_of_one_name_are_told_apart_by_their_addresses() -> None:
    comparison = made.comparison()
    twins = tuple(replace(one, name="gpt2", address=f"hf:{k}") for k, one in enumerate(comparison.generators))
    assert list(findings.labels(replace(comparison, generators=twins))) == ["hf:0", "hf:1"]


def test_a_winner_that_may_have_read_the_text_is_said_to() -> None:
    comparison = scored(Value(2.1, 2.05, 2.15), Value(1.9, 1.85, 1.95))
    other = {**comparison.generators[1].describe, "corpus": "everything", "corpus_sha256": "cd" * 32}
    reader = replace(comparison.generators[1], describe=other)
    comparison = replace(comparison, generators=(comparison.generators[0], reader))
    said = " ".join(findings.summary(comparison))
    assert "bert foresees the held-out text best, though it may have read it before: a byte" in said


def test_who_repeats_himself_is_told_so() -> None:
    comparison = made.comparison()
    looping = made.generator("loop", comparison.settings, measured=made.measured(1, repetition=Value(0.198)))
    reference = replace(comparison.reference, measured=made.measured(0.9, repetition=Value(0.001)))
    said = " ".join(findings.summary(replace(comparison, generators=(looping,), reference=reference)))
    repeats = "loop repeats itself: 19.8 % of its four-word passages stood in the same text before"
    assert f"{repeats} (0.1 % with the real author)." in said
    calm = made.generator("calm", comparison.settings, measured=made.measured(1, repetition=Value(0.01)))
    said = " ".join(findings.summary(replace(comparison, generators=(calm,), reference=reference)))
    assert "repeats itself" not in said

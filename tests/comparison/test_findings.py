"""The sentences of a report are true: they follow from its numbers and say what is not known."""

from __future__ import annotations

import math
from dataclasses import replace

import made

from textgen.comparison import findings
from textgen.comparison.likelihood import bits_per_byte
from textgen.comparison.results import Compared, Comparison, Scored, Settings, Text, Value

HARD = [math.sin(place) for place in range(40)]  # how hard each chunk is for everybody


def predicting(name: str, settings: Settings, bits: list[float]) -> Compared:
    """A generator that needs so many bits for a byte of each chunk."""
    scored = tuple(Scored(500 * k, 500, 500, 500, 500 * each, 0.1) for k, each in enumerate(bits))
    value = bits_per_byte(scored, seed=1)
    return made.generator(name, settings, scored=scored, measured=made.measured(1, bits_per_byte=value))


def predicted(anna: list[float], bert: list[float]) -> Comparison:
    """A comparison of two that need so many bits for a byte of each chunk."""
    comparison = made.comparison()
    generators = (
        predicting("anna", comparison.settings, anna),
        predicting("bert", comparison.settings, bert),
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


def test_a_difference_in_every_chunk_is_no_chance_though_intervals_overlap() -> None:
    anna = [2 + hard for hard in HARD]
    comparison = predicted(anna, [bits - 0.1 - 0.01 * (k % 3) for k, bits in enumerate(anna)])
    ours, theirs = (one.measured.metrics["bits_per_byte"] for one in comparison.generators)
    assert theirs.low < ours.low < theirs.value < ours.value < theirs.high  # they overlap widely
    said = " ".join(findings.summary(comparison))
    assert (
        f"bert foresees the held-out text best: a byte of it costs {theirs.value:.3f} bits, against " in said
    )
    assert f"{ours.value:.3f} for anna (the fewer the better). Chunk by chunk, anna needs between 0.1" in said
    assert "bits more than bert, with 95 % confidence: chance hardly explains it." in said


def test_a_difference_that_changes_its_sign_may_be_chance() -> None:
    anna = [2 + hard for hard in HARD]
    said = " ".join(
        findings.summary(predicted(anna, [bits + 0.3 * math.cos(k) for k, bits in enumerate(anna)]))
    )
    assert "Chunk by chunk, " in said
    assert "with 95 % confidence: it may be chance." in said


def test_chunks_are_matched_by_their_places() -> None:
    comparison = predicted(
        [2 + hard for hard in HARD], [1.9 + hard - 0.01 * (k % 3) for k, hard in enumerate(HARD)]
    )
    anna, bert = comparison.generators
    turned = replace(bert, scored=bert.scored[:5:-1])
    said = " ".join(findings.summary(replace(comparison, generators=(anna, turned))))
    assert "anna needs between 0.1" in said
    unmatched = replace(bert, scored=())
    said = " ".join(findings.summary(replace(comparison, generators=(anna, unmatched))))
    assert "How much of this is chance was not measured." in said


def test_who_predicts_alike_is_not_ranked() -> None:
    same = " ".join(findings.summary(predicted([1.9] * 9, [1.9] * 9)))
    assert "anna and bert foresee the held-out text equally well: a byte of it costs 1.900 bits" in same
    assert "best" not in same
    assert "chance" not in same
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
    comparison = predicted([2.1] * 9, [1.9] * 9)
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

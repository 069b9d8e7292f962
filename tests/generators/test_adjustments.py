"""What a generator says that it did otherwise than asked."""

from __future__ import annotations

import warnings

from textgen.generators.adjustments import Adjustments
from textgen.generators.base import GeneratorWarning


def test_each_reason_is_told_once():
    adjustments = Adjustments("gpt2")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", GeneratorWarning)
        for seed in (1000, 1001):
            adjustments.add("seed", seed, seed % 1000, "it takes few seeds")
    assert [str(each.message) for each in told] == ["gpt2: it takes few seeds"]
    assert adjustments.describe() == [
        {"setting": "seed", "asked": 1000, "used": 0, "reason": "it takes few seeds"}
    ]


def test_who_serves_for_days_does_not_grow():
    adjustments = Adjustments("gpt2")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GeneratorWarning)
        for number in range(1000):
            adjustments.add("temperature", number, None, f"it uses its own instead of {number}")
    kept = adjustments.describe()
    assert len(kept) == 100
    assert kept[-1]["asked"] == 999

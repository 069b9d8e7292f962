"""What was given already, in memory and on disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textgen_scrapers.facebook import seen as module
from textgen_scrapers.facebook.seen import Seen


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    """Little memory, so that most keys go to disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_IN_MEMORY", 3)
        patch.setattr(module, "_BITS", 1 << 10)
        yield


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["a", "b", "\ud800"])), max_size=30))
def test_it_is_a_set_wherever_the_keys_are_kept(keys: list[tuple[int, str]]) -> None:
    seen = Seen()
    known: set[tuple[int, str]] = set()
    for key in keys:
        assert (key in seen) is (key in known)
        assert seen.add(*key) is (key not in known)
        known.add(key)
    seen.close()


def test_it_can_be_emptied_and_used_again() -> None:
    seen = Seen()
    for number in range(10):
        seen.add(number)
    seen.close()
    assert (9,) not in seen
    assert seen.add(9)
    assert not seen.add(9)
    seen.close()

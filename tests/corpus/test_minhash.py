"""Signatures say how much two texts share."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen.corpus import minhash

FISH = "the fishermen mend their nets on the quay while the gulls argue over the last of the catch"
CHINESE = "昨天傍晚我们沿着河边走了很久看见几只小船停在桥下老人坐在船头抽烟孩子们在岸上放风筝天色慢慢暗下来"
JAPANESE = "きのうの夕方わたしたちは川べりを長く歩いて橋の下に泊まっている小さな舟をいくつか見ました"
THAI = "เมื่อเย็นวานนี้เราเดินเลียบแม่น้ำไปไกลมากและเห็นเรือลำเล็กจอดอยู่ใต้สะพานมีคนแก่นั่งสูบยาอยู่ที่หัวเรือ"


def estimate(one: str, other: str) -> float:
    [found] = minhash.similarity(minhash.signature(one), [minhash.signature(other)])
    return found


def jaccard(one: list[str], other: list[str]) -> float:
    sets = [{tuple(words[at : at + 5]) for at in range(len(words) - 4)} for words in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def changed(words: list[str], edits: int, random_: random.Random) -> list[str]:
    copy = list(words)
    for _ in range(edits):
        at = random_.randrange(len(copy))
        copy[at : at + 1] = random_.choice([[], ["new"], [copy[at], "more"]])
    return copy


@settings(derandomize=True, max_examples=200, deadline=None)
@given(length=st.integers(40, 400), share=st.floats(0, 0.5), seed=st.integers(0, 2**32))
def test_the_estimate_is_close_to_the_true_similarity(length: int, share: float, seed: int) -> None:
    random_ = random.Random(seed)  # noqa: S311 - no secret
    one = [f"w{random_.randrange(2000)}" for _ in range(length)]
    other = changed(one, int(share * length / 5), random_)
    truth = jaccard(one, other)
    error = math.sqrt(truth * (1 - truth) / minhash.PERMUTATIONS)
    assert abs(estimate(" ".join(one), " ".join(other)) - truth) <= 5 * error


def test_the_errors_are_as_small_as_128_permutations_allow() -> None:
    random_ = random.Random(1)  # noqa: S311 - no secret
    scaled = []
    for _ in range(300):
        one = [f"w{random_.randrange(5000)}" for _ in range(300)]
        other = changed(one, random_.randint(3, 30), random_)
        truth = jaccard(one, other)
        difference = estimate(" ".join(one), " ".join(other)) - truth
        scaled.append(difference / math.sqrt(truth * (1 - truth) / minhash.PERMUTATIONS))
    assert abs(sum(scaled) / len(scaled)) < 0.3
    assert 0.8 < math.sqrt(sum(error**2 for error in scaled) / len(scaled)) < 1.2


@given(st.text(max_size=300))
def test_any_text_has_a_signature_or_none(text: str) -> None:
    signature = minhash.signature(text)
    assert len(signature) in {0, minhash.PERMUTATIONS}
    assert signature == minhash.signature(text)
    if signature:
        assert estimate(text, text) == 1
        assert len(minhash.keys(signature)) == minhash.KEYS
        assert all(-(2**31) <= key < 2**31 for key in minhash.keys(signature))


def test_case_punctuation_and_line_ends_make_no_difference() -> None:
    assert minhash.signature(FISH) == minhash.signature(f"“{FISH.upper()}”,\n\n…!".replace(" ", "  \n"))


def test_a_signature_stays_what_it_is() -> None:
    """Those in a database would be worth nothing otherwise."""
    signature = minhash.signature(FISH)
    assert signature[:8].hex() == "5a5fc13187d93433"
    assert minhash.keys(signature)[:2] == [-420253897, -966295985]


@pytest.mark.parametrize(
    "text", ["", "one two three four", "…!?", "हिन्दी में चिट्ठी लिखी", "كِتَابٌ جَدِيدٌ فِي البَيْتِ", "昨天傍晚"]
)
def test_a_text_of_less_than_five_words_has_none(text: str) -> None:
    assert minhash.signature(text) == b""


def test_five_words_are_enough() -> None:
    assert minhash.signature("one two three four five")


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, THAI], ids=["Chinese", "Japanese", "Thai"])
def test_languages_without_spaces_are_compared_by_characters(text: str) -> None:
    middle = len(text) // 2
    assert estimate(text * 2 + "。" + text[::-1], text * 2 + text[::-1]) == 1  # punctuation
    assert 0.7 < estimate(text, text[:middle] + "山" + text[middle:]) < 1
    assert estimate(text, text[::-1]) < 0.2


def test_the_words_around_the_edge_of_a_block_count(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"{number:04}" for number in range(1000))  # five characters each
    whole = minhash.signature(text)
    monkeypatch.setattr(minhash, "BLOCK", 35)
    assert minhash.signature(text) == whole
    monkeypatch.setattr(minhash, "BLOCK", 10)  # less than a shingle
    assert minhash.signature(text) == whole


def test_similar_texts_share_a_key_and_others_do_not() -> None:
    random_ = random.Random(3)  # noqa: S311 - no secret
    shared = {0.9: 0, 0.3: 0}
    for least in shared:
        for _ in range(100):
            one = [f"w{random_.randrange(5000)}" for _ in range(200)]
            other = one
            while jaccard(one, other) > (0.95 if least == 0.9 else 0.35):
                other = changed(other, 1, random_)
            both = [set(minhash.keys(minhash.signature(" ".join(words)))) for words in (one, other)]
            shared[least] += bool(both[0] & both[1])
    assert shared[0.9] > 95
    assert shared[0.3] < 5

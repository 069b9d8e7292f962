"""The blind test: what is shown gives nobody away, and the counting is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made
import pytest

from textgen import TextgenError
from textgen.comparison import blind
from textgen.comparison.blind import Guess, Share, Sitting
from textgen.comparison.findings import REAL
from textgen.comparison.results import Passage, Reference, Text


def sitting(*guesses: tuple[str, str]) -> Sitting:
    """A test of two authors with these (author, guessed)."""
    return Sitting("2026-11-29T08:00:00+00:00", 1, (REAL, "gpt2"), tuple(Guess(*one, "…") for one in guesses))


def test_each_author_has_as_many_passages_in_an_order_that_the_seed_decides() -> None:
    comparison = made.comparison(samples=6)
    drawn = blind.passages(comparison, seed=5)
    assert sorted(passage.author for passage in drawn) == ["gpt2"] * 8 + ["keeper"] * 8 + [REAL] * 8
    assert drawn == blind.passages(comparison, seed=5)
    assert drawn != blind.passages(comparison, seed=6)
    assert blind.authors(drawn) == (REAL, "gpt2", "keeper")


def test_what_is_shown_gives_nobody_away() -> None:
    comparison = made.comparison(length=120)
    stranger = comparison.generators[1]
    texts = ["nd then\r\n“It’s late,”  said \t she.\f\n\n\n\n\x1b[31m" + made.prose(k, 300) for k in range(4)]
    answers = tuple(replace(answer, text=text) for answer, text in zip(stranger.answers, texts, strict=True))
    odd = replace(comparison, generators=(comparison.generators[0], replace(stranger, answers=answers)))
    drawn = blind.passages(odd, seed=1)
    lengths = {len(passage.text) for passage in drawn}
    assert max(lengths) - min(lengths) <= 12
    [said, *_] = [passage.text for passage in drawn if passage.author == "gpt2"]
    assert said.startswith('then\n"It\'s late," said she.\n\n⟨U+001B⟩[31m')
    assert all(passage.text == passage.text.strip() for passage in drawn)


def test_too_little_to_read_is_one_clear_line() -> None:
    comparison = made.comparison()
    gone = Text(found=False, reason="shakespeare.txt has changed")
    with pytest.raises(TextgenError, match=r"no passages of the real author: shakespeare\.txt has changed"):
        blind.passages(replace(comparison, held_out=gone, reference=None), seed=1)
    silent = tuple(replace(one, answers=()) for one in comparison.generators)
    with pytest.raises(TextgenError, match="by the real author and a generator"):
        blind.passages(replace(comparison, generators=silent), seed=1)
    short = Reference((Passage(0, "Oh."),), comparison.reference.measured)
    with pytest.raises(TextgenError, match="by the real author and a generator"):
        blind.passages(replace(comparison, reference=short), seed=1)


def test_a_test_can_end_early_and_counts_what_was_answered() -> None:
    drawn = blind.passages(made.comparison(), seed=1)
    answers = iter([REAL, "gpt2", None])
    taken = blind.take(drawn, 1, lambda passage, number: next(answers))
    assert taken is not None
    assert [(guess.author, guess.guessed) for guess in taken.guesses] == [
        (drawn[0].author, REAL),
        (drawn[1].author, "gpt2"),
    ]
    assert blind.take(drawn, 1, lambda passage, number: None) is None


def test_the_score_by_hand() -> None:
    taken = sitting((REAL, REAL), (REAL, "gpt2"), ("gpt2", REAL), ("gpt2", "gpt2"), ("gpt2", "gpt2"))
    result = blind.score([taken, sitting((REAL, REAL))])
    assert result is not None
    assert (result.correct.count, result.correct.total, result.chance) == (4, 6, 0.5)
    assert result.guessed == {REAL: {REAL: 2, "gpt2": 1}, "gpt2": {REAL: 1, "gpt2": 2}}
    assert result.fooled == {"gpt2": Share(1, 3)}
    assert result.doubted == Share(1, 3)
    said = " ".join(blind.sentences(result))
    assert "You were right 4 times of 6: 67 %" in said
    assert "gpt2 fooled you 1 time of 3" in said
    assert blind.score([]) is None


def test_the_interval_is_wilsons() -> None:
    share = Share(8, 10)  # 0.4902 to 0.9433: Newcombe 1998, Statistics in Medicine 17:857, method 3
    assert (round(share.low, 4), round(share.high, 4)) == (0.4902, 0.9433)
    none = Share(0, 10)
    assert (none.low, round(none.high, 4)) == (0.0, 0.2775)


def test_tests_are_kept_beside_one_another(tmp_path: Path) -> None:
    assert blind.read(tmp_path) == []
    first, second = sitting((REAL, REAL)), sitting(("gpt2", "gpt2"))
    blind.keep(first, tmp_path)
    blind.keep(second, tmp_path)
    assert blind.read(tmp_path) == [first, second]


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"format": 2, "sittings": []}', b'{"format": 1}', b"\xff", b'{"\xff": 1}', b"[" * 10_000],
)
def test_a_damaged_file_is_never_overwritten(data: bytes, tmp_path: Path) -> None:
    (tmp_path / blind.RESULTS).write_bytes(data)
    with pytest.raises(TextgenError, match=r"blind\.json is damaged"):
        blind.keep(sitting((REAL, REAL)), tmp_path)
    assert (tmp_path / blind.RESULTS).read_bytes() == data


def test_a_model_that_calls_itself_the_real_author_is_known_by_its_address() -> None:
    comparison = made.comparison()
    liar = replace(comparison.generators[1], name=REAL)
    drawn = blind.passages(replace(comparison, generators=(comparison.generators[0], liar)), seed=1)
    assert blind.authors(drawn) == (REAL, "keeper", "openai:http://127.0.0.1:8080/v1#gpt2")

"""How much was copied, by hand."""

from __future__ import annotations

import pytest

from textgen.comparison import copies
from textgen.comparison.results import Run, Text
from textgen.comparison.sources import Source, held_out_text, training_text
from textgen.errors import CorpusError

LEARNED = "The sea was grey, and nobody spoke of it again. A gull cried once."


def test_characters_in_overlapping_copies_count_once():
    text = "x" * 100
    runs = (Run(0, 30, 0, 1), Run(20, 50, 0, 1), Run(80, 20, 0, 1))
    assert copies.covered(text, runs, 20) == (70 + 20, 100)
    assert copies.covered(text, runs, 50) == (50, 100)
    assert copies.covered(text, runs, 51) == (0, 100)
    assert copies.longest([runs, ()]) == 50
    assert copies.longest([(), ()]) is None


def test_copies_are_found_with_their_lines(tmp_path):
    path = tmp_path / "learned.txt"
    path.write_text(f"First line.\n{LEARNED}\n", "utf-8")
    training = training_text({}, path)
    assert (training.text.name, training.text.start, training.text.documents) == ("learned.txt", 0, None)
    found = copies.find([f"So: {LEARNED[:40]}!", "Nothing of that is here, I say.", ""], training)
    assert found == [(Run(4, 40, 12, 2, None),), (), ()]


@pytest.mark.parametrize("content", [b"", b"x"])
def test_a_text_of_nothing_is_no_measure(content, tmp_path):
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    nothing = Source(Text(False))
    for find in (lambda: training_text({}, path), lambda: held_out_text({}, nothing, path)):
        with pytest.raises(CorpusError, match="characters, too few for a comparison"):
            find()


def test_a_text_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes("Zo\xeb says nothing.".encode("latin-1"))
    with pytest.raises(CorpusError, match="is not UTF-8"):
        training_text({}, path)

"""The metrics of a comparison: what each is called, how it reads, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from textgen.comparison.results import Value

_SHORT: Final = 32  # characters of a reason that has room in a cell


@dataclass(frozen=True, slots=True)
class Metric:
    """How a metric is told.

    Args:
        label: Its name for a reader.
        unit: What its values count; "%" shows a share of 1 as a percentage, "" a plain number.
        better: "higher" or "lower"; "closer" if it is best near the reference; None if it is no merit.
        digits: How many digits after the point are shown.
        meaning: One sentence for somebody who has never met it.
        paper: Who defined it; None for plain counts.
        of_texts: Whether texts alone tell it, so that what people wrote has it, too.
    """

    label: str
    unit: str
    better: Literal["higher", "lower", "closer"] | None
    digits: int
    meaning: str
    paper: str | None = None
    of_texts: bool = True

    def show(self, value: Value) -> str:
        """The value with its unit: "12.3 %", "1.97", "not measured"."""
        if value.value is None:
            return missing(value)
        return self.number(value.value) + (f" {self.unit}" if self.unit else "")

    def number(self, value: float) -> str:
        """A value of this metric without its unit."""
        return f"{value * 100 if self.unit == '%' else value:,.{self.digits}f}"


def missing(value: Value) -> str:
    """What stands in a table where there is no number: why, if that is short."""
    reason = value.not_measured or ""
    return reason if 0 < len(reason) <= _SHORT else "not measured"


METRICS: Final[dict[str, Metric]] = {
    "bits_per_byte": Metric(
        "Bits per byte",
        "",
        "lower",
        3,
        "How well it predicts real text that it was not given: the fewer bits, the better.",
        "Shannon 1951, Prediction and Entropy of Printed English",
        of_texts=False,
    ),
    "longest_copy": Metric(
        "Longest copy",
        "characters",
        "closer",
        0,
        "The longest passage of all its texts that stands word for word in the training text.",
        "Carlini et al. 2023, arXiv:2202.07646",
    ),
    "copied_20": Metric(
        "Copied, 20 or more",
        "%",
        "closer",
        1,
        "The share of its characters inside passages of at least 20 that stand in the training text.",
        "McCoy et al. 2023, arXiv:2111.09509",
    ),
    "copied_50": Metric(
        "Copied, 50 or more",
        "%",
        "closer",
        1,
        "The same with passages of at least 50 characters, about a line.",
        "McCoy et al. 2023, arXiv:2111.09509",
    ),
    "distinct_1": Metric(
        "Distinct-1",
        "",
        "closer",
        3,
        "Different words over all words: how rich its vocabulary is.",
        "Li et al. 2016, arXiv:1510.03055",
    ),
    "distinct_2": Metric(
        "Distinct-2",
        "",
        "closer",
        3,
        "Different pairs of neighbouring words over all words.",
        "Li et al. 2016, arXiv:1510.03055",
    ),
    "distinct_3": Metric(
        "Distinct-3",
        "",
        "closer",
        3,
        "Different triples of neighbouring words over all words.",
        "Li et al. 2016, arXiv:1510.03055",
    ),
    "self_bleu": Metric(
        "Self-BLEU",
        "",
        "closer",
        3,
        "How much its texts resemble one another: 1 says that all are the same.",
        "Zhu et al. 2018, arXiv:1802.01886",
    ),
    "repetition": Metric(
        "Repetition",
        "%",
        "closer",
        1,
        "The share of four-word passages that stood in the same text before.",
        "Welleck et al. 2020, arXiv:1908.04319 (seq-rep-4)",
    ),
    "divergence": Metric(
        "Divergence",
        "bits",
        "closer",
        3,
        "How far its triples of characters are from the training text's: 0 the same, 1 none in common.",
        "Lin 1991, Divergence Measures Based on the Shannon Entropy",
    ),
    "valid_words": Metric(
        "Known words",
        "%",
        "closer",
        1,
        "The share of its words that occur in the training text.",
    ),
    "mean_text_length": Metric(
        "Length of a text", "characters", "closer", 0, "How long its texts are on average."
    ),
    "mean_line_length": Metric(
        "Length of a line", "characters", "closer", 1, "How long its lines are on average, empty ones aside."
    ),
    "mean_sentence_length": Metric(
        "Length of a sentence", "words", "closer", 1, "How many words its sentences have on average."
    ),
    "mean_word_length": Metric(
        "Length of a word", "characters", "closer", 2, "How long its words are on average."
    ),
    "punctuation": Metric(
        "Punctuation", "%", "closer", 1, "The share of its characters that are punctuation marks."
    ),
    "seconds_to_first": Metric(
        "First characters after",
        "s",
        "lower",
        2,
        "How long one waits until a text begins: the median.",
        of_texts=False,
    ),
    "characters_per_second": Metric(
        "Speed",
        "characters/s",
        "higher",
        0,
        "How many characters it writes in a second, waiting included.",
        of_texts=False,
    ),
}

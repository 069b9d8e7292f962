"""The page about comparisons tells what is measured."""

from __future__ import annotations

import re
from pathlib import Path

from textgen.comparison import intervals, likelihood
from textgen.comparison.metrics import METRICS

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs/compare.md").read_text("utf-8")


def test_the_page_tells_how_each_number_is_made_and_after_whom():
    table = PAGE.partition("## How the numbers are made")[2].partition("\n## ")[0]
    for metric in METRICS.values():
        told = metric.label if "Length of a" not in metric.label else metric.label.removeprefix("Length of ")
        [row] = [row for row in table.splitlines() if re.search(rf"^\|[^|]*\b{told}\b[^|]*\|", row)]
        if metric.paper:
            assert re.match(r"[\w ]+?(?: et al\.)? \d{4}", metric.paper)[0] in row
    assert f"{likelihood.CHUNKS} chunks of {likelihood.LENGTH} characters" in table
    assert f"the {likelihood.CONTEXT} characters before it" in table
    assert f"{100 * intervals.LEVEL:g} % percentile intervals of {intervals.SAMPLES:,}" in table


def test_the_python_of_the_page_runs(tmp_path, monkeypatch):
    [code] = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    exec(code)  # noqa: S102 - ours
    assert (tmp_path / "report/report.html").is_file()

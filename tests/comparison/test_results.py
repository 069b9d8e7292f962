"""The report of a comparison, kept and read again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made import comparison

from textgen.comparison import results
from textgen.comparison.metrics import METRICS
from textgen.errors import TextgenError


def test_a_report_is_read_as_it_was_written(tmp_path):
    written = comparison()
    path = results.write(written, tmp_path)
    assert results.read(path) == results.read(tmp_path) == written


def test_a_report_is_json_that_anybody_can_read(tmp_path):
    data = json.loads(results.write(comparison(), tmp_path).read_text("utf-8"))
    assert data["format"] == 1
    assert data["generators"][0]["answers"][0]["copied"][0]["line"] == 120
    assert data["generators"][1]["measured"]["metrics"]["bits_per_byte"] == {
        "value": None,
        "low": None,
        "high": None,
        "not_measured": "cannot score",
    }


def test_a_report_of_a_later_textgen_is_refused(tmp_path):
    path = results.write(replace(comparison(), format=2), tmp_path)
    with pytest.raises(TextgenError, match="format 2") as caught:
        results.read(path)
    assert "A newer textgen wrote it." in caught.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": "1"}',
        b'{"format": 1}',
        b'{"format": 0}',
        b'{"name": "shakespeare"}',
        b"\xff\xfe\x00",
        b'{"format": 1, "textgen": "\xff"}',
        b"[" * 100_000,
        b'{"format": 1, "notes": ' + b"[" * 100_000,
        b"PK\x03\x04",
    ],
)
def test_another_file_is_refused_in_one_line(data, tmp_path):
    path = tmp_path / "report.json"
    path.write_bytes(data)
    with pytest.raises(TextgenError, match=r"not the report of a comparison") as caught:
        results.read(path)
    assert "\n" not in caught.value.message
    assert str(path) in caught.value.message


def test_a_report_that_was_cut_or_changed_is_refused(tmp_path):
    path = results.write(comparison(), tmp_path)
    whole = path.read_text("utf-8")
    for damaged in (whole[: len(whole) // 2], whole.replace('"samples": 2', '"samples": "few"')):
        path.write_text(damaged, "utf-8")
        with pytest.raises(TextgenError, match="damaged"):
            results.read(path)


def test_a_missing_report_is_an_error_with_its_path(tmp_path):
    with pytest.raises(TextgenError, match=r"report\.json cannot be read"):
        results.read(tmp_path)


def test_a_metric_shows_its_value_with_its_unit():
    value = results.Value
    assert METRICS["copied_20"].show(value(0.1234)) == "12.3 %"
    assert METRICS["bits_per_byte"].show(value(1.96833)) == "1.968"
    assert METRICS["longest_copy"].show(value(34)) == "34 characters"
    assert METRICS["self_bleu"].show(value(None, not_measured="one text")) == "one text"
    assert METRICS["self_bleu"].show(value(None, not_measured="a long story" * 9)) == "not measured"

"""The frame of the command line."""

from __future__ import annotations


def test_help_names_what_it_is_for(textgen):
    result = textgen("--help")
    assert result.code == 0
    assert "Gather your own words" in result.stdout
    assert result.stderr == ""

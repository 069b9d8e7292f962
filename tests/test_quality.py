"""The checks of the source: style, types, import rules and size."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
LIMIT = 600


def check(*command: str | Path) -> None:
    done = subprocess.run([*map(str, command)], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing():
    check(SCRIPTS / "ruff", "check", "--quiet")


def test_ruff_would_format_nothing():
    check(SCRIPTS / "ruff", "format", "--check", "--quiet")


def test_mypy_finds_nothing():
    check(sys.executable, "-m", "mypy")


def test_the_import_rules_are_kept():
    check(SCRIPTS / "lint-imports")


@pytest.mark.parametrize("folder", ["textgen", "scrapers", "benchmarks", "tests"])
def test_no_module_is_long(folder):
    lengths = {
        path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8").count("\n")
        for path in (REPOSITORY / folder).rglob("*.py")
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LIMIT} == {}

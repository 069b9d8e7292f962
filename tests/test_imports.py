"""Starting up is instant: what a command does not need is not imported."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SHOW = """
import os, sys
from textgen.cli.main import main
try:
    main()
finally:
    names = {name.partition(".")[0] for name in sys.modules}
    with open(os.environ["MODULES"], "w") as file:
        file.write(" ".join(names))
"""
HEAVY = {"keras", "tensorflow"}
COMMANDS = [
    ("--help",),
    ("--version",),
    ("collect", "--help"),
    ("collect", "files", "--help"),
    ("collect", "web", "--help"),
    ("collect", "facebook", "--help"),
    ("corpus", "--help"),
    ("corpus", "list"),
    ("train", "--help"),
    ("evaluate", "--help"),
    ("generate", "--help"),
    ("compare", "--help"),
    ("serve", "--help"),
    ("ui", "--help"),
    ("demo", "--help"),
    ("models", "list"),
    ("plugins", "list"),
]


@pytest.fixture
def imported(tmp_path):
    """Run a command and return the packages in memory when it ends."""

    def run(*arguments: str) -> set[str]:
        path = tmp_path / "modules"
        done = subprocess.run(
            [sys.executable, "-c", SHOW, *arguments],
            env={**os.environ, "MODULES": str(path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return set(path.read_text("utf-8").split())

    return run


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_that_does_not_train_never_loads_tensorflow(imported, arguments):
    assert not imported(*arguments) & HEAVY


def test_looking_into_a_model_never_loads_tensorflow(imported, tmp_path):
    (tmp_path / "text.txt").write_text("Some words [and a bracket], in lines\n" * 80, "utf-8")
    page = str(tmp_path / "page.html")
    assert (
        not imported("models", "show", "shakespeare", str(tmp_path / "text.txt"), "--neurons", page) & HEAVY
    )


def test_collecting_a_file_never_loads_tensorflow(imported, tmp_path):
    (tmp_path / "note.txt").write_text("a note of some length, written for this test", "utf-8")
    assert not imported("collect", "files", str(tmp_path / "note.txt"), "--corpus", "notes") & HEAVY


def test_generating_loads_neither_tensorflow_nor_what_asks_servers(imported):
    assert not imported("generate", "shakespeare", "--length", "5") & {*HEAVY, "requests", "rich"}


def test_comparing_never_loads_tensorflow(imported, tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTGEN_CORPUS", str(tmp_path))
    few = ("--prompt", "My lord,", "--samples", "1", "--length", "5", "--output", str(tmp_path / "report"))
    assert not imported("compare", "shakespeare", *few) & HEAVY


def test_exporting_and_importing_never_load_tensorflow(imported):
    assert not imported("models", "export", "shakespeare", "--format", "tfjs") & HEAVY
    assert not imported("models", "import", "shakespeare-tfjs", "--name", "again") & HEAVY


@pytest.mark.parametrize("arguments", [("--help",), ("train", "--help")], ids=" ".join)
def test_help_loads_no_library_but_typer(imported, arguments):
    libraries = {"bs4", "h5py", "numpy", "orjson", "pluggy", "requests", "rich", "sqlite3", "trafilatura"}
    assert not imported(*arguments) & libraries


def test_the_package_itself_imports_nothing():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, textgen; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(done.stdout.split()) & {"numpy", "pluggy", "requests", "rich", "typer", *HEAVY}

"""The packages in examples/ install, show up, keep the contract and pass their own tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from installing import installed

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*/pyproject.toml"))


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.parent.name)
def example(request, tmp_path_factory):
    """The folder of an example, its plugin's name and the environment it is installed in."""
    project = tomllib.loads(request.param.read_text("utf-8"))["project"]
    [name] = project["entry-points"]["textgen"]
    folder = request.param.parent
    return folder, name, installed(folder, tmp_path_factory.mktemp(name))


def test_its_own_tests_pass(example):
    folder, _, env = example
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "tests"],
        cwd=Path(env["PYTHONPATH"]).parent / "project",
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout or done.stdout.startswith(".")
    assert (folder / "tests").is_dir()


def test_it_shows_up_and_keeps_the_contract(example, textgen):
    _, name, env = example
    plugins = json.loads(textgen("plugins", "list", "--json", env=env).stdout)["plugins"]
    [ours] = [plugin for plugin in plugins if plugin["name"] == name]
    assert ours["error"] is None
    assert name in ours["sources"]
    assert textgen("collect", name, "--help", env=env).code == 0
    checked = textgen("plugins", "check", name, env=env)
    assert (checked.code, checked.stdout) == (0, f"{name}: ok\n"), checked.stdout


def test_there_is_an_example():
    assert EXAMPLES

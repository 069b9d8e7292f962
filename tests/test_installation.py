"""The hints that tell what to type where a package is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from textgen.installation import install_hint, update_hint

REPOSITORY = Path(__file__).resolve().parent.parent


def test_the_hint_names_the_clone_from_wherever_it_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert install_hint("plot") == f'Install it: pip install -e "{REPOSITORY}[plot]"'
    assert update_hint().startswith(f'Update textgen: git -C "{REPOSITORY}" pull')


def test_a_copy_without_the_clone_says_where_to_type_it(tmp_path):
    shutil.copytree(REPOSITORY / "textgen", tmp_path / "textgen", ignore=shutil.ignore_patterns("samples"))
    code = "from textgen.installation import install_hint; print(install_hint('plot'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == 'In the folder that you cloned textgen to: pip install -e ".[plot]"\n'


@pytest.mark.parametrize("place", ["textgen", "scrapers", "docs", "README.md", "CHANGELOG.md"])
def test_no_other_place_tells_to_install_from_an_index_and_each_extra_exists(place):
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]
    root = REPOSITORY / place
    files = [root] if root.is_file() else [*root.rglob("*.py"), *root.rglob("*.md")]
    text = "\n".join(path.read_text("utf-8") for path in files)
    assert not re.search(r"pip install (-U |--upgrade )?['\"]?textgen\b", text)
    named = re.findall(r'pip install -e "\.\[([\w,]+)\]"|install_hint\("(\w+)"\)', text)
    assert {extra for pair in named for part in pair for extra in part.split(",") if extra} <= {*extras}

"""What is built: wheel, sdist and editable install hold the same modules, and nobody's texts or models."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
BUILD = """
import sys
from setuptools import build_meta
print(getattr(build_meta, f"build_{sys.argv[1]}")(sys.argv[2]))
"""
MODULES = """
import importlib.util, json, pkgutil
import textgen, textgen_models, textgen_scrapers
found = {}
for package in (textgen, textgen_models, textgen_scrapers):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".", onerror=print):
        if not module.name.startswith("textgen_models.") or module.ispkg:
            found[module.name] = importlib.util.find_spec(module.name) is not None
print(json.dumps([sorted(found), all(found.values()), textgen.__file__, textgen_scrapers.__file__]))
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def tree(tmp_path_factory):
    """The files of the repository as git sees them, and private texts and models beside them."""
    folder = tmp_path_factory.mktemp("tree")
    listed = run("git", "ls-files", "-coz", "--exclude-standard", cwd=REPOSITORY)
    for name in listed.split("\0"):
        if name and (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, folder / name)
    for private in (
        "corpus/mine.txt",
        "corpus/mine.db",
        "models/mine/textgen.json",
        "models/mine/model.keras",
    ):
        (folder / private).parent.mkdir(parents=True, exist_ok=True)
        (folder / private).write_text("private", "utf-8")
    (folder / "models/shakespeare/checkpoint").mkdir(parents=True)
    (folder / "models/shakespeare/checkpoint/1.npz").write_text("private", "utf-8")
    return folder


def build(kind: str, tree: Path, out: Path) -> Path:
    out.mkdir()
    lines = run(sys.executable, "-W", "ignore", "-c", BUILD, kind, out, cwd=tree).splitlines()
    return out / lines[-1]


@pytest.fixture(scope="session")
def built(tree, tmp_path_factory):
    """The wheel, the editable wheel and the sdist, by kind."""
    folder = tmp_path_factory.mktemp("built")
    return {kind: build(kind, tree, folder / kind) for kind in ("wheel", "sdist", "editable")}


@pytest.fixture(scope="session")
def installed(built, tmp_path_factory):
    """The Python of a fresh virtual environment for the wheel, and of one for the editable install."""
    pythons = {}
    for kind in ("wheel", "editable"):
        folder = tmp_path_factory.mktemp(kind)
        run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
        python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        run(
            sys.executable,
            "-m",
            "pip",
            "--python",
            python,
            "install",
            "-q",
            "--no-deps",
            "--no-index",
            built[kind],
            cwd=folder,
        )
        [site] = folder.glob("lib/python*/site-packages") or [folder / "Lib/site-packages"]
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
        pythons[kind] = python
    return pythons


def contents(path: Path) -> set[str]:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return set(wheel.namelist())
    with tarfile.open(path) as sdist:
        return {name.partition("/")[2] for name in sdist.getnames()}


def test_wheel_and_editable_install_have_the_same_modules(installed, tree, tmp_path):
    wheel, editable = (
        json.loads(run(installed[kind], "-c", MODULES, cwd=tmp_path).splitlines()[-1])
        for kind in ("wheel", "editable")
    )
    assert wheel[:2] == editable[:2]
    assert wheel[1]
    assert "textgen.cli.main" in wheel[0]
    assert "textgen_scrapers.files" in wheel[0]
    assert Path(wheel[2]).is_relative_to(installed["wheel"].parent.parent)
    assert Path(editable[2]).is_relative_to(tree)
    assert Path(editable[3]) == tree / "scrapers/__init__.py"


def test_the_wheel_has_every_module_of_the_repository(built, tree):
    modules = {
        path.relative_to(tree).as_posix().replace("scrapers/", "textgen_scrapers/", 1)
        for folder in ("textgen", "scrapers")
        for path in (tree / folder).rglob("*.py")
    }
    assert modules <= contents(built["wheel"])


@pytest.mark.parametrize("kind", ["wheel", "editable"])
def test_an_installed_textgen_finds_its_own_sources(installed, kind, tmp_path):
    command = installed[kind].with_name("textgen.exe" if sys.platform == "win32" else "textgen")
    listing = json.loads(run(command, "plugins", "list", "--json", cwd=tmp_path))
    given = {source: plugin["error"] for plugin in listing["plugins"] for source in plugin["sources"]}
    assert {"files", "web", "facebook"} <= set(given)
    assert set(given.values()) == {None}


def test_the_samples_of_the_sources_are_installed_with_them(installed, tmp_path):
    verdicts = json.loads(
        run(installed["wheel"], "-m", "textgen", "plugins", "check", "--json", cwd=tmp_path)
    )
    assert {"files", "web", "facebook", "instagram"} <= {verdict["name"] for verdict in verdicts}
    assert [verdict["problems"] for verdict in verdicts if not verdict["ok"]] == []


def test_both_packages_are_typed(built):
    assert {"textgen/py.typed", "textgen_scrapers/py.typed"} <= contents(built["wheel"])


@pytest.mark.parametrize(("package", "number"), [("", 1), ("comparison", 3), ("exporting", 10), ("lstm", 3)])
def test_a_page_is_installed_with_all_that_it_is_made_of(built, tree, package, number):
    folder = tree / "textgen" / package / "templates"
    parts = {path.relative_to(tree).as_posix() for path in folder.iterdir()}
    assert len(parts) == number
    assert parts <= contents(built["wheel"])


def test_the_wheel_carries_the_shakespeare_model_and_no_other(built):
    data = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    listed = data["tool"]["setuptools"]["package-data"]["textgen_models"]
    carried = {name for name in contents(built["wheel"]) if name.startswith("textgen_models/")}
    assert carried == {"textgen_models/__init__.py", *(f"textgen_models/{name}" for name in listed)}


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_nothing_private_is_built_in(built, kind):
    names = contents(built[kind])
    assert not [
        name for name in names if "mine" in Path(name).parts or "mine." in name or "checkpoint/" in name
    ]
    assert not [name for name in names if name.startswith("corpus/") and "shakespeare" not in name]


def test_a_wheel_can_be_built_from_the_sdist(built, tmp_path):
    with tarfile.open(built["sdist"]) as sdist:
        sdist.extraction_filter = getattr(tarfile, "data_filter", None)  # which Python 3.11.2 lacks
        sdist.extractall(tmp_path)  # noqa: S202 - built here
    [folder] = tmp_path.glob("textgen-*")
    wheel = build("wheel", folder, tmp_path / "out")
    assert contents(wheel) == contents(built["wheel"])

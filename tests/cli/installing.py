"""Plugin packages, installed for a test without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"


def installed(project: Path, folder: Path) -> dict[str, str]:
    """Build the wheel of a project, unpack it into ``folder`` and return the environment that has it."""
    copy = folder / "project"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "build"))
    built = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BUILD, str(folder)],
        cwd=copy,
        capture_output=True,
        text=True,
        check=True,
    )
    with zipfile.ZipFile(folder / built.stdout.split()[-1]) as wheel:
        wheel.extractall(folder / "site")
    return {"PYTHONPATH": os.fspath(folder / "site")}


def editable(project: Path, folder: Path) -> Path:
    """Type ``pip install -e`` in a new virtual environment beside our packages; return its Python."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    [site] = folder.glob("lib/python*/site-packages") or [folder / "Lib/site-packages"]
    ours = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (site / "ours.pth").write_text(ours, "utf-8")
    offline = ["--no-deps", "--no-index", "--no-build-isolation"]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", *offline]
    subprocess.run([*pip, "-e", str(project)], capture_output=True, text=True, check=True)
    return python

"""What to type where something is missing: textgen is installed from a clone, and used from any folder."""

from __future__ import annotations

from pathlib import Path


def install_hint(extra: str) -> str:
    """Say what installs the packages of an extra of ``pyproject.toml``, such as "plot"."""
    clone = _clone()
    if clone is None:
        return f'In the folder that you cloned textgen to: pip install -e ".[{extra}]"'
    return f'Install it: pip install -e "{clone}[{extra}]"'


def update_hint() -> str:
    """Say what brings a newer textgen."""
    clone = _clone()
    if clone is None:
        return "Update textgen: in the folder that you cloned it to, git pull, then pip install -e ."
    return f'Update textgen: git -C "{clone}" pull, then pip install -e "{clone}"'


def _clone() -> Path | None:
    """The clone that this textgen runs from; None if it was copied elsewhere."""
    folder = Path(__file__).resolve().parent.parent
    return folder if (folder / "pyproject.toml").is_file() else None

"""What several tests of training learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def verse(tmp_path: Path) -> Path:
    """An invented text of 6,000 characters that is easy to learn."""
    words = np.random.default_rng(1).choice(["tim", "tom", "tam", "und", "oder", "so"], 1500)
    path = tmp_path / "verse.txt"
    path.write_text(" ".join(words)[:6000], "utf-8")
    return path

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from textgen.errors import ModelError
from textgen.lstm import checkpoint


def save(model: Path, step: int) -> None:
    arrays = [np.full((2, 3), step, np.float32), np.arange(step, dtype=np.float32)]
    checkpoint.save(model, step=step, state={"step": step}, arrays={"network": arrays, "best": []})


def test_what_was_saved_is_loaded_and_only_the_last_is_kept(tmp_path: Path) -> None:
    for step in (1, 12, 13):
        save(tmp_path, step)
    arrays = checkpoint.load_arrays(tmp_path)
    assert checkpoint.load_state(tmp_path) == {"step": 13}
    assert [array.tolist() for array in arrays["network"]] == [[[13.0] * 3] * 2, list(range(13))]
    assert [path.name for path in (tmp_path / "checkpoint").iterdir() if path.is_dir()] == ["000000013"]


def test_a_checkpoint_that_could_not_be_finished_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, 1)

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path, 2)
    monkeypatch.undo()
    assert checkpoint.load_state(tmp_path) == {"step": 1}
    assert [path.name for path in (tmp_path / "checkpoint").iterdir() if path.is_dir()] == ["000000001"]


@pytest.mark.parametrize("name", ["state.json", "arrays.npz"])
def test_a_truncated_checkpoint_is_named(tmp_path: Path, name: str) -> None:
    save(tmp_path, 1)
    file = tmp_path / "checkpoint" / "000000001" / name
    file.write_bytes(file.read_bytes()[:10])
    with pytest.raises(ModelError, match=r"checkpoint in .* is damaged"):
        (checkpoint.load_state if name == "state.json" else checkpoint.load_arrays)(tmp_path)


def test_no_checkpoint_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint to resume"):
        checkpoint.load_state(tmp_path)

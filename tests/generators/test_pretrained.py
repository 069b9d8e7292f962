"""What is refused before torch is even imported."""

from __future__ import annotations

import sys

import pytest

from textgen.errors import GeneratorError
from textgen.generators.pretrained import load


def folder(path, *names):
    path.mkdir(exist_ok=True)
    for name in names:
        (path / name).write_bytes(b"{}")
    return path


@pytest.mark.parametrize(
    ("names", "what", "hint"),
    [
        ((), "has no config.json", "Name the folder"),
        (("adapter_config.json",), "is an adapter", "Merge"),
        (("config.json",), "has no weights", "whole folder"),
        (("config.json", "pytorch_model.bin"), "in pytorch_model.bin: a pickle", "convert it"),
        (("config.json", "model.safetensors"), "has no tokenizer", "Copy it"),
        (("a.gguf", "b.gguf"), "several GGUF files: a.gguf, b.gguf", "a.gguf"),
        (("a.gguf",), "is not a GGUF file", "again"),
    ],
)
def test_a_folder_that_is_not_whole_is_one_line(tmp_path, names, what, hint):
    with pytest.raises(GeneratorError, match=what) as raised:
        load(str(folder(tmp_path / "model", *names)))
    assert str(tmp_path / "model") in raised.value.message
    assert hint in raised.value.hint
    assert "\n" not in raised.value.message + raised.value.hint


def test_what_is_not_there_and_what_is_no_folder(tmp_path):
    with pytest.raises(GeneratorError, match="there is no folder or file"):
        load(str(tmp_path / "nothing"))
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(GeneratorError, match="neither a folder nor a GGUF file"):
        load(str(tmp_path / "model.safetensors"))


@pytest.mark.parametrize("absent", ["torch", "transformers"])
def test_a_missing_extra_is_named(tmp_path, monkeypatch, absent):
    for name in ("torch", "transformers"):
        if name == absent or name not in sys.modules:
            monkeypatch.setitem(sys.modules, name, None)
    whole = folder(tmp_path / "model", "config.json", "model.safetensors", "tokenizer.json")
    with pytest.raises(GeneratorError, match="is not installed") as raised:
        load(str(whole))
    assert "[gpt2]" in raised.value.hint


def test_the_command_line_says_it_in_two_lines(textgen, tmp_path):
    whole = folder(tmp_path / "model", "config.json", "pytorch_model.bin")
    result = textgen("generate", f"hf:{whole}")
    assert result.code == 1
    assert result.stdout == ""
    assert "a pickle" in result.stderr
    assert "Traceback" not in result.stderr

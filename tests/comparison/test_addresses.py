"""What a report tells of where generators are."""

from __future__ import annotations

import os

import pytest

from textgen.comparison import addresses
from textgen.errors import TextgenError


def test_an_absolute_path_is_told_without_its_folders(tmp_path):
    (tmp_path / "gpt2").mkdir()
    typed = [
        f"hf:{tmp_path}/gpt2",
        "hf:models/other",
        "hf:~/gpt3",
        "runway:http://127.0.0.1:8000/v1",
        "shakespeare",
    ]
    found = addresses.read(typed)
    assert [address.typed for address in found] == typed
    assert [address.label for address in found] == ["hf:gpt2", "hf:models/other", "hf:gpt3", *typed[3:]]
    assert [address.path for address in found[:4]] == [tmp_path / "gpt2", None, None, None]
    said = f"{tmp_path}/gpt2/config.json is damaged, see http://example.org/gpt2"
    assert found[0].without_folders(said) == "gpt2/config.json is damaged, see http://example.org/gpt2"
    assert found[3].without_folders(said) == said


def test_files_that_changed_are_another_model(tmp_path):
    file = tmp_path / "gpt2.gguf"
    file.write_bytes(b"GGUF")
    [there], [folder] = addresses.read([f"hf:{file}"]), addresses.read([f"hf:{tmp_path}"])
    before = there.fingerprint(), folder.fingerprint()
    assert before == (there.fingerprint(), folder.fingerprint())
    os.utime(file, ns=(1, 1))
    assert not {*before} & {there.fingerprint(), folder.fingerprint()}
    assert addresses.read(["runway:http://localhost:1"])[0].fingerprint() is None


def test_two_of_one_name_are_refused(tmp_path, monkeypatch):
    (tmp_path / "one/gpt2").mkdir(parents=True)
    (tmp_path / "two/gpt2").mkdir(parents=True)
    with pytest.raises(TextgenError, match="two generators would be called hf:gpt2") as caught:
        addresses.read([f"hf:{tmp_path}/one/gpt2", f"hf:{tmp_path}/two/gpt2"])
    assert "name them from there" in caught.value.hint
    monkeypatch.chdir(tmp_path)
    assert [address.label for address in addresses.read(["hf:one/gpt2", "hf:two/gpt2"])] == [
        "hf:one/gpt2",
        "hf:two/gpt2",
    ]


def test_a_path_that_can_be_none_is_no_file():
    for typed in ("hf:\0", "hf:~nobody-of-that-name/gpt2", "hf:"):
        assert addresses.read([typed])[0].path is None


def test_an_address_without_a_rest_is_not_the_folder_one_is_in(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").touch()
    monkeypatch.chdir(tmp_path)
    [echo] = addresses.read(["echo:"])
    assert (echo.label, echo.path, echo.fingerprint()) == ("echo:", None, None)


def test_a_query_is_refused_before_anybody_is_told_of_it():
    with pytest.raises(TextgenError, match="must not carry a query") as caught:
        addresses.read(["openai:http://localhost:8000/v1?api_key=SECRET#gpt2"])
    assert "SECRET" not in f"{caught.value.message} {caught.value.hint}"
    assert "OPENAI_API_KEY" in caught.value.hint
    [asking] = addresses.read(["openai:http://localhost:8000/v1#who?"])
    assert asking.label == "openai:http://localhost:8000/v1#who?"

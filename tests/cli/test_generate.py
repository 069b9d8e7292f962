"""``textgen generate`` as it is typed."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tty
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tiny import CREATED, keras_model, write_model

from textgen import folders
from textgen.lstm.vocabulary import Vocabulary

COMMAND = (sys.executable, "-m", "textgen", "generate")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models: ``tiny`` with the delimiter form feed, ``single`` without one."""
    models = tmp_path_factory.mktemp("models")
    vocabulary = Vocabulary("\n\f abcdefghé😀", unknown=True)
    write_model(models / "tiny", keras_model(14, 12, 9), vocabulary=vocabulary, delimiter="\f")
    write_model(
        models / "single", keras_model(14, 12), vocabulary=vocabulary, created=CREATED - timedelta(days=1)
    )
    return models


@pytest.fixture(autouse=True)
def _models(written: Path) -> None:
    shutil.copytree(written, folders.models_folder())


def on_terminal(*arguments: str) -> tuple[int, str, str]:
    """Run generate with a terminal for stdout; return its code, what the terminal got, and stderr."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE
    ) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.stderr
        said = process.stderr.read()
        process.wait()
    os.close(ours)
    return process.returncode, shown.decode(), said.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux's end of a terminal
        return b""


def test_stdout_is_the_text_alone(textgen: Callable[..., Any]) -> None:
    for length in (1, 300):
        done = textgen("generate", "tiny", "--length", str(length), "--prompt", "bad ", "--seed", "1")
        assert done.code == 0, done.stderr
        assert len(done.stdout) == length
        assert done.stderr == ""


def test_the_default_is_500_characters_of_the_model_trained_last_with_a_seed_that_is_told(
    textgen: Callable[..., Any],
) -> None:
    done = textgen("generate")
    assert done.code == 0, done.stderr
    assert len(done.stdout) == 500
    assert "Model: tiny, trained last" in done.stderr
    (seed,) = re.findall(r"Seed: (\d+)", done.stderr)
    assert textgen("generate", "tiny", "--seed", seed).stdout == done.stdout
    assert textgen("generate").stdout != done.stdout
    assert textgen("generate", "--quiet").stderr == ""


def test_the_shipped_model_is_used_where_none_was_trained(
    textgen: Callable[..., Any], tmp_path: Path
) -> None:
    done = textgen("generate", "--length", "20", env={"TEXTGEN_MODELS": str(tmp_path / "none")})
    assert done.code == 0, done.stderr
    assert len(done.stdout) == 20
    assert "Model: shakespeare, which comes with textgen" in done.stderr


def test_the_prompt_is_repeated_only_if_asked_for(textgen: Callable[..., Any]) -> None:
    ask = ("generate", "tiny", "--length", "40", "--prompt", "a bad cab", "--seed", "1")
    alone, after = textgen(*ask).stdout, textgen(*ask, "--with-prompt").stdout
    assert after == "a bad cab" + alone


def test_settings_change_the_text(textgen: Callable[..., Any]) -> None:
    def ask(*options: str) -> str:
        done = textgen("generate", "tiny", "--length", "300", "--seed", "1", *options)
        assert done.code == 0, done.stderr
        return str(done.stdout)

    texts = [
        ask(),
        ask("--temperature", "2"),
        ask("--temperature", "0"),
        ask("--top-k", "3"),
        ask("--top-p", "0.5"),
        ask("--prompt", "feed"),
    ]
    assert len(set(texts)) == len(texts)
    assert ask("--top-k", "1") == ask("--temperature", "0") == ask("--top-p", "0.000001")


def test_text_ends_before_stop_or_with_the_document(textgen: Callable[..., Any]) -> None:
    ask = ("generate", "tiny", "--length", "2000", "--seed", "3", "--temperature", "1")
    whole = textgen(*ask).stdout
    assert "\f" in whole[10:]
    assert textgen(*ask, "--stop", whole[700:706]).stdout == whole.partition(whole[700:706])[0]
    ended = textgen(*ask, "--until-end")
    assert ended.stdout == whole.partition("\f")[0]
    assert ended.code == 0
    unending = textgen("generate", "single", "--until-end")
    assert unending.code == 1
    assert "does not know where documents end" in unending.stderr
    assert "--stop" in unending.stderr


def test_several_texts_are_those_of_successive_seeds_with_the_delimiter_between(
    textgen: Callable[..., Any],
) -> None:
    ask = ("generate", "--length", "40", "--seed")
    texts = [textgen(*ask, str(seed), "tiny").stdout for seed in (7, 8, 9)]
    assert textgen(*ask, "7", "tiny", "--number", "3").stdout == "\f".join(texts)
    single = textgen(*ask, "7", "single", "--number", "2").stdout
    assert (len(single), single[40]) == (81, "\n")


def test_json_tells_what_was_asked_and_what_was_written(textgen: Callable[..., Any]) -> None:
    ask = ("generate", "tiny", "--length", "20", "--seed", "7", "--prompt", "é", "--top-k", "5", "--json")
    done = textgen(*ask, "--temperature", "0.5", "--stop", "zz")
    found = json.loads(done.stdout)
    text = textgen(*ask[:-1], "--temperature", "0.5").stdout
    assert found == {
        "model": "tiny",
        "prompt": "é",
        "seed": 7,
        "temperature": 0.5,
        "top_k": 5,
        "top_p": None,
        "stop": "zz",
        "text": text,
    }
    found = json.loads(textgen(*ask, "--number", "2", "--with-prompt").stdout)
    assert [row["seed"] for row in found] == [7, 8]
    assert all(row["text"].startswith("é") and len(row["text"]) == 21 for row in found)


def test_strange_characters_of_the_prompt_are_warned_of_once(textgen: Callable[..., Any]) -> None:
    done = textgen("generate", "tiny", "--prompt", "Bäd☃", "--length", "9", "--number", "3", "--seed", "1")
    assert done.code == 0
    (line,) = done.stderr.splitlines()
    assert line == (
        "Warning: tiny has never seen these characters of the prompt: 'B' (read as 'b'), "
        "'ä' (read as 'a'), '☃' (left out)"
    )
    assert (
        done.stdout
        == textgen(
            "generate", "tiny", "--prompt", "bad", "--length", "9", "--number", "3", "--seed", "1"
        ).stdout
    )


def test_on_a_terminal_delimiters_are_line_breaks_and_a_line_break_ends_the_text(
    textgen: Callable[..., Any],
) -> None:
    ask = ("tiny", "--length", "400", "--seed", "3", "--temperature", "1")
    piped = textgen("generate", *ask).stdout
    assert "\f" in piped
    code, shown, said = on_terminal(*ask)
    assert code == 0, said
    assert shown == piped.replace("\f", "\n") + "\n"
    code, shown, said = on_terminal(*ask, "--number", "2")
    assert shown.startswith(piped.replace("\f", "\n") + "\n")
    assert shown.endswith("\n")
    assert "Text 2 of 2, seed 4:" in said


def test_a_terminal_is_not_sent_control_characters(tmp_path: Path, textgen: Callable[..., Any]) -> None:
    write_model(tmp_path / "escapes", keras_model(4, 5), vocabulary=Vocabulary("a\n\x1b\x9b"))
    ask = ("./escapes", "--length", "200", "--seed", "1", "--temperature", "2")
    piped = textgen("generate", *ask).stdout
    assert "\x1b" in piped
    assert "\x9b" in piped
    assert on_terminal(*ask)[1] == piped.replace("\x1b", "").replace("\x9b", "") + "\n"


def test_on_a_terminal_the_text_streams_and_ctrl_c_ends_it_quietly() -> None:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    process = subprocess.Popen(
        [*COMMAND, "tiny", "--length", "100000000", "--seed", "1"], stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    shown = os.read(ours, 10)
    assert shown
    process.send_signal(signal.SIGINT)
    while chunk := _read(ours):
        shown += chunk
    _, said = process.communicate(timeout=20)
    os.close(ours)
    assert process.returncode == 130
    assert shown.endswith(b"\n")
    assert b"Traceback" not in said
    assert said.count(b"\n") <= 1


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    process = subprocess.Popen(
        [*COMMAND, "tiny", "--length", "100000000", "--seed", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    assert len(process.stdout.read(100)) == 100
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=20) == 1


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_text_is_utf_8_whatever_the_console(textgen: Callable[..., Any], encoding: str) -> None:
    ask = ("generate", "tiny", "--length", "300", "--seed", "1", "--prompt", "é😀☃", "--with-prompt")
    done = textgen(*ask, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert done.code == 0
    assert done.stdout.startswith("é😀☃")
    assert "😀" in done.stdout[3:]
    assert "☃" in done.stderr


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--length", "0"), "--length"),
        (("--length", "-5"), "--length"),
        (("--length", "many"), "--length"),
        (("--temperature", "-0.1"), "--temperature"),
        (("--temperature", "11"), "--temperature"),
        (("--temperature", "nan"), "temperature"),
        (("--top-k", "0"), "--top-k"),
        (("--top-p", "0"), "top_p"),
        (("--top-p", "1.5"), "top_p"),
        (("--seed", "-1"), "--seed"),
        (("--number", "0"), "--number"),
        (("--stop", ""), "--stop"),
        (("--stop", "x", "--until-end"), "exclude each other"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_wrong_values_are_wrong_syntax(
    textgen: Callable[..., Any], options: tuple[str, ...], complaint: str
) -> None:
    done = textgen("generate", "tiny", *options)
    assert done.code == 2
    assert complaint in done.stderr
    assert done.stdout == ""


def test_an_unknown_model_is_told_with_the_closest_names(textgen: Callable[..., Any]) -> None:
    done = textgen("generate", "tony")
    assert done.code == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[0].startswith("Error: there is no model 'tony' in ")
    assert "Did you mean tiny?" in done.stderr


def test_a_damaged_model_is_one_line_and_what_to_do(textgen: Callable[..., Any]) -> None:
    model = folders.models_folder() / "tiny" / "model.keras"
    model.write_bytes(model.read_bytes()[:-100])
    done = textgen("generate", "tiny")
    assert done.code == 1
    assert done.stdout == ""
    message, hint = done.stderr.splitlines()
    assert message.startswith("Error: damaged model: ")
    assert hint

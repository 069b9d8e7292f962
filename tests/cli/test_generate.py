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
from textgen.lstm.folder import TrainingText, digest
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


def test_several_temperatures_stand_below_one_another_each_with_its_line(textgen: Callable[..., Any]) -> None:
    ask = ("generate", "tiny", "--length", "40", "--seed", "7", "--temperature")
    cold, warm = textgen(*ask, "0.3").stdout, textgen(*ask, "1").stdout
    expected = f"--- temperature 0.3 ---\n{cold}\n--- temperature 1 ---\n{warm}"
    assert textgen(*ask, "0.3,1").stdout == expected
    found = json.loads(textgen(*ask, "0.3,1", "--json").stdout)
    assert [(row["temperature"], row["text"]) for row in found] == [(0.3, cold), (1.0, warm)]
    assert "--- temperature 1, seed 8 ---" in textgen(*ask, "0.3,1", "--number", "2").stdout


def test_nothing_is_copied_from_the_text_that_is_named(textgen: Callable[..., Any], tmp_path: Path) -> None:
    ask = ("generate", "tiny", "--length", "300", "--seed", "1")
    free = textgen(*ask).stdout
    (tmp_path / "mine.txt").write_text(free, "utf-8")
    kept = textgen(*ask, "--avoid-copying", "10", "--corpus", "mine.txt")
    assert kept.code == 0, kept.stderr
    assert len(kept.stdout) == 300
    assert all(kept.stdout[start : start + 10] not in free for start in range(291))
    missing = textgen(*ask, "--avoid-copying", "10")
    assert (missing.code, missing.stdout) == (1, "")
    assert missing.stderr.splitlines() == [
        "Error: the text that tiny learned (invented) is not here",
        "Name the text that must not be copied: --corpus FILE.txt",
    ]
    assert "too few to call a copy" in textgen(*ask, "--avoid-copying", "3", "--corpus", "mine.txt").stderr


def test_the_text_that_a_model_learned_is_found_and_must_be_unchanged(
    textgen: Callable[..., Any], tmp_path: Path
) -> None:
    text = tmp_path / "diary.txt"
    text.write_text("a bad cab had a bed. " * 30, "utf-8")
    learned = TrainingText("diary.txt", digest(text), 630, 600)
    folder = write_model(tmp_path / "own", keras_model(11, 5), corpus=learned)
    (tmp_path / "corpus").mkdir(exist_ok=True)
    ask = ("generate", str(folder), "--length", "50", "--seed", "1", "--avoid-copying", "10")
    done = textgen(*ask)
    assert done.code == 0, done.stderr
    text.write_text("something else", "utf-8")
    assert "has changed since own learned it" in textgen(*ask).stderr


def test_prompt_after_prompt_in_a_pipe(textgen: Callable[..., Any]) -> None:
    def alone(prompt: str, seed: str, *options: str) -> str:
        ask = ("generate", "tiny", "--length", "30", "--seed", seed, "--prompt", prompt, *options)
        return str(textgen(*ask).stdout)

    typed = "bad\n:temperature 0.2\n\n:length 5\n:seed 40\na\\nb\n:length 0\n:dance\n:quit\nunread\n"
    done = subprocess.run(
        [*COMMAND, "tiny", "--interactive", "--length", "30", "--seed", "1"],
        input=typed,
        capture_output=True,
        text=True,
        check=True,
    )
    texts = [
        alone("bad", "1"),
        alone("", "2", "--temperature", "0.2"),
        alone("a\nb", "40", "--temperature", "0.2"),
    ]
    assert done.stdout == f"{texts[0]}\n{texts[1]}\n{texts[2][:5]}\n"
    assert "temperature 0.2, length 30" in done.stderr
    assert ":length: must be at least 1, got 0" in done.stderr
    assert "There is no :dance." in done.stderr


def test_bytes_that_are_no_character_end_nothing(textgen: Callable[..., Any]) -> None:
    ask = ("generate", "tiny", "--interactive", "--length", "30", "--seed", "1")
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    done = textgen(*ask, input=b"bad \xe9\nbad\n", env=strict)
    assert done.code == 0, done.stderr
    assert "never seen these characters of the prompt: '\ufffd'" in done.stderr
    assert done.stdout == textgen(*ask, input="bad \nbad\n").stdout


def test_prompt_after_prompt_on_a_terminal_with_the_last_one_called_back() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "tiny", "-i", "--length", "20", "--seed", "1"],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**os.environ, "TERM": "xterm", "INPUTRC": os.devnull},
    )
    os.close(theirs)
    shown = b""

    def wait_for(prompts: int) -> None:
        nonlocal shown
        while shown.count(b"> ") < prompts:
            shown += os.read(ours, 65536)

    wait_for(1)
    os.write(ours, b"a bad cab\n")
    wait_for(2)
    os.write(ours, b"\x1b[A\n")  # the arrow up
    wait_for(3)
    os.write(ours, b"\x04")
    while chunk := _read(ours):
        shown += chunk
    assert process.wait(timeout=20) == 0
    assert process.stderr
    assert b"Ctrl-D ends" in process.stderr.read()
    process.stderr.close()
    os.close(ours)
    assert shown.count(b"a bad cab") >= 2


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
        "repetition_penalty": 1.0,
        "avoid_copying": None,
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
        (("--temperature", "0.5,"), "--temperature"),
        (("--repetition-penalty", "0.9"), "--repetition-penalty"),
        (("--avoid-copying", "many"), "--avoid-copying"),
        (("--corpus", "x.txt"), "--avoid-copying"),
        (("--interactive", "--json"), "--interactive"),
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

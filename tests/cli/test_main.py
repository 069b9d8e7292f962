"""The frame of the command line: help, options of every command, errors and exit codes."""

from __future__ import annotations

import importlib.metadata
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RAISING = """
import sys, typer
from textgen.cli import main
from textgen.errors import CorpusError

@main.app.command()
def act(what: str):
    if what == "error":
        raise CorpusError("the corpus 'x' is damaged", hint="Do this.")
    if what == "bug":
        return {}["key"]
    if what == "full":
        raise OSError(28, "No space left on device", "corpus/x.txt")
    if what == "denied":
        open(sys.argv[2], "w")
    if what == "part":
        raise typer.Exit(3)
    if what == "sleep":
        import time
        print("ready", flush=True)
        time.sleep(60)
    print("naïve 😀 \\udcff")

main.main()
"""


@pytest.fixture
def act():
    """Run a command that does what it is told: ``act("bug", "--verbose")``."""

    def run(*arguments, env=None, stdout=subprocess.PIPE):
        return subprocess.run(
            [sys.executable, "-c", RAISING, "act", *arguments],
            stdout=stdout,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            check=False,
        )

    return run


def test_help_says_what_it_is_for_and_lists_the_commands(textgen):
    result = textgen("--help")
    assert result.code == 0
    assert "Gather your own words" in result.stdout
    commands = (
        *("collect", "corpus", "train", "generate", "evaluate", "compare"),
        *("serve", "ui", "demo", "models", "plugins"),
    )
    listed = [line.split()[0] for line in result.stdout.partition("Commands:")[2].splitlines() if line]
    assert tuple(listed) == commands
    assert result.stderr == ""


def test_version(textgen):
    assert textgen("--version").stdout == f"textgen {importlib.metadata.version('textgen')}\n"


def test_no_arguments_show_the_help(textgen):
    result = textgen()
    assert result.code == 2
    assert "Commands:" in result.stderr


def test_an_unknown_command_gets_the_closest_name(textgen):
    result = textgen("generat")
    assert result.code == 2
    assert "No such command 'generat'. Did you mean 'generate'?" in result.stderr
    assert result.stdout == ""


def test_an_unknown_option_is_wrong_syntax(textgen):
    result = textgen("plugins", "list", "--jsn")
    assert result.code == 2
    assert "--json" in result.stderr


def test_an_error_is_one_line_and_a_hint(act):
    done = act("error")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr == b"Error: the corpus 'x' is damaged\nDo this.\n"


def test_verbose_shows_the_traceback_wherever_it_stands(act):
    done = act("error", "--verbose")
    assert done.returncode == 1
    assert b"Traceback" in done.stderr
    assert done.stderr.endswith(b"Error: the corpus 'x' is damaged\nDo this.\n")


def test_what_stands_after_two_dashes_is_no_option(act):
    assert b"No such option" not in act("--", "--verbose").stderr
    assert act("--", "--verbose").returncode == 0


def test_a_bug_says_that_it_is_one(act):
    done = act("bug")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        b"Error: a bug in textgen: KeyError: 'key'",
        b"Please report it with the traceback that the same command shows with --verbose.",
    ]
    assert b"Traceback" in act("bug", "--verbose").stderr


def test_a_full_disk_is_one_line_and_a_hint(act):
    done = act("full")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == b"Error: corpus/x.txt: No space left on device"
    assert b"Free some space" in done.stderr


def test_the_system_message_of_a_missing_folder(act, tmp_path):
    done = act("denied", str(tmp_path / "nowhere" / "file"))
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr


def test_a_result_that_does_not_fit_on_the_disk(act):
    with Path("/dev/full").open("w") as full:
        done = act("print", stdout=full)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == b"Error: standard output: No space left on device"
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(act):
    read, write = os.pipe()
    os.close(read)
    done = act("print", stdout=write)
    os.close(write)
    assert done.stderr == b""


def test_done_in_part(act):
    assert act("part").returncode == 3


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_text_is_utf8_whatever_the_console(act, encoding):
    done = act("print", env={"PYTHONIOENCODING": encoding, "LC_ALL": "C"})
    assert done.returncode == 0, done.stderr
    assert done.stdout == "naïve 😀 \\udcff\n".encode()


def test_a_closed_stdout_is_no_error():
    done = subprocess.run(
        ["sh", "-c", '"$0" -m textgen --version >&-', sys.executable], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupted_command_ends_with_a_line_and_130():
    process = subprocess.Popen(
        [sys.executable, "-c", RAISING, "act", "sleep"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.readline() == b"ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert stderr == b"Interrupted.\n"

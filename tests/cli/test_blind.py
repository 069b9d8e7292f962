"""The blind test on a real terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import made
import pytest

from textgen.comparison import blind, report, results

pty = pytest.importorskip("pty", reason="a terminal of its own needs a POSIX system")
COMMAND = (sys.executable, "-m", "textgen", "compare", "--from", "report", "--blind")


class Terminal:
    """The command with a terminal for its questions, and a pipe for its result."""

    def __init__(self, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.shown = ""

    def answer(self, line: str, encoding: str = "utf-8") -> None:
        """Wait for the question, and type a line."""
        self._until("> ")
        os.write(self._ours, f"{line}\n".encode(encoding))

    def interrupt(self) -> None:
        """Wait for the question, and press Ctrl-C."""
        self._until("> ")
        os.killpg(self._process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Return the exit code and the result."""
        stdout, _ = self._process.communicate(timeout=60)
        os.close(self._ours)
        return self._process.returncode, stdout.decode()

    def _until(self, prompt: str) -> None:
        seen = ""
        while not seen.endswith(prompt):
            seen += os.read(self._ours, 10_000).decode(errors="replace")
        self.shown += seen


@pytest.fixture(autouse=True)
def _finished(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    results.write(made.comparison(), tmp_path / "report")


def test_a_whole_test_is_scored_kept_and_shown_on_the_page() -> None:
    terminal = Terminal()
    terminal.answer("9")
    terminal.answer("")
    for _ in range(12):
        terminal.answer("1")
    code, said = terminal.end()
    assert code == 0
    assert "You were right 4 times of 12: 33 %" in said
    assert "gpt2 fooled you 4 times of 4" in said
    assert said.count("(wrong)") == 8
    assert "1 the real author   2 gpt2   3 keeper   q enough" in terminal.shown
    assert terminal.shown.count("A number from 1 to 3, or q.") == 2
    assert "--- 12 of 12 ---" in terminal.shown
    (sitting,) = blind.read(Path("report"))
    assert len(sitting.guesses) == 12
    assert "gpt2 passed for the real author 4 of 4 times" in Path("report", report.PAGE).read_text("utf-8")


def test_q_ends_it_with_what_was_answered_as_json() -> None:
    terminal = Terminal("--json")
    terminal.answer("2")
    terminal.answer("q")
    code, said = terminal.end()
    assert code == 0
    told = json.loads(said)
    assert told["correct"]["total"] == 1
    assert [guess["guessed"] for guess in told["guesses"]] == ["gpt2"]


def test_an_interruption_keeps_what_was_answered() -> None:
    terminal = Terminal()
    terminal.answer("3")
    terminal.interrupt()
    code, said = terminal.end()
    assert code == 130
    assert "of 1:" in said
    assert len(blind.read(Path("report"))[0].guesses) == 1


def test_a_byte_that_is_no_character_loses_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")
    terminal = Terminal()
    terminal.answer("3")
    terminal.answer("é", encoding="latin-1")
    terminal.answer("1")
    terminal.answer("q")
    code, said = terminal.end()
    assert code == 0
    assert "of 2:" in said
    assert terminal.shown.count("A number from 1 to 3, or q.") == 1


def test_nothing_answered_is_nothing_kept() -> None:
    terminal = Terminal()
    terminal.answer("q")
    assert terminal.end() == (0, "")
    assert not Path("report", blind.RESULTS).exists()


def test_the_next_sitting_reads_in_another_order() -> None:
    for _ in range(2):
        terminal = Terminal()
        terminal.answer("1")
        terminal.answer("q")
        terminal.end()
    first, second = blind.read(Path("report"))
    assert first.seed + 1 == second.seed
    assert first.guesses[0].text != second.guesses[0].text


def test_without_a_terminal_it_says_so() -> None:
    done = subprocess.run(COMMAND, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "nobody is here to read and answer" in done.stderr

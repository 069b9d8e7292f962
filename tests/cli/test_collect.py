"""``textgen collect`` as it is typed."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = '''
import os, signal, time
from collections.abc import Iterator
from typing import Annotated

import typer

import textgen


def letters(
    context: textgen.Context,
    words: Annotated[list[str], typer.Argument(help="What to say.")],
    times: Annotated[int, typer.Option(min=1, help="How often to say it.")] = 1,
    broken: Annotated[int, typer.Option(help="The number of the word that cannot be read.")] = -1,
    seconds: Annotated[float, typer.Option(help="How long each one takes.")] = 0,
    ask: Annotated[bool, typer.Option("--ask", help="Ask first.")] = False,
) -> Iterator[textgen.Document]:
    """Say words.

    Args:
        context: For the machine only.
    """
    if ask:
        context.note("answer", "yes" if context.confirm("Say it?") else "no")
    for number, word in enumerate(words):
        context.progress(number, len(words))
        if word == "CRASH":
            raise ZeroDivisionError("by the word CRASH")
        if number == broken:
            context.fail(f"word/{number}", "unreadable word")
        else:
            yield textgen.Document(word * times, f"word/{number}")
        time.sleep(seconds)


@textgen.hookimpl
def textgen_sources(register):
    register(letters)
'''


@pytest.fixture
def run(textgen, tmp_path: Path):
    """The command line with a source ``letters`` installed beside the built-in ones."""
    packages = tmp_path / "packages"
    about = packages / "letters-1.0.dist-info"
    about.mkdir(parents=True)
    (packages / "letters.py").write_text(PLUGIN)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: letters\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[textgen]\nletters = letters\n")

    def run(*arguments: str, **named):
        return textgen(*arguments, env={"PYTHONPATH": str(packages), **named.pop("env", {})}, **named)

    run.packages = packages
    return run


def test_the_signature_of_a_source_is_its_help(run) -> None:
    listed = run("collect", "--help")
    assert listed.code == 0
    assert "letters" in listed.stdout
    assert "Say words." in listed.stdout
    shown = run("collect", "letters", "--help").stdout
    assert "What to say." in shown
    assert "How often to say it." in shown
    for option in ("--corpus", "--limit", "--dry-run", "--min-chars", "--raw", "--keep-duplicates"):
        assert option in shown
    for option in ("--delimiter", "--fresh", "--dropped", "--json"):
        assert option in shown
    assert "For the machine only" not in shown


def test_the_summary_ends_with_what_to_type_next(run) -> None:
    result = run("collect", "letters", "hello", "", "world", "--times", "2", "--corpus", "words")
    assert result.code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "words: 2 documents, 22 characters, 22 bytes"
    assert lines[1].startswith("Added 2, replaced 0 in ")
    assert lines[2:] == ["Skipped 1: 1 empty.", "Next: textgen train words"]
    assert result.stderr == ""
    assert (run.packages.parent / "corpus" / "words.txt").read_bytes() == b"hellohello\fworldworld\f"


def test_the_summary_as_json(run) -> None:
    result = run("collect", "letters", "hello", "--json", "--delimiter", r"\n\n")
    summary = json.loads(result.stdout)
    assert summary.pop("seconds") >= 0
    assert summary == {
        "corpus": "letters",
        "documents": 1,
        "characters": 7,
        "bytes": 7,
        "added": 1,
        "replaced": 0,
        "skipped": {},
        "failed": {},
        "notes": {},
    }
    assert (run.packages.parent / "corpus" / "letters.txt").read_bytes() == b"hello\n\n"


def test_what_could_not_be_read_makes_exit_code_3(run) -> None:
    result = run("collect", "letters", "a", "b", "c", "--broken", "1")
    assert result.code == 3
    assert "Failed 1: 1 unreadable word." in result.stdout
    assert "letters: 2 documents" in result.stdout


def test_nothing_collected_makes_exit_code_3(run) -> None:
    result = run("collect", "letters", "", "--quiet")
    assert result.code == 3
    assert result.stdout.startswith("letters: 0 documents, 0 characters, 0 bytes\n")
    assert "train" not in result.stdout
    assert "Nothing was collected." in run("collect", "letters", "").stderr


def test_nothing_new_is_no_failure(run) -> None:
    assert run("collect", "letters", "a").code == 0
    again = run("collect", "letters", "a")
    assert again.code == 0
    assert "Added 0, replaced 0" in again.stdout


def test_a_dry_run_prints_the_documents(run) -> None:
    result = run("collect", "letters", "Grüße", "", "b", "--dry-run")
    assert result.code == 0
    assert result.stdout == "=== word/0\nGrüße\n=== word/2\nb\n"
    assert "nothing was written" in result.stderr
    assert not (run.packages.parent / "corpus").exists()
    lines = run("collect", "letters", "Grüße", "--dry-run", "--json").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [{"text": "Grüße", "id": "word/0", "metadata": {}}]


def test_the_other_common_options(run, tmp_path: Path) -> None:
    long = "x" * 60
    words = ["hi", "hello", long, long]
    result = run("collect", "letters", *words, "--min-chars", "3", "--dropped", "out.jsonl")
    assert "Skipped 2: 1 exact repeat, 1 shorter than --min-chars." in result.stdout
    dropped = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert dropped == ["hi", long]
    result = run("collect", "letters", *words, "--fresh", "--keep-duplicates", "--limit", "4")
    assert result.stdout.startswith("letters: 4 documents")
    assert run("collect", "letters", "--raw", "a\rb", "--corpus", "raw").code == 0
    assert (tmp_path / "corpus" / "raw.txt").read_bytes() == b"a\rb\f"


def test_an_unknown_source_is_met_with_the_closest(run) -> None:
    result = run("collect", "leters", "a")
    assert result.code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "Error: there is no source called 'leters'",
        "Did you mean letters or files?",
    ]


def test_wrong_syntax_makes_exit_code_2(run) -> None:
    assert run("collect", "letters").code == 2
    assert run("collect", "letters", "a", "--limit", "0").code == 2
    assert run("collect", "letters", "a", "--nonsense").code == 2


def test_a_source_that_breaks_down_shows_no_traceback(run) -> None:
    result = run("collect", "letters", "a", "CRASH")
    assert result.code == 1
    assert result.stderr.splitlines()[0] == (
        "Error: the source letters broke down: ZeroDivisionError: by the word CRASH"
    )
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("--verbose", "collect", "letters", "CRASH").stderr
    assert (run.packages.parent / "corpus" / "letters.txt").read_bytes() == b"a\f"


def test_an_argument_of_a_common_name_is_the_author_s_mistake(run) -> None:
    code = PLUGIN.replace("words: Annotated", "limit: Annotated").replace("(words)", "(limit)")
    (run.packages / "letters.py").write_text(code)
    result = run("collect", "letters", "a")
    assert result.code == 1
    assert "the source letters has a parameter limit" in result.stderr


def test_a_delimiter_that_does_not_fit_the_corpus(run) -> None:
    run("collect", "letters", "a", "--delimiter", "|")
    result = run("collect", "letters", "b", "--delimiter", r"\f")
    assert result.code == 1
    assert result.stderr.splitlines()[0] == r"Error: the corpus letters has the delimiter |, not \f"


def test_a_console_in_ascii_gets_utf_8(run) -> None:
    result = run("collect", "letters", "Grüße 😀", "--dry-run", env={"PYTHONIOENCODING": "ascii"})
    assert "Grüße 😀" in result.stdout


def test_ctrl_c_keeps_everything_and_says_how_to_go_on(run, tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "textgen", "collect", "letters", "a", "b", "c", "--seconds", "1.5"]
    environment = {**os.environ, "PYTHONPATH": str(run.packages)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        while not (tmp_path / "corpus" / "letters.db").exists():
            assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Type the same command again to go on." in stderr.decode()
    assert "Traceback" not in stderr.decode()
    assert (tmp_path / "corpus" / "letters.txt").read_bytes() in (b"a\f", b"a\fb\f")
    assert run("collect", "letters", "a", "b", "c").code == 0
    assert (tmp_path / "corpus" / "letters.txt").read_bytes() == b"a\fb\fc\f"


@pytest.mark.parametrize(
    ("answer", "code", "said"), [(b"y\n", 0, "Answer: yes."), (b"n\n", 0, "Answer: no."), (b"\x04", 130, "")]
)
def test_a_question_of_the_source_is_asked(run, tmp_path: Path, answer: bytes, code: int, said: str) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "textgen", "collect", "letters", "hello", "--ask"]
    environment = {**os.environ, "PYTHONPATH": str(run.packages)}
    pipes = {"stdin": theirs, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, cwd=tmp_path, **pipes) as process:
        os.write(ours, answer)
        stdout, stderr = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert b"Say it?" in stderr
    assert b"broke down" not in stderr
    assert process.returncode == code
    assert said in stdout.decode()


def test_no_bar_wipes_out_the_question(run, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "textgen", "collect", "letters", "hello", "--ask"]
    environment = {**os.environ, "PYTHONPATH": str(run.packages)}
    pipes = {"stdin": theirs, "stdout": subprocess.PIPE, "stderr": theirs}
    with subprocess.Popen(command, env=environment, cwd=tmp_path, **pipes) as process:
        shown = b""
        while b"Say it?" not in shown:
            shown += os.read(ours, 4096)
        while select.select([ours], [], [], 0.5)[0]:  # a bar would move several times
            shown += os.read(ours, 4096)
        os.write(ours, b"y\n")
        process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert shown.rstrip().endswith(b"Say it? [y/N]:")
    assert process.returncode == 0


def test_a_question_that_nobody_can_answer_is_an_error(run) -> None:
    result = run("collect", "letters", "hello", "--ask", input="y\n")
    assert result.code == 1
    assert result.stderr.splitlines() == [
        "Error: nobody is here to answer: Say it?",
        "If that is what you want, add --yes.",
    ]


def test_a_line_every_few_seconds_tells_how_far_it_is(run) -> None:
    words = [str(number) for number in range(12)]
    result = run("collect", "letters", *words, "--seconds", "0.5")
    assert result.stderr.startswith(
        ("10 documents, 0.0 MB, 0.0 MB/s, 8", "11 documents, 0.0 MB, 0.0 MB/s, 9")
    )
    assert result.stderr.endswith(" s left\n")


def test_no_model_library_is_loaded(run) -> None:
    code = (
        "import sys; sys.argv = ['textgen', 'collect', 'letters', 'a']\n"
        "from textgen.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'tensorflow', 'keras', 'numpy'} & {*sys.modules}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(run.packages)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"

"""``textgen compare`` as a user meets it: table, page, exit codes, Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import made
import pytest
from runways import FIRST, desktop, said

from textgen.comparison import results
from textgen.comparison.metrics import METRICS

FEW = ("--prompt", "My lord,", "--samples", "2", "--length", "40")


@pytest.fixture
def site():
    with desktop(FIRST) as site:
        yield site


def test_a_comparison_ends_with_a_table_a_page_and_what_to_do_next(textgen, site, tmp_path):
    done = textgen("compare", "shakespeare", f"runway:{site.url}", *FEW)
    assert done.code == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["shakespeare", site.url.removeprefix("http://")]
    assert all(row.startswith(metric.label) for row, metric in zip(rows, METRICS.values(), strict=True))
    assert re.search(r"^Copied, 20 or more, % +not measured +not measured$", done.stdout, flags=re.MULTILINE)
    assert re.search(r"^Length of a text, characters +40 +40$", done.stdout, flags=re.MULTILINE)
    assert f"Report: {Path('report/report.html')}" in done.stderr
    assert re.search(r"^Warning: there is no training text: .*--corpus FILE", done.stderr, re.MULTILINE)
    assert re.search(r"^Warning: there is no held-out text: .*--held-out FILE", done.stderr, re.MULTILINE)
    assert done.stderr.count("it cannot set temperature") == 1
    page = (tmp_path / "report/report.html").read_text("utf-8")
    asked = len(site.asked)
    again = textgen("compare", "--from", "report/report.json", "--output", "again")
    assert (again.code, again.stdout) == (0, done.stdout)
    assert (tmp_path / "again/report.html").read_text("utf-8") == page
    assert len(site.asked) == asked
    assert json.loads(textgen("compare", "--from", "report", "--json").stdout) == json.loads(
        (tmp_path / "report/report.json").read_text("utf-8")
    )


def test_those_who_fail_stand_in_the_table_and_in_the_exit_code(textgen, site):
    down = "runway:http://127.0.0.1:1"
    done = textgen("compare", f"runway:{site.url}", down, *FEW)
    assert done.code == 3
    assert "127.0.0.1:1" in done.stdout.splitlines()[0]
    assert "Warning: runway:http://127.0.0.1:1 failed: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "no connection" in done.stderr
    assert done.stderr.endswith("The same command asks again who failed.\n")
    again = textgen("compare", "--from", "report")
    assert (again.code, again.stdout) == (3, done.stdout)
    assert "failed: " in again.stderr
    assert "The same command" not in again.stderr
    done = textgen("compare", down, *FEW, "--output", "down")
    assert done.code == 1
    assert done.stdout.count("it wrote nothing") == len(METRICS) - 1


def test_models_whose_names_begin_alike_have_a_column_each(textgen, tmp_path):
    comparison = made.comparison()
    twins = (
        replace(one, name="gpt2" * 20 + end) for one, end in zip(comparison.generators, "ab", strict=True)
    )
    results.write(replace(comparison, generators=tuple(twins)), tmp_path)
    done = textgen("compare", "--from", "report.json")
    assert done.code == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    first, second, *real = re.split(" {2,}", head.strip())
    assert (first[:6], second[:6]) == ("1 gpt2", "2 gpt2")
    assert real == ["3 the real author"]
    assert all(len(row) == len(head) for row in rows)
    assert rows[-1].split()[-3:] == ["900", "720", "810"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_why_nobody_wrote_is_told_before_a_blind_test_that_has_nothing_to_show(tmp_path):
    import pty

    (tmp_path / "held.txt").write_text("The sea was grey, and nobody spoke of it again.\n" * 90, "utf-8")
    ours, theirs = pty.openpty()
    command = ["compare", "runway:http://127.0.0.1:1", *FEW, "--held-out", "held.txt", "--blind"]
    done = subprocess.run(
        [sys.executable, "-m", "textgen", *command], cwd=tmp_path, stdin=theirs, stderr=theirs, check=False
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 1
    why, report, again, error = (
        said.index(words)
        for words in (
            "no connection",
            "Report: report",
            "asks again who failed",
            "Error: there are no passages",
        )
    )
    assert why < report < again < error


def test_a_token_that_a_server_says_again_is_neither_shown_nor_kept(textgen, site, tmp_path):
    site.answers["/query"] = said({"error": "bad token Bearer s3cr3t"})
    done = textgen("compare", "shakespeare", f"runway:{site.url}", *FEW, env={"RUNWAY_TOKEN": "s3cr3t"})
    assert "bad token Bearer …" in done.stderr
    assert "s3cr3t" not in done.stdout + done.stderr
    kept = [file for file in (tmp_path / "report").iterdir() if file.is_file()]
    assert {"report.html", "report.json"} <= {file.name for file in kept}
    assert not any(b"s3cr3t" in file.read_bytes() for file in kept)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_keeps_every_answer_and_says_how_to_go_on(textgen, site, tmp_path):
    command = ["compare", f"runway:{site.url}", *FEW]
    query, held = site.answers["/query"], True

    def second_waits(handler):
        while len(site.bodies) > 2 and held:  # the first request asks for /info
            time.sleep(0.02)
        query(handler)

    site.answers["/query"] = second_waits
    process = subprocess.Popen(
        [sys.executable, "-m", "textgen", *command], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while len(site.bodies) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    held = False
    assert process.returncode == 130
    assert "Interrupted. The answers so far are kept in report: type the same command to go on." in said
    asked = len([path for path in site.asked if path == "/query"])
    assert textgen(*command).code == 0
    assert len([path for path in site.asked if path == "/query"]) == asked + 1
    assert len(results.read(tmp_path / "report").generators[0].answers) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("shakespeare", "--from", "report.json"),
        ("shakespeare", "--prompt", "a", "--prompts", "b.txt"),
        ("shakespeare", "--top-p", "2"),
        ("shakespeare", "--samples", "0"),
    ],
    ids=" ".join,
)
def test_wrong_syntax(textgen, arguments):
    assert textgen("compare", *arguments).code == 2


def test_a_blind_test_without_a_reader_is_refused_before_anything_is_asked(textgen, site):
    done = textgen("compare", f"runway:{site.url}", *FEW, "--blind")
    assert done.code == 1
    assert "nobody is here to read and answer" in done.stderr
    assert not site.asked


def test_a_report_with_numbers_missing_is_shown_as_it_is(textgen, site, tmp_path):
    assert textgen("compare", f"runway:{site.url}", *FEW).code == 0
    report = tmp_path / "report/report.json"
    data = json.loads(report.read_text("utf-8"))
    del data["generators"][0]["measured"]["metrics"]["divergence"]
    report.write_text(json.dumps(data), "utf-8")
    done = textgen("compare", "--from", "report")
    assert done.code == 0, done.stderr
    assert re.search(r"^Divergence, bits +–$", done.stdout, flags=re.MULTILINE)
    data["generators"][0]["measured"]["metrics"]["distinct_1"]["value"] = 1e308
    report.write_text(json.dumps(data), "utf-8")
    assert "report.json is damaged" in textgen("compare", "--from", "report").stderr


def test_a_damaged_report_is_one_clear_line(textgen, tmp_path):
    (tmp_path / "report.json").write_text('{"format": 1, "gen', "utf-8")
    done = textgen("compare", "--from", "report.json")
    assert done.code == 1
    first, *rest = done.stderr.splitlines()
    assert first.startswith("Error: report.json is damaged")
    assert len(rest) == 1


def test_a_finished_report_takes_no_settings(textgen, site):
    assert textgen("compare", f"runway:{site.url}", *FEW).code == 0
    for option in ("--seed", "--samples", "--top-k"):
        done = textgen("compare", "--from", "report", option, "3")
        assert done.code == 2
        assert f"{option} is no setting of --from" in done.stderr

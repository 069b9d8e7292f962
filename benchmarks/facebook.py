"""How fast ``textgen collect facebook`` reads an export, beside inflating and parsing the same files.

    python benchmarks/facebook.py [--messages 1000000] [--rounds 3] [--generation json2025] [--one-file]

Writes an export of invented texts (see facebook_exports.py): a conversation for 900 messages, one of them
with a tenth of all, half of all messages the owner's, with pictures between. Then, in turn and each in a
process of its own: the peer, which inflates and parses with orjson the files of the conversations and does
nothing else; the source alone; the whole command into a fresh corpus; and the command again. Prints the
medians, each one's ratio to the peer (the second run's to the first), when the first progress came, and how
far memory rose above where it stood after the imports, at this size and at a tenth of it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

Measured = dict[str, float]
_PEER, _SOURCE, _COLLECT, _AGAIN = (
    "inflate + orjson",
    "the source",
    "textgen collect facebook",
    "a second run",
)


def peer(paths: list[Path]) -> Measured:
    """Inflate and parse the conversations' files, and nothing else."""
    import orjson

    begun = time.perf_counter()
    for path in paths:
        with ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json") and ("/message_" in name or "_group_messages/" in name):
                    orjson.loads(archive.read(name))
    return {"seconds": time.perf_counter() - begun}


def source(paths: list[Path]) -> Measured:
    """Iterate the source with a plain context."""
    from textgen import Context

    facebook = import_module("textgen_scrapers.facebook").facebook
    first: list[float] = []

    def on_progress(done: float, total: float | None) -> None:
        if not first:
            first.append(time.perf_counter() - begun)

    context = Context(on_progress=on_progress)
    before = _peak_megabytes()
    begun = time.perf_counter()
    documents = sum(1 for _ in facebook(context, paths))
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "documents": documents,
        "progress": first[0] if first else float("inf"),
        "megabytes": _peak_megabytes() - before,
    }


CHILDREN: dict[str, Callable[[list[Path]], Measured]] = {_PEER: peer, _SOURCE: source}


def collect(paths: list[Path], folder: Path) -> tuple[Measured, Measured]:
    """Run the whole command into a fresh corpus, and once more."""
    command = [sys.executable, "-m", "textgen", "collect", "facebook"]
    with tempfile.TemporaryDirectory(dir=folder) as current:
        environment = {**os.environ, "TEXTGEN_CORPUS": str(Path(current) / "corpus")}
        runs = []
        said = Path(current) / "said.txt"
        for arguments in (["--help"], [*map(str, paths)], [*map(str, paths)]):
            begun = time.perf_counter()
            with (
                said.open("wb") as file,
                subprocess.Popen(
                    [*command, *arguments], cwd=current, env=environment, stdout=file, stderr=file
                ) as process,
            ):
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode == 0, said.read_text()
            runs.append({"seconds": time.perf_counter() - begun, "megabytes": _megabytes(usage.ru_maxrss)})
    help_, first, second = runs
    for run in (first, second):
        run["megabytes"] -= help_["megabytes"]
    return first, second


def _megabytes(resident: float) -> float:
    """What ``ru_maxrss`` means: bytes on macOS, kilobytes elsewhere."""
    return resident / (1e6 if sys.platform == "darwin" else 1e3)


def _peak_megabytes() -> float:
    """The most memory this process has had; exec resets VmHWM, but not ru_maxrss."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1e3
    import resource

    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--generation", default="json2025")
    parser.add_argument("--language", default="en")
    parser.add_argument(
        "--one-file", action="store_true", help="all messages in one conversation and one file"
    )
    parser.add_argument("--only", choices=CHILDREN, help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(CHILDREN[options.only](options.paths)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = _export(folder / "whole.zip", options, options.messages)
        tenth = _export(folder / "tenth.zip", options, options.messages // 10)
        measured: dict[str, list[Measured]] = {name: [] for name in (_PEER, _SOURCE, _COLLECT, _AGAIN)}
        for _ in range(options.rounds):
            for child in CHILDREN:
                measured[child].append(_run(child, whole))
            first, second = collect(whole, folder)
            measured[_COLLECT].append(first)
            measured[_AGAIN].append(second)
        _print(measured, _run(_SOURCE, tenth), collect(tenth, folder)[0])


def _export(path: Path, options: argparse.Namespace, messages: int) -> list[Path]:
    """Write an export, in a process of its own so that this one stays small, and return its files."""
    command = [sys.executable, str(Path(__file__).with_name("facebook_exports.py")), str(path)]
    command += ["--generation", options.generation, "--language", options.language]
    command += [
        "--messages",
        str(messages),
        "--things",
        str(messages // 100),
        "--media",
        str(messages // 500),
    ]
    if options.one_file:
        command += ["--one-file", "--threads", "1"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    line, *names = done.stdout.splitlines()
    size = sum(Path(name).stat().st_size for name in names)
    print(f"{size / 1e6:.0f} MB zipped: {line}")
    return [Path(name) for name in names]


def _run(child: str, paths: list[Path]) -> Measured:
    command = [sys.executable, __file__, "--only", child, *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: Measured = json.loads(done.stdout)
    return measured


def _print(measured: dict[str, list[Measured]], tenth: Measured, tenth_collect: Measured) -> None:
    medians = {name: statistics.median(run["seconds"] for run in runs) for name, runs in measured.items()}
    print(f"{'':26} {'median':>8} {'ratio':>7}   rounds, seconds")
    for name, runs in measured.items():
        than = medians[_COLLECT if name == _AGAIN else _PEER]
        rounds = " ".join(f"{run['seconds']:.2f}" for run in runs)
        print(f"{name:26} {medians[name]:>6.2f} s {medians[name] / than:>6.2f}x   {rounds}")
    sources = measured[_SOURCE]
    print(f"documents {sources[0]['documents']:,.0f}")
    print(f"first progress after {statistics.median(run['progress'] for run in sources):.2f} s")
    for name, runs, small in (
        (_SOURCE, sources, tenth),
        (_COLLECT, measured[_COLLECT], tenth_collect),
    ):
        peak = max(run["megabytes"] for run in runs)
        print(f"{name}: {peak:.0f} MB above start, {small['megabytes']:.0f} MB for a tenth of the messages")


if __name__ == "__main__":
    main()

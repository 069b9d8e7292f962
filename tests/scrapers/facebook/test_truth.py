"""The source ``facebook`` against exports whose truth is known. Everybody in them is invented.

The exports come from benchmarks/facebook_exports.py, which knows nothing of how the source reads. What
the owner wrote must come out, each text once, and nothing else may.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from facebook_exports import GENERATIONS, LANGUAGES, Truth, write
from textgen_scrapers.facebook import facebook

from textgen import Context, Document

EVERYTHING = "posts,captions,comments,groups,messages,notes,stories,reviews,events,bio"
PAGES_WITH_ENGLISH_DATES = ("html2012", "html2017")


def collect(truth: Truth, **options: Any) -> list[Document]:
    return list(facebook(Context(), truth.paths, **{"include": EVERYTHING, **options}))


def differences(found: Counter[str], wanted: Counter[str], foreign: set[str]) -> list[str]:
    """What a person needs to see, one line for each."""
    missing, extra = wanted - found, found - wanted
    lines = [f"missing {count}: {text!r}" for text, count in missing.items()]
    for text, count in extra.items():
        why = "not the owner's" if text in foreign else "too often" if text in wanted else "unknown"
        lines.append(f"extra {count}, {why}: {text!r}")
    return sorted(lines)


def check(truth: Truth, documents: list[Document]) -> None:
    """Recall and precision are 100 %, and messages lie in the right documents, in the right order."""
    assert truth.own
    kinds = {own.kind for own in truth.own} | {document.kind for document in documents}
    wrong = {}
    for kind in sorted(kinds - {"message"}):
        found = Counter(document.text for document in documents if document.kind == kind)
        if lines := differences(found, Counter(truth.texts(kind)), truth.foreign):
            wrong[kind] = lines
    sittings = [document.text for document in documents if document.kind == "message"]
    spoken = Counter(line for text in sittings for line in text.split("\n"))
    said = Counter(own.text for own in truth.own if own.kind == "message")
    if lines := differences(spoken, said, truth.foreign):
        wrong["message"] = lines
    assert wrong == {}
    assert Counter(sittings) == Counter(text for _, _, text in truth.sessions())


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize(("language", "seed"), [("en", 1), ("de", 2), ("ja", 3)])
def test_exactly_the_owners_texts_come_out(tmp_path: Path, generation: str, language: str, seed: int) -> None:
    truth = write(tmp_path / "export.zip", generation, messages=500, language=language, seed=seed)
    check(truth, collect(truth))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("generation", ["json2021", "json2025", "html2025"])
def test_whatever_the_accounts_language(tmp_path: Path, generation: str, language: str) -> None:
    truth = write(tmp_path / "export.zip", generation, messages=400, language=language, seed=4)
    check(truth, collect(truth))


@pytest.mark.parametrize("style", ["raw", "correct"])
@pytest.mark.parametrize("language", ["fr", "pl", "ja"])
def test_however_the_characters_are_spelled(tmp_path: Path, style: str, language: str) -> None:
    truth = write(tmp_path / "export.zip", "json2023", messages=400, language=language, style=style, seed=5)
    check(truth, collect(truth))


@pytest.mark.parametrize("generation", ["json2018", "json2025", "html2012", "html2025", "parts", "e2ee"])
def test_unpacked_or_with_zip64_it_is_the_same(tmp_path: Path, generation: str) -> None:
    unpacked = write(tmp_path / "unpacked", generation, messages=300, seed=6)
    packed = write(tmp_path / "export.zip", generation, messages=300, seed=6, zip64=True)
    check(unpacked, collect(unpacked))
    check(packed, collect(packed))


def test_conversations_longer_than_a_file(tmp_path: Path) -> None:
    truth = write(tmp_path / "export.zip", "json2025", messages=22_000, threads=1, seed=7)
    with ZipFile(truth.paths[0]) as archive:
        assert sum("/message_" in name for name in archive.namelist()) == 3
    check(truth, collect(truth))


def test_by_default_only_the_usual_kinds(tmp_path: Path) -> None:
    truth = write(tmp_path / "export.zip", "json2025", messages=300, seed=8)
    documents = list(facebook(Context(), truth.paths))
    truth.own = [own for own in truth.own if own.default]
    check(truth, documents)


@pytest.mark.parametrize("generation", ["json2019", "json2025", "html2025", "e2ee"])
def test_the_owner_may_be_given(tmp_path: Path, generation: str) -> None:
    truth = write(tmp_path / "export.zip", generation, messages=300, seed=9)
    check(truth, collect(truth, owner=[truth.owner, *truth.old_names]))


@pytest.mark.parametrize("generation", ["json2025", "parts", "html2023", "e2ee"])
def test_posts_and_messages_bear_their_time(tmp_path: Path, generation: str) -> None:
    truth = write(tmp_path / "export.zip", generation, messages=300, seed=10)
    wanted = {own.text: own.time // 1000 for own in truth.own if own.kind in {"post", "comment", "group"}}
    wanted |= {text: time // 1000 for _, time, text in truth.sessions()}
    found = {
        document.text: int(document.created.timestamp()) if document.created else None
        for document in collect(truth)
    }
    assert {text: found.get(text) for text in wanted} == wanted


def test_the_same_seed_gives_the_same_export(tmp_path: Path) -> None:
    one, two, other = (
        write(tmp_path / name, "json2023", messages=200, seed=seed, media=3)
        for name, seed in (("one.zip", 1), ("two.zip", 1), ("other.zip", 2))
    )
    data = [truth.paths[0].read_bytes() for truth in (one, two, other)]
    assert data[0] == data[1] != data[2]
    assert one.own == two.own != other.own

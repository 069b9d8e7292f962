"""Exports that the tests build. Everybody in them is invented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from recording import Run
from textgen_scrapers.facebook import facebook

from textgen import Document

ME, FRIEND, THIRD = "Zoë Nobody", "Jan Noone", "Ann Other"
BASE = 1_600_000_000


def broken(value: Any) -> Any:
    """The value as Facebook writes it: each byte of its UTF-8 a character."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").decode("latin-1")
    if isinstance(value, list):
        return [broken(item) for item in value]
    if isinstance(value, dict):
        return {key: broken(item) for key, item in value.items()}
    return value


def thread(
    *messages: tuple[str, str] | dict[str, Any],
    names: tuple[str, ...] = (ME, FRIEND),
    start: int = 0,
    title: str | None = None,
) -> dict[str, Any]:
    """A conversation, newest message first as in an export."""
    written = [
        message
        if isinstance(message, dict)
        else {
            "sender_name": message[0],
            "content": message[1],
            "timestamp_ms": (BASE + start + number) * 1000,
        }
        for number, message in enumerate(messages)
    ]
    return {
        "participants": [{"name": name} for name in names],
        "messages": written[::-1],
        "title": names[-1] if title is None else title,
    }


def inbox(name: str, *messages: tuple[str, str] | dict[str, Any], **options: Any) -> dict[str, Any]:
    """The file of a conversation."""
    return {f"messages/inbox/{name}/message_1.json": thread(*messages, **options)}


def at(seconds: float, text: str, sender: str = ME, **more: Any) -> dict[str, Any]:
    """A message, so many seconds after the others' beginning."""
    return {"sender_name": sender, "content": text, "timestamp_ms": int((BASE + seconds) * 1000), **more}


def mine(**message: Any) -> dict[str, Any]:
    return {"sender_name": ME, "timestamp_ms": BASE * 1000, **message}


PROFILE = {"profile_v2": {"name": {"full_name": ME}, "previous_names": [{"name": "Zoë Früher"}]}}
POSTS = [
    {
        "timestamp": BASE,
        "data": [{"post": "Erster Satz – mit “Zeichen” 🙂\nZweite Zeile"}],
        "title": "Zoë updated her status.",
    },
    {"timestamp": BASE + 1, "data": [{"update_timestamp": BASE + 9}, {"post": "The post comes second"}]},
    {"timestamp": BASE + 2, "attachments": [{"data": [{"media": {"uri": "a.jpg"}}]}]},
    {"timestamp": BASE + 3, "data": [{}]},
    {"timestamp": BASE + 4, "data": [{"post": "3 Years Ago"}]},
    {"timestamp": BASE + 5, "data": [{"post": "Thanks @[123456:2048:Jan Noone]!"}]},
]
COMMENTS = {
    "comments_v2": [
        {"timestamp": BASE, "data": [{"comment": {"timestamp": BASE, "comment": "Schön!", "author": ME}}]},
        {"timestamp": BASE, "data": [{"comment": {"comment": "not mine", "author": FRIEND}}]},
        {
            "timestamp": BASE + 1,
            "data": [{"comment": {"author": "Zoë Früher", "comment": "under my old name"}}],
        },
    ]
}
EXPORT = {
    "personal_information/profile_information/profile_information.json": PROFILE,
    "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json": POSTS,
    "your_facebook_activity/comments_and_reactions/comments.json": COMMENTS,
    "your_facebook_activity/messages/inbox/jannoone_77/message_1.json": thread(
        (ME, "Hallo Jan"), (FRIEND, "Hallo Zoë"), (ME, "Wie geht’s?\nUnd sonst?"), (ME, "Zoë sent a photo.")
    ),
}


def write(path: Path, files: Mapping[str, Any]) -> Path:
    """Write an export: a zip if the name says so, else a folder; values that are no bytes become JSON."""
    contents = {
        name: value if isinstance(value, bytes) else json.dumps(broken(value)).encode()
        for name, value in files.items()
    }
    if path.suffix == ".zip":
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
    else:
        for name, content in contents.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
    return path


def collect(run: Run, *paths: Path, **options: Any) -> list[Document]:
    return list(facebook(run.context, list(paths), **options))


def texts(documents: list[Document], kind: str) -> list[str]:
    return [document.text for document in documents if document.kind == kind]

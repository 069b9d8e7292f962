"""No shape of a file may break a run: at worst something is skipped or fails."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from building import EXPORT, ME, PROFILE, collect, inbox, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import Run
from textgen_scrapers.instagram import instagram

from textgen import Context

KEYS = (
    "answer answers attachments author comment comments comments_v2 content data description fbid full_name"
    " group_answers href intro_bio is_unsent isUnsent label label_values media messages name participants"
    " photos post previous_names profile_v2 reactions sender_name senderName share string_map_data text"
    " threadName timestamp timestamp_ms timestamp_value title type uri users value vec"
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from([ME, "1600000000", "[object Object]", "You sent a photo.", "\u00c3\u00a9", "\ud83d"])
)
SHAPES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=5)
    ),
    max_leaves=25,
)
NAMES = (
    "profile_information/profile_information.json",
    "messages/autofill_information.json",
    "posts/your_posts_1.json",
    "posts/posts_on_other_pages_and_profiles.json",
    "posts/album/0.json",
    "comments/comments.json",
    "groups/your_posts_in_groups.json",
    "groups/your_answers_to_membership_questions.json",
    "groups/your_group_messages/1.json",
    "messages/inbox/a_1/message_1.json",
    "messages/a_1/message.json",
    "Somebody_1.json",
    "notes/notes.json",
    "stories/archived_stories.json",
    "reviews/reviews.json",
    "events/your_events.json",
)
INSTAGRAM = (
    "personal_information/personal_information.json",
    "content/posts_1.json",
    "content/reels.json",
    "content/stories.json",
    "comments/post_comments_1.json",
    "messages/inbox/a_1/message_1.json",
)
QUICK = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@QUICK
@given(shape=SHAPES)
def test_any_json_in_any_file_breaks_nothing(shape: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_all(Path(folder), NAMES, shape)
        run = Run()
        for document in collect(
            run,
            path,
            owner=[ME],
            include="posts,captions,comments,groups,messages,notes,stories,reviews,events,bio",
        ):
            document.text.encode()
            assert document.text.strip()


@QUICK
@given(shape=SHAPES)
def test_any_json_in_an_instagram_export_breaks_nothing(shape: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_all(Path(folder), INSTAGRAM, shape)
        for document in instagram(Context(), [path], owner=[ME]):
            assert document.text.strip()
            document.text.encode()


def write_all(folder: Path, names: tuple[str, ...], shape: Any) -> Path:
    """The shape alone, and wrapped as a file of each name wraps its records."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        wrapped = {"messages": [shape], "participants": shape} if "message_" in name else [shape]
        (folder / name).write_text(json.dumps(wrapped if len(name) % 2 else shape))
    for name, record in {
        "posts/your_posts_2.json": {"data": [{"post": "always here"}]},
        "content/posts_2.json": {"title": "always here", "media": [shape]},
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps([record]))
    return folder


@pytest.mark.parametrize(
    "value",
    [None, 5, "text", [], {}, [None], [[1]], {"messages": 1}, {"messages": [None, 1]}, [{"data": [1]}]],
)
def test_odd_values_leave_the_rest_whole(tmp_path: Path, run: Run, value: Any) -> None:
    files = {
        **EXPORT,
        "posts/your_posts_9.json": value,
        "comments/comments_9.json": value,
        "messages/inbox/odd_9/message_1.json": value,
        "x/profile_information.json": value,
    }
    assert len(collect(run, write(tmp_path / "export.zip", files))) == 6


def test_pictures_nested_in_pictures_are_read_to_a_depth(tmp_path: Path, run: Run) -> None:
    nested = '{"photos": [' * 300 + '{"description": "deep"}' + "]}" * 300
    files = {
        "profile_information.json": PROFILE,
        "posts/album/0.json": nested.encode(),
        "posts/album/1.json": {"photos": [{"description": "a caption"}]},
        **inbox("a_1", (ME, "hello")),
    }
    found = {document.text for document in collect(run, write(tmp_path / "export", files))}
    assert found == {"hello", "a caption"}

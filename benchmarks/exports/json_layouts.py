"""Which file holds what in the JSON exports of each year, and below which key."""

from __future__ import annotations

from dataclasses import dataclass

_OLD = (
    *("posts", "wall", "album", "uncategorized", "videos", "comments", "group_posts"),
    *("notes", "stories", "reviews", "events", "bio"),
)


@dataclass(frozen=True)
class Layout:
    """A year's export in JSON.

    Args:
        year: When it was made.
        top: A folder above everything.
        root: What the activity's folders begin with.
        profile: The profile's file.
        posts: The posts' file.
        album: Album files' folder.
        groups: The file of posts in groups.
        comments: The comments' folder.
        v2: What the keys end in.
        folders: Where conversations lie; "" = right below messages.
        numbered: Whether message files have numbers.
        has_types: Whether messages tell their type.
        in_seconds: Whether messages' times are in seconds.
        places: What it holds, by the names in ``items``.
    """

    year: int
    root: str = ""
    top: str = ""
    profile: str = "profile_information/profile_information.json"
    posts: str = "posts/your_posts_1.json"
    album: str = "photos_and_videos/album"
    groups: str = "groups/your_posts_and_comments_in_groups.json"
    comments: str = "comments"
    v2: str = "_v2"
    folders: tuple[str, ...] = ("inbox", "archived_threads", "filtered_threads", "message_requests")
    numbered: bool = True
    has_types: bool = True
    in_seconds: bool = False
    places: tuple[str, ...] = _OLD


_NEWER = (*_OLD, "archive", "trash", "group_comments", "group_answers", "anonymous", "pending")
_NEWEST = (*_NEWER, "other_pages")
_CHECK_INS = "posts/your_posts__check_ins__photos_and_videos_1.json"
_NEW_PROFILE = "personal_information/profile_information/profile_information.json"
_ALL_FOLDERS = ("inbox", "archived_threads", "filtered_threads", "message_requests", "groups")

JSON2018 = Layout(2018, posts="posts/your_posts.json", v2="", folders=("",), numbered=False, in_seconds=True)
JSON2019 = Layout(2019, v2="", folders=(*_ALL_FOLDERS[:4], "legacy_threads"))
JSON2021 = Layout(
    2021,
    top="facebook-zoenobody/",
    comments="comments_and_reactions",
    album="posts/album",
    groups="groups/your_posts_in_groups.json",
    folders=_ALL_FOLDERS,
    places=_NEWER,
)
JSON2023 = Layout(
    2023,
    root="your_activity_across_facebook/",
    profile=_NEW_PROFILE,
    posts=_CHECK_INS,
    comments="comments_and_reactions",
    album="posts/album",
    groups="groups/group_posts_and_comments.json",
    folders=_ALL_FOLDERS,
    has_types=False,
    places=_NEWER,
)
JSON2025 = Layout(
    2025,
    root="your_facebook_activity/",
    profile=_NEW_PROFILE,
    posts=_CHECK_INS,
    comments="comments_and_reactions",
    album="posts/album",
    groups="groups/your_posts_in_groups.json",
    folders=(*_ALL_FOLDERS, "e2ee_cutover"),
    has_types=False,
    places=_NEWEST,
)

"""What differs from Facebook's exports in Instagram's."""

from collections.abc import Iterator
from typing import Any

from ..facebook.json_files import dicts, seconds, text
from ..facebook.names import clean
from ..facebook.records import records, time_of
from ..facebook.service import Service, patterns
from ..facebook.words import Words

_COMMENT_LABELS = (
    "comment kommentar commentaire comentario commento comentário opmerking reactie komentarz комментарий"
    " yorum comentariu komentář hozzászólás コメント"
)
_NAME_LABELS = (
    "name nom nombre nome naam imię nazwa имя ad isim nume namn jméno név 名前 username benutzername"
    " gebruikersnaam"
)


def words(data: Any, role: str) -> Iterator[Words]:
    """Yield what was written in a file; ``role`` is "post", "reel", "story" or "comment"."""
    for record in records(data):
        time = time_of(record)
        if role == "comment":
            yield _comment(record, time)
        else:
            media = dicts(record.get("media") or record)
            captions = [text(each.get("title")) for each in [record, *media]]
            first = next((time_of(each) for each in media), 0.0)
            for caption in dict.fromkeys(filter(None, captions)) or [""]:
                yield Words(role, time or first, caption)


def _comment(record: dict[str, Any], time: float) -> Words:
    """The comment among a record's values, whose labels are in the account's language."""
    labelled = record.get("string_map_data")
    values = labelled if isinstance(labelled, dict) else {}
    said = ""
    for label, value in values.items():
        for each in dicts(value):
            time = time or seconds(each.get("timestamp"))
            if clean(label).casefold() in _COMMENT_LABELS.split():
                said = text(each.get("value"))
    return Words("comment", time, said)


def names(data: Any) -> Iterator[Any]:
    """Yield the names on a profile, as they stand there."""
    for profile in records(data):
        labelled = profile.get("string_map_data")
        for label, value in labelled.items() if isinstance(labelled, dict) else ():
            if clean(label).casefold() in _NAME_LABELS.split():
                for each in dicts(value):
                    yield each.get("value")


INSTAGRAM = Service(
    name="Instagram",
    kinds={
        "posts": "post",
        "reels": "reel",
        "stories": "story",
        "comments": "comment",
        "messages": "message",
    },
    default=("posts", "reels", "stories", "comments", "messages"),
    roles=patterns(
        {
            "profile": r"personal_information",
            "post": r"posts(?:_\d+)?|archived_posts|igtv_videos|other_content",
            "reel": r"reels",
            "story": r"stories",
            "comment": r"post_comments(?:_\d+)?|reels_comments",
        },
        suffixes="json",
    ),
    holds={role: frozenset({role}) for role in ("post", "reel", "story", "comment")},
    words=words,
    names=names,
)

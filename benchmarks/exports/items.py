"""Everything the owner wrote but messages, as it took place, before any export writes it down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .conversations import shown
from .languages import Language
from .texts import Texts, people, seeded
from .truth import Own, Truth

KINDS = {
    "posts": "post",
    "archive": "post",
    "trash": "post",
    "other_pages": "post",
    "album": "caption",
    "uncategorized": "caption",
    "videos": "caption",
    "comments": "comment",
    "group_posts": "group",
    "group_comments": "group",
    "group_answers": "group",
    "anonymous": "group",
    "pending": "group",
    "notes": "note",
    "stories": "story",
    "reviews": "review",
    "events": "event",
    "bio": "bio",
}
"""Where something is written, and what kind it is. "wall" is where others wrote to the owner."""

POSTS = (
    "plain",
    "updated first",
    "backdated",
    "empty",
    "braces",
    "no data",
    "equal caption",
    "other caption",
    "only caption",
    "memory",
    "link",
    "linked text",
    "attached",
    "mention",
    "lines",
    "correct",
    "mixed",
    "tags",
    "to a friend",
)
"""The forms that a record of a post can have."""
WORDLESS = frozenset({"empty", "braces", "no data", "only caption", "memory", "linked text"})
CAPTIONS = frozenset({"equal caption", "other caption", "only caption"})


@dataclass(frozen=True, slots=True)
class Item:
    """Something written.

    Args:
        place: A key of KINDS, or "wall".
        form: How the record is built: one of POSTS for what looks like a post.
        time: Seconds since 1970.
        text: What was written; "" = nothing.
        author: Who wrote it.
        friend: Whose photo, page or timeline it is about.
        caption: What stands below its photos.
        other: What somebody else or Facebook wrote, in the same record.
    """

    place: str
    form: str
    time: int
    text: str
    author: str
    friend: str
    caption: str = ""
    other: str = ""


class Doings:
    """Makes the items of an account, the same for the same seed.

    Args:
        language: In which they are written.
        texts: Where the words come from.
        seed: Decides everything.
        year: When the newest were written, those of two years.
        total: How many there will be, about.
        old_names: Whether some are under the name that the owner had before.
    """

    def __init__(
        self, language: Language, texts: Texts, *, seed: int, year: int, total: int, old_names: bool
    ) -> None:
        self._language = language
        self._texts = texts
        self._random = seeded(f"items {seed}")
        self._friends = people(language, 12)
        self._time = (year - 1970) * 31_556_952 - 90_000_000
        self._step = 130_000_000 // total
        self._old_name = language.old_name if old_names else ""

    def items(self, place: str, count: int) -> Iterator[Item]:
        """So many items of a place, oldest first."""
        for number in range(count):
            self._time += 1 + self._random.randrange(self._step)
            if place == "comments":
                yield self._comment(number)
            elif place == "album":
                yield from self._album()
            elif place == "wall":
                yield self._item(place, "to a friend", text=self._new(), author=self._friends[number % 12])
            else:
                looks_like_a_post = place in {
                    "posts",
                    "archive",
                    "trash",
                    "group_posts",
                    "anonymous",
                    "pending",
                }
                yield self._post(place, POSTS[number % len(POSTS)] if looks_like_a_post else "plain")

    def _new(self) -> str:
        return self._texts.text(self._random)

    def _item(
        self, place: str, form: str, *, text: str, author: str = "", caption: str = "", other: str = ""
    ) -> Item:
        return Item(
            place=place,
            form=form,
            time=self._time,
            text=text,
            author=author or self._language.owner,
            friend=self._random.choice(self._friends),
            caption=caption,
            other=other,
        )

    def _post(self, place: str, form: str) -> Item:
        text = "" if form in WORDLESS else self._new()
        caption = (text if form == "equal caption" else self._new()) if form in CAPTIONS else ""
        if form == "memory":
            text = self._language.memory
        elif form == "mention":
            text = f"@[241512239:69:{self._friends[3]}] {text} @[7:2048:Owl & Sons’ “Café”]"
        elif form == "mixed":
            text = text.replace(" ", "’", 1)
        elif form == "lines":
            text = text.replace(", ", ",\n\n", 1) + "\n🦉🦉"
        other = self._new() if form in {"link", "linked text", "attached", "memory"} else ""
        return self._item(place, form, text=text, caption=caption, other=other)

    def _comment(self, number: int) -> Item:
        form = ("own", "own", "others", "old name", "no text", "in a group")[number % 6]
        author = {"others": self._friends[number % 12], "old name": self._old_name}.get(form, "")
        return self._item("comments", form, text="" if form == "no text" else self._new(), author=author)

    def _album(self) -> Iterator[Item]:
        yield self._item("album", "album", text=self._new())
        for form in ("photo", "photo", "no text", "own comment", "others' comment"):
            author = self._friends[0] if form == "others' comment" else ""
            yield self._item("album", form, text="" if form == "no text" else self._new(), author=author)


def tell(truth: Truth, items: list[Item], language: Language, *, shows_captions: bool) -> None:
    """Add items to the truth.

    Args:
        truth: Where to.
        items: What was written.
        language: Of the account.
        shows_captions: Whether the export's form has a place for captions.
    """
    owner = {language.owner, language.old_name}
    for item in items:
        text = shown(item.text)
        if item.form == "memory" or item.author not in owner or item.place == "wall":
            truth.forbid(text)
        elif text:
            kind = "comment" if item.form == "own comment" else KINDS[item.place]
            truth.add(Own(kind, item.time * 1000, text))
        truth.forbid(item.other)
        if shows_captions and item.caption not in {"", item.text}:
            truth.add(Own("caption", item.time * 1000, item.caption))

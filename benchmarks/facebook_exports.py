"""Synthetic Facebook exports whose truth is known: every layout since 2010, and every trap in it.

    python benchmarks/facebook_exports.py OUT [--generation json2025] [--messages 100000] [--language en] …

All people, texts and pictures are invented. The same seed gives the same export, byte for byte. Nothing
here knows how textgen reads an export: what was written comes from the generator itself, as a ``Truth``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from exports import conversations, items, pages
from exports.archives import Parts, Sink, open_sink
from exports.conversations import Conversation, Entry, Talk, newest_first, plan
from exports.encoding import STYLES, Encoder
from exports.items import Doings, Item
from exports.json_files import encrypted_file, item_files, thread_file, thread_path
from exports.json_layouts import JSON2018, JSON2019, JSON2021, JSON2023, JSON2025, Layout
from exports.languages import LANGUAGES
from exports.texts import Texts, seeded
from exports.truth import Own, Truth

__all__ = ["GENERATIONS", "LANGUAGES", "STYLES", "Own", "Truth", "write"]

_PAGE_PLACES = ("posts", "wall", "comments", "group_posts", "group_comments")


@dataclass
class Account:
    """What there is to export, and how; the fields without a default are the arguments of ``write``.

    Args:
        truth: Is told what is written.
        year: When the export is made.
        is_page: Whether it is written as pages.
        folders: Where its conversations lie.
        places: Where else the owner wrote.
        old_names: Whether the owner had another name before.
        has_sentences: Whether Facebook writes into conversations.
        until: Leave out what is newer, in milliseconds; 0 = nothing.
    """

    language: str
    messages: int
    threads: int
    things: int
    seed: int
    special: float
    style: str
    media: int
    media_bytes: int
    one_file: bool
    zip64: bool
    truth: Truth
    year: int = 2025
    is_page: bool = False
    folders: tuple[str, ...] = ("inbox",)
    places: tuple[str, ...] = ()
    old_names: bool = True
    has_sentences: bool = True
    until: int = 0

    def __post_init__(self) -> None:
        self.words = LANGUAGES[self.language]
        texts = Texts(self.words, seeded(f"texts {self.seed}"))
        self.talk = Talk(
            self.words,
            texts,
            seed=self.seed,
            special=self.special,
            is_page=self.is_page,
            has_sentences=self.has_sentences,
        )
        self.plan = plan(
            self.words,
            messages=self.messages,
            threads=self.threads,
            seed=self.seed,
            year=self.year,
            folders=self.folders,
            old_names=self.old_names,
        )
        counts = {"posts": self.things, "comments": self.things, "wall": 4, "album": 2, "bio": 2}
        doings = Doings(
            self.words,
            texts,
            seed=self.seed,
            year=self.year,
            total=2 * self.things + 300,
            old_names=self.old_names,
        )
        self.items = {place: list(doings.items(place, counts.get(place, 20))) for place in self.places}
        self._common = frozenset((*self.words.short, *self.words.lookalikes))

    def tell_items(self, *, shows_captions: bool) -> None:
        """Add the items to the truth."""
        for group in self.items.values():
            items.tell(self.truth, group, self.words, shows_captions=shows_captions)

    def blocks(self, conversation: Conversation, *, tell: bool = True) -> Iterator[list[Entry]]:
        """The messages of a conversation, newest block first, told to the truth."""
        for block in newest_first(self.talk, conversation):
            kept = [entry for entry in block if entry[0] <= self.until] if self.until else block
            if tell:
                conversations.tell(self.truth, conversation, kept, self._common)
            yield kept

    def files(
        self, conversation: Conversation, *, tell: bool = True
    ) -> Iterator[tuple[int, Iterable[list[Entry]]]]:
        """The numbered files of a conversation, 1 is the newest; each an iterable of blocks."""
        if self.one_file or conversation.folder == "groups":
            yield 1, self.blocks(conversation, tell=tell)
        else:
            for number, block in enumerate(self.blocks(conversation, tell=tell), 1):
                yield number, [block]


def _account(account: Account, layout: Layout, **changes: object) -> Account:
    """The account as an export of that layout can tell of it."""
    return replace(
        account,
        year=layout.year,
        folders=layout.folders,
        places=layout.places,
        **changes,  # type: ignore[arg-type]
    )


def _write_json(
    account: Account, layout: Layout, sink: Sink, *, tell: bool = True, has_conversations: bool = True
) -> None:
    if tell:
        account.tell_items(shows_captions=True)
    for conversation in account.plan if has_conversations else ():
        for number, blocks in account.files(conversation, tell=tell):
            pieces = thread_file(conversation, blocks, layout, Encoder(account.style))
            sink.add(layout.top + thread_path(conversation, number, layout), pieces)
    encoder = Encoder(account.style)
    kept = {
        place: [item for item in group if not account.until or item.time * 1000 <= account.until]
        for place, group in account.items.items()
    }
    for name, value in item_files(kept, layout, account.words, encoder):
        sink.add(layout.top + name, [encoder.dumps(value)])
    random = seeded(f"media {account.seed}")
    for number in range(account.media):
        place = account.plan[number % len(account.plan)]
        name = f"{layout.top}{layout.root}messages/{place.path}/photos/{number}_n.jpg"
        sink.add(name, [random.randbytes(account.media_bytes)], stored=True)


def _json(layout: Layout) -> Callable[[Account, Path], None]:
    def write_export(account: Account, path: Path) -> None:
        with open_sink(path, zip64=account.zip64) as sink:
            _write_json(_account(account, layout), layout, sink)
        account.truth.paths = [path]

    return write_export


def _rezipped(account: Account, path: Path) -> None:
    layout = replace(JSON2023, top="MyData/facebook/")
    with open_sink(path) as sink:
        _write_json(_account(account, layout), layout, sink)
        sink.add("MyData/.DS_Store", [b"\0\0\0\1Bud1"])
        for name in (layout.posts, "messages/inbox/message_1.json"):
            sink.add(f"__MACOSX/{layout.top}{layout.root}{name}", [b"\0\5\x16\7\0\2\0\0Mac OS X"])
            folder, _, file = name.rpartition("/")
            sink.add(f"{layout.top}{layout.root}{folder}/._{file}", [b"\0\5\x16\7\0\2\0\0Mac OS X"])
    account.truth.paths = [path]


def _parts(account: Account, path: Path) -> None:
    """The profile in one part, posts in another, the files of a thread in several."""

    def part(name: str) -> int:
        if "/messages/" in name:
            return sum(name.encode()) % 3
        return 0 if "profile" in name else 1 + len(name) % 2

    paths = [path.with_name(f"{path.stem}-part-{number}{path.suffix}") for number in (1, 2, 3)]
    with ExitStack() as stack:
        sinks = [stack.enter_context(open_sink(each)) for each in paths]
        _write_json(_account(account, JSON2025), JSON2025, Parts(sinks, part))
    account.truth.paths = paths[::-1]


def _yearly(account: Account, path: Path) -> None:
    """Two exports: the second holds all of the first, and more."""
    whole = _account(account, JSON2025)
    middle = whole.items["posts"][-1].time * 1000 - 1000
    first = replace(whole, until=middle)
    paths = [path.with_name(f"{path.stem}-{year}{path.suffix}") for year in (2024, 2025)]
    older = replace(JSON2023, posts=JSON2025.posts, groups=JSON2025.groups)
    for each, part, layout in zip(paths, (first, whole), (older, JSON2025), strict=True):
        with open_sink(each) as sink:
            _write_json(part, layout, sink, tell=part is whole)
    account.truth.paths = paths


def _encrypted(account: Account, path: Path) -> None:
    account = replace(account, places=(), old_names=False)
    with open_sink(path) as sink:
        _write_encrypted(account, sink)
    account.truth.paths = [path]


def _write_encrypted(account: Account, sink: Sink) -> None:
    encoder = Encoder("correct")
    for conversation in account.plan:
        entries = [entry for block in account.blocks(conversation) for entry in reversed(block)]
        sink.add(
            f"{conversation.title}_{conversation.number}.json",
            [encoder.dumps(encrypted_file(conversation, entries))],
        )
        empty = replace(conversation, others=(f"{conversation.others[0]} II",))
        sink.add(
            f"{empty.others[0]}_{conversation.number + 5000}.json", [encoder.dumps(encrypted_file(empty, []))]
        )
    sink.add("media/1.jpg", [b"\xff\xd8\xff\xe0"], stored=True)


def _both(account: Account, path: Path) -> None:
    """An export, and the download of encrypted chats beside it."""
    chats = path.with_name(f"{path.stem}-messages{path.suffix}")
    with open_sink(path) as sink:
        _write_json(_account(account, JSON2025), JSON2025, sink, has_conversations=False)
    with open_sink(chats) as sink:
        _write_encrypted(replace(account, old_names=False), sink)
    account.truth.paths = [chats, path]


def _html2012(account: Account, path: Path) -> None:
    account = replace(
        account, year=2013, is_page=True, places=("posts", "wall"), old_names=False, has_sentences=False
    )
    account.tell_items(shows_captions=False)
    threads = ((each, account.blocks(each)) for each in account.plan)
    with open_sink(path) as sink:
        sink.add("html/messages.htm", pages.old_messages(account.words, threads))
        sink.add("html/wall.htm", pages.old_wall(account.words, _newest(account, "posts", "wall")))
        sink.add(
            "index.htm",
            [f"<html><head><title>{account.words.owner} - Profile</title></head></html>".encode()],
        )
    account.truth.paths = [path]


def _html2017(account: Account, path: Path) -> None:
    account = replace(
        account, year=2017, is_page=True, places=("posts", "wall"), old_names=False, has_sentences=False
    )
    account.tell_items(shows_captions=False)
    with open_sink(path) as sink:
        sink.add("html/messages.htm", pages.old_index(account.words, account.plan))
        for each in account.plan:
            sink.add(
                f"messages/{each.number}.html",
                pages.old_thread_page(account.words, each, account.blocks(each)),
            )
        sink.add("html/timeline.htm", pages.old_wall(account.words, _newest(account, "posts", "wall")))
    account.truth.paths = [path]


def _newest(account: Account, *places: str) -> list[Item]:
    return sorted((item for place in places for item in account.items[place]), key=lambda item: -item.time)


def _write_pages(account: Account, layout: Layout, sink: Sink, *, tell: bool = True) -> None:
    """Pages where the layout has JSON."""
    year, words = account.year, account.words
    block: pages.Block = {2019: pages.block_2019, 2023: pages.block_2023, 2025: pages.block_2025}[year]
    to_text = pages.date_2019 if year == 2019 else pages.date_2023

    def date(milliseconds: int) -> str:
        return to_text(milliseconds, words)

    shows_captions = year > 2019
    if tell:
        account.tell_items(shows_captions=shows_captions)
    for each in account.plan:
        for number, blocks in account.files(each, tell=tell):
            name = thread_path(each, number, layout).removesuffix("json") + "html"
            leave_out = year == 2025 and each.senderless
            sink.add(
                layout.top + name,
                pages.thread_page(each, blocks, block=block, date=date, leave_out_owner=leave_out),
            )
    files = {
        "posts": (layout.posts, words.status),
        "wall": ("posts/other_people's_posts_to_your_timeline.json", words.wall),
        "comments": (f"{layout.comments}/comments.json", words.comment),
        "group_posts": ("groups/your_posts_in_groups.json", words.status),
        "group_comments": ("groups/your_comments_in_groups.json", words.comment),
    }
    for place, (name, template) in files.items():
        if place in account.items:
            page = pages.items_page(
                _newest(account, place),
                words,
                block=block,
                date=date,
                title=place,
                template=template,
                shows_captions=shows_captions,
            )
            sink.add(f"{layout.top}{layout.root}{name.removesuffix('json')}html", page)
    sink.add(f"{layout.top}{layout.profile.removesuffix('json')}html", pages.profile_page(words))


def _html(layout: Layout) -> Callable[[Account, Path], None]:
    def write_export(account: Account, path: Path) -> None:
        places = tuple(place for place in _PAGE_PLACES if place in layout.places)
        account = replace(
            account,
            year=layout.year,
            is_page=True,
            folders=layout.folders,
            places=places,
            old_names=False,
        )
        with open_sink(path) as sink:
            _write_pages(account, layout, sink)
        account.truth.paths = [path]

    return write_export


def _mixed(account: Account, path: Path) -> None:
    """The same export as JSON and as HTML, one beside the other."""
    account = _account(account, JSON2025, is_page=True, old_names=False)
    with open_sink(path) as sink:
        _write_json(account, JSON2025, sink)
        _write_pages(account, JSON2025, sink, tell=False)
    account.truth.paths = [path]


GENERATIONS: dict[str, Callable[[Account, Path], None]] = {
    "html2012": _html2012,
    "html2017": _html2017,
    "json2018": _json(JSON2018),
    "json2019": _json(JSON2019),
    "html2019": _html(JSON2019),
    "json2021": _json(JSON2021),
    "json2023": _json(JSON2023),
    "html2023": _html(JSON2023),
    "json2025": _json(JSON2025),
    "html2025": _html(JSON2025),
    "e2ee": _encrypted,
    "both": _both,
    "wrongprefix": _json(replace(JSON2025, top="personal_information/profile_information/")),
    "rezipped": _rezipped,
    "parts": _parts,
    "yearly": _yearly,
    "mixed": _mixed,
}
"""How each kind of export is written."""


def write(
    path: Path,
    generation: str,
    *,
    messages: int = 1000,
    threads: int | None = None,
    things: int = 40,
    seed: int = 1,
    language: str = "en",
    special: float = 0.15,
    style: str = "escaped",
    media: int = 0,
    media_bytes: int = 20_000,
    one_file: bool = False,
    zip64: bool = False,
    on_own: Callable[[Own], object] | None = None,
) -> Truth:
    """Write an export and return what it holds.

    Args:
        path: A zip if the name ends in .zip, else a folder; kinds of several parts add to the name.
        generation: One of GENERATIONS.
        messages: In all conversations together, about.
        threads: How many conversations; one of them holds a tenth of all messages. None = one for
            900 messages.
        things: How many posts and comments, each.
        seed: Another seed, another export.
        language: One of LANGUAGES.
        special: The share of messages that are more, or less, than plain words: pictures, calls, sentences
            of Facebook's, mentions, ….
        style: How JSON spells characters: one of STYLES.
        media: How many pictures, of random bytes, not compressed.
        media_bytes: The size of each.
        one_file: Whether a conversation is one file, however large.
        zip64: Whether every member has the fields of zip64.
        on_own: Called with each own text; the truth then remembers none.
    """
    words = LANGUAGES[language]
    truth = Truth(owner=words.owner, old_names=(words.old_name,), on_own=on_own)
    account = Account(
        language=language,
        messages=messages,
        threads=threads or max(12, messages // 900),
        things=things,
        seed=seed,
        special=special,
        style=style,
        media=media,
        media_bytes=media_bytes,
        one_file=one_file,
        zip64=zip64,
        truth=truth,
    )
    GENERATIONS[generation](account, path)
    return truth


def main() -> None:
    """Write an export from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--generation", choices=GENERATIONS, default="json2025")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--style", choices=STYLES, default="escaped")
    for name, default in (
        ("messages", 100_000),
        ("threads", 0),
        ("things", 1000),
        ("seed", 1),
        ("media", 0),
        ("media-bytes", 20_000),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument(
        "--special", type=float, default=0.05, help="share of messages that are no plain words"
    )
    parser.add_argument("--one-file", action="store_true", help="a conversation is one file, however large")
    parser.add_argument("--zip64", action="store_true")
    options = vars(parser.parse_args())
    begun, own = time.perf_counter(), 0

    def count(_: Own) -> None:
        nonlocal own
        own += 1

    truth = write(options.pop("out"), options.pop("generation"), **options, on_own=count)
    seconds = time.perf_counter() - begun
    print(f"{truth.messages:,} messages, {own:,} texts of {truth.owner} in {seconds:.1f} s:")
    print(*truth.paths, sep="\n")


if __name__ == "__main__":
    main()

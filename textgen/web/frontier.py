"""The addresses of a crawl: which are done, which wait; kept in the corpus's database."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from textgen.web.addresses import host, identity, plain

if TYPE_CHECKING:
    from textgen.web.response import Validators

TABLE = """
CREATE TABLE IF NOT EXISTS frontier (   -- the addresses of crawls
    id INTEGER PRIMARY KEY,             -- their order
    crawl INTEGER NOT NULL,             -- the hash of what makes two crawls differ
    address TEXT NOT NULL,              -- in one spelling
    url TEXT,                           -- as it was found, where that is another one
    host TEXT NOT NULL,
    kind TEXT NOT NULL,                 -- 'page', or what else the source tells apart
    depth INTEGER NOT NULL,
    state INTEGER NOT NULL,             -- textgen.web.frontier.State
    uri TEXT,                           -- of the document it gave
    etag TEXT,                          -- the validators of its last answer
    modified TEXT,
    changed TEXT,                       -- when it changed, as a listing says; ISO 8601, UTC
    content TEXT,                       -- what a listing has of its text
    UNIQUE (crawl, address)
)
"""
INDEX = """
CREATE INDEX IF NOT EXISTS frontier_waiting ON frontier (crawl, host, depth, id) WHERE state = 0
"""

ADD = """
INSERT INTO frontier (crawl, address, url, host, kind, depth, changed, content, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
ON CONFLICT DO UPDATE SET changed = coalesce(excluded.changed, changed),
    content = coalesce(excluded.content, content),
    state = iif(state = 3 OR (state = 1 AND excluded.changed > changed), 0, state)
WHERE state = 3 OR excluded.changed IS NOT NULL OR excluded.content IS NOT NULL
"""
ALIAS = """
INSERT INTO frontier (crawl, address, host, kind, depth, state) VALUES (?, ?, ?, 'page', 0, 4)
ON CONFLICT DO UPDATE SET state = 4 WHERE state IN (0, 2, 3)
"""
SET = "UPDATE frontier SET state = ?, uri = ?, etag = ?, modified = ? WHERE crawl = ? AND address = ?"
NEXT = """
SELECT coalesce(url, address), address, depth, kind, uri, etag, modified, content FROM frontier
WHERE crawl = ? AND host = ? AND state = 0 ORDER BY depth, id LIMIT 1
"""


class State(IntEnum):
    """What became of an address."""

    WAITING = 0
    DONE = 1
    FAILED = 2
    ASLEEP = 3
    """It waited in a list that is read again."""
    ALIAS = 4
    """Another address gave its page."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a crawl.

    Args:
        url: As it was found.
        identity: In the spelling that all addresses of the same page share.
        depth: How many links it is away from the start.
        kind: What the source tells apart, such as "page" and "sitemap".
        uri: The document that it gave before, or None.
        validators: What its server said of the version that it gave before.
        content: What a listing has of its text, or None.
    """

    url: str
    identity: str
    depth: int = 0
    kind: str = "page"
    uri: str | None = None
    validators: Validators | None = None
    content: str | None = None

    @property
    def host(self) -> str:
        """Host and port."""
        return host(self.identity)


class Frontier:
    """The addresses of one crawl, each given once, over all runs of the same crawl.

    What is added or said to be done counts from the next ``commit`` on, together with the documents
    that were yielded until then: a killed run forgets both or neither. ``Context.frontier`` makes it.

    Args:
        connection: The database; it gets a table of its own.
        crawl: What makes two crawls differ.
        change: Takes an SQL statement and its values for the next commit.
        commit: Makes the changes and keeps the documents, at once.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        crawl: str,
        change: Callable[[str, tuple[object, ...]], None],
        commit: Callable[[], None],
    ) -> None:
        connection.execute(TABLE)
        columns = {row[1] for row in connection.execute("PRAGMA table_info(frontier)")}
        if "content" not in columns:  # an earlier textgen made the table
            connection.execute("ALTER TABLE frontier ADD COLUMN content TEXT")
        connection.execute(INDEX)
        self._connection = connection
        self._crawl = int.from_bytes(hashlib.sha256(crawl.encode()).digest()[:8], "big", signed=True)
        self._change = change
        self._said: Address | None = None
        self.commit = commit
        self.finished = self.count(State.DONE)
        """How many pages earlier runs have done."""
        self.interrupted = self._exists("state = 0")
        """Whether an earlier run left addresses waiting: a run that was killed, or had reached a limit."""
        self.refreshing = self._exists("state = 0 AND uri IS NOT NULL")
        """Whether some of them were done before, and were to be done anew."""
        self._hosts = set(self._waiting_hosts())

    def __iter__(self) -> Iterator[Address]:
        """Give each address that waits, also those that are added meanwhile.

        An address is done, and kept together with what it gave, when the next one is asked for; say
        ``done(address, failed=True)`` before, and it is tried again when the crawl is run anew.
        """
        self.commit()
        while hosts := self.hosts():
            for name in hosts:
                address = self.next(name)
                if address is not None:
                    self._said = None
                    yield address
                    if self._said != address:
                        self.done(address)
                    self.commit()

    def add(
        self,
        url: str,
        *,
        depth: int = 0,
        kind: str = "page",
        changed: datetime | None = None,
        content: str | None = None,
    ) -> str | None:
        """Let an address wait for its turn, unless it is known; return its host, None if it is no address.

        Args:
            url: The address.
            depth: How many links it is away from the start.
            kind: What the source tells apart.
            changed: When it changed; if that is later than what was said before, it waits again.
            content: What a listing has of its text.
        """
        try:
            url, address = plain(url), identity(url)
        except ValueError:
            return None
        found = None if url == address else url
        self._hosts.add(host(address))
        at = changed.astimezone(UTC).isoformat() if changed else None
        self._change(ADD, (self._crawl, address, found, host(address), kind, depth, at, content))
        return host(address)

    def hosts(self) -> Collection[str]:
        """The hosts that may have addresses waiting."""
        return list(self._hosts)

    def next(self, name: str) -> Address | None:
        """Return the address of a host that has waited longest among the nearest to the start."""
        row = self._connection.execute(NEXT, (self._crawl, name)).fetchone()
        if row is None:
            self._hosts.discard(name)
            return None
        return _address(*row)

    def done(
        self,
        address: Address,
        *,
        uri: str | None = None,
        validators: Validators | None = None,
        failed: bool = False,
    ) -> None:
        """Say that an address is done; one that failed is tried again when the crawl is run anew."""
        self._said = address
        etag, modified = (validators.etag, validators.modified) if validators else (None, None)
        state = State.FAILED if failed else State.DONE
        self._change(SET, (state, uri, etag, modified, self._crawl, address.identity))

    def alias(self, url: str) -> None:
        """Say that another address has given the page at ``url``, so that nobody needs to fetch it."""
        address = identity(url)
        self._change(ALIAS, (self._crawl, address, host(address)))

    def find(self, url: str) -> tuple[State, str | None] | None:
        """Return what became of an address and which uri it gave, None if it is not known."""
        row = self._connection.execute(
            "SELECT state, uri FROM frontier WHERE crawl = ? AND address = ?", (self._crawl, identity(url))
        ).fetchone()
        return (State(row[0]), row[1]) if row else None

    def renew(self, *kinds: str, refresh: bool = False) -> None:
        """Let what failed wait again, and what is done: of these kinds, or with ``refresh`` of all."""
        self._connection.execute(
            "UPDATE frontier SET state = 0 WHERE crawl = ? "
            "AND (state = 2 OR (state = 1 AND (? OR kind IN (SELECT value FROM json_each(?)))))",
            (self._crawl, refresh, json.dumps(kinds)),
        )
        self._hosts.update(self._waiting_hosts())

    def sleep(self) -> None:
        """Let those that wait do so only if they are added again."""
        self._connection.execute(
            "UPDATE frontier SET state = 3 WHERE crawl = ? AND state = 0", (self._crawl,)
        )

    def count(self, state: State, kind: str = "page") -> int:
        """Count the addresses in a state."""
        (number,) = self._connection.execute(
            "SELECT count(*) FROM frontier WHERE (crawl, state, kind) = (?, ?, ?)", (self._crawl, state, kind)
        ).fetchone()
        return int(number)

    def _exists(self, condition: str) -> bool:
        query = f"SELECT 1 FROM frontier WHERE crawl = ? AND {condition} LIMIT 1"  # noqa: S608 - ours
        return self._connection.execute(query, (self._crawl,)).fetchone() is not None

    def _waiting_hosts(self) -> Iterator[str]:
        """Each host once, found by jumps in the index."""
        query = "SELECT min(host) FROM frontier WHERE crawl = ? AND host > ? AND state = 0"
        last = ""
        while True:
            (name,) = self._connection.execute(query, (self._crawl, last)).fetchone()
            if name is None:
                return
            yield name
            last = name


def _address(
    url: str,
    key: str,
    depth: int,
    kind: str,
    uri: str | None,
    etag: str | None,
    modified: str | None,
    content: str | None,
) -> Address:
    from textgen.web.response import Validators

    validators = Validators(etag, modified) if etag or modified else None
    return Address(url, key, depth, kind, uri, validators, content)

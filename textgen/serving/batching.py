"""One thread writes all texts; asyncio only waits for what it sends over."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textgen.serving.refusals import Refusal
from textgen.serving.stops import Stops

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from textgen.serving.orders import Order, Piece, Writer

WAITING: Final = 128  # texts, at most
_AGAIN: Final = 5  # seconds after which somebody who was sent away may ask again
_ENDS: Final = "the server is about to end"
_PATIENCE: Final = 2.0  # seconds for the thread to end


class Engine:
    """Writes the texts of many requests, in the order they came, as many at a time as the writer can.

    A text that nobody waits for any more leaves within a block; one that nobody fetches waits in memory
    and holds up no other.

    Args:
        writer: What writes; it is used by one thread alone.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: deque[_Ticket] = deque()
        self._running: dict[Order, _Ticket] = {}
        self._found: dict[Answer, list[tuple[int, Piece | Exception]]] = {}  # and not told yet
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="textgen-writer", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def end(self) -> None:
        """Write no more, and tell whoever still waits."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def close(self) -> None:
        """End, and wait for it."""
        self.end()
        self._thread.join(_PATIENCE)

    def submit(self, orders: Sequence[Order], *, whole: bool) -> Answer:
        """Have some texts written; to be called where the event loop runs.

        Args:
            orders: What.
            whole: Whether a text is told at its end only, which saves the loop many turns.

        Raises:
            Refusal: too many texts wait already.
        """
        answer = Answer(self, len(orders), whole=whole)
        with self._changed:
            if self._closed:
                raise Refusal(503, _ENDS)
            asked = len(self._running) + len(self._waiting) + len(orders)
            if asked > self._writer.rows + WAITING:
                raise Refusal(
                    503,
                    f"{len(self._waiting)} texts are waiting already: ask again later",
                    headers={"Retry-After": str(_AGAIN)},
                )
            self._waiting.extend(_Ticket(order, answer, place) for place, order in enumerate(orders))
            self._changed.notify()
        return answer

    def forget(self, answer: Answer) -> None:
        """Write an answer's texts no further."""
        with self._changed:
            answer.wanted = False
            self._waiting = deque(ticket for ticket in self._waiting if ticket.answer is not answer)

    def _work(self) -> None:
        try:
            while self._admit():
                self._write()
        finally:
            with self._changed:
                self._closed = True  # after a bug, too: nobody may wait for ever
                left = [*self._running.values(), *self._waiting]
            for ticket in left:
                ticket.answer.tell([(ticket.place, Refusal(503, _ENDS))])
            self._writer.close()

    def _admit(self) -> bool:
        """Wait for orders and let in as many as there is room for; False at the end."""
        with self._changed:
            while not (self._waiting or self._running or self._closed):
                self._changed.wait()
            if self._closed:
                return False
            places = max(0, self._writer.rows - len(self._running))
            admitted = [self._waiting.popleft() for _ in range(min(places, len(self._waiting)))]
        for ticket in admitted:
            try:
                self._writer.join(ticket.order)
            except Exception as error:
                ticket.answer.tell([(ticket.place, error)])
            else:
                self._running[ticket.order] = ticket
        return True

    def _write(self) -> None:
        """Write some more of the texts, and tell what is not to wait for its text's end."""
        self._drop()
        if not self._running:
            return
        try:
            written = self._writer.write()
        except Exception as error:
            self._fail(error)
        else:
            for order, piece in written:
                self._sort(order, piece)
        ripe = [answer for answer, pieces in self._found.items() if not answer.whole or _ended(pieces[-1][1])]
        for answer in ripe:
            answer.tell(self._found.pop(answer))

    def _drop(self) -> None:
        """Let those leave whom nobody waits for."""
        unwanted = [order for order, ticket in self._running.items() if not ticket.answer.wanted]
        for order in unwanted:
            self._found.pop(self._running.pop(order).answer, None)
            self._writer.leave(order)

    def _fail(self, error: Exception) -> None:
        """Let all leave, and tell them why."""
        for order, ticket in self._running.items():
            self._found.setdefault(ticket.answer, []).append((ticket.place, error))
            self._writer.leave(order)
        self._running.clear()

    def _sort(self, order: Order, piece: Piece) -> None:
        """Put a piece to its answer's, up to a stop."""
        ticket = self._running.get(order)
        if ticket is None:  # a stop stood in an earlier piece of the same block
            return
        pieces = [piece] if piece.given else list(ticket.stops.push(piece))
        if pieces:
            self._found.setdefault(ticket.answer, []).extend((ticket.place, each) for each in pieces)
        if pieces and pieces[-1].end:
            del self._running[order]
            if not piece.end:
                self._writer.leave(order)


def _ended(piece: Piece | Exception) -> bool:
    return isinstance(piece, Exception) or piece.end is not None


class _Ticket:
    """An order, and where its text goes."""

    def __init__(self, order: Order, answer: Answer, place: int) -> None:
        self.order, self.answer, self.place = order, answer, place
        self.stops = Stops(order.stops)


class Answer:
    """The texts of a request as they come; to be used in a ``with``, which ends them when it is left."""

    def __init__(self, engine: Engine, texts: int, *, whole: bool) -> None:
        self.wanted, self.whole = True, whole
        self._engine, self._texts = engine, texts
        self._loop = asyncio.get_running_loop()
        self._pieces: asyncio.Queue[tuple[int, Piece | Exception]] = asyncio.Queue()
        self._first: tuple[int, Piece] | None = None

    def tell(self, pieces: Iterable[tuple[int, Piece | Exception]]) -> None:
        """Send something over, from the thread that writes."""
        with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            self._loop.call_soon_threadsafe(self._put, pieces)

    def _put(self, pieces: Iterable[tuple[int, Piece | Exception]]) -> None:
        for piece in pieces:
            self._pieces.put_nowait(piece)

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.forget(self)

    async def begin(self) -> None:
        """Wait for the first piece, if there is to be one; raises what went wrong in its place."""
        if self._texts:
            self._first = await self._next()

    async def __aiter__(self) -> AsyncIterator[tuple[int, Piece]]:
        """Yield which text goes on, and its piece, until all have ended; raises what went wrong."""
        left = self._texts
        while left:
            place, piece = self._first or await self._next()
            self._first = None
            yield place, piece
            left -= piece.end is not None

    async def _next(self) -> tuple[int, Piece]:
        place, piece = await self._pieces.get()
        if isinstance(piece, Exception):
            raise piece
        return place, piece

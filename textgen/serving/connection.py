"""A client's connection, which is not kept open for a request that does not come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

SECONDS: Final = 30.0  # for the head of a request to arrive


class Connection(H11Protocol):
    """Is closed where the head of the first or next request is not there in time.

    uvicorn alone waits for ever once a byte has come, so that clients without a token, too, could hold all
    connections that there may be.
    """

    _expiry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Await the first request."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Await no more."""
        super().connection_lost(exc)
        if self._expiry:
            self._expiry.cancel()

    def on_response_complete(self) -> None:
        """Await the next request, which may be here already."""
        self._expect()
        super().on_response_complete()

    def _expect(self) -> None:
        if self._expiry:
            self._expiry.cancel()
        self._expiry = self.loop.call_later(SECONDS, self._expire, self.cycle)

    def _expire(self, last: RequestResponseCycle | None) -> None:
        if self.cycle is last:
            self.timeout_keep_alive_handler()

"""What is said to a client that cannot have what it asked for, in the shape of each protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textgen.errors import GeneratorError, TextgenError, Unsupported
from textgen.generators.server import BUSY

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNWAY = ("/v1", "/v1/", "/v1/info", "/v1/query")
_OF_THE_REQUEST: Final = frozenset({400, 413, 422})


class Refusal(Exception):  # noqa: N818 - an answer rather than a fault
    """A request is not answered as it was meant.

    Args:
        status: The HTTP status.
        message: One sentence that says why.
        field: The field of the request that is wrong.
        code: OpenAI's short word for it.
        headers: To be sent with it.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        field: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.field, self.code = status, message, field, code
        self.headers = dict(headers or {})


def understood(error: Exception) -> Refusal:
    """Return what a client is told of an error."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, TextgenError):
        return Refusal(_status(error), f"{error.message}. {error.hint}")
    return Refusal(500, f"a bug in textgen: {type(error).__name__}")


def _status(error: TextgenError) -> int:
    """Whether it is the client who must do something, or may ask the same again later (502), or must not."""
    if isinstance(error, Unsupported):
        return 400
    status = error.status if isinstance(error, GeneratorError) else None
    if status in _OF_THE_REQUEST:
        return status
    return 502 if status is None or status in BUSY else 500  # a server that refused us refuses us again


def body(path: str, refusal: Refusal) -> dict[str, Any]:
    """Return the JSON that says it, as the protocol of the path has it."""
    if path in RUNWAY or not path.startswith("/v1/"):
        return {"error": refusal.message}
    return {
        "error": {
            "message": refusal.message,
            "type": "invalid_request_error" if refusal.status < 500 else "server_error",
            "param": refusal.field,
            "code": refusal.code,
        }
    }

"""The ASGI application: both protocols behind one guard."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from textgen.errors import TextgenError
from textgen.serving.completions import Completions
from textgen.serving.guard import LOCAL_ORIGIN, Guard
from textgen.serving.refusals import Refusal, body, understood
from textgen.serving.runway import Runway

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from textgen.serving.service import Service


def build(service: Service, token: str | None) -> Starlette:
    """Return the application.

    Args:
        service: What it gives access to.
        token: What each request must bear; None lets in this computer's programs and pages, and no others.
    """
    routes = [*Runway(service).routes, *Completions(service).routes]
    known = ", ".join(dict.fromkeys(route.path for route in routes if "{" not in route.path))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        service.engine.start()
        try:
            yield
        finally:
            service.engine.close()

    async def refuse(request: Request, error: Exception) -> Response:
        refusal = understood(error)
        return JSONResponse(body(request.url.path, refusal), refusal.status, refusal.headers)

    async def leave(request: Request, error: Exception) -> Response:
        return Response(status_code=499)  # nobody reads it

    async def miss(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for them
        words = {
            404: f"there is nothing at {request.url.path[:200]}; there is {known}",
            405: f"{request.method} is not the method of {request.url.path[:200]}",
        }
        refusal = Refusal(
            error.status_code, words.get(error.status_code, error.detail), headers=error.headers
        )
        return await refuse(request, refusal)

    origins = {"allow_origins": ["*"]} if token else {"allow_origin_regex": LOCAL_ORIGIN}
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_methods=["GET", "POST"],
                allow_headers=["*"],
                expose_headers=["Retry-After"],
                **origins,
            ),
            Middleware(Guard, token=token),
        ],
        exception_handlers={
            Refusal: refuse,
            TextgenError: refuse,
            ClientDisconnect: leave,
            HTTPException: miss,
            Exception: refuse,
        },
    )

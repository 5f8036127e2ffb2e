"""The plain choice of the field: FastAPI, uvicorn and redis-py, as their documentation shows them.

It answers from Redis alone: no database, no request ids, no metrics, no conditional requests.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, cast
from uuid import UUID

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from redis.asyncio import Redis

URL = os.environ["CACHE_URL"]
MOST_CONNECTIONS = 512
"""One for each request in flight: the default of 100 answers the others with an error."""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep a pool of connections for as long as the application runs."""
    async with Redis.from_url(URL, max_connections=MOST_CONNECTIONS) as redis:
        app.state.redis = redis
        yield


app = FastAPI(lifespan=lifespan)


def get_redis(request: Request) -> Redis:
    """The application's pool."""
    redis: Redis = request.app.state.redis
    return redis


Cache = Annotated[Redis, Depends(get_redis)]


async def cached(redis: Redis, video_id: UUID) -> bytes:
    """What Redis holds of a video, as JSON."""
    found = await redis.get(f"plain:{video_id}")
    if found is None:
        raise HTTPException(404)
    return cast("bytes", found)


@app.get("/videos/{video_id}")
async def get_video(video_id: UUID, redis: Cache) -> Any:  # noqa: ANN401 - any JSON
    """The document, as FastAPI serialises it."""
    return json.loads(await cached(redis, video_id))


@app.get("/bytes/{video_id}")
async def get_bytes(video_id: UUID, redis: Cache) -> Response:
    """The document, passed on as it is."""
    return Response(await cached(redis, video_id), media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")

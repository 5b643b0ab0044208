"""Programs that ask for the same query again and again, each on a connection that stays open."""

import asyncio
import time
from collections.abc import Sequence

QUERY = b'{"query": {"measures": ["revenue"], "by": ["warehouse"]}}'


async def flood(port: int, tokens: Sequence[str], seconds: float) -> float:
    """Answers a second over all connections, one for each token."""
    until = time.perf_counter() + seconds
    began = time.perf_counter()
    done = await asyncio.gather(*(_ask(port, token, until) for token in tokens))
    return sum(done) / (time.perf_counter() - began)


async def once(port: int, token: str) -> bytes:
    reader, writer = await asyncio.open_connection("localhost", port)
    body = await _one(reader, writer, _request(port, token))
    writer.close()
    return body


async def _ask(port: int, token: str, until: float) -> int:
    reader, writer = await asyncio.open_connection("localhost", port)
    request, done = _request(port, token), 0
    while time.perf_counter() < until:
        await _one(reader, writer, request)
        done += 1
    writer.close()
    return done


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.split(b":")[1]))


def _request(port: int, token: str) -> bytes:
    return (
        f"POST /api/v1/query HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(QUERY)}\r\n\r\n"
    ).encode() + QUERY

"""A reverse proxy that serves the program under a prefix, as notebook servers do: bytes in, bytes out."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

PREFIX = "/proxy/8501"


@dataclass(frozen=True)
class Proxy:
    """`cuts` the prefix off and passes on the Host; or leaves it on, and tells the Host in a forwarding header."""

    upstream: int
    cuts: bool

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request on each connection, or a WebSocket for as long as it lasts."""
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            there, back = await asyncio.open_connection("127.0.0.1", self.upstream)
            back.write(self.rewritten(head))
            await asyncio.gather(pump(reader, back), pump(there, writer))

    def rewritten(self, head: bytes) -> bytes:
        first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
        method, path, version = first.split(b" ")
        if self.cuts:
            path = path.removeprefix(PREFIX.encode()) or b"/"
        is_socket = b"\r\nupgrade: websocket" in head.lower()
        kept = [one for one in lines if is_socket or not one.lower().startswith(b"connection:")]
        if not is_socket:
            kept.append(b"Connection: close")
        if not self.cuts:
            host = next(one for one in kept if one.lower().startswith(b"host:"))
            kept.remove(host)
            kept += [b"Host: inner.example:1", b"X-Forwarded-Host:" + host[5:], b"X-Forwarded-For: 203.0.113.7"]
        return b"\r\n".join([b" ".join((method, path, version)), *kept, b"", b""])


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    with suppress(OSError):
        writer.close()


@contextmanager
def proxied(upstream: int, *, cuts: bool) -> Iterator[str]:
    """The address of the program behind it."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, daemon=True).start()
    opening = asyncio.start_server(Proxy(upstream, cuts).serve, "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result(10)
    yield f"http://localhost:{server.sockets[0].getsockname()[1]}{PREFIX}"
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)

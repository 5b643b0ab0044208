"""A real HTTP server on a free port of this machine, in a thread: the base of both wires."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.wire.heard import Act, Cut, Drip, Fail, Flood, Garbage, Heard, Record, Say, Silent, Use, pieces


class Wire(BaseHTTPRequestHandler):
    """Hears a request, asks the rule, and does what it says. Subclasses know how the wire writes things."""

    protocol_version = "HTTP/1.1"
    record: Record
    stopping: threading.Event
    stream_type = ""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        heard = self.hear(raw)
        try:
            self.perform(heard, self.record.act(heard))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the other side had enough

    def perform(self, heard: Heard, act: Act) -> None:
        match act:
            case Fail():
                self.fail(act)
            case Garbage():
                self.whole(200, act.content, act.kind)
            case Silent(after=""):
                self.stopping.wait(act.seconds)
                self.close_connection = True
            case _:
                self.begin()
                self.stream(heard, act)

    def stream(self, heard: Heard, act: Act) -> None:
        match act:
            case Say():
                self.opening(heard)
                self.text(act.text)
                self.ending(heard, len(act.text), act.stopped)
            case Use():
                self.opening(heard)
                self.text(act.before)
                self.tool_call(heard, act)
                self.ending(heard, len(act.raw or str(act.arguments)), "tool")
            case Cut():
                self.opening(heard)
                self.text(act.text[: len(act.text) // 2], closed=False)
                self.break_off(act.politely)
                return
            case Silent():
                self.opening(heard)
                self.text(act.after, closed=False)
                self.stopping.wait(act.seconds)
                self.break_off(False)
                return
            case Drip():
                self.opening(heard)
                until = time.monotonic() + act.seconds
                while time.monotonic() < until and not self.stopping.wait(0.1):
                    self.opening(heard)
            case Flood():
                self.opening(heard)
                self.text("and so on, " * (act.bytes // 11))
                self.ending(heard, act.bytes, "end")
        self.write(b"")

    def break_off(self, politely: bool) -> None:
        if politely:
            self.write(b"")
        else:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.close_connection = True
        if not politely:
            self.connection.close()

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("content-type", self.stream_type)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def write(self, content: bytes) -> None:
        """One chunk; an empty one is the end."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.flush()

    def whole(self, status: int, content: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def text(self, text: str, closed: bool = True) -> None:
        size = 12 if len(text) < 10_000 else 65_536
        self.block(pieces(text, size), closed)

    def log_message(self, *_: Any) -> None:
        pass

    # -- what each wire says in its own way ---------------------------------------------------------------------
    def hear(self, raw: bytes) -> Heard:
        raise NotImplementedError

    def fail(self, act: Fail) -> None:
        raise NotImplementedError

    def opening(self, heard: Heard) -> None:
        raise NotImplementedError

    def block(self, parts: list[str], closed: bool) -> None:
        raise NotImplementedError

    def tool_call(self, heard: Heard, act: Use) -> None:
        raise NotImplementedError

    def ending(self, heard: Heard, made: int, stopped: str) -> None:
        raise NotImplementedError


@contextmanager
def serving(wire: type[Wire], record: Record) -> Iterator[str]:
    """Its address."""
    stopping = threading.Event()
    bound = type(wire.__name__, (wire,), {"record": record, "stopping": stopping})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is part of the tests
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def eventually(holds: Any, seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True

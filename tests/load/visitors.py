"""Browsers without a picture: they open the socket that pages come through, and wait until the script is done."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.asyncio.client import connect

PATIENCE = 120


@dataclass
class Visitor:
    """One tab. `cookie` is empty where nobody needs to sign in."""

    port: int
    cookie: str = ""
    _socket: Any = None
    errors: int = 0
    tables: int = field(default=0)  # of the last run
    _line: str = ""  # the id of the line that questions are typed in

    async def come(self, page: str | None = None, query: str = "") -> float:
        """The page's HTML, its socket, and the first run: seconds."""
        began = time.perf_counter()
        await self._html()
        headers = {"Cookie": f"qm_session={self.cookie}"} if self.cookie else {}
        self._socket = await connect(
            f"ws://localhost:{self.port}/_stcore/stream", subprotocols=["streamlit"], additional_headers=headers,
            origin=f"http://localhost:{self.port}", max_size=None, ping_interval=None,
        )  # type: ignore[arg-type]  # fmt: skip
        await self.run(page, query)
        return time.perf_counter() - began

    async def run(self, page: str | None = None, query: str = "") -> float:
        """A click: the script runs once more. Seconds until it has said all."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        if page is not None:
            asked.rerun_script.page_script_hash = calc_hash(page)
        return await self._said_all(asked)

    async def ask(self, question: str) -> float:
        """Typed into the line of the page Ask, and sent: seconds until the answer stands there."""
        asked = BackMsg()
        asked.rerun_script.page_script_hash = calc_hash("ask")
        typed = asked.rerun_script.widget_states.widgets.add(id=self._line)
        typed.chat_input_value.data = question
        took = await self._said_all(asked)
        assert self.tables, "no answer is shown"
        return took

    async def _said_all(self, asked: BackMsg) -> float:
        began = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        self.tables = 0
        while True:
            said = ForwardMsg()
            said.ParseFromString(await asyncio.wait_for(self._socket.recv(), PATIENCE))
            kind = said.WhichOneof("type")
            if kind == "delta" and said.delta.WhichOneof("type") == "new_element":
                element = said.delta.new_element.WhichOneof("type")
                if element == "chat_input":
                    self._line = said.delta.new_element.chat_input.id
                self.errors += element == "exception" or (
                    element == "alert" and said.delta.new_element.alert.format == 1
                )
                self.tables += element == "arrow_data_frame" or element == "dataframe"
            if kind == "script_finished":
                return time.perf_counter() - began

    async def leave(self) -> None:
        await self._socket.close()

    async def _html(self) -> None:
        reader, writer = await asyncio.open_connection("localhost", self.port)
        cookie = f"Cookie: qm_session={self.cookie}\r\n" if self.cookie else ""
        lines = ("GET / HTTP/1.1", f"Host: localhost:{self.port}", "Accept: text/html", "Connection: close")
        writer.write(("\r\n".join(lines) + f"\r\n{cookie}\r\n").encode())
        got = await reader.read()
        assert got.startswith(b"HTTP/1.1 200"), got[:200]
        writer.close()

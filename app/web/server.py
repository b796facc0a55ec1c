"""uvicorn, with streams that end when the server does: it would wait for their viewers for ever."""

import os
import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI


class Server(uvicorn.Server):
    """Serves one app of `create_app`."""

    def __init__(self, app: FastAPI, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(uvicorn.Config(app, host, port, log_level="warning", ws="none", server_header=False))
        self._feed = app.state.services.feed

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then wait for what else is being answered, then let the app close."""
        self._feed.close()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C a second time ends it at once: workers see that and end, and runs keep their last checkpoints."""
        if self.should_exit and sig == signal.SIGINT:
            os._exit(1)
        super().handle_exit(sig, frame)

"""An address where nobody listens: taken, so that nobody else will, and refusing every connection."""

import socket


class Nowhere:
    def __init__(self) -> None:
        self._taken: socket.socket | None = None

    def url(self) -> str:
        if self._taken is None:
            self._taken = socket.socket()
            self._taken.bind(("127.0.0.1", 0))
        return f"ws://127.0.0.1:{self._taken.getsockname()[1]}"

    def close(self) -> None:
        if self._taken is not None:
            self._taken.close()
            self._taken = None

"""A load generator that costs little: a hundred connections, each sends as soon as it is answered."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

COMMAND = {"command": "/data-incident", "response_url": "https://hooks.slack.com/commands/1/2"}


class Client(asyncio.Protocol):
    """One connection: the next request goes out when the answer to the last one is complete."""

    def __init__(self, requests: Iterator[bytes], says: bytes, until: float) -> None:
        self.requests = requests
        self.says = says
        self.until = until
        self.answered = 0
        self.wrong: list[bytes] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # of a TCP connection
        self._send()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, ended, body = self._heard.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if not ended or len(body) < int(length or 0):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self.wrong.append(head + body)
        self._heard = b""
        self.answered += self.says in body
        self._send()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def _send(self) -> None:
        if time.perf_counter() < self.until:
            self.transport.write(next(self.requests))
        else:
            self.transport.close()


async def throughput(
    port: int, requests: Iterator[bytes], *, clients: int, seconds: float, says: str
) -> float:
    """Answers a second that say that it is done; a refusal is none. Raises at anything but 200."""
    begun = time.perf_counter()
    loop = asyncio.get_running_loop()
    made = [
        (
            await loop.create_connection(
                lambda: Client(requests, says.encode(), begun + seconds), "127.0.0.1", port
            )
        )[1]
        for _ in range(clients)
    ]
    await asyncio.wait({client.ended for client in made}, timeout=seconds + 10)
    wrong = next((each for client in made for each in client.wrong), None)
    if wrong:
        raise RuntimeError(f"answered {wrong[:200]!r}")
    return sum(client.answered for client in made) / (time.perf_counter() - begun)


def signed(secret: str, text: str, *, user: str, channel: str) -> Iterator[bytes]:
    """Commands without end, as Slack signs them, each with a trigger of its own."""
    verifier = SignatureVerifier(secret)
    typed = {**COMMAND, "text": text, "user_id": user, "channel_id": channel}
    for number in itertools.count():
        body = urlencode({**typed, "trigger_id": f"load.{number}"})
        stamp = str(int(time.time()))
        yield (
            "POST /slack/events HTTP/1.1\r\nHost: bench\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {stamp}\r\n"
            f"X-Slack-Signature: {verifier.generate_signature(timestamp=stamp, body=body)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

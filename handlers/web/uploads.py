"""Bodies, received in pieces and never beyond a cap; what may not be taken is said in a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from aiohttp import BodyPartReader, web

MOST = 64 * 1024 * 1024
PIECE = 64 * 1024


class Refused(Exception):
    """A request that is not taken: its status, and a sentence that says what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status

    def response(self) -> web.Response:
        """The sentence as JSON; for who comes too early, when to come again."""
        headers = {"Retry-After": "5"} if self.status == 503 else None
        return web.json_response({"error": str(self)}, status=self.status, headers=headers)


class Room:
    """So much at once (bytes, or requests). Who comes beyond is refused, not kept waiting in memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0

    @contextmanager
    def held(self, size: int) -> Iterator[None]:
        """Hold so much, or raise Refused."""
        if self._held + size > self._most:
            raise Refused(503, "Too much arrives at once; nothing was changed. Send it again soon.")
        self._held += size
        try:
            yield
        finally:
            self._held -= size


async def body_of(request: web.Request, *, most: int = MOST) -> bytearray:
    """The whole body as it was sent; not copied, which for the largest takes 40 ms."""
    _must_be_plain(request, most)
    received = bytearray()
    async for piece in request.content.iter_chunked(PIECE):
        received += piece
        _must_fit(len(received), most)
    return received


async def files_of(request: web.Request, names: Sequence[str]) -> dict[str, bytearray]:
    """The files of a form by their field's name, each one of `names`, and each once."""
    _must_be_plain(request, MOST)
    files: dict[str, bytearray] = {}
    size = 0
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            name = _name_of(part, names, files)
            received = bytearray()
            while piece := await part.read_chunk(PIECE):  # type: ignore[union-attr]  # see _name_of
                received += piece
                size += len(piece)
                _must_fit(size, MOST)
            files[name] = received
    except ValueError as error:
        raise Refused(400, "The form is cut off or not one; send it with `curl -F`.") from error
    return files


def _name_of(part: object, names: Sequence[str], files: Mapping[str, bytearray]) -> str:
    name = part.name or "" if isinstance(part, BodyPartReader) else ""
    name = name.removesuffix(".json")
    if name not in names or name in files:
        raise Refused(400, f"The form's fields are {', '.join(names)}, each a file and each once.")
    return name


def _must_be_plain(request: web.Request, most: int) -> None:
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(415, "Send it uncompressed: a Content-Encoding is not taken.")
    _must_fit(request.content_length or 0, most)


def _must_fit(size: int, most: int) -> None:
    if size > most:
        raise Refused(413, f"More than {most // 1024**2} MB are not taken; send less at once.")

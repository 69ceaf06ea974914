"""Bodies larger than the application's usual limit, received in pieces and never beyond a cap."""

from collections.abc import Sequence

from aiohttp import BodyPartReader, web

MOST = 64 * 1024 * 1024
PIECE = 64 * 1024


class Refused(Exception):
    """A request that is not taken: its status, and a sentence that says what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


async def body_of(request: web.Request) -> bytes:
    """The whole body as it was sent."""
    _must_be_plain(request)
    received = bytearray()
    async for piece in request.content.iter_chunked(PIECE):
        received += piece
        _must_fit(len(received))
    return bytes(received)


async def files_of(request: web.Request, names: Sequence[str]) -> dict[str, bytes]:
    """The files of a form by their field's name, each one of `names`, and each once."""
    _must_be_plain(request)
    files: dict[str, bytes] = {}
    size = 0
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            name = _name_of(part, names, files)
            received = bytearray()
            while piece := await part.read_chunk(PIECE):  # type: ignore[union-attr]  # see _name_of
                received += piece
                size += len(piece)
                _must_fit(size)
            files[name] = bytes(received)
    except ValueError as error:
        raise Refused(400, "The form is cut off or not one; send it with `curl -F`.") from error
    return files


def _name_of(part: object, names: Sequence[str], files: dict[str, bytes]) -> str:
    name = part.name or "" if isinstance(part, BodyPartReader) else ""
    name = name.removesuffix(".json")
    if name not in names or name in files:
        raise Refused(400, f"The form's fields are {', '.join(names)}, each a file and each once.")
    return name


def _must_be_plain(request: web.Request) -> None:
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(415, "Send it uncompressed: a Content-Encoding is not taken.")
    _must_fit(request.content_length or 0)


def _must_fit(size: int) -> None:
    if size > MOST:
        raise Refused(413, f"More than {MOST // 1024**2} MB are not taken: trim the manifest.")

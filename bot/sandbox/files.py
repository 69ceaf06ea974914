"""Files: the three steps of an upload, and what is kept of them."""

from bot.sandbox.model import File
from bot.sandbox.refusal import Refused
from bot.sandbox.workspace import Workspace


class Files:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._files: dict[str, File] = {}

    def announce(self, name: str, length: int) -> File:
        """First step: a place to upload to."""
        workspace = self._workspace
        file_id, user = workspace.new_id("F"), workspace.app.user_id
        file = File(file_id, name, name, user, workspace.clock.now(), length)
        self._files[file_id] = file
        return file

    def receive(self, file_id: str, content: bytes) -> File:
        """Second step: the bytes."""
        file = self.get(file_id)
        file.content, file.length = content, len(content)
        return file

    def complete(self) -> list[File]:
        """Those that can be seen, oldest first."""
        return [file for file in self._files.values() if file.complete and not file.deleted]

    def get(self, file_id: str) -> File:
        try:
            return self._files[file_id]
        except KeyError:
            raise Refused("file_not_found") from None

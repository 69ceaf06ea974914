"""The answer "no": an error code as the Web API spells it, with what else the body carries."""

from typing import Any


class Refused(Exception):
    def __init__(self, error: str, **body: Any) -> None:
        super().__init__(error)
        self.error = error
        self.body = body

    @property
    def reasons(self) -> list[str]:
        messages: list[str] = self.body.get("response_metadata", {}).get("messages", [])
        return messages

    @classmethod
    def because(cls, error: str, problems: list[str]) -> "Refused":
        """Sentences go into response_metadata; a problem that is itself a code is the error."""
        code = next((problem for problem in problems if " " not in problem), None)
        if code is not None:
            return cls(code)
        messages = [
            problem if problem.startswith("[") else f"[ERROR] {problem}" for problem in problems
        ]
        return cls(error, response_metadata={"messages": messages})

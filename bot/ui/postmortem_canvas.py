"""A published postmortem as its channel's canvas: the file's own text under a heading of ours."""

NO_MENTION = "!\u2060["


def mark(ref: str) -> str:
    """The words of the heading that makes a canvas ours; who reads it learns what that means."""
    return f"Postmortem of {ref}: each published version replaces this canvas"


def canvas(ref: str, markdown: str) -> str:
    """The Markdown of the canvas.

    A canvas mentions people by `![](@U1)`. The file is escaped, but what stands in code, such as an
    address, is there as it was typed; nobody says whether Slack looks for mentions in code. We never
    write one, so none is left.
    """
    title, _, rest = markdown.partition("\n\n")
    return f"{title}\n\n### {mark(ref)}\n\n{rest}".replace("![", NO_MENTION)

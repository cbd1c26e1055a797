"""How does a file that cannot be read say so?"""


class FrontMatterError(ValueError):
    """A file is refused: `line` counts from 1 (an opening `---` on top is line 1), `reason` says why."""

    def __init__(self, *, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.line = line
        self.reason = reason

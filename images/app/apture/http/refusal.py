class Refusal(Exception):
    """The request cannot be served as it is. The message says what to change."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status

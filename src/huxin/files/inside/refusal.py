"""Why a reader will not go on: what, where, why and how to mend it, as the law floor's InputError says it."""

from __future__ import annotations


class Refusal(ValueError):
    """A file that cannot be read, or goes beyond a limit; outside the process it becomes an InputError."""

    def __init__(self, code: str, field: str, got: str, wanted: str, hint: str) -> None:
        super().__init__(code)
        self.code, self.field, self.got, self.wanted, self.hint = code, field, got[:200], wanted, hint

    def as_json(self) -> dict[str, str]:
        """The five parts."""
        return {"code": self.code, "field": self.field, "got": self.got, "wanted": self.wanted, "hint": self.hint}

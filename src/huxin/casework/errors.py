"""Why casework says no, beside InputError: three answers that a face turns into 403, 404 and 409."""

from __future__ import annotations


class ForbiddenError(PermissionError):
    """The case is known to this actor, but not this act."""


class NotFoundError(LookupError):
    """No such case in the actor's scope; the same answer whether it exists or not."""


class DamagedError(LookupError):
    """The stored copy of a file is gone or is not what was sealed; its digests and the time of receipt remain."""


class DisposedError(NotFoundError):
    """The papers of the case were disposed of when their time was over; number, days and seals remain."""


class ConflictError(RuntimeError):
    """The case moved on since the actor saw it, or a request key was used twice; ``seq`` is where it stands now."""

    def __init__(self, why: str, seq: int | None = None) -> None:
        super().__init__(why)
        self.seq = seq

"""The text of a document that somebody sent: plain text, .docx, or a PDF that holds text."""

from __future__ import annotations

from huxin.files.limits import MOST_BYTES, MOST_PAGES
from huxin.files.sandbox import run

__all__ = ["MOST_BYTES", "MOST_PAGES", "text_of"]


def text_of(content: bytes, name: str = "file") -> str:
    """The text of a file, by what it holds and not by its name; read in a process of its own.

    Raises InputError for an empty or huge file, a kind that is not read here, a damaged file, a PDF of pictures, and
    one that goes beyond a limit, naming it; BusyError.
    """
    reader = "pdf" if content.startswith(b"%PDF-") else "documents"
    return run(f"huxin.files.inside.{reader}:read", content, {"name": name}, name=name).decode("utf-8")

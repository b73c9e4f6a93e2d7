"""Bring the English messages up to date: extract with gettext, keep what is translated, compile.

Needs the Debian package ``gettext``.  Messages that are not translated, and translations with other blanks than their
message, are listed and fail the run.  A guess (fuzzy) is no translation.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "huxin"
PO = SOURCE / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po"


def _strings(text: object) -> tuple[object, ...]:
    return text if isinstance(text, tuple) else (text,)


def main() -> int:
    extract = [
        sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-wrap", "--no-obsolete",
        "-i", "static", "-v0", "--settings", "huxin.config.settings",
    ]  # fmt: skip
    subprocess.run(extract, cwd=SOURCE, check=True)
    with PO.open("rb") as stream:
        catalog = read_po(stream)
    missing = [
        str(message.id) for message in catalog if message.id and (not all(_strings(message.string)) or message.fuzzy)
    ]
    with PO.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalog)
    for text in missing:
        print(f"not translated: {text}")
    torn = [f"{message.id}: {fault}" for message in catalog for fault in message.check(catalog)]
    for text in torn:
        print(f"other blanks: {text}")
    return 1 if missing or torn else 0


if __name__ == "__main__":
    sys.exit(main())

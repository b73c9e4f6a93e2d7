"""No key, token or password lies in the tree."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = {
    "a private key": r"-----BEGIN (?:[A-Z ]+ )?PRIVATE KEY-----",
    "a key of a cloud": r"\b(?:AKIA|ASIA|LTAI)[A-Z0-9]{12,}\b",
    "a token": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,}|xox[abpr]-[\w-]{10,}|sk-[A-Za-z0-9]{32,})",
    "a web token": r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{10,}",
    "an address with a password": r"\b[a-z]+://[^\s:/@]+:(?!password@)[^\s:/@<{$]{6,}@(?!127\.|localhost)",
    "a password in the code": (
        r"(?i)\b(?:password|passwd|secret_key|api_key)\s*[:=]\s*[\"'](?!a long )[^\"'\s{<$]{8,}[\"']"
    ),
}
BINARY = {".png", ".mo", ".ttf", ".parquet", ".jpg", ".pdf", ".ico", ".gz"}


def texts() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return [ROOT / name for name in listed if Path(name).suffix not in BINARY and (ROOT / name).is_file()]


@pytest.mark.parametrize("what", PATTERNS)
def test_there_is_none(what: str) -> None:
    pattern = re.compile(PATTERNS[what])
    own = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}: {match[0][:24]}"
        for path in texts()
        if path != own and (match := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a private key", "-----BEGIN EC PRIVATE KEY-----"),
        ("a key of a cloud", "id = AKIAIOSFODNN7EXAMPLE"),
        ("a token", "ghp_" + "a1" * 18),
        ("a web token", "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3"),
        ("an address with a password", "postgresql://huxin:hunter22@db.example/huxin"),
        ("a password in the code", 'password = "hunter2hunter2"'),
    ],
)
def test_the_patterns_find_what_they_name(what: str, text: str) -> None:
    assert re.search(PATTERNS[what], text)

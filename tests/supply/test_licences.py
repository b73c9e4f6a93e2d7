"""Every package that comes with the product has a licence that goes with Apache-2.0; the installed metadata says so."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.supply.locks import locked

GOOD = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "HPND", "ISC", "MIT",
    "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib", "Apache-2.0 WITH LLVM-exception",
}  # fmt: skip
OLD_NAMES = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Historical Permission Notice and Disclaimer (HPND)": "HPND",
}
SAY_NOTHING = {"DFSG approved", "OSI Approved"}
LINKED = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only", "psycopg-pool": "LGPL-3.0-only"}
"""Used as a library that anybody can exchange; only where PostgreSQL is wanted."""
COMMANDS = {"djlint": "GPL-3.0-or-later"}
"""Run beside the code when it is checked; never imported, never shipped."""
CHOICE = {"text-unidecode": "Artistic License"}
"""Several licences to choose from: the one that is chosen."""


def licence(name: str) -> str:
    """As the package says it: an SPDX expression, the old classifiers joined by AND, or one line of words."""
    found = metadata(name)
    if found["License-Expression"]:
        return str(found["License-Expression"])
    classifiers = [one for one in found.get_all("Classifier") or () if one.startswith("License")]
    lines = [line.rpartition("::")[2].strip() for line in classifiers]
    named = " AND ".join(OLD_NAMES.get(line, line) for line in lines if line not in SAY_NOTHING)
    return named or str(found["License"] or "")


def good(expression: str) -> bool:
    """One of the alternatives, and then all of its parts."""
    return any(
        all(part.strip(" ()") in GOOD for part in re.split(r"\bAND\b", alternative))
        for alternative in re.split(r"\bOR\b", expression)
    )


@pytest.mark.parametrize("name", sorted(locked("requirements.lock")))
def test_what_is_shipped_may_be_shipped(name: str) -> None:
    found = licence(name)
    assert good(found) or LINKED.get(name) == found, found


@pytest.mark.parametrize("name", sorted(set(locked("requirements-dev.lock")) - set(locked("requirements.lock"))))
def test_what_checks_the_code_may_be_used(name: str) -> None:
    try:
        found = licence(name)
    except PackageNotFoundError:
        pytest.skip("not for this platform")
    assert good(found) or COMMANDS.get(name) == found or CHOICE.get(name, "-") in found, found


def test_the_check_knows_a_licence_that_does_not_go() -> None:
    assert not good("AGPL-3.0-only")
    assert not good("MIT AND GPL-2.0-only")
    assert not good("")
    assert good("GPL-2.0-only OR MIT")

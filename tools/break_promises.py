"""Break what the security page promises, one line at a time, and see the test that it names turn red.

    python tools/break_promises.py [V6 V14 …]

Each fault is put into a copy of the product in a temporary folder, and the named test is run there.  A test that stays
green holds nothing: exit status 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SRC: Final = "src/huxin/"


@dataclass(frozen=True)
class Break:
    """A fault: in ``file`` the text ``old``, which stands there once, becomes ``new``; ``test`` has to fail."""

    chapter: str
    says: str
    file: str
    old: str
    new: str
    test: str


BREAKS: Final = (
    Break(
        "V6", "a right password sets the count of wrong codes back", f"{SRC}identity/tries.py",
        "rows = Tries.objects.filter(key=_key(owner, scope))", "rows = Tries.objects.filter(owner=_digest(owner))",
        "tests/trust/test_guessing.py::test_a_right_password_does_not_set_wrong_codes_back",
    ),
    Break(
        "V14", "the reported firm reads who reported it", f"{SRC}casework/case/visibility.py",
        "if viewer.side is not None and not named(dossier):\n        return UNNAMED",
        "if False:\n        return UNNAMED",
        "tests/trust/test_sides.py::test_the_firm_learns_nothing_of_who_reported_it",
    ),
    Break(
        "V8", "every role of a department reads all of its cases", f"{SRC}casework/case/viewers.py",
        "return _at_once(procedure, actor.roles) or paid or asked", "return True",
        "tests/trust/test_sides.py::test_a_role_reads_the_procedures_that_name_it",
    ),
    Break(
        "V10", "a ticket signs in any browser that brings it", f"{SRC}identity/province_ticket.py",
        "return isinstance(wanted, str) and compare_digest(wanted.encode(), state.encode(errors=\"replace\"))",
        "return True",
        "tests/trust/test_sign_on.py::test_a_ticket_comes_back_to_the_browser_that_asked",
    ),
    Break(
        "V4", "a form is taken where JSON is asked for", f"{SRC}api/media.py",
        "if sent in types:", "if True:",
        "tests/api/test_media.py::test_a_body_of_another_type_is_answered_415_and_told_which",
    ),
    Break(
        "V16", "a fault is logged with its words", f"{SRC}core/logging.py",
        "record.exc_info[0].__name__", "str(record.exc_info[1])",
        "tests/operations/test_watch.py::test_a_fault_is_told_by_its_place_and_never_by_its_words",
    ),
    Break(
        "V3", "scripts can read the session", f"{SRC}config/settings.py",
        "SESSION_COOKIE_HTTPONLY = True", "SESSION_COOKIE_HTTPONLY = False",
        "tests/trust/test_headers.py::test_cookies_are_closed_to_scripts_and_other_sites",
    ),
    Break(
        "V11", "a genuine mark vouches for any paper", f"{SRC}evidence/verifier/huxin_verify.py",
        "    if not signed(bytes.fromhex(trusted), canonical(said), bytes.fromhex(seal.decode())):",
        "    if False:",
        "tests/evidence/test_receipts.py::test_a_genuine_mark_vouches_for_no_other_paper",
    ),
    Break(
        "V7", "nobody who is away is signed out", f"{SRC}identity/idle.py",
        "now - seen > minutes * 60", "now - seen > 10**9",
        "tests/trust/test_accounts.py::test_whoever_is_away_is_signed_out",
    ),
    Break(
        "V8", "answers marked personal are shown to the other side", f"{SRC}casework/case/visibility.py",
        "if name in fields and not fields[name].personal}", "if name in fields}",
        "tests/trust/test_content.py::test_every_answer_stays_with_whom_it_concerns",
    ),
    Break(
        "V8", "a delegate does every act", f"{SRC}casework/case/parties.py",
        "if (actor.on_behalf and spec.id not in ON_BEHALF) or not actor.may", "if not actor.may",
        "tests/procedures/test_whose_act.py::test_every_act_by_everybody",
    ),
    Break(
        "V14", "a late order of one worker changes the figures of the city",
        f"{SRC}measures/governance/figures/holding.py",
        "return differ >= least or", "return differ >= 0 or",
        "tests/safety/test_recounted.py::test_versions_of_a_day_subtracted_concern_enough_people",
    ),
)  # fmt: skip


def main() -> int:
    wanted = [one for one in BREAKS if not sys.argv[1:] or one.chapter in sys.argv[1:]]
    green = [one for one in wanted if not turns_red(one)]
    for one in green:
        print(f"HOLDS NOTHING: {one.test} stays green although {one.says}")
    return 1 if green or not wanted else 0


def turns_red(one: Break) -> bool:
    """Whether the named test fails (and does not merely stumble) once the fault is in."""
    page = (ROOT / "docs/en/security.md").read_text(encoding="utf-8")
    if f"| {one.chapter} |" not in page or one.test not in page:
        sys.exit(f"docs/en/security.md does not name {one.test} under {one.chapter}.")
    with tempfile.TemporaryDirectory(prefix="huxin-break-") as folder:
        copy = Path(folder) / "huxin"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__"))
        file = copy / one.file
        text = file.read_text(encoding="utf-8")
        if text.count(one.old) != 1:
            sys.exit(f"{one.file}: the text to break stands there {text.count(one.old)} times, not once: {one.old}")
        file.write_text(text.replace(one.old, one.new), encoding="utf-8")
        started = time.monotonic()
        command = [str(ROOT / ".venv/bin/python"), "-m", "pytest", "-q", "-x", "--show-capture=no", one.test]
        env = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=copy, env=env, check=False, capture_output=True, text=True)
    red = done.returncode == 1 and "1 failed" in done.stdout
    last = done.stdout.strip().splitlines()[-1:] or done.stderr.strip().splitlines()[-1:]
    print(f"{'red' if red else 'NOT RED'}  {one.chapter:<4} {one.says}: {one.test} ({' '.join(last)}; "
          f"{time.monotonic() - started:.0f} s)", flush=True)  # fmt: skip
    if not red:
        print(done.stdout[-2000:], done.stderr[-1000:], flush=True)
    return red


if __name__ == "__main__":
    sys.exit(main())

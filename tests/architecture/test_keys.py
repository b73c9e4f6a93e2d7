"""Keys are made in one place and by set-up alone: a new one beside sealed data would hide that the old one is gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.test_house import ROOT, SOURCES

MAKERS = {"make_key", "make_keys", "make_certificate", "keep_new"}
MAY = {
    "src/huxin/core/keys.py": {"keep_new"},
    "src/huxin/casework/outbox/letters/signing.py": {"keep_new"},
    "src/huxin/cli/installing.py": {"make_key", "make_certificate"},
    "src/huxin/cli/django_setup.py": {"make_key", "make_keys"},
    "src/huxin/people/person.py": {"make_key"},
    "src/huxin/people/organisation.py": {"make_key"},
    "src/huxin/people/rosters.py": {"make_key"},
}
"""In ``registry`` it is the data key of a new person, which is wrapped by the master key and needs it."""
SETTERS = {"src/huxin/cli/commands/setup.py", "src/huxin/cli/commands/demo.py"}


def calls(name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_keys_are_made_in_one_place() -> None:
    found = {(name, called(call)) for name in SOURCES for call in calls(name) if called(call) in MAKERS}
    assert sorted(one for one in found if one[1] not in MAY.get(one[0], set())) == []


def test_only_set_up_and_the_demo_ask_for_it() -> None:
    asking = {
        name
        for name in SOURCES
        for call in calls(name)
        if any(word.arg == "making_keys" and ast.unparse(word.value) == "True" for word in call.keywords)
    }
    assert asking == SETTERS


def test_every_key_file_that_the_code_reads_is_one_that_set_up_makes() -> None:
    from huxin.core.keys import KEYS

    read = {
        ast.literal_eval(call.args[1])
        for name in SOURCES
        for call in calls(name)
        if called(call) == "read_key" and len(call.args) == 2 and isinstance(call.args[1], ast.Constant)
    }
    assert read <= set(KEYS)
    assert len(read) >= 6

"""What must hold for every route, act, letter, table and text of the running product."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.urls import get_resolver

from huxin.casework.service import city_pack
from huxin.identity.service import RULES, routes
from huxin.law.procedures.model import OFFICERS, PARTIES, SIDES

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "src" / "huxin" / "ui" / "locale" / "en" / "LC_MESSAGES"
ROUTES = list(routes(get_resolver().url_patterns))
ACTS = [
    (procedure.id, act.id)
    for procedure in city_pack().procedures.values()
    for act in procedure.acts.values()
    if procedure.depth == "full"
]


@pytest.mark.parametrize(("path", "rule"), ROUTES)
def test_every_route_says_who_may_enter(path: str, rule: str | None) -> None:
    assert rule in RULES, path


def test_only_what_is_meant_for_everybody_is_public() -> None:
    public = {path for path, rule in ROUTES if rule == "public"}
    assert public == {
        "healthz", "login/", "logout/", "language/", "", "help/complain/", "money/", "money/social-insurance-subsidy/",
        "apply/", "apply/<slug:name>/", "apply/<slug:name>/guide/", "readyz", "metrics", "accident/",
        "sealed/<slug:secret>/",
        "sealed/<slug:secret>/receipt.pdf", "sealed/<slug:secret>/next/", "phone.js",
        "sealed/<slug:secret>/pieces/", "sealed/<slug:secret>/pieces/<uuid:upload_id>/<int:number>/",
        "shell/", "shell/<str:name>",
        "verify/", "verify/paper/", "verify/huxin_verify.py", "verify/city.pem", "verify/<uuid:receipt_id>/",
        "cases/code/", "cases/code/enter/", "cases/code/look/", "size/",
        "privacy/", "weather/", "sso/staff/", "sso/staff/back/", "sso/ticket/", "sso/ticket/start/",
        "sso/register/", "sso/register/company/", "code/",
        "help/injury/", "help/disputes/", "help/disputes/<slug:name>/begin/",
        "training/", "training/catalogue/", "training/events/", "training/classes/<slug:no>/", "check/",
        "stay/", "go/<slug:no>/<slug:channel>/",
        "draws/", "draws/<slug:no>/", "draws/<slug:no>/<slug:name>.<slug:kind>",
        "places/", "places/kind/<slug:name>/", "places/<slug:code>/",
        "places/waiting/", "places/pickup/", "places/<slug:code>/count/",
            "guides/", "guides/quiz/", "guides/<slug:name>/", "guides/<slug:kind>.<slug:language>.pdf",
    }  # fmt: skip


@pytest.mark.parametrize(("procedure", "act"), ACTS)
def test_every_act_names_its_people_its_scope_and_its_letter(procedure: str, act: str) -> None:
    spec = city_pack().procedures[procedure].acts[act]
    assert spec.by
    assert set(spec.by) <= PARTIES | OFFICERS | {"system", *SIDES}
    assert spec.scope in ("own", "unit", "all")
    assert spec.label["zh"]
    assert spec.label["en"]
    packs = ROOT / "src" / "huxin" / "packs"
    for letter in spec.letters:
        assert letter in city_pack().letters
        assert [member for member in city_pack().chain if (packs / member / "letters" / f"{letter}.typ").exists()]


def test_every_parameter_says_where_it_comes_from() -> None:
    pack = city_pack()
    for parameter in pack.parameters.values():
        for segment in parameter.values:
            assert segment.source.partition(" ")[0] in pack.instruments, parameter.id
            assert segment.confidence in ("V", "S", "N", "K", "U", "proposal"), parameter.id


@pytest.mark.django_db
def test_migrations_match_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def _key(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(str(part) for part in text)  # type: ignore[attr-defined]


def _context(message: Message) -> str:
    """Where a word is said; a compiled one is read back as bytes."""
    context: str | bytes | None = message.context
    return context.decode() if isinstance(context, bytes) else context or ""


def test_every_message_speaks_english_and_is_compiled() -> None:
    with (LOCALE / "django.po").open("rb") as stream:
        written = {(_context(one), *_key(one.id)): _key(one.string) for one in read_po(stream) if one.id}
    with (LOCALE / "django.mo").open("rb") as stream:
        compiled = {(_context(one), *_key(one.id)): _key(one.string) for one in read_mo(stream) if one.id}
    assert [one for one, text in written.items() if not all(text)] == []
    assert compiled == written

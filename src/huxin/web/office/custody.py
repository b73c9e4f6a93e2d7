"""The chain of custody of a file, in words."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from huxin.evidence.service import Evidence, chain_of
from huxin.identity.service import Account
from huxin.ui.formatting import instant_text


def custody_rows(files: Iterable[Evidence]) -> dict[UUID, list[dict[str, str]]]:
    """Who did what and when, for each file, beginning with its receipt; people of the public are not named."""
    chains = chain_of(files)
    labels = _labels({by for chain in chains.values() for _what, by, _at in chain})
    words = _words()
    return {
        file: [
            {"what": words[what], "by": labels.get(by, _("系统")), "when": instant_text(at)} for what, by, at in chain
        ]
        for file, chain in chains.items()
    }


def _words() -> dict[str, str]:
    return {
        "received": _("收到并封存"),
        "viewed": _("看过"),
        "exported": _("下载原件"),
        "claimed": _("认领"),
        "quarantined": _("查出病毒，隔离"),
        "dropped": _("没人认领，删除"),
    }


def _labels(keys: set[str]) -> dict[str, str]:
    numbers = [key.removeprefix("account-") for key in keys if key.startswith("account-")]
    found = {f"account-{row.pk}": row for row in Account.objects.filter(pk__in=numbers)}
    named = {key: row.label if row.kind == "officer" else _("申请人") for key, row in found.items()}
    return named | {key: _("没登录的人") for key in keys if key.startswith("pouch-")}


def scan_text(scan: str) -> str:
    """The state of the virus scan."""
    return {
        "unscanned": _("没查毒"),
        "pending": _("正在查毒"),
        "clean": _("查过，没有病毒"),
        "infected": _("有病毒，已隔离"),
        "error": _("查毒没查成，会再查"),
    }[scan]

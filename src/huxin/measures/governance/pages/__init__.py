"""Pages of findings, figures and a worker's own hours."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.identity.service import Actor
from huxin.measures.governance.findings.seeing import SEES_FINDINGS
from huxin.ui.navigation import MainPage, everybody, register_page
from huxin.ui.office import handles


def register() -> None:
    """The main pages of this measure, and its part of the pages about people and companies."""
    from huxin.measures.governance.pages import office_about  # once the room's tables are there

    office_about.register()
    register_page(MainPage("agency:findings", 90, lambda _actor: _("监测发现"), _sees))
    register_page(MainPage("agency:figures", 100, lambda _actor: _("全市数字"), handles))
    register_page(MainPage("agency:work_plan", 105, lambda _actor: _("任务板"), handles))
    register_page(MainPage("agency:fines", 65, lambda _actor: _("罚款"), lambda actor: "finance" in actor.roles))
    register_page(MainPage("company:orders", 35, lambda _actor: _("订单报送"), everybody))
    register_page(MainPage("company:findings", 100, lambda _actor: _("监测发现"), everybody))


def _sees(actor: Actor) -> bool:
    return handles(actor) and actor.department in SEES_FINDINGS

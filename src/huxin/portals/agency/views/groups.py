"""Early signs of group disputes 群体纠纷苗头: several workers, the same company, within some days."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huxin.casework.service import city_adoptions, city_pack, groups, today
from huxin.law.clocks import lengths
from huxin.portals.agency.views.page import county_name, page
from huxin.portals.agency.words import instant_text
from huxin.portals.templatetags.words import say
from huxin.registry.service import access, actor_of


@access("officer")
@never_cache
@require_GET
def group_disputes(request: HttpRequest) -> HttpResponse:
    """Companies with so many open disputes in the officer's scope; both figures are the city's."""
    pack = city_pack()
    look = lengths(pack, city_adoptions())
    days, least = look("dispute.group_days", today()), look("dispute.group_cases", today())
    names = [one.id for one in pack.procedures.values() if one.room == "disputes"]
    found = []
    if days.value is not None and least.value is not None:
        found = groups(actor_of(request), names, today() - timedelta(days=days.value), least.value)
    rows = [
        {
            "company": one.company,
            "count": len(one.cases),
            "cases": [
                {
                    "no": case.no,
                    "url": reverse("agency:case", args=[case.no]),
                    "label": say(pack.procedures[case.procedure].label),
                    "county": county_name(case.county),
                    "filed_at": instant_text(case.filed_at),
                }
                for case in one.cases
            ],
        }
        for one in found
    ]
    rule = _("最近 %(days)s 天内，同一企业有 %(least)s 件以上没办完的纠纷") % {
        "days": days.value or "—",
        "least": least.value or "—",
    }
    certain = days.certain and least.certain
    return page(request, "agency/groups.html", {"rows": rows, "rule": rule, "certain": certain})

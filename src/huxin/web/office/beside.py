"""Cases of other offices in which one's own takes part 我们参与的: as a side, a co-organiser, or by having filed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import beside, city_pack, office_name, view_dossiers
from huxin.core.service import english
from huxin.identity.service import actor_of
from huxin.law.procedures import STATUS_LABELS
from huxin.ui.formatting import instant_text, status_of
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import say
from huxin.ui.turn import next_lines


@page("GET", who="officer")
def beside_cases(request: HttpRequest) -> HttpResponse:
    """Those in which it is this office's turn first, then the newest."""
    actor = actor_of(request)
    rows = []
    for dossier in view_dossiers(actor, beside(actor)):
        line = next_lines(dossier)[0]
        rows.append(
            {
                "no": dossier.case.no,
                "url": reverse("agency:case", args=[dossier.case.no]),
                "label": say(city_pack().procedures[dossier.case.procedure].label),
                "office": office_name(dossier, "en" if english() else "zh"),
                "county": county_name(dossier.case.county),
                "status": status_of(dossier.case.status, say(STATUS_LABELS[dossier.case.status])),
                "filed_at": instant_text(dossier.case.filed_at),
                "next": line.text,
                "mine": line.mine,
                "late": line.late,
            }
        )
    rows.sort(key=lambda row: not row["mine"])
    return render_page(request, "agency/beside.html", {"rows": rows})

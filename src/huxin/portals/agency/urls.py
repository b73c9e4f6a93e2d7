"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from huxin.portals.agency.views import audit, case, parameters, pay, queue

app_name = "agency"
urlpatterns = [
    path("", queue.home, name="home"),
    path("queue/<slug:name>/", queue.queue, name="queue"),
    path("cases/<slug:no>/", case.case, name="case"),
    path("cases/<slug:no>/do/<slug:name>/", case.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", case.evidence, name="evidence"),
    path("cases/<slug:no>/preview.pdf", case.preview, name="preview"),
    path("pay/", pay.pay_list, name="pay"),
    path("pay/<slug:no>/", pay.batch, name="batch"),
    path("pay/<slug:no>.<slug:kind>", pay.batch_file, name="batch_file"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("audit/", audit.audit, name="audit"),
]

"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from huxin.portals.agency.views import (
    audit,
    case,
    export,
    figures,
    findings,
    new,
    operations,
    parameters,
    pay,
    procedures,
    queue,
    records,
    reminders,
    rules,
    together,
    weather,
)

app_name = "agency"
urlpatterns = [
    path("", queue.home, name="home"),
    path("queue/<slug:name>/", queue.queue, name="queue"),
    path("queue/<slug:name>/views/", queue.views, name="views"),
    path("queue/<slug:name>/take/", queue.take, name="take"),
    path("queue/<slug:name>.<slug:kind>", export.export, name="export"),
    path("new/", new.services, name="services"),
    path("new/<slug:name>/", new.new, name="new"),
    path("queue/<slug:name>/together/", together.together, name="together"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("records/", records.records, name="records"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/<slug:name>/", procedures.procedure, name="procedure"),
    path("calendar/", queue.calendar, name="calendar"),
    path("cases/<slug:no>/", case.case, name="case"),
    path("cases/<slug:no>/sheet/", case.sheet, name="sheet"),
    path("cases/<slug:no>/do/<slug:name>/", case.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", case.evidence, name="evidence"),
    path("cases/<slug:no>/receipt.pdf", case.receipt, name="receipt"),
    path("cases/<slug:no>/preview.pdf", case.preview, name="preview"),
    path("pay/", pay.pay_list, name="pay"),
    path("pay/<slug:no>/", pay.batch, name="batch"),
    path("pay/<slug:no>.<slug:kind>", pay.batch_file, name="batch_file"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("audit/", audit.audit, name="audit"),
    path("weather/", weather.weather, name="weather"),
    path("findings/", findings.findings, name="findings"),
    path("findings.csv", findings.findings_csv, name="findings_csv"),
    path("findings/<slug:name>/", findings.finding, name="finding"),
    path("figures/", figures.figures, name="figures"),
    path("figures.csv", figures.figures_csv, name="figures_csv"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:no>/", rules.rule, name="rule"),
    path("operations/", operations.operations, name="operations"),
]

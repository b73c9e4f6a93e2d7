"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from huxin.ui.navigation import addresses
from huxin.web.office import (
    accounts,
    audit,
    case,
    corrections,
    documents,
    export,
    firms,
    letters,
    new,
    operations,
    papers,
    parameters,
    procedures,
    queue,
    records,
    reminders,
    system,
    together,
    visitors,
)

app_name = "agency"
urlpatterns = [
    *addresses("office"),
    path("", queue.home, name="home"),
    path("queue/<slug:name>/", queue.queue, name="queue"),
    path("queue/<slug:name>/views/", queue.views, name="views"),
    path("queue/<slug:name>/take/", queue.take, name="take"),
    path("queue/<slug:name>.<slug:kind>", export.export, name="export"),
    path("new/", new.services, name="services"),
    path("new/<slug:name>/", new.new, name="new"),
    path("queue/<slug:name>/together/", together.together, name="together"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("documents/", documents.documents, name="documents"),
    path("records/", records.records, name="records"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/<slug:name>/", procedures.procedure, name="procedure"),
    path("calendar/", queue.calendar, name="calendar"),
    path("cases/<slug:no>/", case.case, name="case"),
    path("cases/<slug:no>/next/", case.next_one, name="next_one"),
    path("cases/<slug:no>/sheet/", case.sheet, name="sheet"),
    path("cases/<slug:no>/do/<slug:name>/", case.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", papers.evidence, name="evidence"),
    path("cases/<slug:no>/receipt.pdf", papers.receipt, name="receipt"),
    path("cases/<slug:no>/unmask/", case.unmask, name="unmask"),
    path("cases/<slug:no>/letters/<uuid:letter_id>/again/", letters.again, name="letter_again"),
    path("cases/<slug:no>/letters/<uuid:letter_id>/receipt.pdf", documents.receipt_form, name="letter_receipt"),
    path("cases/<slug:no>/preview.pdf", papers.preview, name="preview"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("audit/", audit.audit, name="audit"),
    path("operations/", operations.operations, name="operations"),
    path("audit/access/", audit.access_lines, name="access"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<str:username>/", accounts.account, name="account"),
    path("processing.csv", accounts.processing, name="processing"),
    path("system/", system.system, name="system"),
    path("firms/", firms.firms, name="firms"),
    path("firms/<uuid:change>/<uuid:file>/", firms.paper, name="firm_paper"),
    path("visitors/", visitors.visitors, name="visitors"),
    path("corrections/", corrections.corrected, name="corrections"),
]

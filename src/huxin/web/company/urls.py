"""Addresses of the company's desk."""

from __future__ import annotations

from django.urls import path

from huxin.ui.navigation import addresses
from huxin.web.company import answers, cases, file, home, keys, lists, people

app_name = "company"
urlpatterns = [
    *addresses("company"),
    path("", home.home, name="home"),
    path("lists/", lists.lists, name="lists"),
    path("lists/receipts/<uuid:filing_id>/", lists.filing, name="filing"),
    path("lists/receipts/<uuid:filing_id>.xlsx", lists.to_mend, name="to_mend"),
    path("lists/<slug:name>/", lists.send, name="list"),
    path("lists/<slug:name>.xlsx", lists.empty, name="empty"),
    path("answers/", answers.answers, name="answers"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/meetings.ics", cases.calendar, name="meetings"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", cases.evidence, name="evidence"),
    path("file/", file.services, name="services"),
    path("file/<slug:name>/", file.file, name="file"),
    path("people/", people.people, name="people"),
    path("keys/", keys.keys, name="keys"),
]

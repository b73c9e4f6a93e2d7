"""Addresses of the company's desk."""

from __future__ import annotations

from django.urls import path

from huxin.portals.company.views import (
    agreements,
    cases,
    cover,
    drafting,
    file,
    findings,
    home,
    keys,
    lists,
    rules,
    safety,
    training,
    unsigned,
    weather,
)

app_name = "company"
urlpatterns = [
    path("", home.home, name="home"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", drafting.papers, name="papers"),
    path("agreements/new/<slug:paper>/", drafting.draft, name="draft"),
    path("agreements/check/", drafting.check, name="check"),
    path("agreements/unsigned/", unsigned.unsigned, name="unsigned"),
    path("agreements/unsigned.xlsx", unsigned.unsigned_xlsx, name="unsigned_xlsx"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>.pdf", agreements.copy, name="agreement_copy"),
    path("lists/", lists.lists, name="lists"),
    path("lists/receipts/<uuid:filing_id>/", lists.filing, name="filing"),
    path("lists/receipts/<uuid:filing_id>.xlsx", lists.to_mend, name="to_mend"),
    path("lists/<slug:name>/", lists.send, name="list"),
    path("lists/<slug:name>.xlsx", lists.empty, name="empty"),
    path("cover/", cover.cover, name="cover"),
    path("cover/gaps.xlsx", cover.gaps_file, name="gaps"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", cases.evidence, name="evidence"),
    path("file/", file.services, name="services"),
    path("file/<slug:name>/", file.file, name="file"),
    path("rules/", rules.rules, name="rules"),
    path("keys/", keys.keys, name="keys"),
    path("safety/", safety.safety, name="safety"),
    path("weather/", weather.weather, name="weather"),
    path("training/", training.classes, name="training"),
    path("findings/", findings.findings, name="findings"),
]

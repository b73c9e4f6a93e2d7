"""Addresses of the company's desk."""

from __future__ import annotations

from django.urls import path

from huxin.measures.careers.pages import company_training
from huxin.measures.employment.pages import company_agreements, company_drafting, company_unsigned
from huxin.measures.governance.pages import company_findings
from huxin.measures.insurance.pages import company_cover
from huxin.measures.safety.pages import company_rules, company_safety, company_weather
from huxin.web.company import cases, file, home, keys, lists

app_name = "company"
urlpatterns = [
    path("", home.home, name="home"),
    path("agreements/", company_agreements.agreements, name="agreements"),
    path("agreements/new/", company_drafting.papers, name="papers"),
    path("agreements/new/<slug:paper>/", company_drafting.draft, name="draft"),
    path("agreements/check/", company_drafting.check, name="check"),
    path("agreements/unsigned/", company_unsigned.unsigned, name="unsigned"),
    path("agreements/unsigned.xlsx", company_unsigned.unsigned_xlsx, name="unsigned_xlsx"),
    path("agreements/<uuid:agreement_id>/", company_agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>.pdf", company_agreements.copy, name="agreement_copy"),
    path("lists/", lists.lists, name="lists"),
    path("lists/receipts/<uuid:filing_id>/", lists.filing, name="filing"),
    path("lists/receipts/<uuid:filing_id>.xlsx", lists.to_mend, name="to_mend"),
    path("lists/<slug:name>/", lists.send, name="list"),
    path("lists/<slug:name>.xlsx", lists.empty, name="empty"),
    path("cover/", company_cover.cover, name="cover"),
    path("cover/gaps.xlsx", company_cover.gaps_file, name="gaps"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", cases.evidence, name="evidence"),
    path("file/", file.services, name="services"),
    path("file/<slug:name>/", file.file, name="file"),
    path("rules/", company_rules.rules, name="rules"),
    path("keys/", keys.keys, name="keys"),
    path("safety/", company_safety.safety, name="safety"),
    path("weather/", company_weather.weather, name="weather"),
    path("training/", company_training.classes, name="training"),
    path("findings/", company_findings.findings, name="findings"),
]

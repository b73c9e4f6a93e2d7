"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.employment.pages import company_agreements, company_drafting, company_unsigned, worker_agreements

WORKER = [
    path("agreements/", worker_agreements.agreements, name="agreements"),
    path("agreements/<uuid:agreement_id>/", worker_agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/not-mine/", worker_agreements.not_mine, name="not_mine"),
    path("agreements/<uuid:agreement_id>.pdf", worker_agreements.copy, name="agreement_copy"),
]
COMPANY = [
    path("agreements/", company_agreements.agreements, name="agreements"),
    path("agreements/new/", company_drafting.papers, name="papers"),
    path("agreements/new/<slug:paper>/", company_drafting.draft, name="draft"),
    path("agreements/check/", company_drafting.check, name="check"),
    path("agreements/unsigned/", company_unsigned.unsigned, name="unsigned"),
    path("agreements/unsigned.xlsx", company_unsigned.unsigned_xlsx, name="unsigned_xlsx"),
    path("agreements/<uuid:agreement_id>/", company_agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>.pdf", company_agreements.copy, name="agreement_copy"),
]

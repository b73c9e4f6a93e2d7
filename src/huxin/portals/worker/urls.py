"""Addresses of the worker's pages."""

from __future__ import annotations

from django.urls import path

from huxin.portals.worker.views import agreements, apply, cases, cover, home, money

app_name = "worker"
urlpatterns = [
    path("", home.home, name="home"),
    path("money/social-insurance-subsidy/", money.money, name="money"),
    path("apply/", apply.services, name="services"),
    path("apply/<slug:name>/", apply.start, name="apply"),
    path("apply/<slug:name>/<slug:step_id>/", apply.step, name="apply_step"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/why/", cases.why, name="why"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("letters/<uuid:letter_id>.pdf", cases.letter, name="letter"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/not-mine/", agreements.not_mine, name="not_mine"),
    path("agreements/<uuid:agreement_id>.pdf", agreements.copy, name="agreement_copy"),
    path("cover/", cover.cover, name="cover"),
    path("help/complain/", home.help_page, name="help"),
]

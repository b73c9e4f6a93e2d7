"""Addresses of the worker's pages."""

from __future__ import annotations

from django.urls import path

from huxin.portals.worker.views import apply, calculator, cases, dispute, guides, home, injury, money, onward

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
    path("cases/<slug:no>/onward/<slug:to>/", onward.go_on, name="onward"),
    path("cases/<slug:no>/calculator/", calculator.calculator, name="calculator"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", cases.evidence, name="evidence"),
    path("letters/<uuid:letter_id>.pdf", cases.letter, name="letter"),
    path("help/injury/", injury.injury, name="injury"),
    path("help/disputes/", dispute.dispute, name="dispute"),
    path("help/disputes/<slug:name>/begin/", dispute.begin, name="dispute_begin"),
    path("help/disputes/<slug:name>/", dispute.go, name="dispute_go"),
    path("guides/", guides.guides, name="guides"),
    path("guides/quiz/", guides.quiz, name="quiz"),
    path("guides/<slug:kind>.<slug:language>.pdf", guides.pdf, name="guide_pdf"),
    path("guides/<slug:name>/", guides.guide, name="guide"),
    path("help/complain/", home.help_page, name="help"),
]

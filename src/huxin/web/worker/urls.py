"""Addresses of the worker's pages."""

from __future__ import annotations

from django.urls import path

from huxin.measures.careers.pages import worker_certificates, worker_learning, worker_training
from huxin.measures.disputes.pages import worker_dispute
from huxin.measures.employment.pages import worker_agreements
from huxin.measures.governance.pages import worker_hours
from huxin.measures.injuries.pages import worker_accident, worker_injury
from huxin.measures.inspections.pages import worker_draws
from huxin.measures.insurance.pages import worker_cover
from huxin.measures.publicity.pages import worker_guides
from huxin.measures.safety.pages import worker_weather
from huxin.measures.subsidies.pages import worker_money
from huxin.ui import onward
from huxin.web.worker import apply, calculator, cases, delegate, files, guide, home, me, verify

app_name = "worker"
urlpatterns = [
    path("", home.home, name="home"),
    path("money/social-insurance-subsidy/", worker_money.money, name="money"),
    path("apply/", apply.services, name="services"),
    path("apply/<slug:name>/", apply.start, name="apply"),
    path("apply/<slug:name>/guide/", guide.guide, name="service_guide"),
    path("apply/<slug:name>/<slug:step_id>/", apply.step, name="apply_step"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/why/", cases.why, name="why"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("cases/<slug:no>/onward/<slug:to>/", onward.go_on, name="onward"),
    path("cases/<slug:no>/calculator/", calculator.calculator, name="calculator"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", cases.evidence, name="evidence"),
    path("letters/<uuid:letter_id>.pdf", cases.letter, name="letter"),
    path("weather/", worker_weather.weather, name="weather"),
    path("weather/stop/", worker_weather.stop, name="weather_stop"),
    path("hours/", worker_hours.hours, name="hours"),
    path("cases/<slug:no>/receipt.pdf", files.case_receipt, name="case_receipt"),
    path("accident/", worker_accident.start, name="accident"),
    path("sealed/<slug:secret>/", worker_accident.sealed, name="sealed"),
    path("sealed/<slug:secret>/receipt.pdf", worker_accident.receipt, name="sealed_receipt"),
    path("sealed/<slug:secret>/claim/", worker_accident.take, name="claim"),
    path("files/", files.files, name="files"),
    path("files/upload/", files.begin, name="upload"),
    path("files/upload/<uuid:upload_id>/<int:number>/", files.piece, name="piece"),
    path("files/<uuid:evidence_id>/", files.file, name="file"),
    path("files/<uuid:evidence_id>/receipt.pdf", files.receipt, name="file_receipt"),
    path("verify/", verify.how, name="verify"),
    path("verify/huxin_verify.py", verify.script, name="verifier"),
    path("verify/<uuid:receipt_id>/", verify.receipt, name="receipt"),
    path("agreements/", worker_agreements.agreements, name="agreements"),
    path("agreements/<uuid:agreement_id>/", worker_agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/not-mine/", worker_agreements.not_mine, name="not_mine"),
    path("agreements/<uuid:agreement_id>.pdf", worker_agreements.copy, name="agreement_copy"),
    path("cover/", worker_cover.cover, name="cover"),
    path("me/", me.me, name="me"),
    path("me/data.zip", me.take, name="take"),
    path("me/corrections/", me.correct, name="correct"),
    path("me/consents/", me.consent, name="consent"),
    path("me/delete/", me.delete, name="delete"),
    path("delegate/", delegate.delegate, name="delegate"),
    path("privacy/", me.notice, name="privacy"),
    path("help/injury/", worker_injury.injury, name="injury"),
    path("help/disputes/", worker_dispute.dispute, name="dispute"),
    path("help/disputes/<slug:name>/begin/", worker_dispute.begin, name="dispute_begin"),
    path("help/disputes/<slug:name>/", worker_dispute.go, name="dispute_go"),
    path("guides/", worker_guides.guides, name="guides"),
    path("go/<slug:no>/<slug:channel>/", worker_guides.campaign, name="campaign"),
    path("guides/quiz/", worker_guides.quiz, name="quiz"),
    path("guides/<slug:kind>.<slug:language>.pdf", worker_guides.pdf, name="guide_pdf"),
    path("guides/<slug:name>/", worker_guides.guide, name="guide"),
    path("training/", worker_training.overview, name="training"),
    path("training/catalogue/", worker_training.catalogue, name="catalogue"),
    path("training/events/", worker_training.happenings, name="happenings"),
    path("training/classes/<slug:no>/", worker_training.training_class, name="training_class"),
    path("training/classes/<slug:no>/enrol/", worker_training.take_place, name="take_place"),
    path("training/mine/<uuid:enrolment_id>/", worker_learning.learning, name="learning"),
    path("training/mine/<uuid:enrolment_id>/exam/", worker_learning.exam, name="exam"),
    path("training/mine/<uuid:enrolment_id>/<slug:lesson_id>/", worker_learning.lesson, name="lesson"),
    path("certificates/<uuid:certificate_id>/", worker_certificates.certificate, name="certificate"),
    path("certificates/<uuid:certificate_id>.pdf", worker_certificates.pdf, name="certificate_pdf"),
    path("certificates/<uuid:certificate_id>/subsidy/", worker_certificates.claim, name="claim_subsidy"),
    path("check/", worker_certificates.check, name="check"),
    path("draws/", worker_draws.draws, name="draws"),
    path("draws/<slug:no>/", worker_draws.draw, name="draw"),
    path("draws/<slug:no>/<slug:name>.<slug:kind>", worker_draws.draw_file, name="draw_file"),
    path("help/complain/", home.help_page, name="help"),
]

"""Addresses of the worker's pages."""

from __future__ import annotations

from django.urls import path

from huxin.ui import onward
from huxin.ui.navigation import addresses
from huxin.web.worker import apply, by_code, calculator, cases, delegate, files, guide, home, me, phone, shell, verify
from huxin.web.worker.money import applying
from huxin.web.worker.money import flow as money

app_name = "worker"
urlpatterns = [
    *addresses("worker"),
    path("", home.home, name="home"),
    path("money/", money.money, name="money"),
    path("money/apply/", applying.apply, name="money_apply"),
    path("money/social-insurance-subsidy/", money.one_subsidy, name="one_subsidy"),
    path("apply/", apply.services, name="services"),
    path("apply/<slug:name>/", apply.start, name="apply"),
    path("apply/<slug:name>/on/", apply.go_on, name="apply_on"),
    path("apply/<slug:name>/guide/", guide.guide, name="service_guide"),
    path("apply/<slug:name>/<slug:step_id>/", apply.step, name="apply_step"),
    path("cases/", cases.cases, name="cases"),
    path("cases/dates.ics", cases.dates, name="dates"),
    path("cases/code/", by_code.ask, name="code_ask"),
    path("cases/code/enter/", by_code.enter, name="code_enter"),
    path("cases/code/look/", by_code.look, name="code_look"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/meetings.ics", cases.calendar, name="meetings"),
    path("cases/<slug:no>/why/", cases.why, name="why"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("cases/<slug:no>/onward/<slug:to>/", onward.go_on, name="onward"),
    path("cases/<slug:no>/calculator/", calculator.calculator, name="calculator"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", cases.evidence, name="evidence"),
    path("letters/<uuid:letter_id>/", cases.letter_page, name="letter_page"),
    path("letters/<uuid:letter_id>.pdf", cases.letter, name="letter"),
    path("cases/<slug:no>/receipt.pdf", files.case_receipt, name="case_receipt"),
    path("phone.js", phone.script, name="phone_script"),
    path("shell/", shell.shell, name="shell"),
    path("shell/<str:name>", shell.shell, name="shell_file"),
    path("files/", files.files, name="files"),
    path("files/upload/", files.begin, name="upload"),
    path("files/upload/<uuid:upload_id>/<int:number>/", files.piece, name="piece"),
    path("files/<uuid:evidence_id>/", files.file, name="file"),
    path("files/<uuid:evidence_id>/receipt.pdf", files.receipt, name="file_receipt"),
    path("verify/", verify.how, name="verify"),
    path("verify/city.pem", verify.certificates, name="certificates"),
    path("verify/huxin_verify.py", verify.script, name="verifier"),
    path("verify/paper/", verify.paper, name="paper"),
    path("verify/<uuid:receipt_id>/", verify.receipt, name="receipt"),
    path("me/", me.me, name="me"),
    path("me/data.zip", me.take, name="take"),
    path("me/record.zip", me.record, name="record"),
    path("me/corrections/", me.correct, name="correct"),
    path("me/consents/", me.consent, name="consent"),
    path("me/delete/", me.delete, name="delete"),
    path("delegate/", delegate.delegate, name="delegate"),
    path("privacy/", me.notice, name="privacy"),
    path("help/complain/", home.help_page, name="help"),
]

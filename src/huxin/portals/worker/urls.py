"""Addresses of the worker's pages."""

from __future__ import annotations

from django.urls import path

from huxin.portals.worker.views import (
    accident,
    apply,
    cases,
    files,
    guide,
    home,
    hours,
    money,
    verify,
    weather,
)

app_name = "worker"
urlpatterns = [
    path("", home.home, name="home"),
    path("money/social-insurance-subsidy/", money.money, name="money"),
    path("apply/", apply.services, name="services"),
    path("apply/<slug:name>/", apply.start, name="apply"),
    path("apply/<slug:name>/guide/", guide.guide, name="guide"),
    path("apply/<slug:name>/<slug:step_id>/", apply.step, name="apply_step"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/why/", cases.why, name="why"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("letters/<uuid:letter_id>.pdf", cases.letter, name="letter"),
    path("weather/", weather.weather, name="weather"),
    path("weather/stop/", weather.stop, name="weather_stop"),
    path("hours/", hours.hours, name="hours"),
    path("cases/<slug:no>/receipt.pdf", files.case_receipt, name="case_receipt"),
    path("accident/", accident.start, name="accident"),
    path("sealed/<slug:secret>/", accident.sealed, name="sealed"),
    path("sealed/<slug:secret>/receipt.pdf", accident.receipt, name="sealed_receipt"),
    path("sealed/<slug:secret>/claim/", accident.take, name="claim"),
    path("files/", files.files, name="files"),
    path("files/upload/", files.begin, name="upload"),
    path("files/upload/<uuid:upload_id>/<int:number>/", files.piece, name="piece"),
    path("files/<uuid:evidence_id>/", files.file, name="file"),
    path("files/<uuid:evidence_id>/receipt.pdf", files.receipt, name="file_receipt"),
    path("verify/", verify.how, name="verify"),
    path("verify/huxin_verify.py", verify.script, name="verifier"),
    path("verify/<uuid:receipt_id>/", verify.receipt, name="receipt"),
    path("help/complain/", home.help_page, name="help"),
]

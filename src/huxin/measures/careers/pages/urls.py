"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.careers.pages import (
    company_training,
    office_training,
    worker_certificates,
    worker_learning,
    worker_training,
)

WORKER = [
    path("training/", worker_training.overview, name="training"),
    path("training/catalogue/", worker_training.catalogue, name="catalogue"),
    path("training/events/", worker_training.happenings, name="happenings"),
    path("training/events/<slug:no>/enter/", worker_training.enter_event, name="enter_event"),
    path("training/classes/<slug:no>/", worker_training.training_class, name="training_class"),
    path("training/classes/<slug:no>/enrol/", worker_training.take_place, name="take_place"),
    path("training/mine/<uuid:enrolment_id>/", worker_learning.learning, name="learning"),
    path("training/mine/<uuid:enrolment_id>/exam/", worker_learning.exam, name="exam"),
    path("training/mine/<uuid:enrolment_id>/<slug:lesson_id>/", worker_learning.lesson, name="lesson"),
    path("certificates/<uuid:certificate_id>/", worker_certificates.certificate, name="certificate"),
    path("certificates/<uuid:certificate_id>.pdf", worker_certificates.pdf, name="certificate_pdf"),
    path("certificates/<uuid:certificate_id>/subsidy/", worker_certificates.claim, name="claim_subsidy"),
    path("check/", worker_certificates.check, name="check"),
]
OFFICE = [
    path("training/", office_training.classes, name="training"),
    path("training/<slug:no>/", office_training.training_class, name="training_class"),
]
COMPANY = [
    path("training/", company_training.classes, name="training"),
]

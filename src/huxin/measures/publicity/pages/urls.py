"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.publicity.pages import office_campaigns, worker_guides

WORKER = [
    path("guides/", worker_guides.guides, name="guides"),
    path("go/<slug:no>/<slug:channel>/", worker_guides.campaign, name="campaign"),
    path("guides/quiz/", worker_guides.quiz, name="quiz"),
    path("guides/<slug:kind>.<slug:language>.pdf", worker_guides.pdf, name="guide_pdf"),
    path("guides/<slug:name>/", worker_guides.guide, name="guide"),
]
OFFICE = [
    path("campaigns/", office_campaigns.campaigns, name="campaigns"),
]

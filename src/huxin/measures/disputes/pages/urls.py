"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.disputes.pages import office_groups, worker_dispute

WORKER = [
    path("help/disputes/", worker_dispute.dispute, name="dispute"),
    path("help/disputes/<slug:name>/begin/", worker_dispute.begin, name="dispute_begin"),
    path("help/disputes/<slug:name>/", worker_dispute.go, name="dispute_go"),
]
OFFICE = [
    path("groups/", office_groups.group_disputes, name="groups"),
    path("groups/<slug:code>/<slug:matter>/", office_groups.group, name="group"),
]

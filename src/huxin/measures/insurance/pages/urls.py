"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.insurance.pages import company_cover, worker_cover

WORKER = [
    path("cover/", worker_cover.cover, name="cover"),
]
COMPANY = [
    path("cover/", company_cover.cover, name="cover"),
    path("cover/gaps.xlsx", company_cover.gaps_file, name="gaps"),
]

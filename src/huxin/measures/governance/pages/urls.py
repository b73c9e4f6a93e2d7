"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.governance.pages import (
    company_findings,
    office_figures,
    office_findings,
    office_fines,
    office_plan,
    worker_hours,
)

WORKER = [
    path("hours/", worker_hours.hours, name="hours"),
]
OFFICE = [
    path("findings/", office_findings.findings, name="findings"),
    path("findings.csv", office_findings.findings_csv, name="findings_csv"),
    path("findings/<slug:name>/", office_findings.finding, name="finding"),
    path("fines/", office_fines.fines_list, name="fines"),
    path("figures/", office_figures.figures, name="figures"),
    path("work-plan/", office_plan.plan, name="work_plan"),
    path("figures.csv", office_figures.figures_csv, name="figures_csv"),
]
COMPANY = [
    path("findings/", company_findings.findings, name="findings"),
]

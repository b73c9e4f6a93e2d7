"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.governance.pages import (
    company_findings,
    company_orders,
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
    path("orders/", company_orders.orders, name="orders"),
    path("orders/send/", company_orders.send, name="send_orders"),
    path("orders/files/<uuid:upload_id>/", company_orders.upload, name="order_upload"),
    path("orders/<slug:name>/", company_orders.batch, name="order_batch"),
    path("orders/<slug:name>/rows.csv", company_orders.faults, name="order_faults"),
    path("orders/<slug:name>/receipt.<slug:form>", company_orders.receipt, name="order_receipt"),
]

"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.subsidies.pages import office_pay

OFFICE = [
    path("pay-checks/", office_pay.checks, name="pay_checks"),
    path("pay-checks/<slug:no>/", office_pay.check, name="pay_check"),
    path("pay/", office_pay.pay_list, name="pay"),
    path("pay/<slug:no>/", office_pay.batch, name="batch"),
    path("pay/<slug:no>.<slug:kind>", office_pay.batch_file, name="batch_file"),
]

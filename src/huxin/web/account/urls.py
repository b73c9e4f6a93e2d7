"""Addresses around signing in."""

from __future__ import annotations

from django.urls import path

from huxin.web.account import code, factor, password, sign_on

app_name = "account"
urlpatterns = [
    path("second-factor/", factor.second_factor, name="second_factor"),
    path("password/", password.password, name="password"),
    path("code/", code.code, name="code"),
    path("sso/staff/", sign_on.staff, name="staff"),
    path("sso/staff/back/", sign_on.staff_back, name="staff_back"),
    path("sso/ticket/start/", sign_on.ticket_start, name="ticket_start"),
    path("sso/ticket/", sign_on.ticket, name="ticket"),
    path("sso/register/company/", sign_on.company_registration, name="register_company"),
    path("sso/register/", sign_on.register, name="register"),
]

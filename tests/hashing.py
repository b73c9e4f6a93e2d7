"""Argon2 as in production, at the least cost: thousands of invented people sign in during the tests."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """The same algorithm over little memory."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1

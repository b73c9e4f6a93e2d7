"""What the commands that open the order lake begin with."""

from __future__ import annotations

from huxin.law.errors import InputError


def start_lake() -> None:
    """Django, and the tables where this installation has none yet."""
    from huxin.cli.django_setup import start_django

    try:
        import duckdb  # noqa: F401 - the lake cannot do without it, and says so in one sentence
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise missing(error) from None
    start_django()
    from django.core.management import call_command
    from django.db import connection

    if "feeds_batch" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)


def missing(error: ImportError) -> InputError:
    """What to say when the packages of supervision are not installed."""
    extra = "spark" if error.name in ("pyspark", "sqlglot") else "feeds"
    hint = f"Install them with: pip install 'huxin[{extra}]'"
    return InputError("install", "huxin", error.name, "the packages of supervision", hint)

"""The Spark session of this process: the active one, or a local one made on demand, shared by all that run on Spark."""

from __future__ import annotations

import os
import sys
from typing import Any

from pyspark.sql import SparkSession


def spark_session() -> SparkSession:
    """The active session; without one a local session on all processors."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    active = SparkSession.getActiveSession()
    session: SparkSession = active or (
        builder.appName("huxin")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    return session

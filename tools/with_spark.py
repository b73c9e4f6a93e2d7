"""Run a command with the extra ``spark`` beside the usual packages; they are put into ``var/spark`` once.

    python tools/with_spark.py pytest src/huxin/supervision/tests/test_spark.py

They are half a gigabyte, so nobody installs them who does not ask for them.  A Java is
installed as the other programs of the tests are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-spark.lock"
FOLDER = ROOT / "var" / "spark"
DONE = FOLDER / LOCK.name


def main() -> int:
    if shutil.which("java") is None:
        subprocess.run([ROOT / "tools" / "ensure_test_system.sh", "java"], check=True)
    if not DONE.exists() or DONE.read_bytes() != LOCK.read_bytes():
        shutil.rmtree(FOLDER, ignore_errors=True)
        argv = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run([*argv, "--target", str(FOLDER), "--requirement", str(LOCK)], check=True)
        shutil.copyfile(LOCK, DONE)
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(FOLDER))))
    return subprocess.run(sys.argv[1:], env={**os.environ, "PYTHONPATH": path}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env bash
# Run a command with what Spark needs: a Java and the packages of the extra `spark`, which the other tests do without.
#
#     tools/with_spark.sh .venv/bin/python -m pytest -m slow src/huxin
#
# requirements-spark.lock holds what `uv pip compile --generate-hashes --extra spark --constraint requirements-dev.lock
# pyproject.toml` adds to requirements-dev.lock.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v java >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for Spark: default-jre-headless"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o DPkg::Lock::Timeout=300 update
    apt-get -qq -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends default-jre-headless >/dev/null
  else
    echo "Spark needs a Java (17 or later). Install one, for example: sudo apt-get install default-jre-headless" >&2
    exit 1
  fi
fi
VIRTUAL_ENV=.venv .venv/bin/uv pip install --quiet --no-deps --require-hashes --requirement requirements-spark.lock
exec "$@"

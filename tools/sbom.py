"""The bill of materials as CycloneDX 1.6 JSON, from the lock file and the installed metadata.

    python tools/sbom.py [FILE]

Same lock file, same bytes: it holds no date and no random number.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import uuid
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def bill() -> dict[str, Any]:
    """The document."""
    text = LOCK.read_text(encoding="utf-8")
    name = uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(text.encode()).hexdigest())
    own = metadata("huxin")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{name}",
        "version": 1,
        "metadata": {"component": {**_component("huxin", own["Version"], ""), "type": "application"}},
        "components": [_component(*found) for found in ENTRY.findall(text)],
    }


def _component(name: str, version: str, hashes: str) -> dict[str, Any]:
    address = f"pkg:pypi/{name}@{version}"
    found: dict[str, Any] = {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}
    licence = _licence(name)
    if licence:
        found["licenses"] = [{"expression": licence} if " " in licence else {"license": {"name": licence}}]
    kept = re.findall(r"sha256:([0-9a-f]{64})", hashes)
    if kept:
        files = [
            {"type": "distribution", "url": address, "hashes": [{"alg": "SHA-256", "content": one}]} for one in kept
        ]
        found["externalReferences"] = files
    return found


def _licence(name: str) -> str:
    """The SPDX expression, where the package says one."""
    try:
        return str(metadata(name)["License-Expression"] or "")
    except PackageNotFoundError:
        return ""


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "sbom.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    document = bill()
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{target}: {len(document['components'])} components")
    return 0


if __name__ == "__main__":
    sys.exit(main())

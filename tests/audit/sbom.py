"""Which packages of others does the site run with, under which licences? ``python -m tests.audit.sbom FILE`` writes it down.

A list in the format CycloneDX of what requirements.txt names and nothing else: the tools that build and test it are left out.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def named() -> list[str]:
    """The names in requirements.txt, but for those of other systems."""
    found = re.findall(
        r"^([a-z0-9-]+)(?:\[[^\]]*\])?==[^ ]+(.*)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )
    return [name for name, condition in found if "win32" not in condition]


def licences(name: str) -> set[str]:
    """As the package itself says it: an expression, else its classifiers, else its own words."""
    told = importlib.metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return set(re.split(r" (?:OR|AND) ", expression))
    classified = {
        line.split(" :: ")[-1] for line in told.get_all("Classifier") or [] if line.startswith("License")
    }
    said = (told.get("License") or "").strip().splitlines()
    return classified or set(re.split(r" (?:OR|AND) ", said[0])) if classified or said else set()


def bill() -> dict[str, Any]:
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--pyproject",
               str(ROOT / "pyproject.toml"), sys.executable]  # fmt: skip
    whole: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
    )
    wanted = set(named())
    whole["components"] = [
        c for c in whole["components"] if re.sub(r"[-_.]+", "-", c["name"]).lower() in wanted
    ]
    kept = {c["bom-ref"] for c in whole["components"]} | {whole["metadata"]["component"]["bom-ref"]}
    whole["dependencies"] = [
        {**entry, "dependsOn": [ref for ref in entry.get("dependsOn", []) if ref in kept]}
        for entry in whole["dependencies"]
        if entry["ref"] in kept
    ]
    return whole


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(bill(), indent=2) + "\n")

"""Is it known under which licence each package comes that the site runs with, and may it be used so?"""

from __future__ import annotations

import pytest

from tests.audit.sbom import bill, licences, named

# They let anybody use, change and pass on, as long as their words go with them.
PERMISSIVE = {
    "0BSD", "Apache License, Version 2.0", "Apache Software License", "Apache-2.0", "BSD", "BSD License", "BSD-2-Clause",
    "BSD-3-Clause", "ISC", "MIT", "MIT License", "MIT-0", "MIT-CMU", "PSF-2.0", "The Unlicense (Unlicense)", "Unlicense",
}  # fmt: skip
# These ask that changes to their own files are passed on. They are used as they come, as libraries beside the site's code.
OF_THEIR_OWN_FILES = {
    "GNU Lesser General Public License v2 or later (LGPLv2+)",
    "LGPL-3.0-only",
    "MPL-2.0",
    "Mozilla Public License 1.1 (MPL 1.1)",
}
CHOSEN = {
    "pyphen": "Mozilla Public License 1.1 (MPL 1.1)"
}  # it offers several, one of which could not be taken


@pytest.mark.parametrize("name", named())
def test_every_package_has_a_known_licence_that_may_be_used(name: str) -> None:
    told = {CHOSEN[name]} if name in CHOSEN else licences(name)
    assert told, f"{name} does not say under which licence it comes"
    assert told <= PERMISSIVE | OF_THEIR_OWN_FILES, f"{name}: {told}"


def test_the_list_for_others_names_all_of_them_and_no_tool() -> None:
    whole = bill()
    components = {
        component["name"].lower().replace("_", "-").replace(".", "-"): component
        for component in whole["components"]
    }
    assert set(components) == set(named())
    assert all(component.get("licenses") and component["version"] for component in components.values())
    assert "pytest" not in components
    assert whole["metadata"]["component"]["name"] == "imprimatur"

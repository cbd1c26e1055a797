"""Does everything that signs ask first that somebody shows who they are?"""

from __future__ import annotations

import ast

from reviews.forms import REVIEW_FORMS, ReviewForm
from tests.house.project import APPS, code

# The form proves first (its ``prove``, which the one view that performs forms calls); the demonstration signs nothing real.
MAY_SIGN = {"reviews/forms/decision.py", "readers/demo/story.py"}


def calls(source: str, name: str) -> int:
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return sum(isinstance(node.func, ast.Attribute) and node.func.attr == name for node in found)


def test_nothing_signs_but_the_form_that_asks_for_a_proof() -> None:
    apps = [(path, source) for path, source in code() if path.split("/")[0] in APPS]
    assert {path for path, source in apps if calls(source, "sign_off")} == MAY_SIGN


def test_the_form_that_signs_is_the_one_that_asks() -> None:
    asking = {verb for verb, form in REVIEW_FORMS.items() if form.prove is not ReviewForm.prove}
    assert asking == {"sign_off"}


def test_no_view_performs_the_form_of_an_act_on_a_review_without_its_proof() -> None:
    [(_, view)] = [(path, source) for path, source in code() if path == "reviews/admin/review_page.py"]
    assert calls(view, "perform") == calls(view, "prove") == 1

"""Who plays in the demonstration? Accounts and people that say what they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import Group, User

from articles.models import Category, Contributor
from articles.slugs import slug_for
from reviews.models import Credential, Policy, Specialty

IS_DEMONSTRATION = "A demonstration, not a person."

# Each account has a printed name, letters after it, and groups.
CAST = {
    "writer": ("Demonstration Writer", "", ["Writers"]),
    "coauthor": ("Demonstration Co-author", "", ["Writers"]),
    "reviewer": ("Demonstration Reviewer", "MD", ["Medical reviewers"]),
    "second-reviewer": ("Demonstration Second Reviewer", "MD", ["Medical reviewers"]),
    "editor": ("Demonstration Editor", "", ["Editors"]),
}

ADVISORS = {"second-reviewer": "Chair"}

# What each topic is for, and the policy it has where that differs from the defaults.
TOPICS: dict[str, tuple[str, dict[str, object]]] = {
    "Ketamine treatment": (
        "What has been studied, how well, and what is open.",
        {"specialty": Specialty.PSYCHIATRIC},
    ),
    "Reading the evidence": ("How trials work, and what their numbers can bear.", {}),
    "Talking with your clinician": ("Questions to bring, and what to make of the answers.", {}),
    "Safety": (
        "Side effects and warning signs: what is known, and what nobody has measured.",
        {"specialty": Specialty.PSYCHIATRIC, "required_sign_offs": 2},
    ),
    "Treatment innovations": (
        "New ideas, and how far the evidence for them goes.",
        {"review_interval_months": 6},
    ),
}


def people(*, now: datetime) -> dict[str, User]:
    """The accounts, each with what it may do; ``admin`` may do everything but sign."""
    admin = User.objects.create_superuser(
        "admin", "admin@example.org", None, first_name="Demonstration", last_name="Admin"
    )
    cast = {"admin": admin}
    for username, (name, letters, groups) in CAST.items():
        first, last = name.split(" ", 1)
        user = User.objects.create_user(
            username, f"{username}@example.org", None, is_staff=True, first_name=first, last_name=last
        )
        user.groups.set(Group.objects.filter(name__in=groups))
        Contributor.objects.create(
            user=user, name=name, credentials=letters, affiliation="Demonstration site", disclosures="None",
            advisory_role=ADVISORS.get(username, ""), biography=IS_DEMONSTRATION, is_health_professional=bool(letters),
        )  # fmt: skip
        cast[username] = user
    for username in ("reviewer", "second-reviewer"):
        _credential(cast[username], verified_by=cast["editor"], now=now)
    return cast


def _credential(holder: User, *, verified_by: User, now: datetime) -> None:
    Credential.objects.create(
        holder=holder, specialty=Specialty.PSYCHIATRIC, licence="DEMONSTRATION-0", register="None: this is a demonstration",
        verified_by=verified_by, verified_at=now - timedelta(days=800), valid_from=(now - timedelta(days=800)).date(),
        valid_until=(now + timedelta(days=400)).date(),
    )  # fmt: skip


def topics() -> None:
    for name, (description, policy) in TOPICS.items():
        category = Category.objects.create(name=name, slug=slug_for(name), description=description)
        Policy.objects.create(category=category, **policy)

"""What is filled in to decide: to sign, to ask for changes, to withdraw, to waive a conflict?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from articles.choosing import MOST_OFFERED, is_key
from reviews import actions, quorum
from reviews.access import sitting
from reviews.access.forms import code_field, passkey_field, password_field, shown
from reviews.checking import ClaimToCheck, claims_of, noticed
from reviews.exceptions import WaiverMissing
from reviews.forms.act import ReviewForm, choice_of, reason_field
from reviews.models import LedgerEntry
from reviews.statements import NO_INTERESTS, offered_scopes, statement


class RequestChangesForm(ReviewForm):
    verb = "request_changes"
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = reason_field("What must change, and why")

    def perform(self) -> str:
        data = self.cleaned_data
        actions.request_changes(
            review=self.review, by=self.user, digest=data["digest"], reason=data["reason"]
        )
        return f"Revision {self.review.revision.number} went back to its writers with your reason."


class WithdrawForm(ReviewForm):
    verb = "withdraw"
    reason = reason_field("Why (optional)", required=False)

    def perform(self) -> str:
        actions.withdraw(review=self.review, by=self.user, reason=self.cleaned_data["reason"])
        return "The text was taken back from review."


class SignOffForm(ReviewForm):
    """Checklist, interests, the statement in full, the password."""

    verb = "sign_off"
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    noticed = forms.CharField(widget=forms.HiddenInput, max_length=10_000, required=False)
    interests = forms.ChoiceField(
        label="Interests in the last 36 months",
        choices=[("none", "I have none to declare on this topic"), ("some", "I declare an interest")],
        widget=forms.RadioSelect,
    )
    declared = forms.CharField(label="Which interest", required=False, max_length=2000)
    password = password_field()
    one_time_code = code_field()
    passkey = passkey_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("yes", "Yes"), ("no", "No"), ("not_applicable", "Does not apply")]
        self.questions = []
        for question in self.review.checklist:
            name = f"answer_{question['key']}"
            self.fields[name] = forms.ChoiceField(
                label=question["question"], choices=choices, widget=forms.RadioSelect
            )
            self.questions.append(name)
        self.initial["noticed"] = " ".join(map(str, sorted(noticed(self.review.revision))))
        self.claims = claims_of(self.review.revision)
        for claim in self.claims:
            self.fields[f"claim_{claim.number}"] = forms.BooleanField(
                label=f"Claim {claim.number}: {claim.text}",
                required=False,  # the action says which are missing, in a sentence
            )
        scopes = [(scope.value, statement(self.review, scope=scope)) for scope in offered_scopes(self.review)]
        initial = scopes[0][0] if len(scopes) == 1 else None
        self.fields["scope"] = forms.ChoiceField(
            label="What you sign", choices=scopes, widget=forms.RadioSelect, initial=initial
        )

    def checklist(self) -> list[forms.BoundField]:
        return [self[name] for name in self.questions]

    def ticks(self) -> list[tuple[ClaimToCheck, forms.BoundField]]:
        return [(claim, self[f"claim_{claim.number}"]) for claim in self.claims]

    def asked(self) -> list[forms.BoundField]:
        """The questions in their order; the password is always typed anew."""
        ticks = [tick for _, tick in self.ticks()]
        return [*self.checklist(), *ticks, self["interests"], self["scope"]]

    def gaps(self) -> list[forms.BoundField]:
        """What is still to be answered."""
        return [field for field in self.asked() if not field.value()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("interests") == "some" and not data.get("declared", "").strip():
            self.add_error("declared", "Write down which interest you declare.")
        return data

    def prove(self, request: HttpRequest) -> None:
        sitting.prove(request, user=self.user, shown=shown(self.cleaned_data), now=timezone.now())

    def perform(self) -> str:
        data = self.cleaned_data
        answers = {question["key"]: data[f"answer_{question['key']}"] for question in self.review.checklist}
        interests = NO_INTERESTS if data["interests"] == "none" else data["declared"]
        try:
            actions.sign_off(
                review=self.review,
                by=self.user,
                digest=data["digest"],
                answers=answers,
                interests=interests,
                scope=data["scope"],
                noticed=[int(pk) for pk in data["noticed"].split() if pk.isdecimal()],
                claims=[claim.number for claim in self.claims if data[f"claim_{claim.number}"]],
            )
        except WaiverMissing as refused:
            actions.ask_for_waiver(review=self.review, by=self.user, interests=interests)
            raise WaiverMissing(*refused.reasons, "The editors were told what you declared.") from refused
        self.review.refresh_from_db()
        if self.review.is_open:
            return f"You signed revision {self.review.revision.number}. {self._what_it_waits_for()}"
        return f"You signed revision {self.review.revision.number}. It is approved and live."

    def _what_it_waits_for(self) -> str:
        if missing := quorum.missing(self.review):
            return f"It waits for {missing}."
        return f"It goes public on {self.review.go_live_at:%-d %B %Y at %H:%M} UTC."


class ScheduleForm(ReviewForm):
    """When a signed text goes public; with ``take_back``: at once."""

    verb = "schedule"
    go_live_at = forms.DateTimeField(
        label="Day and time (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    take_back = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("take_back") and not data.get("go_live_at") and "go_live_at" not in self.errors:
            self.add_error("go_live_at", "Choose the day and the time when the text goes public.")
        return data

    def perform(self) -> str:
        moment = None if self.cleaned_data["take_back"] else self.cleaned_data["go_live_at"]
        review = actions.schedule(review=self.review, by=self.user, go_live_at=moment)
        number = review.revision.number
        if moment:
            return f"Once signed, revision {number} goes public on {moment:%-d %B %Y at %H:%M} UTC, and not before."
        if review.is_open:
            return f"The time is taken back. Revision {number} goes public with its last signature."
        return f"The time is taken back. Revision {number} is approved and live."


class WaiveForm(ReviewForm):
    verb = "waive_conflict"
    reviewer = forms.ModelChoiceField(User.objects.none(), empty_label="Choose the reviewer")
    reason = reason_field("Why the declared interest does not stand in the way")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Anybody with a credential may be sent; listed are who has the review or asked, and those who came last."""
        super().__init__(*args, **kwargs)
        field = choice_of(self, "reviewer")
        holders = User.objects.filter(is_active=True, credentials__isnull=False).distinct()
        field.queryset = holders
        asked = LedgerEntry.objects.filter(review=self.review, verb="ask_for_waiver").values("actor")
        sent = self.data.get("reviewer", "")
        first = holders.filter(
            Q(pk__in=asked) | Q(pk__in=[self.review.reviewer_id, *([sent] if is_key(sent) else [])])
        )
        listed = {
            person.pk: str(person)
            for some in (first, holders.order_by("-pk")[:MOST_OFFERED])
            for person in some
        }
        field.choices = [("", "Choose the reviewer"), *listed.items()]

    def perform(self) -> str:
        actions.waive_conflict(review=self.review, by=self.user, **self.cleaned_data)
        return "Your reason is on record; the reviewer may sign."

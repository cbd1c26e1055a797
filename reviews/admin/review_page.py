"""One review on one screen: the text as readers will see it, what changed, and the decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from articles.staff import staff
from reviews import eligibility, permissions, quorum, unsent, workflow
from reviews.access import sessions
from reviews.access.sitting import Asked as AskedToSign
from reviews.access.sitting import SessionEnded
from reviews.admin.answers import UNPROCESSABLE, faults, status_of
from reviews.admin.review_list import ReviewList
from reviews.admin.unsent import form_for
from reviews.exceptions import EditorialError
from reviews.forms import REVIEW_FORMS, ReviewForm
from reviews.models import Review
from reviews.reading import looks, progress
from reviews.reading.anchors import Spot, find, quotable
from reviews.reading.comparison import Comparison, bases
from reviews.reading.conversation import conversation
from reviews.reading.obstacles import obstacles
from reviews.reading.screen import Asked, Reading, blocks_of
from reviews.workflow import Role

JUDGING = ("claim", "sign_off", "request_changes")
DECISIONS = ("claim", "assign", "sign_off", "request_changes", "release", "withdraw")
EDITING = ("waive_conflict", "schedule")


@admin.register(Review)
class ReviewAdmin(ReviewList):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        seen = path("<int:pk>/seen/", view(self.seen), name="reviews_review_seen")
        act = path("<int:pk>/<str:verb>/", view(self.act), name="reviews_review_act")
        return [*super().get_urls()[:-1], seen, act, super().get_urls()[-1]]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        review = self.get_object(request, object_id)
        if review is None:
            raise Http404
        return self.page(request, review, bound=form_for(request, review))

    def seen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page says that it was looked at: the next time, what is new since then can be shown."""
        review = self._posted_to(request, pk)
        if isinstance(review, HttpResponse):
            return review
        looks.note(review, by=staff(request))
        return HttpResponse(status=204)

    def act(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One act on one review. Refused, the page comes back with the sentence, the right status and all that was typed."""
        if verb not in REVIEW_FORMS:
            raise Http404
        review = self._posted_to(request, pk)
        if isinstance(review, HttpResponse):
            return review
        form = REVIEW_FORMS[verb](request.POST, review=review, user=staff(request))
        if not form.is_valid():
            return self.page(request, review, bound=form, fault=faults(form), status=UNPROCESSABLE)
        try:
            form.prove(request)
            messages.success(request, form.perform())
        except SessionEnded as refused:
            sessions.leave(request)
            return unsent.kept_for_later(request, said=str(refused))
        except EditorialError as refused:
            return self.page(
                request,
                self.get_queryset(request).get(pk=pk),
                bound=form,
                fault=str(refused),
                status=status_of(refused),
            )
        looks.note(review, by=staff(request))
        return HttpResponseRedirect(_back_to(request, review, form))

    def _posted_to(self, request: HttpRequest, pk: int) -> Review | HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        review = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            return review
        sentence = "This takes a button on the review's page."
        return HttpResponse(sentence, status=405, content_type="text/plain", headers={"Allow": "POST"})

    def page(
        self,
        request: HttpRequest,
        review: Review,
        *,
        bound: ReviewForm | None = None,
        fault: str = "",
        status: int = 200,
    ) -> HttpResponse:
        now, user = timezone.now(), staff(request)
        prefetch_related_objects([review], "sign_offs__builds_on")
        roles = permissions.roles(user, article=review.article, review=review, today=now.date())
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": review.revision.title, "review": review,
            "revision": review.revision, "fault": fault, "today": now.date(), "bound": bound.verb if bound else "",
            "bound_form": bound, **_reading(request, review, user, roles=roles, bound=bound), **_standing(review, now=now),
            **_decisions(review, user, roles=roles, bound=bound, now=now),
            "asked_to_sign": AskedToSign.of(request, user=user, now=now),
        }  # fmt: skip
        _aim_comment(context, bound)
        return TemplateResponse(request, "reviews/review_change_form.html", context, status=status)


def _back_to(request: HttpRequest, review: Review, form: ReviewForm) -> str:
    """The page as it was, at the place where something is new."""
    kept = Asked.read(request.GET, review.revision).kept
    page = reverse("admin:reviews_review_change", args=[review.pk])
    return page + (f"?{kept}" if kept else "") + (f"#{form.place}" if form.place else "")


def _reading(
    request: HttpRequest, review: Review, user: User, *, roles: set[Role], bound: ReviewForm | None
) -> dict[str, Any]:
    """The left column, with the comments that stand in it."""
    asked = Asked.read(request.GET, review.revision)
    choices = bases(review, by=user)
    base = asked.base(choices)
    blocks = blocks_of(review.revision, asked)
    said = conversation(review, asked.audience, by=user, roles=roles)
    for thread in said.threads:
        if bound is not None and bound.verb == "answer_comment" and thread.answer_form:
            is_this = bound.data.get("comment") == str(thread.comment.pk)
            thread.answer_form = bound if is_this else thread.answer_form  # type: ignore[assignment]
    comparison = Comparison(base, review.revision, asked.audience) if base else None
    reading = Reading(review.revision, asked, blocks, comparison, said)
    return {
        "reading": reading,
        "changes": comparison,
        "bases": choices,
        "conversation": said,
        "kept": asked.kept,
    }


def _standing(review: Review, *, now: datetime) -> dict[str, Any]:
    """Where it stands and what its policy asks for."""
    return {
        "sign_offs": review.sign_offs.all(),
        "steps": progress.steps(review),
        "waits_for": progress.waits_for(review, now=now),
        "terms": progress.terms(review),
        "questions": list(progress.questions(review)),
        "newer": _newer(review),
    }


def _newer(review: Review) -> Review | None:
    """The review that came after this one, if this one is closed: where somebody with an old page goes on."""
    if review.is_open:
        return None
    later = Review.objects.filter(article=review.article_id, pk__gt=review.pk)
    return later.select_related("revision").only("state", "revision__number").order_by("-pk").first()


def _decisions(
    review: Review, user: User, *, roles: set[Role], bound: ReviewForm | None, now: datetime
) -> dict[str, Any]:
    """The forms of what this person may do now, and why the rest is missing."""
    can = decisions(user, review, roles=roles)
    initial = {"digest": review.revision.digest, "go_live_at": review.go_live_at}
    made = {
        verb: REVIEW_FORMS[verb](review=review, user=user, initial=initial, auto_id=f"{verb}_%s")
        for verb in [*can, *_beside(review, roles)]
    }
    why_not = eligibility.refusals(user, eligibility.Text.of(review), today=now.date())
    if bound is not None and (bound.verb in made or bound.verb not in JUDGING or not why_not):
        made[bound.verb] = bound  # what was typed is kept, but no judge's form for who may not judge
    is_judge = user.has_perm("reviews.sign_review") and review.is_open
    return {
        "forms": made,
        "can": can,
        "why_not": why_not if is_judge else [],
        "obstacles": obstacles(review, user, can=can, refusals=why_not, now=now) if is_judge else [],
    }


def decisions(user: User, review: Review, *, roles: set[Role]) -> list[str]:
    """The decisions that are this person's to make now; nobody signs twice, nor what is signed completely."""
    has_signed = any(signature.signer_id == user.pk for signature in review.sign_offs.all())
    is_signed = has_signed or quorum.is_reached(review)
    possible = workflow.available(state=review.state, actor_roles=roles)
    return [v for v in possible if v in DECISIONS and not (v == "sign_off" and is_signed)]


def _beside(review: Review, roles: set[Role]) -> Iterator[str]:
    """What may be done beside deciding."""
    if roles and review.is_open:
        yield "comment"
    if Role.EDITOR in roles and review.is_open:
        yield from EDITING


def _aim_comment(context: dict[str, Any], bound: ReviewForm | None) -> None:
    """Put the one form for comments beside the block that it is about, with the words of that block as its quote."""
    form, reading = context["forms"].get("comment"), context["reading"]
    context["comment_block"] = 0
    if form is None:
        return
    if bound is not None and bound.verb == "comment":
        context["comment_block"] = _block_of(bound, reading)
        return
    form.initial["audience"] = reading.asked.audience
    if reading.quoted is not None:
        form.initial |= {"quote": quotable(reading.quoted), "block": reading.quoted.number}
        context["comment_block"] = reading.quoted.number


def _block_of(form: ReviewForm, reading: Reading) -> int:
    """The block of the wording that is shown which a comment that was sent is about; 0 for none."""
    quote, block = str(form.data.get("quote", ""))[:20_000], str(form.data.get("block", ""))
    wanted = Spot(reading.asked.audience, int(block) if block.isdecimal() and len(block) < 6 else 0)
    spot = find(quote, reading.revision, wanted=wanted)
    return spot.block if spot and spot.audience == wanted.audience else 0

"""What editors do to an article that is public: notices, re-review, roll back, archive."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin import ReadOnly
from articles.evidence import A_SOURCE_FELL
from articles.staff import staff
from reviews import actions, permissions
from reviews.admin.answers import UNPROCESSABLE, faults, status_of
from reviews.admin.bulk import BulkActs
from reviews.exceptions import EditorialError
from reviews.forms import PublicationForm, SubmitForm
from reviews.models import NoticeKind, Publication, Review
from reviews.workflow import State

LONG = (
    "article__body",
    "article__front_matter",
    "live_revision__body",
    "live_revision__rendered",
    "live_revision__sources",
)
LABELS = {**PublicationForm.VERBS, "roll_back": "Roll back to an earlier approved text"}


class AgainFilter(admin.SimpleListFilter):
    """What must be looked at again comes first; everything else is a choice away."""

    title = "re-review"
    parameter_name = "again"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("source", "A source was retracted"),
            ("marked", "Marked"),
            ("fallen", "Fell due"),
            ("all", "All articles"),
        ]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=["again"]),
            "display": "Needs re-review",
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        if self.value() == "all":
            return queryset
        in_use = queryset.filter(live_revision__isnull=False, article__archived_at=None)
        late = Review.objects.filter(state=State.APPROVED, next_review_on__lt=timezone.now().date())
        marked = Publication.objects.filter(re_review_at__isnull=False).values("pk")
        fallen = Publication.objects.filter(approval__in=late).values("pk")
        fell = marked.filter(re_review_reason__contains=A_SOURCE_FELL)
        kinds = {"source": fell, "marked": marked, "fallen": fallen}
        # By keys, each kind of which an index has: what is marked or fell due would be looked for among all.
        return in_use.filter(pk__in=kinds.get(self.value() or "", marked.union(fallen)))


@admin.register(Publication)
class PublicationAdmin(BulkActs, ReadOnly):
    list_display = ("article", "why", "renew_button", "since", "next_review_on", "topic")
    list_filter = (AgainFilter, "article__category", "notice__kind")
    search_fields = ("article__title", "article__slug")
    actions = ("renew_all", *BulkActs.actions)
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Asked of anonymous visitors too, by the login page's list of what there is."""
        return request.user.has_perm(permissions.MANAGE)

    has_module_permission = has_view_permission

    def get_urls(self) -> list[Any]:
        renew = self.admin_site.admin_view(self.renew)
        return [path("<int:pk>/renew/", renew, name="reviews_publication_renew"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        publications = super().get_queryset(request).select_related(
            "article__category", "live_revision", "approval", "notice", "current_review"
        )  # fmt: skip
        is_list = (
            request.resolver_match is not None
            and request.resolver_match.url_name == "reviews_publication_changelist"
        )
        return publications.defer(*LONG) if is_list else publications

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What fell due first comes first; of all articles, the newest."""
        is_all = request.GET.get(AgainFilter.parameter_name) == "all"
        return ("-pk",) if is_all else ("approval__next_review_on", "pk")

    def review_of(self, row: Publication) -> Review:
        if row.current_review is None:
            raise EditorialError("No review of it is open. Open one first.")
        return row.current_review

    @admin.display(description="Topic", ordering="article__category__name")
    def topic(self, publication: Publication) -> str:
        return str(publication.article.category or "")

    @admin.display(description="Why again")
    def why(self, publication: Publication) -> str:
        fell = _fell_due_on(publication)
        review = publication.current_review
        is_back = review is not None and not publication.is_in_review
        back = f"Its last review: {review.get_state_display()}." if review and is_back else ""
        fallen = "The review fell due." if fell else ""
        return " ".join(filter(None, [publication.re_review_reason, fallen, back]))

    @admin.display(description="Since", ordering="re_review_at")
    def since(self, publication: Publication) -> date | None:
        marked = publication.re_review_at.date() if publication.re_review_at else None
        return min(filter(None, [marked, _fell_due_on(publication)]), default=None)

    @admin.display(description="Next review due", ordering="approval__next_review_on")
    def next_review_on(self, publication: Publication) -> Any:
        return publication.approval.next_review_on if publication.approval else None

    @admin.display(description="New review")
    def renew_button(self, publication: Publication) -> str:
        """Inside the form of the list, so that one click is enough; where a review is open, how far it is."""
        if publication.current_review is not None and publication.is_in_review:
            return publication.current_review.get_state_display()
        if publication.live_revision_id is None:
            return ""
        url = reverse("admin:reviews_publication_renew", args=[publication.pk])
        return format_html(
            '<button class="act" type="submit" formaction="{}">Open a review<span class="visually-hidden"> of {}</span></button>',
            url,
            publication.article,
        )

    @admin.action(description="Open a review of the live text", permissions=["manage"])
    def renew_all(self, request: HttpRequest, queryset: QuerySet[Publication]) -> None:
        def act(row: Publication, data: dict[str, Any]) -> Review:
            return _renew(row, by=staff(request))

        if (rows := self._rows(request, queryset)) is not None:
            self._each(request, rows, act, data={}, done="in review")

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One click: a review of the live text as it stands."""
        if not permissions.is_editor(staff(request)):
            raise PermissionDenied
        publication = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method != "POST":
            return HttpResponse("Opening a review takes its button.", status=405, content_type="text/plain")
        try:
            review = _renew(publication, by=staff(request))
        except EditorialError as refused:
            return self._page(request, publication, fault=str(refused), status=status_of(refused))
        said = f"“{review.revision.title}” waits for a reviewer, due on {review.due_on:%-d %B %Y}."
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:reviews_publication_changelist"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not permissions.is_editor(staff(request)):
            raise PermissionDenied
        publication = self.get_object(request, object_id)
        if publication is None:
            raise Http404
        if request.method != "POST":
            return self._page(request, publication)
        form = PublicationForm(request.POST, publication=publication)
        if not form.is_valid():
            return self._page(request, publication, bound=form, fault=faults(form), status=UNPROCESSABLE)
        try:
            messages.success(request, form.perform(by=staff(request)))
        except EditorialError as refused:
            return self._page(request, publication, bound=form, fault=str(refused), status=status_of(refused))
        return HttpResponseRedirect(request.path)

    def _page(
        self,
        request: HttpRequest,
        publication: Publication,
        *,
        bound: PublicationForm | None = None,
        fault: str = "",
        status: int = 200,
    ) -> HttpResponse:
        verbs = _verbs(publication)
        forms = {
            verb: (
                label,
                PublicationForm(publication=publication, initial={"verb": verb}, auto_id=f"{verb}_%s"),
            )
            for verb, label in verbs.items()
        }
        if bound is not None and bound.data.get("verb") in LABELS:
            forms[bound.data["verb"]] = (LABELS[bound.data["verb"]], bound)  # no word typed is lost
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": publication.article.title, "fault": fault,
            "publication": publication, "forms": forms, "bound": bound.data.get("verb") if bound else "",
            "notices": publication.article.notices.all(), "renew": SubmitForm(initial={"renew": True}, auto_id="renew_%s"),
        }  # fmt: skip
        return TemplateResponse(request, "reviews/publication_change_form.html", context, status=status)


def _renew(publication: Publication, *, by: User) -> Review:
    if publication.live_revision is None:
        raise EditorialError("Nothing of it is approved yet, so there is nothing to renew.")
    return actions.submit(article=publication.article, by=by, revision=publication.live_revision)


def _fell_due_on(publication: Publication) -> date | None:
    """The day, if it is past."""
    day = publication.approval.next_review_on if publication.approval else None
    return day if day and day < timezone.now().date() else None


def _verbs(publication: Publication) -> dict[str, str]:
    """The acts that make sense now; the actions themselves have the last word."""
    if publication.live_revision is None:
        return {"archive": LABELS["archive"]}
    if publication.notice and publication.notice.kind == NoticeKind.RETRACTION:
        return {verb: LABELS[verb] for verb in ("reinstate", "archive")}
    return {verb: label for verb, label in LABELS.items() if verb != "reinstate"}

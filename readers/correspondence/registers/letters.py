"""What did readers write, how long do they wait, and what is done about it?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.staff import staff
from readers.correspondence import actions
from readers.correspondence.models import Letter
from readers.correspondence.registers.editors import ForEditors
from reviews.admin.answers import UNPROCESSABLE, faults, status_of
from reviews.exceptions import EditorialError


class LetterForm(forms.Form):
    """``perform`` calls the action that ``verb`` names and returns the sentence that says what happened."""

    VERBS: ClassVar[dict[str, tuple[str, str, str]]] = {
        "answer": ("Answer by e-mail", "Your answer", "The answer was sent on its way."),
        "hand_to_review": (
            "Mark the article for re-review",
            "Why? This enters the record for ever: name no reader.",
            "The article is marked for re-review, and the letter is closed.",
        ),
        "hand_to_writers": (
            "Ask the writers for a new draft",
            "What should the draft say? This enters the record for ever: name no reader.",
            "The writers are told, and the letter is closed.",
        ),
        "close": (
            "Close without an answer",
            "What became of it? For the desk alone.",
            "The letter is closed.",
        ),
    }
    verb = forms.ChoiceField(choices=[(verb, verb) for verb in VERBS], widget=forms.HiddenInput)
    text = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, data: Any = None, *, verb: str) -> None:
        super().__init__(data, initial={"verb": verb}, auto_id=f"{verb}_%s")
        self.button, self.fields["text"].label, self.done = self.VERBS.get(verb, ("", "", ""))

    def perform(self, *, letter: Letter, by: User) -> str:
        text, now = self.cleaned_data["text"], timezone.now()
        match self.cleaned_data["verb"]:
            case "answer":
                actions.answer(letter=letter, by=by, text=text, now=now)
            case "close":
                actions.close(letter=letter, by=by, note=text, now=now)
            case "hand_to_writers":
                actions.hand_to_writers(letter=letter, by=by, reason=text, now=now)
            case _:
                actions.hand_to_review(letter=letter, by=by, reason=text, now=now)
        return self.done


class Standing(SimpleListFilter):
    """Open, answered or closed."""

    title, parameter_name = "standing", "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open"), ("answered", "Answered"), ("closed", "Closed")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {"open": queryset.open, "answered": queryset.answered, "closed": queryset.closed}
        return chosen.get(self.value() or "", lambda: queryset)()


@admin.register(Letter)
class LetterAdmin(ForEditors):
    list_display = ("received_at", "age", "kind", "article", "standing")
    list_filter = (Standing, "kind")
    list_select_related = ("article",)
    search_fields = ("article__title", "article__slug")
    ordering = (
        F("answered_at").asc(nulls_first=True),
        F("closed_at").asc(nulls_first=True),
        "received_at",
    )  # open ones first, the oldest on top

    def get_queryset(self, request: HttpRequest) -> Any:
        return (
            super().get_queryset(request).select_related("article", "revision", "call").defer("article__body")
        )

    @admin.display(description="waits")
    def age(self, letter: Letter) -> str:
        days = letter.days_waiting(timezone.now())
        return f"{days} day{'' if days == 1 else 's'}" if letter.is_open else "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        letter = self.get_object(request, object_id)
        if letter is None:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, letter)
        form = LetterForm(request.POST, verb=request.POST.get("verb", ""))
        if not form.is_valid():
            return self._page(request, letter, bound=form, fault=faults(form), status=UNPROCESSABLE)
        try:
            messages.success(request, form.perform(letter=letter, by=staff(request)))
        except EditorialError as refused:
            return self._page(request, letter, bound=form, fault=str(refused), status=status_of(refused))
        return HttpResponseRedirect(request.path)

    def _page(
        self, request: HttpRequest, letter: Letter, *, bound: LetterForm | None = None, fault: str = "", status: int = 200
    ) -> HttpResponse:  # fmt: skip
        shown = {verb: LetterForm(verb=verb) for verb in _verbs(letter)}
        if bound is not None and (verb := bound.data.get("verb")) in LetterForm.VERBS:
            shown[verb] = bound  # no word typed is lost
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": str(letter), "letter": letter,
            "forms": shown, "fault": fault, "bound": bound.data.get("verb") if bound else "", "now": timezone.now(),
        }  # fmt: skip
        return TemplateResponse(request, "readers/desk/letter.html", context, status=status)


def _verbs(letter: Letter) -> list[str]:
    """The acts that make sense now; the actions themselves have the last word."""
    verbs = ["answer"] if letter.address and letter.answered_at is None else []
    if letter.is_open and letter.article is not None:
        verbs += ["hand_to_review", "hand_to_writers"]
    return [*verbs, "close"] if letter.is_open else verbs

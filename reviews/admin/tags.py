"""The register of tags: the library's screens, its merge behind the same door as any other change of a tag."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from taggit.admin import TagAdmin
from taggit.forms import MergeTagsForm
from taggit.models import Tag

from articles.staff import staff
from articles.tags import merge_tags

CHOSEN = "selected_tag_ids"  # where the library remembers them between its list and its form

admin.site.unregister(Tag)


@admin.register(Tag)
class TagRegister(TagAdmin):
    """Which texts have a tag is changed on their own pages."""

    inlines = ()

    @admin.action(description="Merge selected tags", permissions=["change"])
    def render_tag_form(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        request.session[CHOSEN] = ",".join(str(tag.pk) for tag in queryset)
        return HttpResponseRedirect(reverse("admin:taggit_tag_merge_tags"))

    def merge_tags_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = [key for key in str(request.session.get(CHOSEN, "")).split(",") if key]
        tags = list(Tag.objects.filter(pk__in=keys))
        if not tags or len(tags) < len(keys):
            messages.error(request, "Choose in the list which tags become one. Nothing was changed.")
            return HttpResponseRedirect(reverse("admin:taggit_tag_changelist"))
        form = MergeTagsForm(request.POST)
        if request.method != "POST" or not form.is_valid():
            response: HttpResponse = super().merge_tags_view(request)
            return response
        kept = merge_tags(tags=tags, name=form.cleaned_data["new_tag_name"], by=staff(request))
        del request.session[CHOSEN]
        messages.success(request, f"Merged: every text that had one of them has “{kept}” now.")
        return HttpResponseRedirect(reverse("admin:taggit_tag_changelist"))

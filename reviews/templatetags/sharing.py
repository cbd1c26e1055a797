"""What does the review's page say of its share links?"""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count
from django.template import Context
from django.utils import timezone

from articles.staff import staff
from reviews import permissions
from reviews.forms.sharing import ShareForm

register = template.Library()
MOST_ROWS = 20


@register.simple_tag(takes_context=True)
def share_panel(context: Context) -> dict[str, Any]:
    """``links`` with ``ended`` beside each, newest first; ``form`` for whoever may invite; nothing for anybody else."""
    review, user, now = context["review"], staff(context["request"]), timezone.now()
    if not (permissions.is_editor(user) or review.reviewer_id == user.pk):
        return {}
    form = context["forms"].get("share") or ShareForm(review=review, user=user, auto_id="share_%s")
    links = review.share_links.select_related("made_by", "review").annotate(said=Count("comments"))[
        :MOST_ROWS
    ]
    return {
        "links": [{"row": link, "ended": link.why_ended(now)} for link in links],
        "form": form if review.is_open else None,
    }

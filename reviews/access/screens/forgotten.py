"""How often may somebody ask for a mail that sets a password anew?"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetView
from django.http import HttpResponse
from django.utils import timezone

from reviews import limits

TOO_MANY = 429
ASKING = limits.Limit("forgotten", most=5, span=timedelta(hours=1))


class Forgotten(PasswordResetView):
    """Each try counts, known or not, so that nobody's mailbox is filled and nobody learns who has an account."""

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        now = timezone.now()
        try:
            limits.count(ASKING, visitor=limits.visitor(self.request, today=now.date()), now=now)
        except limits.TooMuch as too_much:
            form.add_error("email", str(too_much))
            response = self.render_to_response(self.get_context_data(form=form), status=TOO_MANY)
            response["Retry-After"] = str(too_much.wait)
            return response
        return super().form_valid(form)

"""The room where articles are judged."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Desk"

    def ready(self) -> None:
        from articles.actions import article_saved
        from articles.registers import register_changed
        from reviews import checks, guards, ledger, observers
        from reviews.access import checks as access_checks
        from reviews.access import hearing
        from reviews.mail import kinds

        guards.register()
        checks.register()
        access_checks.register()
        article_saved.connect(observers.article_saved, dispatch_uid="reviews")
        register_changed.connect(observers.register_changed, dispatch_uid="reviews")
        ledger.recorded.connect(kinds.recorded, dispatch_uid="mail")
        hearing.register()


class DeskConfig(AdminConfig):
    """Django's admin, with the desk as its front page."""

    default_site = "reviews.desk.DeskSite"

"""The room where articles are written."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import append_only, checks

        pre_migrate.connect(append_only.remove_before_migrate, sender=self, dispatch_uid="append_only")
        post_migrate.connect(append_only.install_after_migrate, sender=self, dispatch_uid="append_only")
        register(Tags.database)(append_only.check_triggers)
        register(checks.reference_style)

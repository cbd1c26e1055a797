"""The room of the public."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ReadersConfig(AppConfig):
    name = "readers"
    verbose_name = "Public site"

    def ready(self) -> None:
        from taggit.models import Tag

        from readers import (
            checks,  # noqa: F401 - registers itself
            replica,
        )
        from readers.correspondence.waiting import letters
        from readers.held import edition
        from readers.listed import drawing, triggers
        from readers.search import indexing, schema
        from reviews import ledger
        from reviews.front_page import figures, waiting

        edition.register()
        triggers.register()
        post_migrate.connect(schema.install_after_migrate, sender=self, dispatch_uid="search")
        post_migrate.connect(drawing.draw_after_migrate, sender=self, dispatch_uid="lists")
        post_save.connect(indexing.tag_renamed, sender=Tag, dispatch_uid="search")
        ledger.recorded.connect(indexing.act_recorded, dispatch_uid="search")
        waiting.FURTHER.append(letters)
        figures.read = replica.read

"""Which room answers which address?"""

from django.contrib import admin
from django.urls import include, path

from config.telemetry.metrics import metrics
from readers.media import media

urlpatterns = [
    path("admin/editor/", include("articles.urls")),
    path("admin/forgotten/", include("reviews.access.urls")),
    path("admin/", admin.site.urls),
    path("shared/", include("reviews.guests.urls")),
    path("media/<path:path>", media, name="media"),
    path("metrics", metrics, name="metrics"),
    path("", include("readers.urls")),
]

handler500 = "readers.views.refusals.broken"

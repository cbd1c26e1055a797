"""Which figures does the site keep of itself, and who may read them? ``/metrics``, in Prometheus' text format.

Counters are shared by the processes of one server through files (``PROMETHEUS_MULTIPROC_DIR``, which ``gunicorn.conf.py``
sets); what the database knows is asked when somebody looks. To anybody else there is no such page.
"""

from __future__ import annotations

from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import DatabaseError, connections
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from readers import replica
from reviews.models import Review

OWN = CollectorRegistry()
REQUESTS = Counter(
    "imprimatur_requests", "Requests that Django answered", ["route", "method", "status"], registry=OWN
)
SECONDS = Histogram(
    "imprimatur_request_seconds", "How long they took", ["route"], registry=OWN,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip
DOOR = Counter("imprimatur_door", "Requests at the door before Django", ["answer"], registry=OWN)


class Database(Collector):
    """What waits, what failed, where the reviews stand, and whether the replica follows; as many questions whatever there is."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        is_up = GaugeMetricFamily("imprimatur_database_up", "Whether the database answers")
        try:
            families = [_tasks(), _oldest(), _reviews(), *_replica()]
        except DatabaseError:
            families = []
        is_up.add_metric([], float(bool(families)))
        yield from [is_up, *families]


def _tasks() -> GaugeMetricFamily:
    found = GaugeMetricFamily("imprimatur_tasks", "Work outside the request", labels=["status"])
    rows = DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk"))
    numbers = dict.fromkeys(TaskResultStatus.values, 0) | dict(rows)
    for status, number in numbers.items():
        found.add_metric([status.lower()], number)
    return found


def _oldest() -> GaugeMetricFamily:
    """In seconds since it could have been begun."""
    since = DBTaskResult.objects.ready().order_by().aggregate(oldest=Min("enqueued_at"))["oldest"]
    age = (timezone.now() - since).total_seconds() if since else 0.0
    return GaugeMetricFamily("imprimatur_tasks_oldest_seconds", "Age of the oldest that waits", value=age)


def _reviews() -> GaugeMetricFamily:
    found = GaugeMetricFamily("imprimatur_reviews", "Reviews by state", labels=["state"])
    for state, number in Review.objects.order_by().values_list("state").annotate(Count("pk")):
        found.add_metric([state], number)
    return found


def _replica() -> Iterator[GaugeMetricFamily]:
    """Where there is one."""
    if replica.REPLICA in connections:
        told = "Whether the replica is as new as the primary"
        yield GaugeMetricFamily("imprimatur_replica_current", told, value=float(replica.is_current()))


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(MultiProcessCollector(None) if settings.PROMETHEUS_MULTIPROC_DIR else OWN)
    registry.register(Database())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    """A machine with the token, or staff; the token is asked first, because it needs no database."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if token and compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    user: User | AnonymousUser = request.user
    return user.is_active and user.is_staff

"""Django's ORM on SQLite, as a careful team writes it. DATABASE (a file) in the environment; ``application`` is WSGI."""

import json
import os

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    USE_I18N=False,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
            },
        }
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import IntegrityError, connection, models, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402


class CheckIn(models.Model):
    employee_id = models.BigIntegerField()
    activity = models.TextField()
    slot = models.TextField()
    mode = models.TextField()
    band = models.TextField()
    points = models.IntegerField()
    grams = models.IntegerField()

    class Meta:
        app_label = "bench"
        db_table = "check_ins"
        constraints = [models.UniqueConstraint(fields=["employee_id", "activity", "slot"], name="once")]


class PersonTotal(models.Model):
    employee_id = models.BigIntegerField(primary_key=True)
    points = models.IntegerField()
    acts = models.IntegerField()

    class Meta:
        app_label = "bench"
        db_table = "person_totals"


class DepartmentTotal(models.Model):
    department_id = models.BigIntegerField(primary_key=True)
    points = models.IntegerField()
    acts = models.IntegerField()

    class Meta:
        app_label = "bench"
        db_table = "department_totals"


class Line(models.Model):
    check_in = models.ForeignKey(CheckIn, models.CASCADE)
    points = models.IntegerField()
    grams = models.IntegerField()

    class Meta:
        app_label = "bench"
        db_table = "ledger"


def add(totals: type[models.Model], **key: int) -> None:
    if not totals.objects.filter(**key).update(points=F("points") + 10, acts=F("acts") + 1):
        totals.objects.create(**key, points=10, acts=1)


@require_POST
def create(request):
    body = json.loads(request.body)
    if not isinstance(body.get("employee_id"), int) or not isinstance(body.get("slot"), str):
        return HttpResponse(status=422)
    key = {"employee_id": body["employee_id"], "activity": "green_commute", "slot": body["slot"]}
    try:
        with transaction.atomic():
            made, status = CheckIn.objects.create(**key, mode=body["mode"], band=body["band"], points=10, grams=135), 201
            add(PersonTotal, employee_id=body["employee_id"])
            add(DepartmentTotal, department_id=body["department_id"])
            Line.objects.create(check_in=made, points=10, grams=135)
    except IntegrityError:
        made, status = CheckIn.objects.get(**key), 200
    shown = {"id": made.id, "activity": made.activity, "slot": made.slot, "points": made.points, "grams": made.grams}
    return JsonResponse({"data": shown}, status=status)


def create_tables() -> None:
    """Once, before the server starts: the worker only finds them there."""
    with connection.schema_editor() as editor:
        for model in (CheckIn, PersonTotal, DepartmentTotal, Line):
            editor.create_model(model)
    connection.close()


urlpatterns = [path("check-ins", create)]
if not connection.introspection.table_names():
    create_tables()
application = get_wsgi_application()

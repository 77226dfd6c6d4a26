"""Celery: the doorbell. PostgreSQL is the queue of record; a lost message costs seconds."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")

app = Celery("trustportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Signing runs in a queue of its own: only that worker's environment names the keys.
app.conf.task_routes = {
    "reports.sign": {"queue": "signing"},
    "reports.go_live": {"queue": "signing"},
    "reports.sign_receipt": {"queue": "signing"},
    "transparency.*": {"queue": "signing"},
}
# Ticks expire before the next one is due, so that they cannot pile up behind a long render.
app.conf.beat_schedule = {
    "reports.look": {"task": "reports.look", "schedule": 3.0, "options": {"expires": 3}},
    "assessments.look": {"task": "assessments.look", "schedule": 60.0, "options": {"expires": 60}},
    "assessments.remind": {
        "task": "assessments.remind",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "attestations.scan_waiting": {
        "task": "attestations.scan_waiting",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "assessments.scan_waiting": {
        "task": "assessments.scan_waiting",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "attestations.remind": {
        "task": "attestations.remind",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "organisations.post": {
        "task": "organisations.post",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "transparency.sign_new_checkpoint": {
        "task": "transparency.sign_new_checkpoint",
        "schedule": 5.0,
        "options": {"expires": 5, "queue": "signing"},
    },
}


@signals.worker_init.connect
def refuse_to_start_unsafe(**_: object) -> None:
    """A worker does not start with a database role that could rewrite what is only added to."""
    from django.db import connections  # noqa: PLC0415 - no app is loaded when this module is read

    from journal.guard import UnsafeRole, refuse_unsafe_role  # noqa: PLC0415

    try:
        refuse_unsafe_role()
    except UnsafeRole as reason:
        raise SystemExit(str(reason)) from reason  # Celery would only log any other exception
    connections.close_all()

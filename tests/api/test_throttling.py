"""Counts of requests: kept for some minutes, then removed."""

import pytest
from django.test import Client

from api.models import RequestCount

pytestmark = pytest.mark.django_db


def test_it_works(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.throttling._is_time_to_sweep", lambda minute: minute % 2 == 0)
    monkeypatch.setattr("api.throttling.time.time", lambda: 60.0 * 1000)
    RequestCount.objects.create(caller="long ago", minute=989, requests=7)
    RequestCount.objects.create(caller="just now", minute=990, requests=7)
    assert client.get("/api/v1/").status_code == 200
    kept = RequestCount.objects.values_list("minute", flat=True)
    assert sorted(kept) == [990, 1000]

"""What a person reads while signed in is kept by no cache that others use."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Engagement
from tests.people import sign_in


def test_it_works(client: Client, in_assessment: Engagement, assessor: User) -> None:
    sign_in(client, assessor)
    for name in ("engagement", "work", "findings"):
        answer = client.get(reverse(f"assessments:{name}", args=[in_assessment.pk]))
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_what_may_be_kept_says_so_itself(client: Client, assessor: User) -> None:
    sign_in(client, assessor)
    assert "max-age" in client.get("/api/v1/principles/").headers["Cache-Control"]


def test_the_public_pages_of_nobody_are_as_before(client: Client) -> None:
    assert "Cache-Control" not in client.get("/").headers

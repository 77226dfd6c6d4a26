"""Reports that stand published, and corrections of them; without the bytes of a PDF."""

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from organisations.models import Organisation
from principles.models import Edition
from reports.corrected import Code
from reports.correcting import asked
from reports.models import Correction, Notice, Report
from tests.people import acting
from tests.registry.factory import org, report_on, scope_of

WHAT = "The name of the service was cut off on the cover."


@pytest.fixture
def stands(edition: Edition, alliance: Organisation) -> Report:
    return report_on(scope_of(org("open-ridge-systems")), edition)


@pytest.fixture
def correction(stands: Report, registrar: User, decision_maker: User) -> Correction:
    with transaction.atomic():
        return asked(stands.pk, Code.RENDERING, WHAT, by=acting(registrar), at=now())


def noticed(report: Report, kind: str) -> Notice:
    return Notice.objects.create(report=report, kind=kind, reason="x", effective_at=now())

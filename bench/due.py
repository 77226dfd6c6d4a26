"""Reports that are due, made by the acts that lead to them: declared and assessed."""

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from attestations.intake import accepted
from attestations.opening import opened
from attestations.readiness import made_ready
from bench.large_edition import large_edition
from organisations.layers import Layer
from organisations.models import Accreditation, Organisation
from organisations.permissions import Role, Side
from principles.adoption import adopted
from reports.due import open_due_reports
from reports.models import Report
from tests.answers import answer_everything
from tests.assessed import make_decision, make_recommendation
from tests.large_assessment import Cast, at_work
from tests.people import acting, organisation, person
from tests.registry.factory import org, scope_of
from tests.stages import made_submitted

NAME = "Harbour Lumen Cloud Ltd"


def alliance() -> Organisation:
    """The one that there is, or a new one."""
    known = Organisation.objects.filter(side=Side.ALLIANCE).first()
    return known or organisation(Side.ALLIANCE, "reporting-alliance", "Reporting Alliance")


def declared(size: int, slug: str) -> Report:
    """Everything answered, signed and accepted; the signatory wished a declared report."""
    member, of = org(f"declared-{slug}", NAME), alliance()
    editor = acting(person(member, Role.EDITOR, f"Editor {slug}"))
    signatory = acting(person(member, Role.SIGNATORY, f"Signatory {slug}"))
    registrar = acting(person(of, Role.REGISTRAR, f"Registrar {slug}"))
    with transaction.atomic():
        edition, _ = adopted(large_edition(size, framework=f"large-{size}"), by=SYSTEM, at=now())
        draft = opened(scope_of(member).pk, edition.pk, now().date(), by=editor, at=now())
        answer_everything(draft, editor)
        made_ready(draft.pk, {}, by=editor, at=now())
        made_submitted(draft, signatory, publish_declared=True)
        accepted(draft.pk, by=registrar, at=now())
    open_due_reports(at=now())
    return Report.objects.get(attestation=draft)


def assessed(size: int, slug: str) -> Report:
    """Every verdict given and reviewed, recommended and decided."""
    cast = _cast(slug)
    engagement = at_work(size, cast)
    make_recommendation(engagement, cast.lead, cast.signatory)
    decision = make_decision(
        engagement, person(alliance(), Role.DECISION_MAKER, f"Decision maker {slug}")
    )
    open_due_reports(at=now())
    return Report.objects.get(decision=decision)


def _cast(slug: str) -> Cast:
    member, of = org(f"assessed-{slug}", NAME), alliance()
    body = organisation(Side.ASSESSOR_BODY, f"audit-{slug}", "Northlight Assurance")
    today = now().date()
    Accreditation.objects.create(
        body=body,
        layers=[each.value for each in Layer],
        valid_from=today,
        valid_until=today.replace(year=today.year + 2, day=1),
    )
    return Cast(
        scope=scope_of(member),
        body=body,
        editor=person(member, Role.EDITOR, f"Assessed editor {slug}"),
        signatory=person(member, Role.SIGNATORY, f"Assessed signatory {slug}"),
        registrar=person(of, Role.REGISTRAR, f"Assessed registrar {slug}"),
        owner=person(member, Role.OWNER, f"Owner {slug}"),
        body_admin=person(body, Role.BODY_ADMIN, f"Body admin {slug}"),
        lead=person(body, Role.LEAD_ASSESSOR, f"Lead {slug}"),
        assessor=person(body, Role.ASSESSOR, f"Assessor {slug}"),
        reviewer=person(body, Role.QUALITY_REVIEWER, f"Reviewer {slug}"),
    )

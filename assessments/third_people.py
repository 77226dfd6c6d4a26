"""Who of an engagement can settle a verdict over which two of its people are apart."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from assessments.models import Engagement, EngagementPerson, Verdict, VerdictLook, VerdictVersion
from organisations.permissions import Permission, roles_with


def took_part(verdicts: Iterable[Verdict]) -> dict[UUID, set[UUID]]:
    """Who has given any version of each verdict, or looked at one; two SQL statements."""
    ids = [each.pk for each in verdicts]
    found: dict[UUID, set[UUID]] = {pk: set() for pk in ids}
    for rows in (
        VerdictVersion.objects.filter(verdict__in=ids).values_list("verdict", "given_by"),
        VerdictLook.objects.filter(verdict__in=ids).values_list("verdict", "by"),
    ):
        for verdict_id, user_id in rows:
            found[verdict_id].add(user_id)
    return found


def may_settle(
    engagement: Engagement, verdicts: Iterable[Verdict]
) -> Mapping[UUID, frozenset[UUID]]:
    """The people named now who can take the third look at each verdict; three SQL statements.

    Whoever has a conflict of interest is taken off when it comes up, and is asked again by the act.
    """
    wanted = list(verdicts)
    named = EngagementPerson.objects.in_force().filter(
        engagement=engagement,
        role__in=roles_with(Permission.THIRD_LOOK),
    )
    able = frozenset(named.values_list("user_id", flat=True))
    return {pk: able - people for pk, people in took_part(wanted).items()}

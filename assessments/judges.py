"""Whether those on whose judgement a result rests are independent of the member today.

Everybody counts whose verdict, review, judgement of evidence or finding, or step of one, stands, also when
she was taken off or her role has ended since: what she did stays, and the member may have hired her
meanwhile.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from accounts.models import User
from accounts.one_person import accounts_of_one, other_accounts
from assessments.conflicts import body_standing, standing_hits
from assessments.finding_judges import standing_steps
from assessments.following import follow_up_of
from assessments.models import Conflict, Engagement, EngagementPerson, Recommendation
from assessments.people import role_on_another_side
from organisations.permissions import ROLE_TITLES, Side


def not_independent(
    engagement: Engagement, users: Iterable[UUID], *, on: date
) -> Mapping[UUID, str]:
    """What stands against those of `users` who are not independent on the day `on`.

    As the end of a sentence about her: “has a conflict of interest”. Asked of all her accounts.
    """
    found = {}
    for user_id in sorted(set(users)):
        why = _against(engagement, user_id, on)
        if why:
            found[user_id] = why
    return found


def conflicts_standing(engagement: Engagement, *, on: date) -> list[str]:
    """Judgements that rest on somebody who is not independent, as sentences."""
    judged = _judgements(engagement)
    steps = standing_steps(engagement)
    against = not_independent(engagement, {*judged, *(each.by for each in steps)}, on=on)
    names = User.objects.in_bulk(list(against))
    verdicts = [
        f"{judged[user_id]} verdicts, reviews and judgements of evidence come from "
        f"{names[user_id]}, who {why}. Another person must give them anew."
        for user_id, why in against.items()
        if judged[user_id]
    ]
    return verdicts + [
        each.told(str(names[each.by]), against[each.by]) for each in steps if each.by in against
    ]


def conflicts_of(
    engagement: Engagement, people: Sequence[EngagementPerson], *, on: date
) -> list[str]:
    """Who of these people, or that the body, is not independent; as sentences that name no interest.

    What somebody has declared is read by herself, by her administrator and by who decides.
    """
    body = "A conflict of interest of the assessor body stands against it."
    sentences = [body] if body_standing(engagement, on=on) else []
    against = not_independent(engagement, [each.user_id for each in people], on=on)
    names = {each.user_id: each.user for each in people}
    return sentences + [f"{names[user_id]} {why}." for user_id, why in against.items()]


def signed_in_conflict(recommendation: Recommendation, *, on: date) -> list[str]:
    """That the recommendation was made, or confirmed, by somebody not independent; as sentences."""
    signed = {recommendation.made_by_id: "recommends"}
    confirmation = getattr(recommendation, "confirmation", None)
    if confirmation is not None:
        signed[confirmation.confirmed_by_id] = "confirms it for the body"
    against = not_independent(recommendation.engagement, signed, on=on)
    names = User.objects.in_bulk(list(against))
    return [f"{names[each]}, who {signed[each]}, {why}." for each, why in against.items()]


def two_accounts_below(engagement: Engagement) -> list[str]:
    """That one person gave and reviewed the same verdicts, in two accounts, as sentences."""
    rows = engagement.verdicts.filter(**_reach(engagement)).exclude(reviewed_by=None).order_by()
    pairs = set(rows.values_list("given_by_id", "reviewed_by_id"))
    hers = {giver: other_accounts(giver) for giver in {giver for giver, _ in pairs}}
    found = any(reviewer in hers[giver] for giver, reviewer in pairs)
    sentence = (
        "Verdicts were given and reviewed by one person in two accounts. Another person must "
        "review them anew."
    )
    return [sentence] if found else []


def _reach(engagement: Engagement) -> dict[str, frozenset[str]]:
    """Filters what can be judged anew: in a follow-up all else stands as it was decided."""
    one = follow_up_of(engagement)
    return {} if one is None else {"criterion__code__in": one.codes}


def _judgements(engagement: Engagement) -> Counter[UUID]:
    """How many verdicts, reviews and judgements of evidence stand under each person's name."""
    count: Counter[UUID] = Counter()
    reach = _reach(engagement)
    verdicts = engagement.verdicts.filter(**reach).order_by()
    for given_by, reviewed_by in verdicts.values_list("given_by_id", "reviewed_by_id"):
        count.update({each for each in (given_by, reviewed_by) if each})
    evidence = engagement.evidence_verdicts.filter(**reach).order_by()
    count.update(evidence.values_list("judged_by_id", flat=True))
    return count


def _against(engagement: Engagement, user_id: UUID, on: date) -> str:
    hers = accounts_of_one(user_id)
    conflicts = Conflict.objects.standing().filter(person__engagement=engagement)
    if conflicts.filter(person__user__in=hers).exists():
        return "has a conflict of interest"
    people = list(engagement.people.filter(user__in=hers))
    for person in people:
        person.engagement = engagement
    if any(standing_hits(person, on=on) for person in people):
        return "has a conflict of interest"
    member = engagement.attestation.scope.organisation
    held = role_on_another_side(user_id, [member], on=on, alliance=True)
    if held is None:
        return ""
    there = held.organisation
    where = "the alliance" if there.side == Side.ALLIANCE else there.name
    return f"is or was {ROLE_TITLES[held.role].lower()} of {where}"

"""Which answers of a submission are not what they were when the scope was last assessed."""

from assessments.models import Engagement
from assessments.working_papers import content_of
from attestations.carry_over import changes_between
from attestations.models import Attestation
from attestations.rating import Place
from attestations.since import compared
from principles.following import NotRelated


def last_assessed(engagement: Engagement) -> Engagement | None:
    """The newest earlier engagement on this scope whose result the member was shown; one statement.

    Of an attestation that was opened earlier, on an edition of the same framework.
    """
    attestation = engagement.attestation
    return (
        Engagement.objects.shown_to_the_member()
        .filter(
            attestation__in=Attestation.objects.before(attestation),
            attestation__edition__framework_id=attestation.edition.framework_id,
        )
        .select_related("attestation__edition", "submission")
        .order_by("-attestation__opened_at", "-requested_at")
        .first()
    )


def changed_since(engagement: Engagement) -> frozenset[Place]:
    """The answers whose level, words or evidence changed, and those that are asked for the first time.

    Without an earlier assessment nothing has changed. A comparison only: what the earlier answer
    said is not told by it.
    """
    earlier = last_assessed(engagement)
    if earlier is None:
        return frozenset()
    older, newer = earlier.attestation.edition, engagement.attestation.edition
    try:
        found = compared(
            content_of(engagement),
            content_of(earlier),
            None
            if older.pk == newer.pk
            else {each.code: each.sources for each in changes_between(older, newer)},
        )
    except NotRelated:
        return frozenset()
    return frozenset(each.place for each in found.changes)

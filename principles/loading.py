"""Between a checked data file and rows: load an edition, and write a row back as its content."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from principles.checking import followed_edition, problems_beside
from principles.content import content_of, criterion_values
from principles.declaring import problems_of_following
from principles.models import Criterion, Edition, EditionUse, Framework, Principle
from principles.problems import UnfitFile
from principles.wording import digest, edition_content


class OtherContent(Refusal):
    """A published edition of this version exists and says something else."""


class InUse(Refusal):
    """A draft edition whose criteria are already referred to cannot be replaced."""


class Standing(StrEnum):
    """What stands in the rows where a data file would go."""

    ABSENT = "absent"
    SAME_DRAFT = "same_draft"
    OTHER_DRAFT = "other_draft"
    SAME_PUBLISHED = "same_published"


def standing(data: Mapping[str, Any]) -> Standing:
    """Tell what loading a checked data file would meet; it writes nothing.

    Raises `OtherContent` where it would be refused.
    """
    found = _existing(data)
    if found is None:
        return Standing.ABSENT
    if not _agrees(found, data):
        return Standing.OTHER_DRAFT
    return Standing.SAME_DRAFT if found.published_at is None else Standing.SAME_PUBLISHED


def loaded(data: Mapping[str, Any]) -> tuple[Edition, bool]:
    """Bring a checked data file into rows, as a draft; tell whether anything was written.

    `data` comes from `edition_file.read`. The same content again writes nothing. A draft with
    other content is replaced; a published one raises `OtherContent`. What contradicts the edition
    that it follows raises `UnfitFile`, with all of it. Joins the caller's transaction, and locks
    the framework before it writes, so that two loads take turns.
    """
    require_transaction()
    found = _existing(data)
    if found is not None and _agrees(found, data):
        return found, False
    wrong = [*problems_of_following(data), *problems_beside(data)]
    if wrong:
        raise UnfitFile(wrong)
    framework, _ = Framework.objects.get_or_create(
        slug=data["framework"]["slug"], defaults={"title": data["framework"]["title"]}
    )
    Framework.objects.select_for_update().get(pk=framework.pk)
    found = _existing(data)
    if found is not None:
        if _agrees(found, data):
            return found, False
        _removed(found)
    return _written(framework, data), True


@transaction.atomic(durable=True)
def load(data: Mapping[str, Any], *, by: Actor) -> tuple[Edition, bool]:
    """Begin a draft from a checked data file, or replace it; see `loaded`."""
    edition, changed = loaded(data)
    if changed:
        record("edition.drafted", edition, by=by, after_sha256=edition.sha256)
    return edition, changed


def _existing(data: Mapping[str, Any]) -> Edition | None:
    return (
        Edition.objects.select_related("framework", "follows", "use")
        .filter(framework__slug=data["framework"]["slug"], version=data["edition"]["version"])
        .first()
    )


def _agrees(edition: Edition, data: Mapping[str, Any]) -> bool:
    if edition.published_at is None:
        # Word by word: digests would say the same, and take three times as long.
        return content_of(edition) == edition_content(data) and _same_dates(edition, data)
    if edition.sha256 != digest(edition_content(data)):
        raise OtherContent(
            f"Edition {edition.version} is published and says something else: what changes "
            "needs a new version."
        )
    return True


def _same_dates(draft: Edition, data: Mapping[str, Any]) -> bool:
    """Compare the dates of use, which stand outside the digest."""
    use = getattr(draft, "use", None)
    asked = data.get("transition", {})
    held = (use and use.adopt_by, use and use.sunset_of_followed)
    return all(
        (day and day.isoformat()) == asked.get(name)
        for name, day in zip(("adopt_by", "sunset_of_followed"), held, strict=True)
    )


def _removed(draft: Edition) -> None:
    try:
        draft.publication_requests.all().delete()
        EditionUse.objects.filter(edition=draft).delete()
        draft.criteria.all().delete()
        draft.principles.all().delete()
        draft.delete()
    except ProtectedError as problem:
        raise InUse(
            f"The draft of edition {draft.version} is already referred to and cannot be replaced."
        ) from problem


def _written(framework: Framework, data: Mapping[str, Any]) -> Edition:
    about = data["edition"]
    follows = about["follows"]
    edition = Edition.objects.create(
        framework=framework,
        version=about["version"],
        title=about["title"],
        language=about["language"],
        method=data["scoring"]["method"],
        effective_on=about["effective_on"],
        note=about["note"],
        target_level=data["scoring"]["target"],
        scoring=data["scoring"],
        rubric=data["rubric"],
        layers=data["layers"],
        alternative_structures=data.get("alternative_structures", []),
        follows=None if follows is None else followed_edition(framework.slug, follows),
        reason=about["reason"],
        changes=data.get("changes", []),
        sha256=digest(edition_content(data)),
    )
    transition = data.get("transition", {})
    if transition:
        EditionUse.objects.create(edition=edition, **transition)
    principles = Principle.objects.bulk_create(
        Principle(edition=edition, **row) for row in data["principles"]
    )
    by_code = {principle.code: principle for principle in principles}
    Criterion.objects.bulk_create(
        Criterion(
            edition=edition,
            principle=by_code[row["principle"]],
            order=order,
            **criterion_values(row),
        )
        for order, row in enumerate(data["criteria"], start=1)
    )
    return edition

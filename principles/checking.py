"""Everything that is wrong with an edition's data, also against the edition it follows."""

from collections.abc import Collection, Mapping
from typing import Any

from principles.content import content_of
from principles.declaring import problems_of_changes
from principles.edition_file import examined
from principles.models import Criterion, Edition
from principles.problems import Problem


def every_problem(data: object) -> list[Problem]:
    """List every problem of a data file's content, as `edition_file.parsed` gives it.

    First what is wrong in itself, then what contradicts the published edition that it follows:
    undeclared changes, classes that say too little, codes used again. Empty when it may be loaded.
    Criteria that do not have their shape are compared when they have. Up to five statements.
    """
    examination = examined(data)
    if not examination.comparable or not isinstance(data, Mapping):
        return examination.problems
    return [*examination.problems, *problems_beside(data, spoilt=examination.spoilt)]


def problems_beside(data: Mapping[str, Any], *, spoilt: Collection[str] = ()) -> list[Problem]:
    """List what contradicts the edition followed; `data` is fit but for the criteria `spoilt`.

    Empty when it is the first of its framework.
    """
    version = data["edition"]["follows"]
    if version is None:
        return _not_first(data)
    followed = followed_edition(data["framework"]["slug"], version)
    if followed is None:
        sentence = f"Edition {version} is not published, so none can follow it."
        return [Problem("", "edition.follows", sentence)]
    older = content_of(followed)
    used = _used_before(followed, data["edition"]["version"], older)
    return [
        *_already_followed(followed, data["edition"]["version"]),
        *problems_of_changes(older, data, used, spoilt=spoilt),
    ]


def _not_first(data: Mapping[str, Any]) -> list[Problem]:
    """Only the first edition follows none; any other would escape the comparison."""
    rows = Edition.objects.published().filter(framework__slug=data["framework"]["slug"])
    last = rows.exclude(version=data["edition"]["version"]).order_by("-published_at").first()
    if last is None:
        return []
    sentence = f"The framework has a published edition, {last.version}: say which one this follows."
    return [Problem("", "edition.follows", sentence)]


def _already_followed(followed: Edition, version: str) -> list[Problem]:
    """Editions stand in one line, so that an answer has one way to go."""
    other = followed.followers.published().exclude(version=version).first()
    if other is None:
        return []
    sentence = (
        f"Edition {followed.version} is already followed by edition {other.version}; "
        "begin after that one."
    )
    return [Problem("", "edition.follows", sentence)]


def followed_edition(framework: str, version: str) -> Edition | None:
    """Find the published edition that another may follow, or None."""
    rows = Edition.objects.published().select_related("framework", "follows")
    return rows.filter(framework__slug=framework, version=version).first()


def _used_before(followed: Edition, version: str, older: Mapping[str, Any]) -> set[str]:
    """Codes that named a criterion in any other published edition: each names one thing for ever."""
    others = Criterion.objects.filter(
        edition__framework_id=followed.framework_id, edition__published_at__isnull=False
    ).exclude(edition__version=version)
    used = set(others.order_by().values_list("code", flat=True).distinct())
    return used - {row["code"] for row in older["criteria"]}

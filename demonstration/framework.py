"""What is asked: the editions, published by two scheme managers, and the mappings to laws."""

from pathlib import Path
from typing import Final

from crosswalk import loading as crosswalk
from crosswalk.models import Mapping
from demonstration.content import alliance
from demonstration.stage import Stage
from organisations.permissions import Role
from principles import planned
from principles.adoption import publish, request_publication
from principles.edition_file import EDITION_1, EDITION_1_1, read
from principles.loading import load
from principles.models import Edition, PublicationRequest

EDITIONS: Final = (EDITION_1, EDITION_1_1)


def framed(stage: Stage) -> None:
    """Edition 1.0, edition 1.1 as a published example of the future, the mappings, and what is planned."""
    for file in EDITIONS:
        _published(stage, file)
    if not Mapping.objects.exists():
        change = crosswalk.load(crosswalk.read(), by=stage.actor(alliance(), Role.SCHEME_MANAGER))
        stage.tell(f"{change.added} mappings to laws and standards are loaded.")
    outlook = planned.read(planned.PLANNED)
    if planned.load(outlook, by=stage.actor(alliance(), Role.SCHEME_MANAGER)):
        stage.tell(f"Planned for later editions: {len(outlook['planned_revisions'])} change.")


def _published(stage: Stage, file: Path) -> None:
    """One scheme manager brings the file in and asks, the other publishes."""
    data = read(file)
    about = data["framework"]["slug"], data["edition"]["version"]
    held = Edition.objects.filter(framework__slug=about[0], version=about[1])
    if held.published().exists():
        return
    first = stage.actor(alliance(), Role.SCHEME_MANAGER, 1)
    second = stage.actor(alliance(), Role.SCHEME_MANAGER, 2)
    draft, _ = load(data, by=first)
    if not PublicationRequest.objects.filter(edition=draft, sha256=draft.sha256).exists():
        request_publication(draft.pk, by=first)
    publish(draft.pk, by=second)
    stage.tell(f"Edition {about[1]} is published: {len(data['criteria'])} criteria.")

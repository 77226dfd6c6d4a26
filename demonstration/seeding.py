"""The whole seeding, in order; every step looks first whether it was done already."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.api_keys import made_api_key
from accounts.models import ApiKey
from crosswalk.loading import MAPPINGS_1
from crosswalk.loading import load as load_mappings
from crosswalk.loading import read as read_mappings
from crosswalk.models import Mapping
from demonstration import log_ins
from demonstration.admitting import admitted
from demonstration.assessing import assessed
from demonstration.content import Story, alliance, partner, stories
from demonstration.declaring import declared, prepared
from demonstration.stage import Stage
from demonstration.waiting import expected, published
from organisations.permissions import Role, Side
from principles.adoption import adopted
from principles.edition_file import EDITION_1, read
from principles.models import Edition


def seeded(say: Callable[[str], None]) -> Stage:
    """Bring the demonstration to its last step, wherever it stopped before.

    Raises `waiting.NoWorker` when the reports do not come; the next seeding goes on from there.
    """
    stage = Stage(say)
    if _is_finished():
        return stage
    plan = told(stage)
    for story, scope, kind in expected(_members()):
        published(stage, story, scope, kind)
    _partner(stage, plan)
    return stage


def told(stage: Stage) -> dict[str, log_ins.LogIn]:
    """Everything that people do, up to the reports that are left to the worker; the log-ins."""
    _framework(stage)
    everybody = stories()
    plan = log_ins.planned(everybody)
    log_ins.write(list(plan.values()), log_ins.kept_api_key())
    for story in everybody:
        admitted(stage, story, plan)
    for story in _members():
        prepared(stage, story)
        for scope in story.scopes:
            declared(stage, story, scope)
            assessed(stage, story, scope)
    return plan


def _members() -> list[Story]:
    return [story for story in stories() if story.side is Side.MEMBER]


def _is_finished() -> bool:
    """The last step made the partner's key; its place in the file shows that both are one."""
    if log_ins.kept_api_key() is None:
        return False
    first = next(iter(log_ins.planned([alliance()]).values()))
    return log_ins.agrees(first)


def _framework(stage: Stage) -> None:
    data = read(EDITION_1)
    about = data["framework"]["slug"], data["edition"]["version"]
    held = Edition.objects.filter(framework__slug=about[0], version=about[1])
    if not held.exclude(published_at=None).exists():
        with transaction.atomic():
            adopted(data, by=SYSTEM, at=now())
        stage.tell(f"Edition {about[1]} is published: {len(data['criteria'])} criteria.")
    if not Mapping.objects.filter(criterion__edition__in=held).exists():
        change = load_mappings(read_mappings(MAPPINGS_1), by=SYSTEM)
        stage.tell(f"{change.added} mappings to laws and standards are loaded.")


def _partner(stage: Stage, plan: dict[str, log_ins.LogIn]) -> None:
    """The partner's key comes last. One whose text is lost is replaced; it opens nothing anyway."""
    if log_ins.kept_api_key() is not None:
        return
    registrar = stage.actor(alliance(), Role.REGISTRAR)
    with transaction.atomic():
        lost = ApiKey.objects.filter(holder=partner(), revoked_at=None).exists()
        _, text = made_api_key(partner(), by=registrar)
    log_ins.write(list(plan.values()), text)
    stage.tell(f"{partner()} gets {'a new' if lost else 'an'} API key.")


def is_allowed() -> bool:
    """Whether this portal may hold fictional data at all."""
    return bool(settings.DEMONSTRATION or settings.DEVELOPMENT)

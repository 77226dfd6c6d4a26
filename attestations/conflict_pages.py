"""Two versions of one answer, part by part, for the person who was second to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render

from accounts.requests import SignedInRequest
from attestations import figures
from attestations.addresses import anchor_of
from attestations.asked_forms import form_of
from attestations.asking import Asking
from attestations.beside import Beside
from attestations.differences import LABELS, texts
from attestations.merging import PARTS, Said, Side, differing, suggested
from attestations.models import Evidence
from attestations.presenting import question_url
from attestations.question_forms import initial_said
from attestations.question_pages import answer_page, is_autosave
from attestations.settling import BothVersions, Choice, content_of, version_said
from principles.word_differences import Segment, differences

# Longer texts are also shown word by word.
TEXTS: Final = frozenset({"reason", "counter_claim", "plan"})
NOTHING: Final = "Nothing"


@dataclass(frozen=True, slots=True)
class Part:
    """One part in which the versions differ; `chosen` is whose version is ticked already."""

    name: str
    label: str
    theirs: str
    mine: str
    chosen: Side | None
    segments: tuple[Segment, ...]
    is_missing: bool


def conflict_page(
    request: SignedInRequest, asking: Asking, both: BothVersions, earlier: Beside | None
) -> HttpResponse:
    """Both versions, to choose from; what was typed stays in the form."""
    current = both.current
    known = current.versions.filter(version__in=[both.seen, current.version])
    rows = {row.version: row for row in known}
    theirs = version_said(rows.get(current.version))
    before = version_said(rows.get(both.seen))
    parts = differing(theirs, both.mine)
    context = {
        "current": current,
        "parts": _parts(asking, parts, before, theirs, both, Choice.sent(request.POST)),
        "same": _same(both.mine, parts),
        "keep_url": question_url(asking.attestation, asking.place),
        "place_id": anchor_of(asking.place),
        "by_yourself": current.saved_by_id == request.actor.user_id,
    }
    if is_autosave(request):
        return render(request, "attestations/conflict.html", {"conflict": context}, status=409)
    content = content_of(both.mine)
    instead = initial_said(content, both.seen, both.mine.get("evidence", ()))
    form = form_of(request, asking, earlier, instead=instead)
    return answer_page(request, asking, form, status=409, earlier=earlier, conflict=context)


def _same(mine: Said, parts: Sequence[str]) -> list[str]:
    """What is said, and in both versions alike."""
    return [
        _label(part)
        for part, fields in PARTS.items()
        if part not in parts and mine.get(fields[0]) not in (None, "", False, frozenset())
    ]


def _parts(
    asking: Asking,
    parts: Sequence[str],
    before: Said,
    theirs: Said,
    both: BothVersions,
    choice: Choice | None,
) -> list[Part]:
    """The parts that differ, in words; a choice that was sent stays if it was over this version."""
    again = choice is not None and choice.version == both.current.version
    sides = choice.sides if choice is not None and again else {}
    was, now = _words(asking, theirs), _words(asking, both.mine)
    return [
        Part(
            name=name,
            label=_label(name),
            theirs=was[name] or NOTHING,
            mine=now[name] or NOTHING,
            chosen=(
                Side(sides[name])
                if sides.get(name) in set(Side)
                else suggested(name, before, theirs, both.mine)
            ),
            segments=differences(was[name], now[name]) if name in TEXTS else (),
            is_missing=name in both.missing,
        )
        for name in parts
    ]


def _label(part: str) -> str:
    return LABELS.get(PARTS[part][0], "Evidence")


def _words(asking: Asking, said: Said) -> dict[str, str]:
    """What a version says, part by part, as people read it; one statement, for the evidence."""
    content = content_of(said)
    told = texts(asking.answer.criterion.rule, content)
    rows = Evidence.objects.filter(pk__in=said.get("evidence", ())).order_by("title")
    taken = figures.taken(content.figure)
    return {part: told.get(_label(part), "") for part in PARTS} | {
        "answer": ". ".join(each for each in (told[_label("answer")], taken) if each),
        "evidence": "; ".join(rows.values_list("title", flat=True)),
    }

"""The page that checks: every thing to mend leads to its field, every warning has its own reason."""

import re
from collections.abc import Iterable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.checking import WARNING_ANCHORS
from attestations.drafting import Content, saved
from attestations.models import Answer, Attestation, EvidenceLink
from attestations.readiness import reopened
from attestations.ready_form import ReadyForm
from attestations.status import Status
from attestations.warned import WARNING_QUESTIONS, WARNING_WORDS, Warned, WarningKind
from organisations.models import Membership
from tests.answers import answer_everything
from tests.people import acting, person, sign_in

SHARED = "The notary has them."


def check_url(attestation: Attestation) -> str:
    return reverse("attestations:check", args=[attestation.pk])


def without_evidence(attestation: Attestation, editor: User, codes: Iterable[str]) -> None:
    """Say yes in full without evidence: two warnings at each of these criteria."""
    for answer in Answer.objects.filter(attestation=attestation, criterion__code__in=codes):
        with transaction.atomic():
            saved(
                attestation.pk,
                answer.criterion.code,
                answer.layer,
                Content.of(answer),
                seen=answer.version,
                evidence=[],
                by=acting(editor),
                at=now(),
            )


def spoil(answer: Answer, **fields: object) -> None:
    Answer.objects.filter(pk=answer.pk).update(**fields)


def links_of(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]+/criteria/[^"]+)"', page)]


def fields_of(page: str) -> dict[str, str]:
    """The reasons' fields as a browser would send them."""
    found = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]+:[^"]*)" value="([^"]*)"', page)
    return {unescape(name): unescape(text) for name, text in (*found, *hidden)}


def warned(kind: WarningKind, *codes: str) -> list[Warned]:
    return [Warned((code, ""), kind, "Sentence.") for code in codes]


def test_every_kind_has_its_words_and_a_place_to_mend() -> None:
    assert set(WARNING_WORDS) == set(WARNING_QUESTIONS) == set(WarningKind) == set(WARNING_ANCHORS)


def test_every_link_leads_to_a_field_that_is_there(client, draft, editor) -> None:
    answer_everything(draft, acting(editor))
    rows = list(Answer.objects.filter(attestation=draft).select_related("criterion"))
    by_type: dict[str, list[Answer]] = {}
    for row in rows:
        by_type.setdefault(row.criterion.rule["type"], []).append(row)
    # One blank answer of every type, a date that lies ahead, and everything that warns.
    blank = [group.pop().pk for group in by_type.values()]
    Answer.objects.filter(pk__in=blank).update(response=None)
    tomorrow = (draft.as_of + timedelta(days=1)).isoformat()
    spoil(by_type["date"].pop(), response={"value": tomorrow})
    spoil(by_type["yes_no_partial"].pop(), response={"value": "no"}, reason="", unsure=True)
    levels = by_type["maturity"]
    spoil(levels.pop(), response={"value": 2})
    spoil(levels.pop(), response={"value": 2}, plan="p", plan_due=draft.as_of - timedelta(days=9))
    spoil(levels.pop(), response={"value": 2}, plan="p", plan_due=draft.as_of + timedelta(days=400))
    EvidenceLink.objects.filter(answer=levels.pop()).delete()
    spoil(by_type["choice"].pop(), confidence="low")
    Answer.objects.filter(pk__in=[row.pk for row in by_type["metric"]]).update(figure=None)
    sign_in(client, editor)
    links = {each for each in links_of(client.get(check_url(draft)).text) if "#" in each}
    anchors = {each.split("#")[1] for each in links}
    assert {"id_reason", "id_unsure", "id_value", "id_value_0", "id_elements_0"} <= anchors
    assert {"evidence", "id_plan", "id_plan_due", "answer", "id_confidence_0"} <= anchors
    assert any("/cloud/#" in each for each in links)  # answers per layer too
    pages: dict[str, str] = {}
    for each in links:
        address, anchor = each.split("#")
        pages.setdefault(address, client.get(address).text)
        assert f'id="{anchor}"' in pages[address], each


def test_what_must_be_met_comes_first(client, draft, editor) -> None:
    sign_in(client, editor)
    page = client.get(check_url(draft)).text
    rows = re.findall(r"<li><a [^>]+>([A-Z]+-\d+).*?</li>", page)
    tagged = re.findall(r"<li><a [^>]+>([A-Z]+-\d+)[^\n]*?must be met</strong></li>", page)
    must = set(draft.edition.criteria.filter(must_meet=True).values_list("code", flat=True))
    assert tagged
    assert set(tagged) <= must
    assert rows[: len(tagged)] == tagged


def test_each_warning_has_a_reason_of_its_own_or_shares_one() -> None:
    warnings = warned(WarningKind.NO_EVIDENCE, "GOV-01", "GOV-02", "GOV-03")
    keys = [each.key for each in warnings]
    data = {"no_evidence": SHARED} | dict.fromkeys(keys, "")
    form = ReadyForm(data | {keys[1]: "Lost in a fire."}, warnings=warnings)
    assert form.is_valid(), form.errors
    assert form.reasons() == {keys[0]: SHARED, keys[1]: "Lost in a fire.", keys[2]: SHARED}
    own = dict(zip(keys, "abc", strict=True))
    assert ReadyForm({"no_evidence": ""} | own, warnings=warnings).is_valid()


def test_a_missing_reason_is_refused_at_its_field() -> None:
    warnings = warned(WarningKind.NO_EVIDENCE, *(f"GOV-0{n}" for n in range(1, 9)))
    blank = dict.fromkeys([each.key for each in warnings], "")
    form = ReadyForm({"no_evidence": "  "} | blank, warnings=warnings)
    assert form.errors == {
        "no_evidence": ["Write one reason for all 8 answers, or one at each of them."]
    }
    form = ReadyForm(blank | {warnings[0].key: "Own."}, warnings=warnings)
    (told,) = form.errors["no_evidence"]
    assert "GOV-02, GOV-03, GOV-04, GOV-05, GOV-06 and 2 more" in told
    one = warned(WarningKind.NO_PLAN, "GOV-01")
    assert list(ReadyForm({one[0].key: ""}, warnings=one).errors) == [one[0].key]


def test_a_new_warning_is_never_covered_by_an_old_reason() -> None:
    seen = warned(WarningKind.NO_EVIDENCE, "GOV-01", "GOV-02")
    data = {"no_evidence": SHARED} | {each.key: "" for each in seen}
    now_warned = [*seen[:1], *warned(WarningKind.NO_EVIDENCE, "SEC-05", "SEC-06")]
    form = ReadyForm(data, warnings=now_warned)
    assert not form.is_valid()
    assert "SEC-05, SEC-06" in form.non_field_errors()[0]
    assert [each.place[0] for each in form.new] == ["SEC-05", "SEC-06"]
    assert [each.name for each in form.gone] == ["GOV-02"]


def test_last_reasons_come_back() -> None:
    warnings = warned(WarningKind.NO_EVIDENCE, "GOV-01", "GOV-02", "GOV-03", "GOV-04")
    before = {warnings[0].key: SHARED, warnings[1].key: SHARED, warnings[2].key: "Own."}
    form = ReadyForm(warnings=warnings, before=before)
    assert form["no_evidence"].value() == SHARED
    assert [form[each.key].value() for each in warnings] == ["", "", "Own.", ""]
    assert form.new == (warnings[3],)


def test_sixty_warnings_are_folded_and_what_matters_is_not() -> None:
    codes = [f"GOV-{n:02}" for n in range(60)]
    warnings = warned(WarningKind.NO_EVIDENCE, *codes)
    form = ReadyForm(warnings=warnings, before={warnings[7].key: "Own."})
    urls, titles = {each.key: "#" for each in warnings}, dict.fromkeys(codes, "T")
    form.before = {each.key: SHARED for each in warnings} | {warnings[7].key: "Own."}
    form = ReadyForm(warnings=warnings, before=form.before)
    (group,) = form.groups(urls, titles, frozenset({"GOV-50"}))
    assert [row.name for row in group.in_sight] == ["GOV-50", "GOV-07"]
    assert (len(group.folded), group.count, group.must_meets) == (58, 60, 1)


@pytest.mark.django_db(transaction=True)
def test_somebody_changes_an_answer_while_reasons_are_typed(client, filled, editor) -> None:
    without_evidence(filled, editor, ["GOV-01"])
    sign_in(client, editor)
    typed = {name: f"Why: {name}" for name in fields_of(client.get(check_url(filled)).text)}
    assert typed
    without_evidence(filled, editor, ["GOV-02"])
    response = client.post(check_url(filled), typed)
    assert response.status_code == 422
    assert "warns anew: GOV-02" in response.text
    kept = fields_of(response.text)
    assert typed.items() <= kept.items()
    again = {name: text or "Also with the notary." for name, text in kept.items()}
    assert client.post(check_url(filled), again).status_code == 302
    filled.refresh_from_db()
    reasons = {each["key"]: each["reason"] for each in filled.ready_warnings}
    assert reasons["no_evidence:GOV-01:"] == "Why: no_evidence:GOV-01:"
    assert reasons["no_evidence:GOV-02:"] == "Also with the notary."


@pytest.mark.django_db(transaction=True)
def test_a_gap_that_appears_keeps_what_was_typed(client, filled, editor) -> None:
    without_evidence(filled, editor, ["GOV-01"])
    sign_in(client, editor)
    typed = dict.fromkeys(fields_of(client.get(check_url(filled)).text), "Why.")
    Answer.objects.filter(attestation=filled, criterion__code="GOV-02").update(unsure=True)
    response = client.post(check_url(filled), typed)
    assert response.status_code == 422
    assert "1 answer needs attention" in response.text
    assert fields_of(response.text).items() >= typed.items()
    Attestation.objects.filter(pk=filled.pk).update(status=Status.CANCELLED)
    response = client.post(check_url(filled), typed)
    assert response.status_code == 422
    assert "What you typed and is not saved" in response.text


@pytest.mark.django_db(transaction=True)
def test_reasons_survive_reopening(client, filled, editor) -> None:
    without_evidence(filled, editor, ["GOV-01", "GOV-02"])
    sign_in(client, editor)
    typed = dict.fromkeys(fields_of(client.get(check_url(filled)).text), "")
    typed |= {"no_evidence": SHARED, "no_plan": "Soon."}
    assert client.post(check_url(filled), typed).status_code == 302
    with transaction.atomic():
        reopened(filled.pk, "A figure is wrong.", by=acting(editor), at=now())
    fields = fields_of(client.get(check_url(filled)).text)
    assert (fields["no_evidence"], fields["no_plan"]) == (SHARED, "Soon.")
    assert "new</strong>" not in client.get(check_url(filled)).text


def test_low_confidence_at_target_is_warned_of(client, filled, editor) -> None:
    Answer.objects.filter(attestation=filled, criterion__code="GOV-01").update(confidence="low")
    sign_in(client, editor)
    assert "low_confidence:GOV-01:" in fields_of(client.get(check_url(filled)).text)


def test_it_says_who_can_sign(client, filled, editor, signatory, member) -> None:
    sign_in(client, editor)
    assert f"{signatory}</bdi> can then read and sign" in client.get(check_url(filled)).text
    Membership.objects.filter(user=signatory).update(ended_at=now())
    Membership.objects.create(organisation=member, user=editor, role="signatory")
    assert "Nobody but you could sign it" in client.get(check_url(filled)).text


def test_readers_are_offered_no_way_to_change(client, filled, viewer) -> None:
    sign_in(client, viewer)
    page = client.get(check_url(filled)).text
    assert "Make ready" not in page
    assert ">Change<" not in page


def test_the_number_of_statements_does_not_grow(client: Client, filled, editor, member) -> None:
    sign_in(client, editor)
    client.get(check_url(filled))
    with CaptureQueriesContext(connection) as few:
        client.get(check_url(filled))
    person(member, None, "Nobody New")
    without_evidence(filled, editor, ["GOV-01", "GOV-02", "SEC-05", "ETH-01"])
    with CaptureQueriesContext(connection) as many:
        client.get(check_url(filled))
    assert len(many) == len(few)

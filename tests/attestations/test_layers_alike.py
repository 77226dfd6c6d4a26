"""One answer that is true for several layers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.drafting import Conflict, Content, saved
from attestations.layers_alike import SourceChanged, made_alike, make_alike
from attestations.models import Answer, AnswerVersion, Attestation
from organisations.models import Scope
from tests.answers import piece_of
from tests.attestations.test_save_answer import answer_of, in_own_connection, url
from tests.people import acting, sign_in

CODE = "SEC-05"
SAID = Content({"value": "20", "coverage_pct": "95"}, reason="One team does it for all.")


@pytest.fixture
def scope(scope: Scope) -> Scope:
    scope.layers = ["ai", "cloud", "semiconductors"]
    scope.save(update_fields=["layers"])
    return scope


def page_url(attestation: Attestation, layer: str = "cloud") -> str:
    return reverse("attestations:layers_alike", args=[attestation.pk, CODE, layer])


def save(draft: Attestation, who: User, layer: str, seen: int, content: Content, **more) -> Answer:
    with transaction.atomic():
        return saved(draft.pk, CODE, layer, content, seen=seen, by=acting(who), at=now(), **more)


@pytest.fixture
def answered(draft: Attestation, editor: User) -> Attestation:
    """Answered for the cloud, with evidence; otherwise for AI; for semiconductors not at all."""
    piece = piece_of(draft, acting(editor))
    save(draft, editor, "cloud", 0, SAID, evidence=[piece.pk])
    save(draft, editor, "ai", 0, Content({"value": "5", "coverage_pct": "95"}))
    return draft


def test_it_works(client: Client, answered: Attestation, editor: User) -> None:
    sign_in(client, editor)
    assert page_url(answered) in client.get(url(answered, CODE, "cloud")).text
    page = client.get(page_url(answered)).text
    # What differs comes first and is not ticked; what is blank is. Each gets a level of its own.
    ai, silicon = page.index("Artificial intelligence"), page.index("Semiconductors")
    assert ai < silicon
    assert "Differs." in page[ai:silicon]
    assert "It would be level 2 here." in page[ai:silicon]
    assert "It would be level 4 here." in page[silicon:]
    assert "checked" in page.split('name="use-semiconductors"')[1].split(">")[0]
    assert "checked" not in page.split('name="use-ai"')[1].split(">")[0]
    sent = {"version": 1, "seen-ai": 1, "seen-semiconductors": 0, "use-semiconductors": "on"}
    assert client.post(page_url(answered), sent).status_code == 302
    copied = answer_of(answered, CODE, "semiconductors")
    assert (Content.of(copied), copied.version) == (SAID, 1)
    assert copied.evidence.count() == 1
    version = AnswerVersion.objects.get(answer=copied)
    assert (version.saved_by, version.reason) == (editor, SAID.reason)
    assert answer_of(answered, CODE, "ai").response == {"value": "5", "coverage_pct": "95"}


def test_what_differs_is_replaced_only_when_ticked(client, answered, editor) -> None:
    sign_in(client, editor)
    sent = {"version": 1, "seen-ai": 1, "seen-semiconductors": 0, "use-ai": "on"}
    client.post(page_url(answered), sent)
    copied = answer_of(answered, CODE, "ai")
    assert (Content.of(copied), copied.version) == (SAID, 2)
    assert answer_of(answered, CODE, "semiconductors").version == 0


def test_a_layer_that_came_to_differ_meanwhile_is_shown_and_not_replaced(
    client, answered, editor
) -> None:
    """It said the same when the page was opened, so its version was not sent along."""
    sign_in(client, editor)
    response = client.post(
        page_url(answered), {"version": 1, "seen-semiconductors": 0, "use-semiconductors": "on"}
    )
    assert response.status_code == 409
    assert "has changed meanwhile" in response.text
    assert answer_of(answered, CODE, "semiconductors").version == 0


def test_nothing_ticked_is_told(client, answered, editor) -> None:
    sign_in(client, editor)
    sent = {"version": 1, "seen-ai": 1, "seen-semiconductors": 0}
    response = client.post(page_url(answered), sent)
    assert response.status_code == 422
    assert "Tick at least one layer" in response.text


def test_a_layer_that_was_saved_meanwhile_keeps_all_from_being_copied(
    client, answered, editor, owner
) -> None:
    sign_in(client, editor)
    sent = {"version": 1, "seen-ai": 1, "seen-semiconductors": 0}
    ticked = {"use-ai": "on", "use-semiconductors": "on"}
    save(answered, owner, "ai", 1, Content({"value": "6", "coverage_pct": "95"}))
    response = client.post(page_url(answered), sent | ticked)
    assert response.status_code == 409
    assert "Nothing is copied." in response.text
    assert "6 days" in response.text
    assert 'name="seen-ai" value="2"' in response.text
    assert "checked" not in response.text.split('name="use-ai"')[1].split(">")[0]
    assert answer_of(answered, CODE, "semiconductors").version == 0
    assert answer_of(answered, CODE, "ai").response["value"] == "6"


def test_another_answer_than_the_one_shown_is_not_copied(client, answered, editor, owner) -> None:
    sign_in(client, editor)
    save(answered, owner, "cloud", 1, Content({"value": "60", "coverage_pct": "95"}))
    sent = {"version": 1, "seen-ai": 1, "seen-semiconductors": 0, "use-semiconductors": "on"}
    response = client.post(page_url(answered), sent)
    assert response.status_code == 409
    assert "saved anew meanwhile" in response.text
    assert 'name="version" value="2"' in response.text
    assert answer_of(answered, CODE, "semiconductors").version == 0


def test_a_layer_is_never_copied_onto_itself(answered: Attestation, editor: User) -> None:
    with pytest.raises(Exception, match="does not ask"), transaction.atomic():
        made_alike(
            answered.pk,
            CODE,
            "cloud",
            version=1,
            targets={"cloud": 1},
            by=acting(editor),
            at=now(),
        )


def test_without_an_answer_there_is_nothing_to_use(client, draft, editor) -> None:
    sign_in(client, editor)
    response = client.get(page_url(draft), follow=True)
    assert "Answer SEC-05 first" in response.text
    assert page_url(draft) not in client.get(url(draft, CODE, "cloud")).text


def test_layers_that_say_the_same_are_named(client, answered, editor) -> None:
    sign_in(client, editor)
    piece = answer_of(answered, CODE, "cloud").evidence.get()
    save(answered, editor, "semiconductors", 0, SAID, evidence=[piece.pk])
    page = client.get(page_url(answered)).text
    assert "The same already: Semiconductors" in page
    assert "use-semiconductors" not in page


@pytest.mark.parametrize("who", ["viewer", "signatory", "contributor", "other_owner", "registrar"])
def test_others_cannot(request, client, answered, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(page_url(answered)).status_code == 404
    assert client.post(page_url(answered), {"version": 1}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_a_save_under_way_and_is_refused(answered, editor, owner) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            saved(answered.pk, CODE, "ai", SAID, seen=1, by=acting(owner), at=now())
            second = pool.submit(
                in_own_connection,
                make_alike,
                answered.pk,
                CODE,
                "cloud",
                version=1,
                targets={"semiconductors": 0, "ai": 1},
                by=acting(editor),
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        assert isinstance(second.exception(), Conflict)
    assert answer_of(answered, CODE, "semiconductors").version == 0


def test_an_older_version_is_refused(answered: Attestation, editor: User) -> None:
    with pytest.raises(SourceChanged), transaction.atomic():
        made_alike(
            answered.pk,
            CODE,
            "cloud",
            version=7,
            targets={"semiconductors": 0},
            by=acting(editor),
            at=now(),
        )


def test_words_and_evidence_are_those_of_the_version_that_was_seen(answered, editor) -> None:
    source = answer_of(answered, CODE, "cloud")
    piece = source.evidence.get()
    # As far as a save has come that is read in the middle.
    source.evidence_links.all().delete()
    Answer.objects.filter(pk=source.pk).update(response={"value": "90", "coverage_pct": "95"})
    with transaction.atomic():
        (done,) = made_alike(
            answered.pk,
            CODE,
            "cloud",
            version=1,
            targets={"semiconductors": 0},
            by=acting(editor),
            at=now(),
        )
    assert done.response == SAID.response
    assert done.evidence.get() == piece

"""Two people in one answer: the second sees both versions and chooses part by part."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from attestations.drafting import Content, saved
from attestations.models import Answer, AnswerVersion, Attestation
from tests.answers import piece_of
from tests.attestations.test_save_answer import answer_of, url
from tests.people import acting, sign_in

AUTOSAVE = {"X-Requested-With": "autosave"}
PARTS = ["answer", "reason", "plan"]


def save(draft: Attestation, who: User, seen: int, content: Content, **more) -> Answer:
    with transaction.atomic():
        return saved(draft.pk, "GOV-01", "", content, seen=seen, by=acting(who), at=now(), **more)


@pytest.fixture
def stale(draft: Attestation, editor: User, owner: User) -> Attestation:
    """Version 1 was seen by both; the owner has saved version 2."""
    save(draft, editor, 0, Content({"value": "partial"}, reason="Two of four.", plan="Both."))
    save(draft, owner, 1, Content({"value": "no"}, reason="Theirs", plan="Both."))
    return draft


def mine(**more: object) -> dict[str, object]:
    typed = {"version": 1, "value": "yes", "reason": "Mine", "plan": "My plan"}
    return typed | more


def choice(settles: int = 2, **sides: str) -> dict[str, object]:
    kept = {f"keep-{part}": side for part, side in sides.items()}
    return {"settles": settles, "shown": PARTS, **kept}


def ticked(page: str) -> set[str]:
    """The choices that are ticked on the page: `reason-theirs`."""
    found = page.split('name="keep-')[1:]
    return {
        f"{each.partition(chr(34))[0]}-{each.split('value=')[1].split(chr(34))[1]}"
        for each in found
        if " checked>" in each.partition("<label")[0]
    }


def test_it_works(client: Client, stale: Attestation, editor: User) -> None:
    sign_in(client, editor)
    page = client.post(url(stale, "GOV-01"), mine())
    assert page.status_code == 409
    assert "Another version was saved meanwhile" in page.text
    assert 'name="settles" value="2"' in page.text
    # Who alone has changed a part begins with hers; where both have, nobody does.
    assert ticked(page.text) == {"plan-mine"}
    assert "\nMine</textarea>" in page.text
    chosen = choice(answer="theirs", reason="mine", plan="theirs")
    assert client.post(url(stale, "GOV-01"), mine(**chosen)).status_code == 302
    answer = answer_of(stale, "GOV-01")
    assert (answer.response, answer.reason, answer.plan, answer.version) == (
        {"value": "no"},
        "Mine",
        "Both.",
        3,
    )
    assert AnswerVersion.objects.get(answer=answer, version=2).reason == "Theirs"


def test_what_is_not_chosen_is_asked_again(client, stale, editor) -> None:
    sign_in(client, editor)
    chosen = choice(answer="theirs", plan="mine")
    page = client.post(url(stale, "GOV-01"), mine(**chosen))
    assert page.status_code == 409
    assert page.text.count("Choose which version shall stand.") == 1
    assert ticked(page.text) == {"answer-theirs", "plan-mine"}
    assert answer_of(stale, "GOV-01").version == 2


def test_saving_without_a_choice_overwrites_nothing(client, stale, editor) -> None:
    sign_in(client, editor)
    for _ in range(2):
        assert client.post(url(stale, "GOV-01"), mine()).status_code == 409
    assert answer_of(stale, "GOV-01").reason == "Theirs"


def test_a_third_save_meanwhile_is_shown_again(client, stale, editor, owner) -> None:
    sign_in(client, editor)
    save(stale, owner, 2, Content({"value": "no"}, reason="Theirs again", plan="Both."))
    chosen = choice(answer="mine", reason="mine", plan="theirs")
    page = client.post(url(stale, "GOV-01"), mine(**chosen))
    assert page.status_code == 409
    assert 'name="settles" value="3"' in page.text
    assert "Theirs again" in page.text
    # What was chosen stands in the form, and only what changed since then is open.
    assert ticked(page.text) == {"answer-mine"}
    assert "\nBoth.</textarea>" in page.text
    assert answer_of(stale, "GOV-01").version == 3
    done = mine(**choice(3, answer="mine", reason="theirs", plan="mine"), plan="Both.")
    assert client.post(url(stale, "GOV-01"), done).status_code == 302
    answer = answer_of(stale, "GOV-01")
    assert (answer.response, answer.reason, answer.version) == ({"value": "yes"}, "Theirs again", 4)


def test_the_evidence_is_chosen_too(client, draft, editor, owner) -> None:
    one, two = (piece_of(draft, acting(editor), title) for title in ("Minutes", "Charter"))
    save(draft, owner, 0, Content({"value": "yes"}), evidence=[one.pk])
    sign_in(client, editor)
    typed = {"version": 0, "value": "yes", "evidence": [str(two.pk)]}
    page = client.post(url(draft, "GOV-01"), typed)
    assert page.status_code == 409
    assert "keep-evidence" in page.text
    assert "keep-answer" not in page.text
    chosen = {"settles": 1, "shown": ["evidence"], "keep-evidence": "theirs"}
    client.post(url(draft, "GOV-01"), typed | chosen)
    assert list(answer_of(draft, "GOV-01").evidence.all()) == [one]


def test_an_autosave_gets_the_choice_alone(client, stale, editor) -> None:
    sign_in(client, editor)
    response = client.post(url(stale, "GOV-01"), mine(), headers=AUTOSAVE)
    assert response.status_code == 409
    assert "<html" not in response.text
    assert "Save my choice" in response.text
    assert "Another version was saved meanwhile" in response.text


def test_two_windows_of_one_person_are_two_versions(client, draft, editor) -> None:
    save(draft, editor, 0, Content({"value": "no"}, reason="In the other window"))
    sign_in(client, editor)
    page = client.post(url(draft, "GOV-01"), {"version": 0, "value": "yes"})
    assert page.status_code == 409
    assert "in another window" in page.text
    assert answer_of(draft, "GOV-01").reason == "In the other window"


def test_long_texts_show_their_words_apart(client, draft, editor, owner) -> None:
    text = "One of the four products is covered. " * 260
    save(draft, owner, 0, Content({"value": "no"}, reason=text + "It is the first."))
    sign_in(client, editor)
    typed = {"version": 0, "value": "no", "reason": text + "It is the second."}
    page = client.post(url(draft, "GOV-01"), typed).text
    assert "<del" in page
    assert ">first</del>" in page.replace(
        '<span class="govuk-visually-hidden"> removed: </span>', ""
    )


@pytest.mark.parametrize(
    "settles", ["7", "-1", "0", "x", "", "9" * 10, "9" * 30, "0" * 12 + "9" * 5000, "²"]
)
def test_a_choice_over_a_version_that_never_was_saves_nothing(
    client, stale, editor, settles
) -> None:
    sign_in(client, editor)
    chosen = choice(answer="mine", reason="mine", plan="mine") | {"settles": settles}
    assert client.post(url(stale, "GOV-01"), mine(**chosen)).status_code == 409
    assert answer_of(stale, "GOV-01").version == 2


def test_it_is_chosen_on_the_page_of_the_principle(client, stale, editor) -> None:
    sign_in(client, editor)
    page = client.post(url(stale, "GOV-01"), mine(then="principle"))
    assert page.status_code == 409
    assert ticked(page.text) == {"plan-mine"}
    chosen = choice(answer="theirs", reason="mine", plan="mine")
    response = client.post(url(stale, "GOV-01"), mine(then="principle", **chosen))
    assert response.url.endswith("/principles/GOV/?saved=GOV-01#GOV-01")
    answer = answer_of(stale, "GOV-01")
    assert (answer.response, answer.reason, answer.plan) == ({"value": "no"}, "Mine", "My plan")


def test_only_what_happened_is_called_out(client: Client, stale: Attestation, editor: User) -> None:
    """A screen reader read the whole choice, in no order, when it came onto the page."""
    sign_in(client, editor)
    page = client.post(url(stale, "GOV-01"), mine()).text
    called, end, choices = page.partition('role="alert"')[2].partition("</div>")
    assert end
    assert "Another version was saved meanwhile" in called
    assert "<fieldset" not in called
    assert '<fieldset class="govuk-fieldset conflict__part' in choices

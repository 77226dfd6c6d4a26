"""What the rules make of the answers that are in (pure)."""

from datetime import date
from typing import Any

from attestations.completeness import Picture, picture
from attestations.conformity import Conformity, conformity
from attestations.rating import Asked, Given, Place
from principles.scoring import EDITION_1

DAY = date(2026, 10, 31)
RULE = {"type": "yes_no_partial", "levels": {"yes": 3, "partial": 2, "no": 0}, "target_level": 3}
LAYERS = ("cloud", "ai")


def asked(code: str, **more: Any) -> Asked:
    plain = {
        "principle": code[:3],
        "title": code,
        "weight": 1,
        "must_meet": False,
        "per_layer": False,
        "applies_to": LAYERS,
        "na_allowed": True,
        "rule": RULE,
        "sha256": "",
        "disclosure": "public",
    }
    return Asked(code=code, **(plain | more))


def said(value: str, **more: Any) -> Given:
    return Given(response={"value": value}, evidence=1, **more)


def known(criteria: list[Asked], answers: dict[Place, Given]) -> Conformity:
    found: Picture = picture(
        criteria,
        answers,
        layers=LAYERS,
        as_of=DAY,
        today=DAY,
        thresholds=EDITION_1,
        principle_weights={},
    )
    return conformity(criteria, found, layers=LAYERS, target=EDITION_1.target)


def test_it_works() -> None:
    found = known(
        [asked("GOV-01"), asked("GOV-02", must_meet=True), asked("GOV-03")],
        {("GOV-01", ""): said("yes"), ("GOV-02", ""): said("no")},
    )
    (gov,) = found.principles
    assert (gov.at_target, gov.below, gov.open) == (1, ("GOV-02",), 1)
    assert found.must_meets_below == ("GOV-02",)
    assert not found.is_whole
    assert gov.conformance is None, "the method gives no percentage yet"


def test_one_layer_below_target_is_enough() -> None:
    criteria = [asked("SEC-01", per_layer=True), asked("SEC-02", per_layer=True)]
    found = known(criteria, {("SEC-01", "ai"): said("no"), ("SEC-02", "ai"): said("yes")})
    (sec,) = found.principles
    assert (sec.below, sec.open, sec.at_target) == (("SEC-01",), 1, 0)


def test_when_everything_is_in_each_principle_has_its_percentage() -> None:
    found = known([asked("GOV-01"), asked("GOV-02")], {
        ("GOV-01", ""): said("yes"), ("GOV-02", ""): said("no"),
    })  # fmt: skip
    assert found.is_whole
    assert found.principles[0].conformance == "50.0"


def test_what_does_not_apply_is_left_out() -> None:
    criteria = [asked("GOV-01"), asked("GOV-02", applies_to=("connectivity",)), asked("GOV-03")]
    claim = Given(not_applicable=True, reason="None.")
    found = known(criteria, {("GOV-01", ""): claim, ("GOV-03", ""): said("yes")})
    assert (found.principles[0].left_out, found.principles[0].at_target) == (2, 1)
    assert found.principles[0].conformance == "100.0"


def test_what_waits_to_be_affirmed_is_open_and_nothing_is_whole() -> None:
    found = known([asked("GOV-01")], {("GOV-01", ""): said("yes", to_affirm=True)})
    assert (found.principles[0].open, found.is_whole) == (1, False)

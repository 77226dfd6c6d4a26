"""An organisation without a live report is nowhere to be seen."""

import pytest
from django.test import Client

from tests.security.kinds import Kind
from tests.security.walking import client_of, plain
from tests.security.world import SECRET, World

NAME, SLUG = "North Harbour Cloud", "north-harbour-cloud"
ADDRESSES = (
    "/",
    "/register/",
    f"/register/?q={NAME}",
    f"/register/?q={SLUG}",
    "/register/?q=Quokka",
    "/register/?layer=ai",
    "/register/?country=PT",
    "/reports/",
    "/log/",
    "/api/v1/standings/",
    "/api/v1/standings/?layer=ai",
    "/api/v1/reports/",
    f"/api/v1/reports/?organisation={SLUG}",
    f"/api/v1/standings/?organisation={SLUG}",
)
KINDS = (Kind.ANONYMOUS, Kind.STRANGER, Kind.OTHER_OWNER, Kind.PARTNER, Kind.OTHER_LEAD)


def test_it_works(world: World) -> None:
    listed = Client().get("/register/").text
    assert "Open Ridge Systems" in listed


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_not_told(address: str, world: World) -> None:
    for kind in KINDS:
        said = client_of(world, kind).get(address).text
        for secret in (SECRET, world.things["unpublished_report"].number):
            assert secret not in said, f"{address} as {kind}"
        assert NAME not in said.replace(f'value="{NAME}"', ""), f"{address} as {kind}"


@pytest.mark.parametrize("address", ["/register/{}/", "/api/v1/standings/{}/"])
def test_it_answers_like_an_organisation_that_never_was(address: str, world: World) -> None:
    for kind in KINDS:
        client = client_of(world, kind)
        mine, never = (client.get(address.format(slug)) for slug in (SLUG, "never-was-one"))
        assert mine.status_code == never.status_code == 404
        assert plain(mine.text, SLUG) == plain(never.text, "never-was-one")


def test_counts_leave_it_out(world: World) -> None:
    results = Client().get("/api/v1/standings/").json()["results"]
    assert [each["organisation"]["slug"] for each in results] == ["open-ridge-systems"]
    numbers = [each["number"] for each in Client().get("/api/v1/reports/").json()["results"]]
    assert numbers == [world.things["report"].number]


def test_lists_of_others_leave_it_out(world: World) -> None:
    for kind in (Kind.STRANGER, Kind.OTHER_OWNER, Kind.OTHER_LEAD, Kind.SCHEME_MANAGER):
        for address in (
            "/desk/",
            "/attestations/",
            "/engagements/",
            "/decisions/",
            "/evidence/",
            "/inbox/",
        ):
            said = client_of(world, kind).get(address, follow=True).text
            assert NAME not in said, f"{address} as {kind}"
            assert SECRET not in said or kind is Kind.OTHER_OWNER, f"{address} as {kind}"


def test_the_log_says_neither_who_nor_what(world: World) -> None:
    for index in range(3):
        said = Client().get(f"/log/leaf/{index}/").text
        assert NAME not in said
        assert SLUG not in said

"""What the docs list is what the code has, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from journal.acts import ACTS
from organisations.permissions import GRANTED, RIGHTS, ROLE_TITLES, SIDES, Permission, Role

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    section = REFERENCE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines[1:]
        if not set(line) <= set("|- ")
    ]


def test_every_role_is_told() -> None:
    told = {slug.strip("`"): (side, title) for slug, title, side, *_ in rows("Roles")}
    assert told == {
        role.value: (side.value, ROLE_TITLES[role])
        for side, roles in SIDES.items()
        for role in roles
    }


def test_every_permission_is_told_with_its_roles() -> None:
    told = {name.strip("`"): roles for name, roles in rows("Permissions")}
    assert told == {
        permission.value: ", ".join(sorted(role.value for role in RIGHTS[permission])) or "by grant"
        for permission in Permission
    }


def test_every_right_by_grant_is_told() -> None:
    told = {name.strip("`"): rights for name, rights in rows("Grants")}
    assert told == {
        role.value: ", ".join(sorted(each.value for each in rights))
        for role, rights in GRANTED.items()
    }
    by_grant = {each for each in Permission if not RIGHTS[each]}
    assert by_grant <= {each for rights in GRANTED.values() for each in rights}


def test_every_act_is_told() -> None:
    assert {name.strip("`"): sentence for name, sentence in rows("Acts")} == ACTS


def test_every_permission_has_a_row_of_rights() -> None:
    assert set(RIGHTS) == set(Permission)
    assert {role for roles in SIDES.values() for role in roles} == set(Role)


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", doc.read_text(encoding="utf-8")):
        if not target.startswith(("http", "mailto:")):
            assert (doc.parent / target).exists(), f"{doc.name} links to {target}"


def test_the_two_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(
        r"(?:^|`|PORT=\d+ )make ([a-z-]+)",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    ):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command

"""Every hostile file through the form and through the confined child."""

import pytest

from attestations.models import EvidenceFile
from tests.security.conftest import undone, world, world_folder  # noqa: F401
from tests.security.hostile_files import REFUSED, TAKEN, Hostile
from tests.security.test_hostile_files import called, is_refused, is_served_as_it_came
from tests.security.world import World

# Django takes what cannot be printed out of a name (MultiPartParser.sanitize_file_name) before we
# look at it: what was no ending is one then, and the right one.
MADE_PLAIN = "report.pd\u200bf"


@pytest.mark.parametrize("each", [one for one in REFUSED if one.name != MADE_PLAIN], ids=called)
def test_it_is_refused_and_nothing_is_kept(each: Hostile, undone: World) -> None:  # noqa: F811
    is_refused(each, undone)


def test_a_name_that_hides_its_ending_is_kept_without_what_hid_it(undone: World) -> None:  # noqa: F811
    is_served_as_it_came(next(one for one in REFUSED if one.name == MADE_PLAIN), undone)
    assert EvidenceFile.objects.latest("uploaded_at").name == "report.pdf"


@pytest.mark.parametrize("each", TAKEN, ids=called)
def test_it_is_served_as_it_came(each: Hostile, undone: World) -> None:  # noqa: F811
    is_served_as_it_came(each, undone)

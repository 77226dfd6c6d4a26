"""Every hostile text in every form."""

import pytest

from tests.security.conftest import undone, world, world_folder  # noqa: F401
from tests.security.hostile import TEXTS, WITH_NULL
from tests.security.rows import Row
from tests.security.test_hostile_texts import FORMS, typed_into
from tests.security.world import World


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.route)
def test_it_works(row: Row, undone: World) -> None:  # noqa: F811
    texts, start = (*TEXTS, *WITH_NULL), 0
    while start < len(texts):
        fields = typed_into(
            row, undone, lambda field, start=start: texts[(start + field) % len(texts)]
        )
        if not fields:
            return
        start += fields

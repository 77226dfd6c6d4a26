"""How much of a suite is walked: `make test` should take minutes, `make test-slow` has hours.

What is left out is never a kind of check: fewer kinds of person at verbs that a page does not have,
fewer random examples, shorter long editions, no contrast on the pages. `WHOLE=1` leaves nothing out.
"""

import os
from typing import Final

WHOLE: Final = os.environ.get("WHOLE") == "1"


def length(number: int) -> int:
    """Of so many criteria, versions or pieces the short walk lays down two fifths.

    What is asked is whether two lengths cost the same; any two find what grows with the number.
    """
    return number if WHOLE else number * 2 // 5


def examples(number: int) -> int:
    """Of so many random examples the whole walk tries all, and the short one a quarter."""
    return number if WHOLE else number // 4

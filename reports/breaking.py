"""Where a line ends, found from the letters about it and not from all that follow.

WeasyPrint sets a text without spaces as a whole for every line of it, to break it anywhere: a time
that grows with the square of its length. Its own function is stood in for, and given no more of the
text than decides; a test holds that it is called, and that lines end where they ended.
"""

from collections.abc import Callable
from math import inf
from typing import Any, Final

# In letters for each font size of width: a line of narrow letters holds about four.
_RATIO: Final = 8
_LEAST: Final = 32
# What WeasyPrint gives of a first line: layout, length, where the next begins (in bytes), and sizes.
Split = tuple[Any, int, int | None, float, float, float]


def of_what_decides(split: Callable[..., Split]) -> Callable[..., Split]:
    """Have `split` (split_first_line) see as much of the text as may decide where a line ends.

    A line that takes more than half of what was given is looked for again in twice as much, so
    that letters without width, too, end where the whole text would have them end.
    """

    def told(
        text: str, style: Any, context: Any, max_width: Any, *rest: Any, **named: Any
    ) -> Split:
        if max_width is not None and max_width != inf and style["font_size"]:
            given = max(_LEAST, int(max_width / style["font_size"] * _RATIO))
            while given < len(text):
                part = text[:given]
                made = split(part, style, context, max_width, *rest, **named)
                if made[2] is not None and 2 * made[2] <= len(part.encode()):
                    return made
                given *= 2
        return split(text, style, context, max_width, *rest, **named)

    return told

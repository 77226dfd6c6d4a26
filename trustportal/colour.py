"""Pure: can text in this colour be read? WCAG 2.2, success criterion 1.4.3."""

import colorsys
import re
from typing import Final

PAPER: Final = "#ffffff"
PAPER_DARK: Final = "#12181e"
LEAST_CONTRAST: Final = 4.5
DARK_CONTRAST: Final = 8.0  # light on dark glares less and reads worse: more than the least
LINEAR_BELOW: Final = 0.04045  # where sRGB's curve begins

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio).

    Raises ValueError when either is not written `#rrggbb`.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def accent_or_refusal(colour: str, *, paper: str = PAPER) -> str:
    """The colour, lower case, if its text can be read on `paper`; ValueError says why not."""
    ratio = contrast(colour, paper)
    if ratio < LEAST_CONTRAST:
        raise ValueError(
            f"{colour} on {paper} has a contrast of {ratio:.1f}:1; text needs {LEAST_CONTRAST}:1."
        )
    return colour.lower()


def on_dark(colour: str) -> str:
    """The same hue, only as much lighter as makes it readable on the dark paper."""
    lighter = (_with_lightness(colour, percent) for percent in range(101))
    return next(shade for shade in lighter if contrast(shade, PAPER_DARK) >= DARK_CONTRAST)


def _with_lightness(colour: str, percent: int) -> str:
    """`colour` with that lightness (HSL), 0 to 100; hue and saturation stay."""
    hue, _, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    channels = colorsys.hls_to_rgb(hue, percent / 100, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, each 0 to 255."""
    if _COLOUR.fullmatch(colour) is None:
        raise ValueError(f"{colour!r} is not a colour written #rrggbb.")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2), of `#rrggbb`."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """One sRGB channel, 0 to 1, without its gamma."""
    return channel / 12.92 if channel <= LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4

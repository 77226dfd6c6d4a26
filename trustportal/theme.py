"""The alliance's own accent, served as a stylesheet so that no page carries inline style.

Settings: `ACCENT_COLOUR` (on white paper) and `ACCENT_COLOUR_DARK` (on the dark paper), both
`#rrggbb`. Text in the accent must reach a contrast of 4.5:1 (WCAG 2.2, 1.4.3) on its paper.
"""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

ACCENT: Final = "#123f5c"
ACCENT_DARK: Final = "#8fc1e3"
PAPER: Final = "#ffffff"
PAPER_DARK: Final = "#12181e"
LEAST_CONTRAST: Final = 4.5

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio).

    Raises ValueError when either is not written `#rrggbb`.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def accent_or_refusal(colour: str, *, paper: str) -> str:
    """The colour, lower case, if its text can be read on `paper`; ValueError says why not."""
    ratio = contrast(colour, paper)
    if ratio < LEAST_CONTRAST:
        raise ValueError(
            f"{colour} on {paper} has a contrast of {ratio:.1f}:1; text needs {LEAST_CONTRAST}:1."
        )
    return colour.lower()


@require_safe
@cache_control(public=True, max_age=3600)
def theme(_request: HttpRequest) -> HttpResponse:
    """The accent of this deployment as custom properties, for light, dark and paper."""
    accent = accent_or_refusal(getattr(settings, "ACCENT_COLOUR", ACCENT), paper=PAPER)
    dark = accent_or_refusal(getattr(settings, "ACCENT_COLOUR_DARK", ACCENT_DARK), paper=PAPER_DARK)
    sheet = (
        f"@media screen{{:root{{--accent:{accent};"
        f"--accent-strong:color-mix(in srgb,{accent} 72%,#000)}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark};"
        f"--accent-strong:color-mix(in srgb,{dark} 60%,#fff)}}}}\n"
    )
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2), of `#rrggbb`."""
    if _COLOUR.fullmatch(colour) is None:
        raise ValueError(f"{colour!r} is not a colour written #rrggbb.")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """One sRGB channel, 0 to 1, without its gamma."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

"""The alliance's own accent, served as a stylesheet so that no page carries inline style."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from trustportal.colour import accent_or_refusal, on_dark


@require_safe
@cache_control(public=True, max_age=3600)
def theme(_request: HttpRequest) -> HttpResponse:
    """`ACCENT_COLOUR` as custom properties, for light and dark screens; paper stays black."""
    accent = accent_or_refusal(settings.ACCENT_COLOUR)
    dark = on_dark(accent)
    sheet = (
        f"@media screen{{:root{{--accent:{accent};"
        f"--accent-strong:color-mix(in srgb,{accent} 72%,#000)}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark};"
        f"--accent-strong:color-mix(in srgb,{dark} 60%,#fff)}}}}\n"
    )
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")

import pytest
from django.test import RequestFactory

from trustportal.colour import PAPER_DARK, accent_or_refusal, contrast, on_dark
from trustportal.theme import theme


def test_it_works(settings) -> None:
    settings.ACCENT_COLOUR = "#5A1230"
    response = theme(RequestFactory().get("/theme.css"))
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent:#5a1230;" in response.text


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_an_accent_that_cannot_be_read_is_refused() -> None:
    assert accent_or_refusal("#123F5C") == "#123f5c"
    with pytest.raises(ValueError, match="contrast"):
        accent_or_refusal("#ffcc00")
    with pytest.raises(ValueError, match="#rrggbb"):
        accent_or_refusal("navy")


@pytest.mark.parametrize("accent", ["#000000", "#123f5c", "#5a1230", "#1d4f73", "#006b3c"])
def test_every_accent_becomes_readable_on_dark(accent: str) -> None:
    assert contrast(on_dark(accent), PAPER_DARK) >= 8

"""Which language a text is in, as far as its letters tell (pure): a tag of BCP 47, or None.

Letters that one living language writes name it; others name the script alone (und-Arab), so that
nothing is claimed. Of Chinese characters alone the country decides where its own set holds them.
"""

import re
from typing import Final
from unicodedata import bidirectional

# First and last letter of a script, and what is said of a text in it.
_RANGES: Final = (
    ("\u3040", "\u30ff", "ja"),
    ("\uff66", "\uff9f", "ja"),
    ("\uac00", "\ud7af", "ko"),
    ("\u1100", "\u11ff", "ko"),
    ("\u3130", "\u318f", "ko"),
    ("\u0600", "\u06ff", "und-Arab"),
    ("\u0750", "\u077f", "und-Arab"),
    ("\u08a0", "\u08ff", "und-Arab"),
    ("\ufb50", "\ufdff", "und-Arab"),
    ("\ufe70", "\ufefc", "und-Arab"),
    ("\u0590", "\u05ff", "he"),
    ("\u0370", "\u03ff", "el"),
    ("\u1f00", "\u1fff", "el"),
    ("\u0400", "\u052f", "und-Cyrl"),
    ("\u0530", "\u058f", "hy"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u0900", "\u097f", "und-Deva"),
    ("\u0980", "\u09ff", "und-Beng"),
    ("\u0a00", "\u0a7f", "und-Guru"),
    ("\u0a80", "\u0aff", "gu"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0c00", "\u0c7f", "te"),
    ("\u0c80", "\u0cff", "kn"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0d80", "\u0dff", "si"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0e80", "\u0eff", "lo"),
    ("\u1000", "\u109f", "und-Mymr"),
    ("\u1200", "\u137f", "und-Ethi"),
    ("\u1780", "\u17ff", "km"),
)
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# The characters that each of these languages commonly writes, as encodings of its country list them.
_SETS: Final = {
    "zh-Hans": "gb2312",
    "zh-Hant": "big5",
    "zh-Hant-HK": "big5hkscs",
    "ja": "euc_jp",
    "ko": "euc_kr",
}
_BY_COUNTRY: Final = {
    "CN": "zh-Hans",
    "SG": "zh-Hans",
    "TW": "zh-Hant",
    "HK": "zh-Hant-HK",
    "MO": "zh-Hant-HK",
    "JP": "ja",
    "KR": "ko",
}


def language(text: str, country: str = "") -> str | None:
    """Name the language of most of the letters that tell one; None where only Latin ones stand."""
    told: dict[str, int] = {}
    for letter in text:
        if letter >= "\u0370" and (tag := _tag(letter)):
            told[tag] = told.get(tag, 0) + 1
    han = _HAN.findall(text)
    if "ja" in told or "ko" in told:
        return "ja" if told.get("ja", 0) >= told.get("ko", 0) else "ko"
    if len(han) > max(told.values(), default=0):
        return _of_han("".join(han), _BY_COUNTRY.get(country))
    return max(told, key=lambda tag: (told[tag], tag), default=None)


def _tag(letter: str) -> str | None:
    return next((tag for first, last, tag in _RANGES if first <= letter <= last), None)


def _of_han(letters: str, likely: str | None) -> str:
    for tag in (likely, "zh-Hans", "zh-Hant", "ja"):
        if tag is not None and _holds(_SETS[tag], letters):
            return tag
    return likely or "zh-Hans"


def _holds(encoding: str, letters: str) -> bool:
    try:
        letters.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def direction(text: str) -> str:
    """Give the direction of a text's first strong letter (UAX #9, P2): "rtl" or "ltr"."""
    for letter in text:
        kind = bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"

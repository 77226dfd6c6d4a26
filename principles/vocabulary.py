"""The fixed words of an edition, shared by its rows, its data file and the measures."""

from enum import StrEnum
from typing import Final

SCHEMA: Final = "trust-edition/1"  # what an edition's data file says it is


class AnswerType(StrEnum):
    """How a criterion is answered; principles/measures.py has one measure for each."""

    YES_NO_PARTIAL = "yes_no_partial"
    METRIC = "metric"
    MATURITY = "maturity"
    DATE = "date"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    DOCUMENT = "document"


class Disclosure(StrEnum):
    """What of an answer the public may see."""

    PUBLIC = "public"
    PUBLIC_LEVEL_CONFIDENTIAL_DETAIL = "public_level_confidential_detail"

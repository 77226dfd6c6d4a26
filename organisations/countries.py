"""What a country is called here: the two letters of ISO 3166-1 alpha-2."""

from django.core.validators import RegexValidator

COUNTRY = RegexValidator(r"^[A-Z]{2}$", "Use the two capital letters of ISO 3166-1, such as PT.")

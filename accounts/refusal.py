"""What every refused act raises (pure)."""


class Refusal(Exception):
    """An act that was asked for and refused; its text is a sentence for the person."""

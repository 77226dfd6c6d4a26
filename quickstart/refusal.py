class QuickstartRefusal(Exception):  # noqa: N818  # it is no error of the program, but an answer
    """What cannot be done, and what to do about it, in one sentence for the person at the keys."""

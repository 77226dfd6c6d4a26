class QuickstartRefusal(Exception):
    """What cannot be done, and what to do about it, in one sentence for the person at the keys."""

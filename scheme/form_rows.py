"""Adding and removing rows of a form that came back, without script and with nothing lost."""

from typing import Final

from django.http import QueryDict

TOTAL: Final = "TOTAL_FORMS"


def stepped(posted: QueryDict) -> tuple[QueryDict, bool]:
    """Do what a row's button asks of the form itself; tell whether that was asked.

    `row` is `add TABLE` or `remove TABLE PLACE` (from 0); `then=show` asks for nothing but the
    form again.
    """
    action, table, at, *_ = [*posted.get("row", "").split(), "", "", ""]
    if action == "add" and f"{table}-{TOTAL}" in posted:
        return _with_total(posted, table, 1), True
    if action == "remove" and f"{table}-{TOTAL}" in posted and at.isdigit():
        return _without(posted, table, int(at)), True
    return posted, posted.get("then") == "show" or bool(action)


def _total(posted: QueryDict, table: str) -> int:
    said = posted.get(f"{table}-{TOTAL}", "")
    return int(said) if said.isdigit() and len(said) < 4 else 0  # noqa: PLR2004


def _with_total(posted: QueryDict, table: str, more: int) -> QueryDict:
    changed = posted.copy()
    changed[f"{table}-{TOTAL}"] = str(max(_total(posted, table) + more, 0))
    return changed


def _without(posted: QueryDict, table: str, at: int) -> QueryDict:
    """The rows behind the one that goes move up by one."""
    changed = _with_total(posted, table, -1)
    for name in list(posted):
        prefix, _, rest = name.partition("-")
        place, _, field = rest.partition("-")
        if prefix == table and place.isdigit() and int(place) >= at:
            values = changed.pop(name)
            if int(place) > at:
                changed.setlist(f"{table}-{int(place) - 1}-{field}", values)
    return changed

"""After the walks: which acts chance has done over all seeds, and which it never reached."""

from collections import Counter
from typing import Any

from tests.commands.law import RIGHTS
from tests.whole import WHOLE

ENGAGEMENT = (
    "engagement.", "plan.", "evidence.", "verdict.", "blind_score.", "note.", "clarification.",
    "finding.", "draft_report.", "remarks.", "recommendation.", "decision.", "follow_up.",
    "publication.",
)  # fmt: skip


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each seed, and after the whole walk one for what was never done."""
    done: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        told = dict(report.user_properties)
        if report.when == "call" and "acts" in told:
            done.update(told["acts"])
            terminalreporter.write_line(f"{report.nodeid.split('::')[-1]}: {told['walked']}")
    if done and WHOLE:
        wanted = {act for act in RIGHTS if act.startswith(ENGAGEMENT)}
        never = sorted(wanted - done.keys())
        terminalreporter.write_line(
            f"Of {len(wanted)} acts of an engagement chance did {len(wanted) - len(never)}; never: "
            f"{', '.join(never) or 'none'}."
        )

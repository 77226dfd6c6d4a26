"""The table of moves as the documentation shows it (pure)."""

from attestations.status import MOVES, WORDS, Status


def table() -> str:
    """A Markdown table of every act, the states it starts from and the state it leads to."""
    lines = ["| act | from | to |", "|---|---|---|"]
    for act, (sources, target) in MOVES.items():
        names = ", ".join(WORDS[each].lower() for each in Status if each in sources)
        lines.append(f"| {act.value.replace('_', ' ')} | {names} | {WORDS[target].lower()} |")
    return "\n".join(lines)

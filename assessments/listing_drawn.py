"""The rows of the list of criteria as HTML.

There are hundreds: a template that looked at every line would take most of the page's time, so
that what lines have in common is drawn once here, and a line is put together from it.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.filtering import Line

ROW: Final = (
    '<tr class="govuk-table__row"><th class="govuk-table__header" scope="row">'
    '<a class="govuk-link" href="{}{}/{}">{}</a> {}{}</th>'
    '<td class="govuk-table__cell" data-label="Claimed">{}</td>'
    '<td class="govuk-table__cell" data-label="Verdict">{}</td>'
    '<td class="govuk-table__cell" data-label="State">{}</td></tr>\n'
)
THIRD_LOOK: Final = (
    '{}<br><a class="govuk-link" href="{}{}/third-look/">Third look'
    '<span class="govuk-visually-hidden"> at {} {}</span></a>'
)
NOT_APPLICABLE: Final = "Not applicable"


def drawn(lines: Iterable[Line], *, url: str, kept: str, judges: bool) -> SafeString:
    """The rows; `url` is where criteria are, `kept` what keeps the filter in their addresses.

    `judges` is whether the reader gives verdicts, and so may take a third look.
    """
    # Escaped once, and not in every row.
    url, kept = conditional_escape(url), conditional_escape(kept)
    return format_html_join(
        "",
        ROW,
        (
            (
                url,
                code := conditional_escape(line.code),
                kept,
                code,
                line.title,
                _under(line.layer_title, sampled=line.sampled, asked=line.asked),
                _claimed(line),
                _verdict(line),
                _state(line, url if judges else ""),
            )
            for line in lines
        ),
    )


@cache
def level_marks(target: int) -> SafeString:
    """The dots of every level, once for the page; they are the same for every edition's target."""
    return render_to_string("components/level_marks.html", {"target": target})


@cache
def _under(layer: str, *, sampled: bool, asked: bool) -> SafeString:
    parts = [format_html('<br><span class="small muted">{}</span>', layer)] if layer else []
    if sampled:
        parts.append(format_html("<br>{}", _tag("quiet", "In the sample")))
    if asked:
        parts.append(format_html("<br>{}", _tag("caution", "Clarification open")))
    return format_html_join("", "{}", ((part,) for part in parts))


def _claimed(line: Line) -> str:
    if line.hidden:
        return _muted("Hidden")
    return NOT_APPLICABLE if line.claimed_away else _mark("declared", line.claimed, ", declared")


def _verdict(line: Line) -> str:
    if not line.has_verdict:
        return _muted("–")
    return NOT_APPLICABLE if line.accepted_away else _mark("level", line.level)


def _state(line: Line, url: str) -> SafeString:
    tag = _tag(*_STATES[line.state])
    if line.state != "apart" or not url:
        return tag
    return format_html(THIRD_LOOK, tag, url, line.code, line.code, line.layer_title)


_STATES: Final = {
    "settled": ("good", "Settled"),
    "given": ("caution", "Waits for review"),
    "apart": ("bad", "Waits for a third look"),
    "disagreed": ("bad", "Reviewer disagrees"),
    "unassessed": ("quiet", "Without a verdict"),
}


@cache
def _mark(kind: str, level: int | None, more: str = "") -> SafeString:
    """A level with its dots, which `components/level_marks.html` has drawn."""
    return format_html(
        '<span class="level"><svg width="70" height="18" aria-hidden="true">'
        '<use href="#{}-{}"/></svg>{}<span class="govuk-visually-hidden"> of 4{}</span></span>',
        kind,
        level,
        level,
        more,
    )


@cache
def _tag(tone: str, words: str) -> SafeString:
    return format_html('<strong class="tag tag--{}">{}</strong>', tone, words)


@cache
def _muted(words: str) -> SafeString:
    return format_html('<span class="muted">{}</span>', words)

"""Addresses of the work: plan, verdicts, review, and what was said last time."""

from django.urls import URLPattern, path

from assessments import (
    blind_views,
    judging_views,
    last_time_views,
    note_views,
    plan_views,
    preview_views,
    review_views,
    third_look_views,
    work_views,
)
from assessments.addresses import LAST_TIME, ONE

urlpatterns: list[URLPattern] = [
    # Beside an answer of `attestations`, whose pages show it by its address.
    path(f"{LAST_TIME}<str:code>/", last_time_views.last_time, name="last_time"),
    path(f"{LAST_TIME}<str:code>/<slug:layer>/", last_time_views.last_time, name="last_time"),
    path(f"{ONE}plan/", plan_views.plan, name="plan"),
    path(f"{ONE}plan/propose/", plan_views.propose, name="propose_plan"),
    path(f"{ONE}plan/answer/", plan_views.answer, name="answer_plan"),
    path(f"{ONE}plan/freeze/", plan_views.freeze, name="freeze_plan"),
    path(f"{ONE}work/", work_views.workspace, name="work"),
    path(f"{ONE}work/<slug:code>/", judging_views.principle, name="principle"),
    path(f"{ONE}criteria/<slug:code>/", judging_views.criterion, name="criterion"),
    path(
        f"{ONE}criteria/<slug:code>/last-time/",
        last_time_views.for_assessor,
        name="last_time_for_assessor",
    ),
    path(
        f"{ONE}criteria/<slug:code>/last-time/<slug:layer>/",
        last_time_views.for_assessor,
        name="last_time_for_assessor",
    ),
    path(f"{ONE}criteria/<slug:code>/notes/", note_views.notes, name="notes"),
    path(f"{ONE}criteria/<slug:code>/third-look/", third_look_views.third_look, name="third_look"),
    path(f"{ONE}criteria/<slug:code>/blind/", blind_views.score, name="blind_score"),
    path(f"{ONE}blind-first/", blind_views.choose, name="blind_first"),
    path(f"{ONE}review/", review_views.review, name="review"),
    path(
        "editions/<uuid:edition_id>/preview/<str:code>/assessor/",
        preview_views.preview,
        name="preview",
    ),
]

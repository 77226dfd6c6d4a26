"""Addresses of findings and of what is done about them."""

from django.urls import URLPattern, path

from assessments import finding_views
from assessments.addresses import FINDING, ONE

urlpatterns: list[URLPattern] = [
    path(f"{ONE}findings/", finding_views.finding_list, name="findings"),
    path(FINDING, finding_views.finding, name="finding"),
    path(f"{FINDING}plan/", finding_views.plan, name="finding_plan"),
    path(f"{FINDING}judge/", finding_views.judge, name="finding_judge"),
    path(f"{FINDING}close/", finding_views.close, name="finding_close"),
]

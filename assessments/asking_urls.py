"""Addresses of what assessors ask and members answer."""

from django.urls import URLPattern, path

from assessments import clarification_step_views as steps
from assessments import clarification_views as views
from assessments.addresses import ONE, QUESTION

urlpatterns: list[URLPattern] = [
    path(f"{ONE}questions/", views.question_list, name="questions"),
    path(QUESTION, views.question, name="question"),
    path(f"{QUESTION}files/<uuid:file_id>/", views.file, name="question_file"),
    path(f"{QUESTION}answer/", steps.answer, name="question_answer"),
    path(f"{QUESTION}again/", steps.again, name="question_again"),
    path(f"{QUESTION}settle/", steps.settle, name="question_settle"),
    path(f"{QUESTION}withdraw/", steps.withdraw, name="question_withdraw"),
    path(f"{ONE}criteria/<slug:code>/questions/", views.asked_here, name="asked_here"),
]

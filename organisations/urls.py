"""Addresses of organisations, their people and scopes."""

from django.urls import path

from organisations import inbox_views, invitation_views, one_person_views, views

app_name = "organisations"
urlpatterns = [
    path("inbox/", inbox_views.inbox, name="inbox"),
    path("inbox/read/", inbox_views.read_all, name="inbox_read"),
    path("inbox/letters/", inbox_views.letters, name="inbox_letters"),
    path("inbox/<uuid:message_id>/", inbox_views.follow, name="message"),
    path("people/links/", one_person_views.links, name="links"),
    path("people/links/<uuid:link_id>/apart/", one_person_views.apart, name="apart"),
    path("organisations/", views.organisation_list, name="list"),
    path("organisations/add/", views.add_organisation, name="add"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("organisations/<slug:slug>/accredit/", views.accredit, name="accredit"),
    path("organisations/<slug:slug>/listed/", views.list_name, name="list_name"),
    path("organisations/<slug:slug>/roles/give/", views.give_role, name="give_role"),
    path(
        "organisations/<slug:slug>/roles/<uuid:membership_id>/end/",
        views.end_role,
        name="end_role",
    ),
    path("organisations/<slug:slug>/scopes/make/", views.make_scope, name="make_scope"),
    path(
        "organisations/<slug:slug>/scopes/<slug:scope_slug>/",
        views.change_scope,
        name="change_scope",
    ),
    path("organisations/<slug:slug>/invite/", invitation_views.invite, name="invite"),
    path(
        "organisations/<slug:slug>/invitations/<uuid:invitation_id>/withdraw/",
        invitation_views.withdraw,
        name="withdraw_invitation",
    ),
    path("invitations/<str:token>/", invitation_views.accept, name="invitation"),
]

"""Addresses of attestations, their answers, submissions and evidence."""

from django.urls import path

from attestations import (
    affirming_views,
    carry_views,
    check_views,
    evidence_saving_views,
    evidence_views,
    history_views,
    intake_views,
    looking_views,
    opening_views,
    preview_views,
    principle_views,
    question_views,
    signing_views,
    views,
)

app_name = "attestations"
ONE = "attestations/<uuid:attestation_id>/"
PIECE = "evidence/<slug:slug>/<uuid:evidence_id>/"
urlpatterns = [
    path("attestations/", views.attestation_list, name="list"),
    path("attestations/open/", opening_views.open_form, name="open"),
    path(ONE, views.attestation, name="attestation"),
    path(ONE + "check/", check_views.check, name="check"),
    path(ONE + "delegate/", views.delegate, name="delegate"),
    path(ONE + "as-of/", views.as_of, name="as_of"),
    path(ONE + "cancel/", views.cancel, name="cancel"),
    path(ONE + "close/", views.close, name="close"),
    path(ONE + "reopen/", views.reopen, name="reopen"),
    path(ONE + "criteria/<str:code>/", question_views.question, name="question"),
    path(ONE + "criteria/<str:code>/<slug:layer>/", question_views.question, name="question"),
    path(ONE + "principles/<str:code>/", principle_views.principle, name="principle"),
    path(ONE + "move/", carry_views.move, name="move"),
    path(ONE + "confirm/", affirming_views.waiting, name="to_confirm"),
    path(ONE + "affirm/<str:code>/", affirming_views.affirm, name="affirm"),
    path(ONE + "affirm/<str:code>/<slug:layer>/", affirming_views.affirm, name="affirm"),
    path(ONE + "history/<str:code>/", history_views.history, name="history"),
    path(ONE + "history/<str:code>/<slug:layer>/", history_views.history, name="history"),
    path(ONE + "history/<str:code>/restore/<int:version>/", history_views.restore, name="restore"),
    path(
        ONE + "history/<str:code>/<slug:layer>/restore/<int:version>/",
        history_views.restore,
        name="restore",
    ),
    path(ONE + "sign/", signing_views.sign, name="sign"),
    path(ONE + "recall/", signing_views.recall, name="recall"),
    path(ONE + "receipt/", signing_views.latest_receipt, name="latest_receipt"),
    path("submissions/<uuid:submission_id>/", signing_views.receipt, name="receipt"),
    path(
        "submissions/<uuid:submission_id>/receipt.json",
        signing_views.receipt_json,
        name="receipt_json",
    ),
    path("submissions/<uuid:submission_id>/content.json", signing_views.content, name="content"),
    path(ONE + "intake/", intake_views.intake, name="intake"),
    path(ONE + "accept/", intake_views.accept, name="accept"),
    path(ONE + "return/", intake_views.return_attestation, name="return"),
    path(
        "editions/<uuid:edition_id>/preview/<str:code>/member/",
        preview_views.preview,
        name="preview",
    ),
    path("evidence/", evidence_views.libraries, name="libraries"),
    path("evidence/<slug:slug>/", evidence_views.library, name="library"),
    path("evidence/<slug:slug>/add/", evidence_saving_views.add, name="evidence_add"),
    path("evidence/<slug:slug>/looked/", looking_views.looks, name="looks"),
    path("evidence/<slug:slug>/looked.csv", looking_views.looks_csv, name="looks_csv"),
    path(PIECE, evidence_views.piece, name="piece"),
    path(PIECE + "revise/", evidence_saving_views.revise, name="evidence_revise"),
    path(PIECE + "looked/", looking_views.piece_looks, name="piece_looks"),
    path(PIECE + "looked.csv", looking_views.piece_looks_csv, name="piece_looks_csv"),
    path(
        PIECE + "files/<uuid:file_id>/reveal/",
        evidence_saving_views.reveal,
        name="evidence_reveal",
    ),
    path(PIECE + "files/<uuid:file_id>/", evidence_views.download, name="evidence_file"),
]

"""Roles, permissions, and the whole rights table on one page (pure).

A right comes from a membership (the role of a person in an organisation, below) or from a
grant (`attestations/grants.py`). Nothing else is asked: `Model.objects.where_user_may`.
How it is asked quickly: docs/decisions/rights.md.
"""

from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """On which side of an attestation an organisation stands."""

    MEMBER = "member"
    ASSESSOR_BODY = "assessor_body"
    ALLIANCE = "alliance"


class Role(StrEnum):
    """What a person is in an organisation."""

    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"
    SIGNATORY = "signatory"
    VIEWER = "viewer"
    BODY_ADMIN = "body_admin"
    LEAD_ASSESSOR = "lead_assessor"
    ASSESSOR = "assessor"
    QUALITY_REVIEWER = "quality_reviewer"
    REGISTRAR = "registrar"
    SCHEME_MANAGER = "scheme_manager"
    DECISION_MAKER = "decision_maker"
    APPEAL_PANEL = "appeal_panel"
    KEY_CUSTODIAN = "key_custodian"
    OPERATOR = "operator"


R = Role
SIDES: Final[dict[Side, tuple[Role, ...]]] = {
    Side.MEMBER: (R.OWNER, R.EDITOR, R.CONTRIBUTOR, R.SIGNATORY, R.VIEWER),
    Side.ASSESSOR_BODY: (R.BODY_ADMIN, R.LEAD_ASSESSOR, R.ASSESSOR, R.QUALITY_REVIEWER),
    Side.ALLIANCE: (
        R.REGISTRAR,
        R.SCHEME_MANAGER,
        R.DECISION_MAKER,
        R.APPEAL_PANEL,
        R.KEY_CUSTODIAN,
        R.OPERATOR,
    ),
}
ROLE_TITLES: Final[dict[str, str]] = {
    R.OWNER: "Owner",
    R.EDITOR: "Editor",
    R.CONTRIBUTOR: "Contributor",
    R.SIGNATORY: "Signatory",
    R.VIEWER: "Viewer",
    R.BODY_ADMIN: "Body administrator",
    R.LEAD_ASSESSOR: "Lead assessor",
    R.ASSESSOR: "Assessor",
    R.QUALITY_REVIEWER: "Quality reviewer",
    R.REGISTRAR: "Registrar",
    R.SCHEME_MANAGER: "Scheme manager",
    R.DECISION_MAKER: "Decision maker",
    R.APPEAL_PANEL: "Appeal panel",
    R.KEY_CUSTODIAN: "Key custodian",
    R.OPERATOR: "Operator",
}
# These roles count only in a session that has confirmed a second factor.
SECOND_FACTOR_ROLES: Final = frozenset(
    {R.SIGNATORY, *SIDES[Side.ASSESSOR_BODY], *SIDES[Side.ALLIANCE]}
)

# Who may let her name stand in the public register of assessors.
PUBLIC_ROLES: Final = (R.LEAD_ASSESSOR, R.ASSESSOR, R.QUALITY_REVIEWER)


class Permission(StrEnum):
    """Something that somebody may do or read."""

    # the register of organisations
    ORGANISATION_ADD = "organisation.add"
    ORGANISATION_READ = "organisation.read"
    REGISTER_KEEP = "register.keep"
    FIRST_PERSON_INVITE = "first_person.invite"
    PEOPLE_MANAGE = "people.manage"
    PARTNER_KEY_MAKE = "partner_key.make"
    API_KEY_MAKE = "api_key.make"
    SCOPE_CHANGE = "scope.change"
    JOURNAL_READ = "journal.read"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_READ = "evidence.read"
    # a member's attestation
    ATTESTATION_OPEN = "attestation.open"
    ATTESTATION_READ = "attestation.read"
    ANSWERS_READ = "answers.read"
    ATTESTATION_ANSWER = "attestation.answer"
    ATTESTATION_DELEGATE = "attestation.delegate"
    ATTESTATION_MAKE_READY = "attestation.make_ready"
    ATTESTATION_REOPEN = "attestation.reopen"
    ATTESTATION_SUBMIT = "attestation.submit"
    ATTESTATION_RECALL = "attestation.recall"
    ATTESTATION_CANCEL = "attestation.cancel"
    ATTESTATION_CLOSE_DECLARED = "attestation.close_declared"
    ATTESTATION_RETURN = "attestation.return"
    ATTESTATION_ACCEPT = "attestation.accept"
    PUBLICATION_CHOOSE = "publication.choose"
    GLASS_ASK = "glass.ask"
    GLASS_BREAK = "glass.break"
    # assessment: the member's side
    ENGAGEMENT_REQUEST = "engagement.request"
    ENGAGEMENT_OBJECT = "engagement.object"
    ENGAGEMENT_TERMINATE = "engagement.terminate"  # the body's administrator too
    PLAN_AGREE = "plan.agree"
    FINDING_PLAN = "finding.plan"
    CLARIFICATION_ANSWER = "clarification.answer"
    REMARKS_RECORD = "remarks.record"
    # assessment: the body's side
    ENGAGEMENT_STAFF = "engagement.staff"
    ENGAGEMENT_READ = "engagement.read"
    INTERESTS_DECLARE = "interests.declare"
    PLAN_FREEZE = "plan.freeze"
    VERDICT_GIVE = "verdict.give"
    VERDICT_REVIEW = "verdict.review"
    THIRD_LOOK = "verdict.third_look"
    NOTES_READ = "notes.read"
    NOTES_WRITE = "notes.write"
    CLARIFICATION_ASK = "clarification.ask"
    FINDING_RAISE = "finding.raise"
    FINDING_PLAN_ACCEPT = "finding.plan_accept"
    DRAFT_SHARE = "draft.share"
    RECOMMEND = "recommend"
    RECOMMENDATION_CONFIRM = "recommendation.confirm"
    # the alliance's side
    ENGAGEMENTS_OVERSEE = "engagements.oversee"
    CONFLICT_LIFT = "conflict.lift"
    DISPUTE_RULE = "dispute.rule"
    DECIDE = "decide"
    EDITION_WRITE = "edition.write"
    EDITION_PUBLISH = "edition.publish"
    # reports
    REPORT_CORRECT = "report.correct"
    CORRECTION_CONFIRM = "correction.confirm"
    CORRECTION_DECLINE = "correction.decline"
    # the keys of the seal
    KEY_ASK = "key.ask"
    KEY_CONFIRM = "key.confirm"
    # the machinery
    JOBS_READ = "jobs.read"
    JOB_RETRY = "job.retry"


P = Permission
# What a membership allows on the objects of its own organisation. Rights on the objects of
# another organisation are grants, and rights within an engagement belong to its people.
RIGHTS: Final[dict[Permission, frozenset[Role]]] = {
    P.ORGANISATION_ADD: frozenset({R.REGISTRAR}),
    P.ORGANISATION_READ: frozenset(Role),
    P.REGISTER_KEEP: frozenset({R.REGISTRAR}),
    P.FIRST_PERSON_INVITE: frozenset({R.REGISTRAR}),
    P.PEOPLE_MANAGE: frozenset({R.OWNER, R.BODY_ADMIN}),
    P.PARTNER_KEY_MAKE: frozenset({R.REGISTRAR}),
    P.API_KEY_MAKE: frozenset({R.OWNER}),
    P.SCOPE_CHANGE: frozenset({R.OWNER, R.EDITOR}),
    P.JOURNAL_READ: frozenset({R.OWNER, R.VIEWER}),
    P.EVIDENCE_ADD: frozenset({R.OWNER, R.EDITOR, R.CONTRIBUTOR}),
    P.EVIDENCE_READ: frozenset({R.OWNER, R.EDITOR, R.SIGNATORY, R.VIEWER}),
    P.ATTESTATION_OPEN: frozenset({R.OWNER, R.EDITOR}),
    P.ATTESTATION_READ: frozenset({R.OWNER, R.EDITOR, R.SIGNATORY, R.VIEWER}),
    # Answers while they are written, and their history; a contributor's by grant (delegation).
    P.ANSWERS_READ: frozenset({R.OWNER, R.EDITOR, R.SIGNATORY, R.VIEWER}),
    P.ATTESTATION_ANSWER: frozenset({R.OWNER, R.EDITOR}),
    P.ATTESTATION_DELEGATE: frozenset({R.OWNER, R.EDITOR}),
    P.ATTESTATION_MAKE_READY: frozenset({R.OWNER, R.EDITOR}),
    P.ATTESTATION_REOPEN: frozenset({R.OWNER, R.EDITOR, R.SIGNATORY}),
    P.ATTESTATION_SUBMIT: frozenset({R.SIGNATORY}),
    P.ATTESTATION_RECALL: frozenset({R.SIGNATORY}),
    P.ATTESTATION_CANCEL: frozenset({R.OWNER, R.SIGNATORY}),
    P.ATTESTATION_CLOSE_DECLARED: frozenset({R.OWNER}),
    P.ATTESTATION_RETURN: frozenset(),  # by grant: registrars, from submission
    P.ATTESTATION_ACCEPT: frozenset(),  # by grant: registrars, from submission
    P.PUBLICATION_CHOOSE: frozenset({R.SIGNATORY}),
    # Emergency access: one asks, another lets her. What follows is a grant to read for some hours,
    # and never one to change.
    P.GLASS_ASK: frozenset({R.OPERATOR}),
    P.GLASS_BREAK: frozenset({R.OPERATOR, R.REGISTRAR}),
    P.ENGAGEMENT_REQUEST: frozenset({R.OWNER, R.SIGNATORY}),
    P.ENGAGEMENT_OBJECT: frozenset({R.OWNER, R.SIGNATORY}),
    P.ENGAGEMENT_TERMINATE: frozenset({R.OWNER, R.SIGNATORY, R.BODY_ADMIN}),
    P.PLAN_AGREE: frozenset({R.OWNER, R.SIGNATORY}),
    # Whatever the member says to a finding: seen, disputed, the plan, what shows that it is done.
    P.FINDING_PLAN: frozenset({R.OWNER, R.EDITOR}),
    P.CLARIFICATION_ANSWER: frozenset({R.OWNER, R.EDITOR}),
    P.REMARKS_RECORD: frozenset({R.OWNER, R.EDITOR, R.SIGNATORY}),
    P.ENGAGEMENT_STAFF: frozenset({R.BODY_ADMIN}),
    P.ENGAGEMENT_READ: frozenset({R.OWNER, R.EDITOR, R.SIGNATORY, R.VIEWER, R.BODY_ADMIN}),
    # Within an engagement: the people named in it, in the role they are named for.
    P.INTERESTS_DECLARE: frozenset({R.LEAD_ASSESSOR, R.ASSESSOR, R.QUALITY_REVIEWER}),
    P.PLAN_FREEZE: frozenset({R.LEAD_ASSESSOR}),
    P.VERDICT_GIVE: frozenset({R.LEAD_ASSESSOR, R.ASSESSOR}),
    P.VERDICT_REVIEW: frozenset({R.QUALITY_REVIEWER}),
    # The act sees to it that she has neither given nor reviewed any version of the verdict.
    P.THIRD_LOOK: frozenset({R.LEAD_ASSESSOR, R.ASSESSOR}),
    P.NOTES_READ: frozenset({R.LEAD_ASSESSOR, R.ASSESSOR, R.QUALITY_REVIEWER}),
    P.NOTES_WRITE: frozenset({R.LEAD_ASSESSOR, R.ASSESSOR, R.QUALITY_REVIEWER}),
    P.CLARIFICATION_ASK: frozenset({R.LEAD_ASSESSOR, R.ASSESSOR}),
    P.FINDING_RAISE: frozenset({R.LEAD_ASSESSOR, R.ASSESSOR}),
    P.FINDING_PLAN_ACCEPT: frozenset({R.LEAD_ASSESSOR}),
    P.DRAFT_SHARE: frozenset({R.LEAD_ASSESSOR}),
    P.RECOMMEND: frozenset({R.LEAD_ASSESSOR}),
    P.RECOMMENDATION_CONFIRM: frozenset({R.BODY_ADMIN}),
    P.ENGAGEMENTS_OVERSEE: frozenset({R.REGISTRAR}),
    P.CONFLICT_LIFT: frozenset(),  # by grant: decision makers, while a lifting is asked for
    P.DISPUTE_RULE: frozenset(),  # by grant: the appeal panel, while a finding is disputed
    P.DECIDE: frozenset(),  # by grant: decision makers, from recommendation
    P.EDITION_WRITE: frozenset({R.SCHEME_MANAGER}),
    P.EDITION_PUBLISH: frozenset({R.SCHEME_MANAGER}),
    P.REPORT_CORRECT: frozenset({R.REGISTRAR}),
    P.CORRECTION_CONFIRM: frozenset({R.DECISION_MAKER}),
    # A decision maker declines it, or a registrar takes it back.
    P.CORRECTION_DECLINE: frozenset({R.DECISION_MAKER, R.REGISTRAR}),
    # One asks, another confirms or declines.
    P.KEY_ASK: frozenset({R.KEY_CUSTODIAN}),
    P.KEY_CONFIRM: frozenset({R.KEY_CUSTODIAN}),
    P.JOBS_READ: frozenset({R.OPERATOR}),
    P.JOB_RETRY: frozenset({R.OPERATOR}),
}

# What a grant on one attestation may give, and to whom: people who hold this role somewhere else
# (a contributor: on some criteria only). Nothing else can be granted.
_ASSESSING: Final = (P.ATTESTATION_READ, P.EVIDENCE_READ)
# What a recommendation gives to decision makers; lifting a conflict is given for its own reason.
DECIDING: Final = (P.ATTESTATION_READ, P.EVIDENCE_READ, P.ENGAGEMENT_READ, P.DECIDE)
GRANTED: Final[dict[Role, tuple[Permission, ...]]] = {
    R.CONTRIBUTOR: (P.ANSWERS_READ, P.ATTESTATION_ANSWER, P.EVIDENCE_READ),
    R.REGISTRAR: (P.ATTESTATION_READ, P.ATTESTATION_RETURN, P.ATTESTATION_ACCEPT),
    R.LEAD_ASSESSOR: _ASSESSING,
    R.ASSESSOR: _ASSESSING,
    R.QUALITY_REVIEWER: _ASSESSING,
    R.DECISION_MAKER: (*DECIDING, P.CONFLICT_LIFT),
    R.APPEAL_PANEL: (P.EVIDENCE_READ, P.DISPUTE_RULE),
    R.OPERATOR: (P.ATTESTATION_READ, P.ANSWERS_READ, P.EVIDENCE_READ),
}

# Rights that a role of the alliance has on every organisation of the register.
REGISTER_WIDE: Final = frozenset({P.REGISTER_KEEP, P.FIRST_PERSON_INVITE})


def roles_with(permission: Permission) -> list[str]:
    """The role slugs whose memberships allow `permission`."""
    return sorted(role.value for role in RIGHTS[permission])

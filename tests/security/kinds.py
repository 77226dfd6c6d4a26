"""The kinds of person that the matrix walks as."""

from enum import StrEnum


class Kind(StrEnum):
    """Who asks."""

    ANONYMOUS = "anonymous"
    STRANGER = "stranger"
    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"
    SIGNATORY = "signatory"
    VIEWER = "viewer"
    ENDED_OWNER = "ended_owner"
    OTHER_OWNER = "other_owner"
    OTHER_SIGNATORY = "other_signatory"
    BODY_ADMIN = "body_admin"
    LEAD = "lead"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    UNNAMED_ASSESSOR = "unnamed_assessor"
    OTHER_LEAD = "other_lead"
    REGISTRAR = "registrar"
    SCHEME_MANAGER = "scheme_manager"
    DECISION_MAKER = "decision_maker"
    SECOND_DECISION_MAKER = "second_decision_maker"
    APPEAL_PANEL = "appeal_panel"
    KEY_CUSTODIAN = "key_custodian"
    OPERATOR = "operator"
    SIGNATORY_WITHOUT_FACTOR = "signatory_without_factor"
    REGISTRAR_WITHOUT_FACTOR = "registrar_without_factor"
    LEAD_WITHOUT_FACTOR = "lead_without_factor"
    PARTNER = "partner"

    @classmethod
    def without_factor(cls) -> dict["Kind", "Kind"]:
        """The person who has not confirmed her factor -> the same person who has."""
        return {
            cls.SIGNATORY_WITHOUT_FACTOR: cls.SIGNATORY,
            cls.REGISTRAR_WITHOUT_FACTOR: cls.REGISTRAR,
            cls.LEAD_WITHOUT_FACTOR: cls.LEAD,
        }


K = Kind
# Not signed in: nobody's session, or a machine with a key (which opens nothing more).
OUTSIDE = frozenset({K.ANONYMOUS, K.PARTNER})
EVERYONE = frozenset(Kind)
SIGNED_IN = EVERYONE - OUTSIDE
NOBODY: frozenset[Kind] = frozenset()
# A member's own people who read its attestations; a contributor reads what is delegated.
READERS = frozenset({K.OWNER, K.EDITOR, K.SIGNATORY, K.VIEWER})
AT_WORK = frozenset({K.LEAD, K.ASSESSOR, K.REVIEWER})
# As whom a page is tried in every run, half of them at each; `make test-slow` tries all kinds.
IN_TURN = frozenset({
    K.PARTNER, K.OWNER, K.CONTRIBUTOR, K.ENDED_OWNER, K.OTHER_OWNER, K.LEAD, K.UNNAMED_ASSESSOR,
    K.REGISTRAR, K.SCHEME_MANAGER, K.DECISION_MAKER, K.SIGNATORY_WITHOUT_FACTOR,
})  # fmt: skip

"""The shapes of version 1 as the schema tells them; a test holds every answer against them."""

from rest_framework import serializers as s

from assessments.assurance import Assurance
from crosswalk.vocabulary import Confidence, Relationship
from organisations.layers import CHOICES as LAYERS
from registry.standing import Status
from reports.status import Kind

TAG_URI = r"^tag:[a-z0-9.-]+,[0-9]{4}-[0-9]{2}-[0-9]{2}:principles/\S+$"
OUTCOMES = ["conforming", "conditional", "not_conforming"]


class OrganisationSerializer(s.Serializer[object]):
    """An organisation: `country` is its ISO 3166-1 alpha-2 code."""

    slug = s.SlugField()
    name = s.CharField()
    country = s.RegexField(r"^[A-Z]{2}$")


class ScopeSerializer(s.Serializer[object]):
    """What of the organisation is covered; "" for a part: the statement is older than its parts."""

    slug = s.SlugField()
    statement = s.CharField()
    included = s.CharField(allow_blank=True)
    excluded = s.CharField(allow_blank=True)
    why = s.CharField(allow_blank=True)
    layers = s.ListField(child=s.ChoiceField(LAYERS))


class FiguresSerializer(s.Serializer[object]):
    """Conformance in per cent and maturity 0 to 4 as decimal strings; null: nothing was rated."""

    conformance = s.RegexField(r"^\d{1,3}\.\d$", allow_null=True)
    maturity = s.RegexField(r"^[0-4]\.\d{1,2}$", allow_null=True)


class UncertaintySerializer(s.Serializer[object]):
    """Shares of the weight behind an assessed score, in per cent as decimal strings."""

    low_confidence = s.RegexField(r"^\d{1,3}\.\d$")
    not_sampled = s.RegexField(r"^\d{1,3}\.\d$")
    not_tested = s.RegexField(r"^\d{1,3}\.\d$")


class CutFiguresSerializer(s.Serializer[object]):
    """Some criteria: what was declared, and what was assessed (null: nobody has)."""

    code = s.CharField()
    declared = FiguresSerializer(allow_null=True)
    assessed = FiguresSerializer(allow_null=True)


class PrincipleFiguresSerializer(CutFiguresSerializer):
    """One principle; `assurance` follows from what was done (null: not recorded, or not rated)."""

    assurance = s.ChoiceField([each.value for each in Assurance], allow_null=True)
    uncertainty = UncertaintySerializer(allow_null=True)


class ReportReferenceSerializer(s.Serializer[object]):
    """The report that a standing rests on; `sha256` is that of the whole public PDF."""

    number = s.CharField()
    sha256 = s.RegexField(r"^[0-9a-f]{64}$")
    log_index = s.IntegerField(min_value=0)
    html_url = s.URLField()
    pdf_url = s.URLField()
    json_url = s.URLField()


class StandingSerializer(s.Serializer[object]):
    """The standing of one scope; what is null for `not_listed` only is said in docs/api.md."""

    scope = ScopeSerializer()
    framework = s.CharField()
    edition = s.CharField(allow_null=True)
    kind = s.ChoiceField([each.value for each in Kind], allow_null=True)
    status = s.ChoiceField([each.value for each in Status])
    outcome = s.ChoiceField(OUTCOMES, allow_null=True)
    renewal_due = s.BooleanField()
    as_of = s.DateField(allow_null=True)
    valid_from = s.DateField(allow_null=True)
    valid_to = s.DateField(allow_null=True)
    overall = FiguresSerializer(allow_null=True)
    uncertainty = UncertaintySerializer(allow_null=True)
    principles = PrincipleFiguresSerializer(many=True)
    flags = s.ListField(child=s.CharField())
    report = ReportReferenceSerializer(allow_null=True)


class OrganisationStandingsSerializer(s.Serializer[object]):
    """One organisation and the standing of each of its scopes."""

    organisation = OrganisationSerializer()
    standings = StandingSerializer(many=True)


class ListedReportSerializer(ReportReferenceSerializer):
    """A published report in a list; `status` is its own, now."""

    organisation = OrganisationSerializer()
    scope = ScopeSerializer()
    framework = s.CharField()
    edition = s.CharField()
    kind = s.ChoiceField([each.value for each in Kind])
    status = s.ChoiceField([each.value for each in Status])
    outcome = s.ChoiceField(OUTCOMES, allow_null=True)
    issued_at = s.DateTimeField()
    as_of = s.DateField()
    valid_from = s.DateField()
    valid_to = s.DateField()


class NoticeSerializer(s.Serializer[object]):
    """What happened to a report after it was published."""

    kind = s.CharField()
    effective_at = s.DateTimeField()
    issued_at = s.DateTimeField()
    reason = s.CharField(allow_blank=True)


class TitleFiguresSerializer(CutFiguresSerializer):
    """One title of another structure, with the figures of the criteria under it."""

    title = s.CharField()


class StructureSerializer(s.Serializer[object]):
    """The same criteria cut along other titles; no outcome follows from it."""

    id = s.CharField()
    version = s.CharField()
    source = s.CharField()  # type: ignore[assignment]  # a field here, not an option
    principles = TitleFiguresSerializer(many=True)


class ReportSerializer(ListedReportSerializer):
    """A published report with its figures and the notices on it."""

    overall = FiguresSerializer(allow_null=True)
    uncertainty = UncertaintySerializer(allow_null=True)
    principles = PrincipleFiguresSerializer(many=True)
    flags = s.ListField(child=s.CharField())
    notices = NoticeSerializer(many=True)
    corrects = s.CharField(allow_null=True)
    corrected_by = s.CharField(allow_null=True)
    structures = StructureSerializer(many=True)
    accreditation_withdrawn_on = s.ListField(child=s.DateField())


class EditionReferenceSerializer(s.Serializer[object]):
    """A published edition; `sha256` is that of the bytes behind `json_url`.

    `tag_uri` names it for good (RFC 4151); it is no address.
    """

    framework = s.CharField()
    edition = s.CharField()
    tag_uri = s.RegexField(TAG_URI)
    title = s.CharField()
    effective_on = s.DateField()
    method = s.CharField()
    sha256 = s.RegexField(r"^[0-9a-f]{64}$")
    html_url = s.URLField()
    json_url = s.URLField()
    api_url = s.URLField()


class CriterionReferenceSerializer(s.Serializer[object]):
    """A criterion in its edition."""

    code = s.CharField()
    title = s.CharField()
    weight = s.IntegerField(min_value=1, max_value=3)
    must_meet = s.BooleanField()
    per_layer = s.BooleanField()
    sha256 = s.RegexField(r"^[0-9a-f]{64}$")
    api_url = s.URLField()


class PrincipleSerializer(s.Serializer[object]):
    """A principle and its criteria, in the edition's order."""

    code = s.CharField()
    title = s.CharField()
    statement = s.CharField()
    weight = s.IntegerField(min_value=1)
    criteria = CriterionReferenceSerializer(many=True)


class EditionSerializer(EditionReferenceSerializer):
    """An edition with its principles."""

    target_level = s.IntegerField(min_value=1, max_value=4)
    scoring = s.DictField()
    layers = s.ListField(child=s.DictField())
    principles = PrincipleSerializer(many=True)


class MappingSerializer(s.Serializer[object]):
    """A clause that asks something alike; `verified`: its number and title were read in a copy.

    `carried_over`: judged on the text of edition `judged_on`, which has changed since.
    """

    regulation = s.CharField()
    title = s.CharField()
    ref = s.CharField()
    relationship = s.ChoiceField([each.value for each in Relationship])
    confidence = s.ChoiceField([each.value for each in Confidence])
    judged_on = s.CharField()
    carried_over = s.BooleanField()
    verified = s.BooleanField()


class CriterionSerializer(CriterionReferenceSerializer):
    """A criterion whole. `rule` is read as docs/api.md and the edition's own JSON say."""

    tag_uri = s.RegexField(TAG_URI)
    framework = s.CharField()
    edition = s.CharField()
    principle = s.CharField()
    version = s.CharField()
    requirement = s.CharField()
    guidance = s.CharField(allow_blank=True)
    why = s.CharField(allow_blank=True)
    good_evidence = s.ListField(child=s.CharField())
    weak_evidence = s.ListField(child=s.CharField())
    mistakes = s.ListField(child=s.CharField())
    applies_to = s.ListField(child=s.CharField())
    not_applicable = s.DictField()
    answer_type = s.CharField()
    rule = s.DictField()
    evidence_wanted = s.ListField(child=s.DictField())
    disclosure = s.CharField()
    assessment = s.DictField()
    threshold_sources = s.ListField(child=s.CharField())
    mappings = MappingSerializer(many=True)
    html_url = s.URLField()


class IndexSerializer(s.Serializer[object]):
    """Where everything is."""

    standings = s.URLField()
    reports = s.URLField()
    assessors = s.URLField()
    principles = s.URLField()
    crosswalk = s.URLField()
    keys = s.URLField()
    schema = s.URLField()


class ProblemTypeSerializer(s.Serializer[object]):
    """A type of problem, in general."""

    type = s.URLField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()


class ProblemSerializer(s.Serializer[object]):
    """A refusal (RFC 9457); `parameter` names the parameter at fault, where one was."""

    type = s.URLField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    instance = s.CharField()
    parameter = s.CharField(required=False)


def page_of(shape: type[s.Serializer[object]], name: str) -> s.Serializer[object]:
    """The shape of a page of such results."""
    fields = {
        "next": s.URLField(allow_null=True),
        "previous": s.URLField(allow_null=True),
        "results": shape(many=True),
        "__doc__": "A page; `next` and `previous` are addresses, null at the ends.",
    }
    made: s.Serializer[object] = type(name, (s.Serializer,), fields)()
    return made

"""The shapes of laws, clauses and mappings, as the schema tells them."""

from rest_framework import serializers as s

from crosswalk.vocabulary import Confidence, Kind, Listed, Relationship


class RegulationReferenceSerializer(s.Serializer[object]):
    """A law, standard or framework in figures, beside one edition.

    `listed` of its clauses are known here, all of the part that `covers` names or not
    (`clauses_listed`); `touched` of them by a criterion.
    """

    slug = s.SlugField()
    title = s.CharField()
    short_name = s.CharField(allow_blank=True)
    kind = s.ChoiceField([each.value for each in Kind])
    issuer = s.CharField(allow_blank=True)
    url = s.CharField(allow_blank=True)
    clauses_listed = s.ChoiceField([each.value for each in Listed])
    covers = s.CharField(allow_blank=True)
    note = s.CharField(allow_blank=True)
    framework = s.CharField(allow_null=True)
    edition = s.CharField(allow_null=True)
    listed = s.IntegerField(min_value=0)
    touched = s.IntegerField(min_value=0)
    mappings = s.IntegerField(min_value=0)
    verified = s.IntegerField(min_value=0)
    carried_over = s.IntegerField(min_value=0)
    html_url = s.URLField()
    api_url = s.URLField()


class TouchSerializer(s.Serializer[object]):
    """A criterion beside a clause; the relationship reads from the criterion to the clause."""

    criterion = s.CharField()
    title = s.CharField()
    relationship = s.ChoiceField([each.value for each in Relationship])
    confidence = s.ChoiceField([each.value for each in Confidence])
    author = s.CharField()
    dated = s.DateField()
    judged_on = s.CharField()
    carried_over = s.BooleanField()
    verified = s.BooleanField()
    verified_by = s.CharField(allow_null=True)
    verified_on = s.DateField(allow_null=True)
    api_url = s.URLField()


class ClauseSerializer(s.Serializer[object]):
    """A clause; `applies_from` is null where the day is not certain, `applies_source` its source."""

    ref = s.CharField()
    title = s.CharField(allow_blank=True)
    applies_from = s.DateField(allow_null=True)
    applies_note = s.CharField(allow_blank=True)
    applies_source = s.CharField(allow_blank=True)
    mappings = TouchSerializer(many=True)


class RegulationSerializer(RegulationReferenceSerializer):
    """A law, standard or framework, clause by clause."""

    clauses = ClauseSerializer(many=True)

"""The shapes of the assessor register; a test holds every answer against them."""

from rest_framework import serializers as s

from api.v1.shapes import OrganisationSerializer
from organisations.accreditation import AccreditationStatus
from organisations.assurance import CHOICES as LEVELS
from organisations.layers import CHOICES as LAYERS
from organisations.permissions import PUBLIC_ROLES

STATUSES = [each.value for each in AccreditationStatus]


class AccreditationSerializer(s.Serializer[object]):
    """What a body may assess; both days are inclusive, and no country means every one."""

    status = s.ChoiceField(STATUSES)
    layers = s.ListField(child=s.ChoiceField(LAYERS))
    countries = s.ListField(child=s.RegexField(r"^[A-Z]{2}$"))
    levels = s.ListField(child=s.ChoiceField(LEVELS))
    valid_from = s.DateField()
    valid_until = s.DateField()
    withdrawn_at = s.DateTimeField(allow_null=True)


class ListedAssessorSerializer(s.Serializer[object]):
    """A body with its accreditations, the newest first; in force where one of them is."""

    organisation = OrganisationSerializer()
    status = s.ChoiceField(STATUSES)
    accreditations = AccreditationSerializer(many=True)
    html_url = s.URLField()


class NamedAssessorSerializer(s.Serializer[object]):
    """Somebody who agreed to be named, in one of her roles."""

    name = s.CharField()
    role = s.ChoiceField([role.value for role in PUBLIC_ROLES])
    listed_since = s.DateTimeField()


class AssessorSerializer(ListedAssessorSerializer):
    """A body with the people who agreed to be named."""

    people = NamedAssessorSerializer(many=True)

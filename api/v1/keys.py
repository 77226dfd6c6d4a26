"""When each key of the seal was in use."""

from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from api.reading import Reading
from api.v1.described import described
from registry.keys import SCHEMA, document
from reports.keys.terms import Store, Why

A_MINUTE = "public, max-age=60"


class KeySerializer(s.Serializer[object]):
    """A key of the seal; `ends_at` is null while it is in use."""

    key_id = s.RegexField(r"^[0-9a-f]{64}$")
    certificate_sha256 = s.RegexField(r"^[0-9a-f]{64}$")
    subject = s.CharField()
    algorithm = s.CharField()
    store = s.ChoiceField([each.value for each in Store])
    development = s.BooleanField()
    begins_at = s.DateTimeField()
    ends_at = s.DateTimeField(allow_null=True)
    why = s.ChoiceField([each.value for each in Why], allow_null=True)
    not_trusted_from = s.DateTimeField(allow_null=True)
    people = s.IntegerField()
    record_commitment = s.RegexField(r"^[0-9a-f]{64}$", allow_null=True)
    reports = s.IntegerField()
    log_indexes = s.ListField(child=s.IntegerField())
    certificates_url = s.URLField()


class KeysSerializer(s.Serializer[object]):
    """Every key, the newest first."""

    schema = s.ChoiceField([SCHEMA])
    keys = KeySerializer(many=True)


class Keys(Reading):
    """The history of keys."""

    cache_control = A_MINUTE

    @described("keys", "Keys of the seal, and when each was in use", KeysSerializer)
    def get(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """Every key with its certificate, the newest first, in three queries."""
        return Response(document())

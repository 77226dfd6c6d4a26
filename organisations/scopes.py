"""Making and changing scopes: what of the organisation a declaration covers."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from accounts.refusal import Refusal
from journal.recording import record, require_transaction
from organisations.layers import in_order
from organisations.models import Organisation, Scope
from organisations.scope_statement import PARTS, ScopeStatement


@dataclass(frozen=True, slots=True)
class ScopeText:
    """A scope as written: a title, its statement, and its technology layers."""

    slug: str
    title: str
    statement: ScopeStatement
    layers: list[str]


def made_scope(organisation: Organisation, text: ScopeText, *, by: Actor) -> Scope:
    """The new scope; joins the caller's transaction. Raises Refusal for a slug in use."""
    require_transaction()
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if Scope.objects.filter(organisation=organisation, slug=text.slug).exists():
        raise Refusal(f"There is a scope “{text.slug}” already. Choose another short name.")
    scope = Scope.objects.create(
        organisation=organisation,
        slug=text.slug,
        title=text.title,
        included=text.statement.included,
        excluded=text.statement.excluded,
        why=text.statement.why,
        layers=in_order(text.layers),
    )
    record("scope.made", scope, by=by, organisation_id=organisation.pk)
    return scope


@transaction.atomic(durable=True)
def make_scope(organisation: Organisation, text: ScopeText, *, by: Actor) -> Scope:
    """Owner or editor describes what a declaration will cover."""
    return made_scope(organisation, text, by=by)


def changed_scope(scope_id: UUID, text: ScopeText, *, by: Actor) -> Scope:
    """The scope with new words; its short name stays, because published addresses use it."""
    require_transaction()
    scope = Scope.objects.select_for_update().get(pk=scope_id)
    scope.title = text.title
    scope.included = text.statement.included
    scope.excluded = text.statement.excluded
    scope.why = text.statement.why
    scope.layers = in_order(text.layers)
    scope.save(update_fields=["title", *PARTS, "layers"])
    record("scope.changed", scope, by=by, organisation_id=scope.organisation_id)
    return scope


@transaction.atomic(durable=True)
def change_scope(scope_id: UUID, text: ScopeText, *, by: Actor) -> Scope:
    """Owner or editor rewrites a scope; attestations that are open keep the words they copied."""
    return changed_scope(scope_id, text, by=by)

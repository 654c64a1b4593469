"""Keep a view of a list, and keep it no longer."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.organizations.requests import organization_of, person_of
from apps.organizations.scope import Actor

from .lists import DeskList
from .models import SavedView
from .queries import kept_query
from .selectors import views_of

#: Of one list: more of them on a page are no help.
MOST_VIEWS = 12
_LONGEST = SavedView._meta.get_field("query").max_length


@transaction.atomic
def keep_view(*, listed: DeskList, name: str, query: str, by: Actor) -> SavedView:
    """Keep filters and order of a list under a name, for whom the person acts.

    ``query`` is the address's, as ``status=filed&sort=-due``; empty values and pages are left out. A name that is
    kept already takes the newer query; a query that is kept already takes the newer name. Raises Refused (fields
    ``name``, ``query``), and PermissionDenied for a list that the person may not open.
    """
    if by.side not in listed.sides:
        raise PermissionDenied("a list of others")
    name, query = " ".join(name.split()), _checked(query)
    if not name:
        raise Refused(_("Give the view a name."), field="name")
    mine = views_of(by, listed)
    found = mine.filter(name=name).first() or mine.filter(query=query).first()
    if found is not None:
        found.name, found.query = name, query
        found.save(update_fields=["name", "query"])
        return found
    if mine.count() >= MOST_VIEWS:
        raise Refused(
            _("You keep %(most)s already: remove one first.") % {"most": MOST_VIEWS}, field="name", code="too_many"
        )
    owner = {"user_id": person_of(by), "organization_id": organization_of(by)}
    try:
        with transaction.atomic():
            return SavedView.objects.create(list=listed.route, name=name, query=query, **owner)
    except IntegrityError:  # kept twice at once
        return mine.get(name=name)


def _checked(query: str) -> str:
    kept = kept_query(query)
    if not kept:
        raise Refused(_("Nothing to keep yet: filter or sort the list first."), field="query")
    if _LONGEST and len(kept) > _LONGEST:
        raise Refused(_("These filters are too long to be kept: use fewer."), field="query")
    return kept


def release_view(*, view: SavedView, by: Actor) -> None:
    """Keep a view of one's own no longer; raises PermissionDenied for one of another person or firm."""
    if (view.user_id, view.organization_id) != (person_of(by), organization_of(by)):
        raise PermissionDenied("another person's view")
    view.delete()

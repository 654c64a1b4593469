"""The columns of the list of cars."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.lists import ListColumn, isolated, link
from apps.core.markup import format_html
from apps.core.templatetags.formats import country_name, date_only, vin
from apps.core.wording import NOTHING
from apps.organizations.scope import Actor

from .masked_vins import seen_by
from .models import Vehicle
from .templatetags.vehicles import called_by


def columns(actor: Actor) -> list[ListColumn]:
    """What the list says of a car; its cover is another app's column."""
    return [
        ListColumn(_("VIN"), lambda car: link(page_of_car(car), vin(seen_by(car.vin, actor))), "w-vin", sort="vin"),
        ListColumn(_("Vehicle"), lambda car: _called(car, actor), whole=lambda car: called_by(car, actor)),
        ListColumn(_("Powertrain"), lambda car: car.get_powertrain_display() or NOTHING),
        ListColumn(_("Country"), lambda car: country_name(car.country.code)),
        ListColumn(_("Exported"), lambda car: date_only(car.exported_on, "SHORT_DATE_FORMAT"), "w-day"),
        ListColumn(_("Delivered"), lambda car: date_only(car.delivered_on, "SHORT_DATE_FORMAT"), "w-day"),
        ListColumn(_("Workshop"), lambda car: isolated(_workshop(car)), whole=_workshop),
    ]


def page_of_car(car: Vehicle) -> str:
    """A car's page by an address without its VIN, for lists that are read by those who see VINs masked."""
    return reverse("vehicles:by-id", args=[car.pk])


def _called(car: Vehicle, actor: Actor) -> SafeString:
    year = f" ({car.model_year})" if car.model_year else ""
    return format_html("<bdi>{}</bdi>{}", called_by(car, actor), year)


def _workshop(car: Vehicle) -> str:
    return car.dealer.name if car.dealer else ""

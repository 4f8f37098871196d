"""What search engines read: the venue, its hours and its menu in the words of schema.org, as JSON-LD.

https://schema.org/Restaurant, /OpeningHoursSpecification, /Menu, /RestrictedDiet. Hours are wall times of the venue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from guildhall.bookings.models.menu import Diet, Dish, Menu
from guildhall.bookings.models.opening import OpeningRules, ServicePlan
from guildhall.bookings.models.venue import Venue, VenueKind
from guildhall.bookings.opening import Day, Why
from guildhall.bookings.schemas.images import PublicImageOut
from guildhall.bookings.schemas.parts import in_language
from guildhall.kernel.money import Money

KINDS = {
    VenueKind.RESTAURANT: "Restaurant",
    VenueKind.CAFE: "CafeOrCoffeeShop",
    VenueKind.BAR: "BarOrPub",
    VenueKind.BAKERY: "Bakery",
}
DIETS = {
    Diet.VEGETARIAN: "VegetarianDiet",
    Diet.VEGAN: "VeganDiet",
    Diet.HALAL: "HalalDiet",
    Diet.KOSHER: "KosherDiet",
}
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SCHEMA = "https://schema.org/"
DAYS_AHEAD = 60
"""How far ahead days that are not as their weekday are written out."""


def linked_data(
    venue: Venue,
    rules: OpeningRules,
    days: Sequence[Day],
    menu: Menu,
    images: Sequence[PublicImageOut],
    *,
    languages: Sequence[str],
    web_url: str,
) -> dict[str, Any]:
    """Return the document.

    days: the near future; those that are not as their weekday are written out. images: the venue's, ready.
    languages: which texts to show, the best first.
    """
    details, page = venue.details, f"{web_url}/venues/{venue.slug}"
    found: dict[str, Any] = {
        "@context": SCHEMA.rstrip("/"),
        "@type": KINDS[details.kind],
        "@id": page,
        "url": page,
        "name": details.name,
        "description": in_language(details.descriptions, languages).text if details.descriptions else None,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": details.address.street,
            "postalCode": details.address.postcode or None,
            "addressLocality": details.address.city,
            "addressRegion": details.address.region or None,
            "addressCountry": details.address.country,
        },
        "geo": _geo(venue),
        "telephone": details.phone or None,
        "email": details.email or None,
        "sameAs": details.website or None,
        "servesCuisine": list(details.cuisines) or None,
        "priceRange": "$" * details.price_level if details.price_level else None,
        "currenciesAccepted": details.currency,
        "acceptsReservations": f"{page}/book",
        "image": [f"{web_url}{image.sources[-1].url}" for image in images if image.sources] or None,
        "openingHoursSpecification": [*_weekly(rules), *_special(days)] or None,
        "hasMenu": _menu(menu, languages, f"{page}/menu") if menu.dishes else None,
        "potentialAction": {"@type": "ReserveAction", "target": f"{page}/book"},
    }
    filled: dict[str, Any] = _without_nothing(found)
    return filled


def menu_data(restaurant: Mapping[str, Any], menu: Menu, languages: Sequence[str]) -> dict[str, Any]:
    """Return a menu by itself. restaurant: whose it is, as `linked_data` describes it."""
    page = f"{restaurant['url']}/menu"
    owner = {name: restaurant[name] for name in ("@type", "@id", "name", "url")}
    found: dict[str, Any] = _without_nothing({**_menu(menu, languages, page), "@id": page, "provider": owner})
    return {"@context": restaurant["@context"], **found}


def _geo(venue: Venue) -> dict[str, Any] | None:
    address = venue.details.address
    if address.latitude_e6 is None or address.longitude_e6 is None:
        return None
    places = {"latitude": address.latitude_e6, "longitude": address.longitude_e6}
    return {"@type": "GeoCoordinates", **{name: str(Decimal(value).scaleb(-6)) for name, value in places.items()}}


def _weekly(rules: OpeningRules) -> Iterator[dict[str, Any]]:
    for service in rules.weekly:
        yield {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"{SCHEMA}{WEEK[number - 1]}" for number in service.weekdays],
            **_times(service.plan),
            "validFrom": service.from_on.isoformat() if service.from_on else None,
            "validThrough": service.until_on.isoformat() if service.until_on else None,
        }


def _special(days: Sequence[Day]) -> Iterator[dict[str, Any]]:
    for day in days:
        if day.why is Why.WEEK:
            continue
        dates = {"validFrom": day.on.isoformat(), "validThrough": day.on.isoformat()}
        # Closed all day is written as opening and closing at midnight (developers.google.com, local business).
        for times in [_times(plan) for plan in day.plans] or [{"opens": "00:00", "closes": "00:00"}]:
            yield {"@type": "OpeningHoursSpecification", **times, **dates}


def _times(plan: ServicePlan) -> dict[str, str]:
    return {"opens": f"{plan.opens:%H:%M}", "closes": f"{plan.closes:%H:%M}"}


def _menu(menu: Menu, languages: Sequence[str], url: str) -> dict[str, Any]:
    return {
        "@type": "Menu",
        "url": url,
        "hasMenuSection": [
            {
                "@type": "MenuSection",
                "name": in_language(part.names, languages).text,
                "hasMenuItem": [_dish(dish, languages) for dish in menu.dishes_of(part.category_id)],
            }
            for part in menu.categories
            if menu.dishes_of(part.category_id)
        ],
    }


def _dish(dish: Dish, languages: Sequence[str]) -> dict[str, Any]:
    content = dish.content
    there = "InStock" if dish.is_available else "SoldOut"
    return {
        "@type": "MenuItem",
        "name": in_language(content.names, languages).text,
        "description": in_language(content.descriptions, languages).text if content.descriptions else None,
        "offers": [
            {
                "@type": "Offer",
                "name": price.label or None,
                "price": str(Money(price.amount_minor, dish.currency).major),
                "priceCurrency": dish.currency,
                "availability": f"{SCHEMA}{there}",
            }
            for price in content.prices
        ],
        "suitableForDiet": [f"{SCHEMA}{DIETS[diet]}" for diet in content.diets] or None,
    }


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nothing(inner) for name, inner in value.items() if inner is not None}
    return [_without_nothing(inner) for inner in value] if isinstance(value, list) else value

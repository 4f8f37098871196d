"""Shapes of menus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.bookings.models.menu import Allergen, Category, Content, Diet, Dish, Menu, Price, Suits
from guildhall.bookings.models.search import DishFilter
from guildhall.bookings.schemas.images import PublicImageOut
from guildhall.bookings.schemas.parts import (
    TranslationIn,
    TranslationOut,
    in_language,
    line,
    texts_in,
    texts_out,
)
from guildhall.kernel.types import AmountMinor, Day, Instant

Names = Annotated[list[TranslationIn], Field(min_length=1, max_length=10)]
DishId = Annotated[str, Field(pattern="^dsh_[0-9A-HJKMNP-TV-Z]{26}$")]
CategoryId = Annotated[str, Field(pattern="^mca_[0-9A-HJKMNP-TV-Z]{26}$")]
ImageId = Annotated[str, Field(pattern="^img_[0-9A-HJKMNP-TV-Z]{26}$")]


class CategoryIn(BaseModel):
    """A part of a menu."""

    model_config = ConfigDict(extra="forbid")

    names: Names


class CategoryMoveIn(BaseModel):
    """Where it stands now. after_id: null for the beginning."""

    model_config = ConfigDict(extra="forbid")

    after_id: CategoryId | None


class PriceIn(BaseModel):
    """What a size costs, in the venue's currency."""

    model_config = ConfigDict(extra="forbid")

    amount_minor: AmountMinor
    label: Annotated[str, line(40)] = ""


class DishIn(BaseModel):
    """All that is said of a dish. contains: null as long as nobody has declared the allergens, [] if there are none."""

    model_config = ConfigDict(extra="forbid")

    names: Names
    prices: list[PriceIn] = Field(min_length=1, max_length=6)
    descriptions: list[TranslationIn] = Field(default=[], max_length=10)
    contains: list[Allergen] | None = Field(default=None, max_length=14)
    may_contain: list[Allergen] = Field(default=[], max_length=14)
    diets: list[Diet] = Field(default=[], max_length=4)
    services: list[Annotated[str, line(40, 1)]] = Field(default=[], max_length=20)
    from_on: Day | None = None
    until_on: Day | None = None
    image_id: ImageId | None = None

    def content(self) -> Content:
        """Return the model: duplicates removed."""
        return Content(
            names=texts_in(self.names),
            prices=tuple(Price(each.amount_minor, each.label) for each in self.prices),
            descriptions=texts_in(self.descriptions),
            contains=None if self.contains is None else tuple(dict.fromkeys(self.contains)),
            may_contain=tuple(dict.fromkeys(self.may_contain)),
            diets=tuple(dict.fromkeys(self.diets)),
            services=tuple(dict.fromkeys(self.services)),
            from_on=self.from_on,
            until_on=self.until_on,
            image_id=self.image_id,
        )


class NewDishIn(DishIn):
    """A dish and the category at whose end it is to stand."""

    category_id: CategoryId


class DishMoveIn(BaseModel):
    """Where it stands now. after_id: null for the beginning of the category."""

    model_config = ConfigDict(extra="forbid")

    category_id: CategoryId
    after_id: DishId | None


class AvailabilityIn(BaseModel):
    """Whether it can be ordered today."""

    model_config = ConfigDict(extra="forbid")

    is_available: bool = Field(strict=True)


class CategoryOut(BaseModel):
    """A part of a menu."""

    category_id: str
    names: list[TranslationOut]
    version: int

    @classmethod
    def of(cls, category: Category) -> CategoryOut:
        """Shape a category for the wire."""
        return cls(category_id=category.category_id, names=texts_out(category.names), version=category.version)


class PriceOut(BaseModel):
    """What a size costs."""

    amount_minor: int
    label: str


class DishOut(BaseModel):
    """A dish as those who run the venue see it."""

    dish_id: str
    category_id: str
    names: list[TranslationOut]
    descriptions: list[TranslationOut]
    currency: str
    prices: list[PriceOut]
    contains: list[Allergen] | None
    may_contain: list[Allergen]
    diets: list[Diet]
    services: list[str]
    from_on: Day | None
    until_on: Day | None
    image_id: str | None
    is_available: bool
    updated_at: Instant
    version: int

    @classmethod
    def of(cls, dish: Dish) -> DishOut:
        """Shape a dish for the wire."""
        content = dish.content
        return cls(
            dish_id=dish.dish_id,
            category_id=dish.category_id,
            names=texts_out(content.names),
            descriptions=texts_out(content.descriptions),
            currency=dish.currency,
            prices=_prices(content),
            contains=None if content.contains is None else list(content.contains),
            may_contain=list(content.may_contain),
            diets=list(content.diets),
            services=list(content.services),
            from_on=content.from_on,
            until_on=content.until_on,
            image_id=content.image_id,
            is_available=dish.is_available,
            updated_at=dish.updated_at,
            version=dish.version,
        )


class MenuOut(BaseModel):
    """The whole menu; both lists in order."""

    categories: list[CategoryOut]
    dishes: list[DishOut]

    @classmethod
    def of(cls, menu: Menu) -> MenuOut:
        """Shape a menu for the wire."""
        return cls(
            categories=[CategoryOut.of(each) for each in menu.categories],
            dishes=[DishOut.of(each) for each in menu.dishes],
        )


class VerdictOut(BaseModel):
    """Whether one guest can have it. because: the needs that stand against it."""

    suits: Suits
    because: list[str]


class PublicDishOut(BaseModel):
    """A dish as guests see it. guests: one verdict for each guest who was asked about, in their order."""

    dish_id: str
    name: TranslationOut
    description: TranslationOut | None
    currency: str
    prices: list[PriceOut]
    contains: list[Allergen] | None
    may_contain: list[Allergen]
    diets: list[Diet]
    image: PublicImageOut | None
    is_available: bool
    guests: list[VerdictOut]

    @classmethod
    def of(
        cls, dish: Dish, wanted: DishFilter, languages: list[str], images: Mapping[str, PublicImageOut]
    ) -> PublicDishOut:
        """Shape a dish for guests. languages: which to show, the best first. images: those that are ready, by id."""
        content = dish.content
        return cls(
            dish_id=dish.dish_id,
            name=in_language(content.names, languages),
            description=in_language(content.descriptions, languages) if content.descriptions else None,
            currency=dish.currency,
            prices=_prices(content),
            contains=None if content.contains is None else list(content.contains),
            may_contain=list(content.may_contain),
            diets=list(content.diets),
            image=images.get(content.image_id or ""),
            is_available=dish.is_available,
            guests=[VerdictOut(suits=each.suits, because=list(each.because)) for each in wanted.verdicts(dish)],
        )


class PublicCategoryOut(BaseModel):
    """A part of a menu with its dishes, in order."""

    category_id: str
    name: TranslationOut
    dishes: list[PublicDishOut]


class PublicMenuOut(BaseModel):
    """The menu as guests see it; parts in which nothing is left are not shown."""

    categories: list[PublicCategoryOut]

    @classmethod
    def of(
        cls, menu: Menu, wanted: DishFilter, languages: list[str], images: Sequence[PublicImageOut]
    ) -> PublicMenuOut:
        """Shape a menu for guests."""
        by_id = {image.image_id: image for image in images}
        parts = [(each, [d for d in menu.dishes_of(each.category_id) if wanted.shows(d)]) for each in menu.categories]
        return cls(
            categories=[
                PublicCategoryOut(
                    category_id=part.category_id,
                    name=in_language(part.names, languages),
                    dishes=[PublicDishOut.of(dish, wanted, languages, by_id) for dish in dishes],
                )
                for part, dishes in parts
                if dishes
            ]
        )


def _prices(content: Content) -> list[PriceOut]:
    return [PriceOut(amount_minor=each.amount_minor, label=each.label) for each in content.prices]

"""HTTP edge of menus: read the request, call one use case, write the answer."""

from guildhall.bookings.schemas.menu import (
    AvailabilityIn,
    CategoryIn,
    CategoryMoveIn,
    CategoryOut,
    DishIn,
    DishMoveIn,
    DishOut,
    MenuOut,
    NewDishIn,
)
from guildhall.bookings.schemas.parts import texts_in
from guildhall.bookings.wiring import menu as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

MENU = "/v1/venues/<venue_id>/menu"
CATEGORIES, DISHES = f"{MENU}/categories", f"{MENU}/dishes"
CATEGORY, DISH = f"{CATEGORIES}/<category_id>", f"{DISHES}/<dish_id>"


def create_app(menus: wiring.Menus) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_categories(app, menus)
    _add_dishes(app, menus)
    return app


def _add_categories(app: APIGatewayHttpResolver, menus: wiring.Menus) -> None:
    @app.get(MENU, summary="Show the whole menu to those who run the venue", tags=["menus"])
    def access(venue_id: str) -> MenuOut:
        return MenuOut.of(menus.access(actor(), venue_id))

    @app.post(CATEGORIES, summary="Add a category at the end of the menu", tags=["menus"], status_code=201)
    def create_category(venue_id: str, body: CategoryIn) -> Response[CategoryOut]:
        category = menus.categories.create(actor(), venue_id, texts_in(body.names))
        place = f"/v1/venues/{venue_id}/menu/categories/{category.category_id}"
        return created(CategoryOut.of(category), place, version=category.version)

    @app.put(CATEGORY, summary="Rename a category", tags=["menus"])
    def write_category(
        venue_id: str, category_id: str, body: CategoryIn, match: IfMatch = None
    ) -> Response[CategoryOut]:
        names = texts_in(body.names)
        category = menus.categories.write(actor(), venue_id, category_id, names, if_match(match))
        return ok(CategoryOut.of(category), version=category.version)

    @app.post(f"{CATEGORY}/move", summary="Move a category", tags=["menus"])
    def move_category(venue_id: str, category_id: str, body: CategoryMoveIn) -> Response[CategoryOut]:
        category = menus.categories.move(actor(), venue_id, category_id, body.after_id)
        return ok(CategoryOut.of(category), version=category.version)

    @app.delete(CATEGORY, summary="Remove an empty category", tags=["menus"], status_code=204)
    def delete_category(venue_id: str, category_id: str, match: IfMatch = None) -> Response[None]:
        menus.categories.delete(actor(), venue_id, category_id, if_match(match))
        return Response(204)


def _add_dishes(app: APIGatewayHttpResolver, menus: wiring.Menus) -> None:
    @app.post(DISHES, summary="Add a dish at the end of a category", tags=["menus"], status_code=201)
    def create_dish(venue_id: str, body: NewDishIn) -> Response[DishOut]:
        dish = menus.dishes.create(actor(), venue_id, body.category_id, body.content())
        return created(DishOut.of(dish), f"/v1/venues/{venue_id}/menu/dishes/{dish.dish_id}", version=dish.version)

    @app.get(DISH, summary="Show a dish to those who run the venue", tags=["menus"])
    def access_dish(venue_id: str, dish_id: str) -> Response[DishOut]:
        dish = menus.access.dish(actor(), venue_id, dish_id)
        return ok(DishOut.of(dish), version=dish.version)

    @app.put(DISH, summary="Write what is said of a dish", tags=["menus"])
    def write_dish(venue_id: str, dish_id: str, body: DishIn, match: IfMatch = None) -> Response[DishOut]:
        dish = menus.dishes.write(actor(), venue_id, dish_id, body.content(), if_match(match))
        return ok(DishOut.of(dish), version=dish.version)

    @app.post(f"{DISH}/move", summary="Move a dish, possibly to another category", tags=["menus"])
    def move_dish(venue_id: str, dish_id: str, body: DishMoveIn) -> Response[DishOut]:
        dish = menus.dishes.move(actor(), venue_id, dish_id, body.category_id, body.after_id)
        return ok(DishOut.of(dish), version=dish.version)

    @app.put(f"{DISH}/availability", summary="Say that a dish is sold out, or there again", tags=["menus"])
    def set_available(venue_id: str, dish_id: str, body: AvailabilityIn) -> Response[DishOut]:
        dish = menus.dishes.set_available(actor(), venue_id, dish_id, is_available=body.is_available)
        return ok(DishOut.of(dish), version=dish.version)

    @app.delete(DISH, summary="Remove a dish", tags=["menus"], status_code=204)
    def delete_dish(venue_id: str, dish_id: str, match: IfMatch = None) -> Response[None]:
        menus.dishes.delete(actor(), venue_id, dish_id, if_match(match))
        return Response(204)


handler = http(create_app, wiring.wire)

"""HTTP edge of plans and subscriptions: choose, change, end; the worker tells the provider afterwards."""

from typing import Annotated

from guildhall.billing.models.subscriptions import Subscription
from guildhall.billing.schemas.subscriptions import (
    PlanIn,
    PlanOut,
    PlansOut,
    SubscribeIn,
    SubscriptionOut,
    SubscriptionsOut,
)
from guildhall.billing.wiring.subscriptions import SubscriptionDesk, wire_subscriptions
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100, description="Subscriptions a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
OWN = "/v1/subscription"


def create_app(desk: SubscriptionDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_plans(app, desk)
    _add_subscription(app, desk)
    _add_changes(app, desk)
    return app


def _add_plans(app: APIGatewayHttpResolver, desk: SubscriptionDesk) -> None:
    @app.get("/v1/plans", summary="List the plans that are sold", tags=["billing"])
    def list_plans() -> PlansOut:
        return PlansOut(items=[PlanOut.of(plan) for plan in desk.list_plans(actor())])

    @app.get("/v1/plans/<plan_id>", summary="See every version of a plan", tags=["billing"])
    def plan_history(plan_id: str) -> PlansOut:
        return PlansOut(items=[PlanOut.of(plan) for plan in desk.list_plans.history(actor(), plan_id)])

    @app.post("/v1/plans", summary="Write a plan, or the next version of one", tags=["billing"], status_code=201)
    def write_plan(body: PlanIn) -> Response[PlanOut]:
        plan = desk.write_plan(actor(), body.plan(actor().account_id, desk.clock.now()))
        where = {"Location": f"/v1/plans/{plan.plan_id}"}
        return Response(201, "application/json", PlanOut.of(plan), headers=where)


def _shown(desk: SubscriptionDesk, subscription: Subscription) -> SubscriptionOut:
    plan = desk.list_plans.of(subscription)
    return SubscriptionOut.of(subscription, actor().account_id, desk.publishable_key, plan)


def _accepted(desk: SubscriptionDesk, subscription: Subscription) -> Response[SubscriptionOut]:
    # The provider is asked afterwards: the address tells where to look for what it said.
    headers = {"Location": OWN, "ETag": f'"{subscription.version}"'}
    return Response(202, "application/json", _shown(desk, subscription), headers=headers)


def _add_subscription(app: APIGatewayHttpResolver, desk: SubscriptionDesk) -> None:
    @app.get(OWN, summary="See your subscription", tags=["billing"])
    def show() -> Response[SubscriptionOut]:
        subscription = desk.show(actor())
        if subscription is None:
            return ok(SubscriptionOut.none(actor().account_id), version=0)
        return ok(_shown(desk, subscription), version=subscription.version)

    @app.post(OWN, summary="Subscribe to a plan", tags=["billing"], status_code=202)
    def subscribe(body: SubscribeIn) -> Response[SubscriptionOut]:
        return _accepted(desk, desk.subscribe(actor(), body.plan_id))

    @app.get("/v1/subscriptions", summary="List everybody's subscriptions", tags=["billing"])
    def list_subscriptions(limit: Limit = 20, cursor: Cursor = None) -> SubscriptionsOut:
        found, following = desk.show.all(actor(), limit, desk.cursors.read(cursor, "subscriptions"))
        return SubscriptionsOut(
            items=[SubscriptionOut.of(each, actor().account_id, desk.publishable_key) for each in found],
            next_cursor=desk.cursors.write(following, "subscriptions"),
        )


def _add_changes(app: APIGatewayHttpResolver, desk: SubscriptionDesk) -> None:
    @app.post(OWN + "/change", summary="Choose another plan", tags=["billing"], status_code=202)
    def change(body: SubscribeIn, match: IfMatch = None) -> Response[SubscriptionOut]:
        return _accepted(desk, desk.change.to_plan(actor(), body.plan_id, if_match(match)))

    @app.post(OWN + "/cancel", summary="Let your subscription end with its period", tags=["billing"], status_code=202)
    def cancel(match: IfMatch = None) -> Response[SubscriptionOut]:
        return _accepted(desk, desk.change.end(actor(), if_match(match)))

    @app.post(OWN + "/resume", summary="Let your subscription go on after all", tags=["billing"], status_code=202)
    def resume(match: IfMatch = None) -> Response[SubscriptionOut]:
        return _accepted(desk, desk.change.go_on(actor(), if_match(match)))

    @app.post(
        OWN + "/card",
        summary="Pay with your present default card, also what is open",
        tags=["billing"],
        status_code=202,
    )
    def use_card(match: IfMatch = None) -> Response[SubscriptionOut]:
        return _accepted(desk, desk.change.use_card(actor(), if_match(match)))


handler = http(create_app, wire_subscriptions)

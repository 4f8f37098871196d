"""HTTP edge of commission: rules and their changes, and what a price would come to."""

from typing import Annotated

from guildhall.billing.models.rules import Deal
from guildhall.billing.schemas.commission import (
    Country,
    DealQuoteOut,
    Id,
    Name,
    RuleChangeIn,
    RuleChangeOut,
    RuleChangesOut,
    RuleDecisionIn,
    RuleHistoryOut,
    RuleOut,
    RulePreviewOut,
    RulesOut,
)
from guildhall.billing.wiring.commissions import Commissions, wire_commissions
from guildhall.kernel.money import Money
from guildhall.kernel.types import CurrencyCode
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100, description="Changes a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
Amount = Annotated[int, Query(ge=1, le=10**12, description="The price in minor units of `currency`.")]
Currency = Annotated[CurrencyCode, Query()]
Category = Annotated[Name | None, Query(description="What kind of work it is, as projects name it.")]
OtherContract = Annotated[Id | None, Query(description="Of a project that may have a commission of its own.")]
OtherSide = Annotated[Id | None, Query(description="Account of the other side, if it is known.")]


def create_app(commissions: Commissions) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_rules(app, commissions)
    _add_changes(app, commissions)
    _add_decisions(app, commissions)
    _add_quotes(app, commissions)
    return app


def _add_rules(app: APIGatewayHttpResolver, commissions: Commissions) -> None:
    @app.get("/v1/commission-rules", summary="List the rules that govern", tags=["billing"])
    def list_rules() -> RulesOut:
        now, later = commissions.list_rules(actor())
        return RulesOut(items=[RuleOut.of(rule) for rule in now], later=[RuleOut.of(rule) for rule in later])

    @app.get("/v1/commission-rules/<rule_id>", summary="See how a rule came about", tags=["billing"])
    def rule_history(rule_id: str) -> RuleHistoryOut:
        return RuleHistoryOut(items=[RuleOut.of(rule) for rule in commissions.list_rules.history(actor(), rule_id)])


def _add_changes(app: APIGatewayHttpResolver, commissions: Commissions) -> None:
    @app.post("/v1/commission-changes", summary="Propose a rule", tags=["billing"], status_code=201)
    def propose(body: RuleChangeIn) -> Response[RuleChangeOut]:
        change = commissions.propose_change(actor(), body.rule(commissions.clock.now()), body.reason)
        where = {"Location": f"/v1/commission-changes/{change.change_id}"}
        return Response(201, "application/json", RuleChangeOut.of(change, ()), headers=where)

    @app.get("/v1/commission-changes", summary="List proposed rules", tags=["billing"])
    def list_changes(limit: Limit = 20, cursor: Cursor = None) -> RuleChangesOut:
        position = commissions.cursors.read(cursor, "commission-changes")
        found, following = commissions.read_changes(actor(), limit, position)
        decidable = commissions.read_changes.allow.decidable(actor(), found)
        return RuleChangesOut(
            items=[RuleChangeOut.of(change, decidable) for change in found],
            next_cursor=commissions.cursors.write(following, "commission-changes"),
        )

    @app.get("/v1/commission-changes/<change_id>", summary="See a proposed rule", tags=["billing"])
    def get_change(change_id: str) -> Response[RuleChangeOut]:
        change = commissions.read_changes.one(actor(), change_id)
        decidable = commissions.read_changes.allow.decidable(actor(), [change])
        return ok(RuleChangeOut.of(change, decidable), version=change.version)

    @app.get("/v1/commission-changes/<change_id>/preview", summary="See what a rule would change", tags=["billing"])
    def preview(
        change_id: str,
        amount_minor: Amount,
        currency: Currency,
        *,
        expert_id: OtherSide = None,
        client_id: OtherSide = None,
        category: Category = None,
        contract_id: OtherContract = None,
        country: Annotated[Country | None, Query()] = None,
        plan: Annotated[Name | None, Query()] = None,
    ) -> RulePreviewOut:
        example = Deal(
            Money(amount_minor, currency), expert_id or "", client_id, category=category, country=country, plan=plan,
            contract_id=contract_id,
        )  # fmt: skip
        before, after = commissions.read_changes.preview(actor(), change_id, example)
        return RulePreviewOut(before=DealQuoteOut.of(before), after=DealQuoteOut.of(after))


def _add_decisions(app: APIGatewayHttpResolver, commissions: Commissions) -> None:
    @app.post("/v1/commission-changes/<change_id>/approve", summary="Approve a rule", tags=["billing"])
    def approve(change_id: str, body: RuleDecisionIn, match: IfMatch = None) -> Response[RuleChangeOut]:
        change = commissions.decide_change.approve(actor(), change_id, if_match(match), body.note)
        return ok(RuleChangeOut.of(change, ()), version=change.version)

    @app.post("/v1/commission-changes/<change_id>/reject", summary="Reject a rule", tags=["billing"])
    def reject(change_id: str, body: RuleDecisionIn, match: IfMatch = None) -> Response[RuleChangeOut]:
        change = commissions.decide_change.reject(actor(), change_id, if_match(match), body.note)
        return ok(RuleChangeOut.of(change, ()), version=change.version)

    @app.post("/v1/commission-changes/<change_id>/withdraw", summary="Take a proposed rule back", tags=["billing"])
    def withdraw(change_id: str, match: IfMatch = None) -> Response[RuleChangeOut]:
        change = commissions.decide_change.withdraw(actor(), change_id, if_match(match))
        return ok(RuleChangeOut.of(change, ()), version=change.version)


def _add_quotes(app: APIGatewayHttpResolver, commissions: Commissions) -> None:
    @app.get("/v1/commission-quotes", summary="See what a price comes to, for both sides", tags=["billing"])
    def ask_quote(
        amount_minor: Amount,
        currency: Currency,
        *,
        expert_id: OtherSide = None,
        client_id: OtherSide = None,
        category: Category = None,
    ) -> DealQuoteOut:
        # Whoever names the other side only is the missing one; an expert may not know the client yet.
        own = actor().account_id
        deal = Deal(
            Money(amount_minor, currency),
            expert_id or own,
            client_id or (own if expert_id not in {None, own} else None),
            category=category,
        )
        return DealQuoteOut.of(commissions.ask_quote(actor(), deal))


handler = http(create_app, wire_commissions)

"""HTTP edge of referrals: links, those whom they brought, rewards."""

from typing import Annotated

from guildhall.billing.models.referrals import Purpose
from guildhall.billing.schemas.referrals import (
    ReferralLinkIn,
    ReferralLinkOut,
    ReferralLinksOut,
    ReferralOut,
    ReferralsOut,
    ReverseRewardIn,
    ReviewedRewardOut,
    ReviewedRewardsOut,
)
from guildhall.billing.wiring.referrals import Referrals, wire_referrals
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100, description="Referrals a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
Of = Annotated[Purpose | None, Query(description="Only those who came by links of this purpose.")]


def create_app(referrals: Referrals) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/referral-links", summary="List your referral links", tags=["billing"])
    def list_links() -> ReferralLinksOut:
        return ReferralLinksOut(items=[ReferralLinkOut.of(link) for link in referrals.links.list(actor())])

    @app.post("/v1/referral-links", summary="Get your referral link", tags=["billing"])
    def make_link(body: ReferralLinkIn) -> ReferralLinkOut:
        return ReferralLinkOut.of(referrals.links.make(actor(), body.purpose))

    @app.get("/v1/referrals", summary="List those who came by your links", tags=["billing"])
    def list_referrals(limit: Limit = 20, cursor: Cursor = None, purpose: Of = None) -> ReferralsOut:
        listed = f"referrals:{actor().account_id}:{purpose}"
        found, following = referrals.list_referrals(actor(), purpose, limit, referrals.cursors.read(cursor, listed))
        return ReferralsOut(
            items=[ReferralOut.of(each) for each in found], next_cursor=referrals.cursors.write(following, listed)
        )

    @app.get("/v1/referral-rewards", summary="List rewards that wait for a person", tags=["billing"])
    def list_reviews() -> ReviewedRewardsOut:
        return ReviewedRewardsOut(items=[ReviewedRewardOut.of(each) for each in referrals.review.list(actor())])

    @app.post("/v1/referral-rewards/<newcomer_id>/clear", summary="Let a reward go on", tags=["billing"])
    def clear(newcomer_id: str) -> ReviewedRewardOut:
        return ReviewedRewardOut.of(referrals.review.clear(actor(), newcomer_id))

    @app.post("/v1/referral-rewards/<newcomer_id>/reverse", summary="Take a reward back", tags=["billing"])
    def reverse(newcomer_id: str, body: ReverseRewardIn) -> ReviewedRewardOut:
        return ReviewedRewardOut.of(referrals.review.reverse(actor(), newcomer_id, body.reason))

    return app


handler = http(create_app, wire_referrals)

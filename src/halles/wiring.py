"""What happens after what: event → handlers, run in the announcing transaction, in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from halles.affiliates import personal as affiliates_personal
from halles.affiliates.events.fees import FeeMoved
from halles.affiliates.events.plans import (
    CreatorAsked,
    CreatorInvited,
    DealPrepared,
    DealTakenBack,
    ParticipationAnswered,
    PlanChanged,
    RateCutNears,
    RateLifted,
)
from halles.affiliates.events.samples import (
    SampleAppealAnswered,
    SampleArrived,
    SampleAsked,
    SampleClosed,
    SampleDecided,
    SampleDueSoon,
    SampleStuck,
)
from halles.affiliates.events.talks import TalkWaits
from halles.affiliates.handlers import plans, samples
from halles.affiliates.handlers import sales as commissions
from halles.affiliates.handlers import words as talk_words
from halles.carts import personal as carts_personal
from halles.carts.events import CartMoved
from halles.catalog import handlers as catalog
from halles.catalog.events import PriceChanged, ProductPublished, ProductReleased, ProductWithdrawn
from halles.checkout import handlers as checkout
from halles.creators import handlers as creators
from halles.creators import personal as creators_personal
from halles.creators.events import (
    CreatorCreated,
    CreatorReinstated,
    CreatorSuspended,
    IdentityDecided,
    PayoutDetailsChanged,
    SellingAdmitted,
)
from halles.fulfillment import handlers as fulfillment
from halles.interactions import personal as interactions_personal
from halles.live import handlers as live
from halles.live import personal as live_personal
from halles.live.events import (
    GiveawayWon,
    PersonRestricted,
    ReminderDue,
    SessionCanceled,
    SessionChanged,
    SessionEnded,
    SessionPlanned,
    SessionStarted,
)
from halles.markets.events import MarketChosen
from halles.media import personal as media_personal
from halles.media.events import AssetPlayable, AssetRefused
from halles.moderation import personal as moderation_personal
from halles.moderation.events import (
    AppealClosed,
    AppealOpened,
    DecisionMade,
    DecisionTakenBack,
    ReportDecided,
    SanctionImposed,
    SanctionLifted,
)
from halles.notifications import handlers as notifications
from halles.notifications import handlers_decisions as decisions
from halles.notifications import handlers_fees as fee_mails
from halles.notifications import handlers_live as live_mails
from halles.notifications import handlers_payouts as payout_mails
from halles.notifications import handlers_places as place_mails
from halles.notifications import handlers_plans as plan_mails
from halles.notifications import handlers_returns as returns_mails
from halles.notifications import handlers_samples as sample_mails
from halles.notifications import handlers_talks as talk_mails
from halles.notifications import handlers_voices as voices
from halles.notifications import personal as notifications_personal
from halles.orders import handlers as orders
from halles.orders import personal as orders_personal
from halles.orders.events import (
    GuestLinkAsked,
    MoneyTakenOff,
    OrderCanceled,
    OrderChargedBack,
    OrderDelivered,
    OrderLineCanceled,
    OrderPaid,
    OrderShipped,
    RefundIssued,
    SaleBooked,
)
from halles.payments import personal as payments_personal
from halles.payments.events import (
    ChargebackClosed,
    ChargebackOpened,
    PaymentAuthorized,
    PaymentCanceled,
    PaymentCaptured,
    PaymentCaptureFailed,
    PaymentDeclined,
    RefundFailed,
)
from halles.payouts import personal as payouts_personal
from halles.payouts.events import (
    DiscrepancyFound,
    HoldsReleased,
    PayeeHeld,
    PayeeHoldLifted,
    PayoutFailed,
    PayoutPaid,
    PayoutReturned,
)
from halles.promotions import personal as promotions_personal
from halles.promotions.events import WaitlistOffered
from halles.recommender import handlers as recommender
from halles.recommender import personal as recommender_personal
from halles.returns import handlers as returns
from halles.returns import personal as returns_personal
from halles.returns.events import (
    DisputeDecided,
    DisputeOpened,
    ReturnApproved,
    ReturnClosed,
    ReturnReceived,
    ReturnRefunded,
    ReturnRejected,
    ReturnRequested,
    WithdrawalDeclared,
)
from halles.reviews import handlers as reviews
from halles.reviews import personal as reviews_personal
from halles.reviews.events import ReviewAsked, ReviewReplied, ReviewShown
from halles.search import handlers as search
from halles.sellers import handlers as sellers
from halles.sellers import personal as sellers_personal
from halles.sellers.events import (
    SellerAccountChanged,
    SellerApplied,
    SellerApproved,
    SellerClosed,
    SellerForgotten,
    SellerNeedsInfo,
    SellerReinstated,
    SellerSuspended,
    SettlementTierChanged,
    StaffGone,
    StaffInvitationClosed,
    StaffInvited,
    StaffJoined,
    StaffRoleChanged,
)
from halles.social import handlers as social
from halles.social import personal as social_personal
from halles.social.events import MessageWaits, QuestionAnswered, QuestionAsked
from halles.users import copies, erasing
from halles.users import handlers as users
from halles.users.personal import Keeper
from halles.videos import handlers as videos
from halles.videos import personal as videos_personal
from halles.videos.events import VideoHeld, VideoPublished, VideoReleased, VideoWithdrawn

# Who keeps something of people, from the top of the map down: what points to something is erased before it.
KEEPERS: tuple[Keeper, ...] = (
    Keeper("recommender", recommender_personal.tell, recommender_personal.erase),
    Keeper("reviews", reviews_personal.tell, reviews_personal.erase),
    Keeper("returns", returns_personal.tell, returns_personal.erase, returns_personal.hinder),
    Keeper("affiliates", affiliates_personal.tell, affiliates_personal.erase, affiliates_personal.hinder),
    Keeper("orders", orders_personal.tell, orders_personal.erase, orders_personal.hinder),
    Keeper("live", live_personal.tell, live_personal.erase, live_personal.hinder),
    Keeper("carts", carts_personal.tell, carts_personal.erase),
    Keeper("payouts", payouts_personal.tell, payouts_personal.erase, payouts_personal.hinder),
    Keeper("payments", payments_personal.tell, payments_personal.erase, payments_personal.hinder),
    Keeper("videos", videos_personal.tell, videos_personal.erase),
    Keeper("promotions", promotions_personal.tell, promotions_personal.erase),
    Keeper("social", social_personal.tell, social_personal.erase),
    Keeper("creators", creators_personal.tell, creators_personal.erase),
    Keeper("sellers", sellers_personal.tell, sellers_personal.erase, sellers_personal.hinder),
    Keeper("interactions", interactions_personal.tell, interactions_personal.erase),
    Keeper("moderation", moderation_personal.tell, moderation_personal.erase),
    Keeper("media", media_personal.tell, media_personal.erase),
    # Late: a mail about what happened an hour ago may be written while the others erase.
    Keeper("notifications", notifications_personal.tell, notifications_personal.erase),
    Keeper("users", copies.tell, erasing.erase, erasing.hinder),
)

EVENTS: dict[type, tuple[Callable[[Any], None], ...]] = {
    ChargebackOpened: (orders.chargeback_opened, notifications.chargeback_opened),
    ChargebackClosed: (orders.chargeback_closed,),
    ProductReleased: (notifications.product_released,),
    RefundFailed: (notifications.refund_failed,),
    AssetPlayable: (videos.show_when_playable,),
    AssetRefused: (videos.stop_waiting,),
    CreatorCreated: (search.creator_changed,),
    CreatorReinstated: (search.creator_changed,),
    CartMoved: (checkout.follow_cart,),
    CreatorSuspended: (search.creator_changed, live.stop_shows_of_creator),
    GuestLinkAsked: (notifications.guest_link_asked,),
    HoldsReleased: (orders.holds_released,),
    PayoutPaid: (commissions.payout_paid, payout_mails.payout_paid),
    PayoutFailed: (payout_mails.payout_failed,),
    PayoutReturned: (commissions.payout_returned, payout_mails.payout_returned),
    DiscrepancyFound: (payout_mails.discrepancy_found,),
    PayeeHeld: (payout_mails.payee_held,),
    PayeeHoldLifted: (payout_mails.payee_hold_lifted,),
    SettlementTierChanged: (payout_mails.tier_changed,),
    MarketChosen: (users.remember_choice,),
    OrderCanceled: (checkout.restore_promise, samples.order_canceled, notifications.order_canceled),
    MoneyTakenOff: (commissions.money_taken_off,),
    OrderChargedBack: (commissions.order_charged_back,),
    OrderDelivered: (
        commissions.order_delivered,
        samples.order_delivered,
        reviews.plan_asking,
        notifications.order_delivered,
    ),
    OrderLineCanceled: (fulfillment.line_canceled, notifications.order_line_canceled),
    OrderPaid: (commissions.order_paid, recommender.learn_purchases, notifications.order_paid),
    OrderShipped: (samples.order_shipped, notifications.order_shipped),
    PaymentAuthorized: (orders.payment_authorized,),
    PaymentCanceled: (orders.payment_gone,),
    PaymentCaptureFailed: (orders.payment_capture_failed,),
    PaymentCaptured: (orders.payment_captured,),
    PaymentDeclined: (orders.payment_gone,),
    GiveawayWon: (live_mails.giveaway_won,),
    WaitlistOffered: (live_mails.waitlist_offered,),
    PersonRestricted: (live_mails.person_restricted,),
    ReminderDue: (live_mails.reminder_due,),
    SessionPlanned: (search.show_changed,),
    SessionChanged: (search.show_changed,),
    SessionStarted: (search.show_changed, plans.session_started),
    SessionEnded: (search.show_changed,),
    SessionCanceled: (search.show_changed, live_mails.session_canceled),
    CreatorAsked: (plan_mails.creator_asked,),
    CreatorInvited: (plan_mails.creator_invited,),
    ParticipationAnswered: (plan_mails.participation_answered,),
    PlanChanged: (plans.plan_changed,),
    TalkWaits: (talk_mails.talk_waits,),
    FeeMoved: (fee_mails.fee_moved,),
    RateCutNears: (plan_mails.rate_cut_nears,),
    RateLifted: (plan_mails.rate_lifted,),
    DealPrepared: (plan_mails.deal_prepared,),
    DealTakenBack: (plan_mails.deal_taken_back,),
    PriceChanged: (search.product_changed, plans.product_changed),
    ProductPublished: (returns.product_published, search.product_changed, plans.product_changed),
    ProductWithdrawn: (search.product_changed, plans.product_changed),
    ReportDecided: (social.show_cleared, reviews.show_cleared, notifications.report_decided),
    SaleBooked: (commissions.sale_booked,),
    SanctionImposed: (
        sellers.suspend_decided,
        catalog.take_off_sale,
        creators.suspend,
        social.take_away,
        reviews.take_away,
        videos.take_away,
        live.take_away,
        talk_words.take_away,
    ),
    SanctionLifted: (
        sellers.bring_back,
        catalog.bring_back,
        creators.bring_back,
        social.bring_back,
        reviews.bring_back,
        videos.bring_back,
        live.bring_back,
        talk_words.bring_back,
    ),
    DecisionMade: (decisions.decision_made,),
    AppealOpened: (decisions.appeal_opened,),
    AppealClosed: (decisions.appeal_closed,),
    DecisionTakenBack: (decisions.decision_taken_back,),
    RefundIssued: (notifications.refund_issued,),
    MessageWaits: (voices.message_waits,),
    QuestionAnswered: (voices.question_answered,),
    QuestionAsked: (voices.question_asked,),
    ReviewAsked: (voices.review_asked,),
    ReviewReplied: (voices.review_replied,),
    ReviewShown: (voices.review_shown,),
    SellerAccountChanged: (payout_mails.seller_account_changed,),
    SellerApplied: (notifications.seller_applied,),
    SellerApproved: (creators.open_official_profile, search.shop_changed, notifications.seller_approved),
    SellerClosed: (search.shop_changed, plans.shop_changed, live.stop_shows_of_shop),
    SellerForgotten: (creators.forget_official_profile, notifications.forget_mails_of_shop),
    SellerNeedsInfo: (notifications.seller_needs_info,),
    SellerReinstated: (search.shop_changed, plans.shop_changed, notifications.seller_reinstated),
    SellerSuspended: (search.shop_changed, plans.shop_changed, live.stop_shows_of_shop),
    StaffGone: (place_mails.staff_gone,),
    StaffInvitationClosed: (place_mails.invitation_closed,),
    StaffInvited: (place_mails.staff_invited,),
    StaffJoined: (place_mails.staff_joined,),
    StaffRoleChanged: (place_mails.staff_role_changed,),
    VideoHeld: (notifications.video_held,),
    VideoPublished: (recommender.try_new_video, search.video_changed, plans.video_published),
    VideoReleased: (notifications.video_released,),
    VideoWithdrawn: (search.video_changed, plans.video_withdrawn),
    DisputeDecided: (returns_mails.dispute_decided,),
    DisputeOpened: (returns_mails.dispute_opened,),
    ReturnApproved: (returns_mails.return_approved,),
    ReturnClosed: (returns_mails.return_closed,),
    ReturnReceived: (returns_mails.return_received,),
    ReturnRefunded: (returns_mails.return_refunded,),
    ReturnRejected: (returns_mails.return_rejected,),
    ReturnRequested: (returns_mails.return_requested,),
    WithdrawalDeclared: (returns_mails.withdrawal_declared,),
    SampleAppealAnswered: (sample_mails.sample_appeal_answered,),
    SampleArrived: (sample_mails.sample_arrived,),
    SampleAsked: (sample_mails.sample_asked,),
    SampleClosed: (sample_mails.sample_closed,),
    SampleDecided: (sample_mails.sample_decided,),
    SampleDueSoon: (sample_mails.sample_due_soon,),
    SampleStuck: (sample_mails.sample_stuck,),
    IdentityDecided: (sample_mails.identity_decided,),
    PayoutDetailsChanged: (sample_mails.payout_details_changed,),
    SellingAdmitted: (sample_mails.selling_admitted,),
}

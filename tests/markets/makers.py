"""A sixth market, as a file that nobody ships: Tunisia, whose dinar has three decimals."""

from __future__ import annotations

from pathlib import Path

TUNISIA = """
code = "TN"
name = "Tunisia"
position = 60
initial_status = "open"
currency = "TND"
locales = ["fr-TN", "ar-TN"]
time_zone = "Africa/Tunis"
ship_countries = ["TN"]
regions_not_served = []
price_minor_max = 5_000_000
platform_fee_bps = 500
selling_share_bps = 2_500
is_consent_required = true
weekend = ["saturday", "sunday"]
holidays_until = 2026-12-31
holidays = [
  { name = "Fête de la République", month = 7, day = 25 },
  { name = "Aïd el-Fitr", dates = [2026-03-20, 2026-03-21] },
]
payment_methods = [{ kind = "card", code = "card", names = { en = "Card", fr = "Carte", ja = "カード" } }]

[windows]
legal_return_days = 10
is_legal_return_only_if_unstated = false
platform_return_days = 14
cancel_window_minutes = 60
unpaid_minutes_one_tap = 30
unpaid_hours_transfer = 48
dispatch_business_days = 2
auto_cancel_business_days = 7
delivered_after_days = 14
collect_within_days = 14
guest_link_days = 90
removed_words_days = 30
low_price_window_days = 30
review_days = 60
review_follow_up_days = 180
review_ask_after_days = 3

[fees]
review_days = 7
due_days_max = 180
open_max = 20

[settlement]
payout_weekdays = ["monday"]
payout_hour = 6
payout_minor_min = 1000
bank_business_days = 2
hold_days_max = 90
new_account_days = 2
express_score_min = 450
extended_score_below = 350
tiers.standard = { days = 7, reserve_bps = 0, reserve_days = 0 }
tiers.express = { days = 3, reserve_bps = 0, reserve_days = 0 }
tiers.extended = { days = 15, reserve_bps = 1_000, reserve_days = 30 }

[returns]
withdrawal_exceptions = ["perishable"]
change_of_mind_exceptions = ["perishable"]
is_end_moved_to_business_day = false
fault_days = 365
carriage_paid_by = { withdrawal = "customer", change_of_mind = "customer", fault = "seller" }
carriage_given_back_for = ["withdrawal"]
approved_at_once = ["withdrawal"]
seller_answer_hours = 48
send_back_days = 10
inspect_business_days = 4
label_minor = 7_000
not_arrived_days = 3
dispute_days = 30
dispute_answer_hours = 48

[creators]
age_min = 18
followers_min = 1_000
followers_full = 5_000
pilot_shows_week_max = 3
pilot_videos_week_max = 5

[privacy]
erasure_wait_days = 14
records_years = 10
records_law = "Code de commerce, article L123-22"
copy_days = 7

[samples]
limits = [{ sales_minor_from = 0, open_max = 5 }, { sales_minor_from = 15_000_000, open_max = 20 }]
history_days = 120
history_sales_min = 1
decide_days = 7
post_days = 14
extension_days = 7
remind_first_days = 3
remind_last_days = 1
video_days_min = 3
show_minutes_min = 10
ask_again_days = 30
fulfilment_days = 180

[live]
countdown_seconds_min = 10
countdown_seconds_max = 300
duration_seconds_min = 60
duration_seconds_max = 1_200
quota_max = 10_000
promise_minutes = 10
waitlist_minutes = 30
price_guard = "show"
account_age_minutes_min = 10
device_customers_max = 2
lapses_max = 2
giveaway_seconds_min = 60
giveaway_seconds_max = 1_800
giveaway_watch_gap_seconds = 120
giveaway_claim_hours = 48
giveaway_winners_max = 50
is_free_entry_needed = false
coupon_share_bps_max = 7_000
coupon_minutes_max = 10_080
coupon_quota_max = 10_000

[affiliates]
rate_bps_min = 100
rate_bps_max = 8_000
usual_rate_bps = { low = 800, middle = 1_200, high = 2_000 }
attribution_days = 14
rate_cut_lock_days = 30
rate_cut_notice_days = 2
base = "without_tax"
invitations_per_day_max = 50
new_talks_per_day_max = 20

[scores]
shop_orders_min = 30
shop_days = 90
shop = [
  { metric = "negative_reviews", weight = 25, days = 60, lines_min = 10, best = 120, worst = 4_000 },
  { metric = "faulty_orders", weight = 20, days = 60, lines_min = 10, best = 200, worst = 2_000 },
  { metric = "cancellations", weight = 15, days = 30, lines_min = 10, best = 50, worst = 1_000 },
  { metric = "late_dispatch", weight = 20, days = 30, lines_min = 10, best = 100, worst = 2_000 },
  { metric = "late_answers", weight = 10, days = 30, lines_min = 5, best = 500, worst = 4_000 },
  { metric = "after_sales", weight = 10, days = 30, lines_min = 3, best = 1_440, worst = 5_760 },
]
creator_orders_min = 30
creator_videos_min = 20
creator_shows_min = 5
creator_days = 90
creator = [
  { metric = "promoted_negative_reviews", weight = 40, days = 60, lines_min = 10, best = 120, worst = 4_000 },
  { metric = "promoted_faults", weight = 30, days = 60, lines_min = 10, best = 200, worst = 2_000 },
  { metric = "unwelcome_videos", weight = 15, days = 60, lines_min = 3, best = 20, worst = 300 },
  { metric = "unkept_samples", weight = 15, days = 90, lines_min = 3, best = 0, worst = 5_000 },
]
negative_stars_max = 2
answer_business_days = 1
evidence_days = 35
flash_deal_shop_min = 250
giveaway_creator_min = 300

[signals]
days = 14
self_buying_orders_min = 3
self_buying_share_bps_min = 2_000
click_farm_clicks_min = 100
click_farm_unwatched_bps_min = 8_000
click_farm_watch_ms = 1_000
click_farm_orders_part_bps_max = 3_000
burst_clicks_min = 20
burst_seconds = 60
stuffing_creators_min = 3
stuffing_seconds = 10
stuffing_browsers_min = 5
ring_accounts_min = 3
ring_refunds_min = 5
ring_share_bps_min = 5_000

[trader]
disclosures = ["legal_name", "address"]
disclosure_title = { en = "Seller", fr = "Vendeur", ja = "販売者" }
documents = ["identity_document"]

[unit_prices]
per = { g = 100, piece = 1 }
amount_min = 5

[words]
gift = { en = "Ad: received free of charge", fr = "Publicité : produit offert", ja = "広告(商品の無償提供あり)" }
paid = { en = "Ad: paid", fr = "Publicité : rémunérée", ja = "広告(報酬あり)" }
commission = { en = "Earns commission", fr = "Touche une commission", ja = "PR" }
ai_made = { en = "Made with AI", fr = "Créé avec une IA", ja = "AI生成" }
ad = { en = "Ad", fr = "Publicité", ja = "広告" }

[tax]
is_included = true
remitter = "seller"
is_by_region = false
carriage_untaxed_regions = []
wording = { en = "VAT included", fr = "TVA comprise", ja = "税込" }
rates = [
  { class = "standard", ppm = 190_000, from_on = 2018-01-01, source = "law" },
]

[tax.sources]
law = "Code de la TVA, article 7"
"""


def write_market(folder: Path, text: str = TUNISIA, name: str = "tn.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path

"""Creators who buy what they promote, through accounts that lead back to them.

The person's own purchases earn nothing anyway (affiliates); this looks for other accounts with the creator's browser,
door, card or mailbox. One parcel to a friend's house is nothing: a number and a share of their sales is.
"""

from __future__ import annotations

from halles.kit.statements import fetch
from halles.scores.signals.finding import CLEARED, PLACE, Asked, Finding, rows_of, share_bps

KIND = "self_buying"
# How much each tie says. Four digits of a card are shared by many: alone they are not enough.
TIES = {"mailbox": 80, "browser": 60, "door": 50, "card": 30}
TIED_FROM = 50

_MAILBOX = "split_part(split_part(lower({0}), '@', 1), '+', 1) || '@' || split_part(lower({0}), '@', 2)"
_FIND = f"""
WITH cleared AS ({CLEARED}
), people AS (
    SELECT c.id AS creator_id, c.user_id FROM creators_creator c
    UNION SELECT c.id, p.user_id FROM creators_creator c JOIN sellers_sellerstaff p ON p.seller_id = c.seller_id
), sold AS (
    SELECT c.creator_id, c.sold_at, c.amount_minor, c.currency, o.id AS order_id, g.id AS group_id, g.number,
           g.touch_key, {PLACE.format("g.ship_to")} AS place, {_MAILBOX.format("g.email")} AS mailbox
    FROM affiliates_commission c
    JOIN orders_order o ON o.id = c.order_id JOIN orders_ordergroup g ON g.id = o.group_id
    LEFT JOIN cleared x ON x.subject_id = c.creator_id
    WHERE g.market = %(market)s AND c.sold_at > greatest(%(since)s, x.at) AND c.sold_at <= %(now)s
), sellers_here AS (
    SELECT creator_id, count(DISTINCT order_id) AS order_count FROM sold GROUP BY 1
    HAVING count(DISTINCT order_id) >= %(orders_min)s
), own AS (
    SELECT p.creator_id, p.user_id FROM people p JOIN sellers_here s USING (creator_id)
), own_groups AS (
    SELECT w.creator_id, g.id, g.touch_key, {PLACE.format("g.ship_to")} AS place
    FROM own w JOIN orders_ordergroup g ON g.user_id = w.user_id
), browsers AS (
    SELECT w.creator_id, t.key FROM own w JOIN affiliates_touch t ON t.user_id = w.user_id
    UNION SELECT creator_id, touch_key FROM own_groups WHERE touch_key IS NOT NULL
), doors AS (
    SELECT w.creator_id, {PLACE.format("to_jsonb(a)")} AS place FROM own w JOIN users_address a ON a.user_id = w.user_id
    UNION SELECT creator_id, place FROM own_groups
), cards AS (
    SELECT w.creator_id, k.brand || k.last4 AS card FROM own w JOIN payments_savedcard k ON k.user_id = w.user_id
    UNION SELECT w.creator_id, y.card_brand || y.card_last4 FROM own w JOIN payments_payment y ON y.user_id = w.user_id
    WHERE y.card_last4 <> ''
), mailboxes AS (
    SELECT w.creator_id, {_MAILBOX.format("u.email")} AS mailbox FROM own w JOIN users_user u ON u.id = w.user_id
), tied AS (
    SELECT s.creator_id, s.order_id, min(s.number) AS number, min(s.sold_at) AS sold_at,
           sum(s.amount_minor)::bigint AS amount_minor, min(s.currency) AS currency,
           bool_or(b.key IS NOT NULL) AS browser, bool_or(d.place IS NOT NULL) AS door,
           bool_or(k.card IS NOT NULL) AS card, bool_or(m.mailbox IS NOT NULL) AS mailbox
    FROM sold s JOIN sellers_here h USING (creator_id)
    LEFT JOIN browsers b ON b.creator_id = s.creator_id AND b.key = s.touch_key
    LEFT JOIN doors d ON d.creator_id = s.creator_id AND d.place = s.place
    LEFT JOIN payments_payment y ON y.reference_kind = 'order_group' AND y.reference_id = s.group_id
        AND y.card_last4 <> ''
    LEFT JOIN cards k ON k.creator_id = s.creator_id AND k.card = y.card_brand || y.card_last4
    LEFT JOIN mailboxes m ON m.creator_id = s.creator_id AND m.mailbox = s.mailbox
    GROUP BY 1, 2
), weighed AS (
    SELECT *, browser::int * %(browser)s + door::int * %(door)s + card::int * %(card)s + mailbox::int * %(mailbox)s
        AS weight FROM tied
)
SELECT w.creator_id, h.order_count, count(*), max(w.weight),
       count(*) FILTER (WHERE browser), count(*) FILTER (WHERE door), count(*) FILTER (WHERE card),
       count(*) FILTER (WHERE mailbox),
       jsonb_agg(jsonb_build_object('what', 'order', 'id', w.order_id, 'name', w.number, 'at', w.sold_at,
           'amount_minor', w.amount_minor, 'currency', w.currency, 'ties', array_remove(ARRAY[
               CASE WHEN browser THEN 'browser' END, CASE WHEN door THEN 'door' END,
               CASE WHEN card THEN 'card' END, CASE WHEN mailbox THEN 'mailbox' END], NULL)) ORDER BY w.sold_at DESC)
FROM weighed w JOIN sellers_here h USING (creator_id)
WHERE w.weight >= %(tied_from)s
GROUP BY 1, 2 HAVING count(*) >= %(orders_min)s AND 10000 * count(*) >= %(share_min)s * h.order_count
ORDER BY 1"""  # noqa: S608 - our own words


def find_self_buying(asked: Asked) -> list[Finding]:
    """Creators of whose recent sales enough lead back to themselves."""
    rules = asked.market.signals
    values = asked.values(
        KIND,
        orders_min=rules.self_buying_orders_min,
        share_min=rules.self_buying_share_bps_min,
        tied_from=TIED_FROM,
        **TIES,
    )
    found = []
    for creator_id, sold, tied, weight, browser, door, card, mailbox, rows in fetch(_FIND, values):
        ties = {"browser": browser, "door": door, "card": card, "mailbox": mailbox}
        facts = {"tied": tied, "sold": sold, "share_bps": share_bps(tied, sold), "ties": ties}
        strength = min(100, 20 + weight // 4 + 4 * tied)
        found.append(Finding(KIND, "creator", creator_id, strength, facts, rows_of(rows)))
    return found

"""Market files: the five we ship say what they should, a sixth is only a file, and a wrong one names its fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from halles.kit.money import format_money
from halles.markets import queries, taxes
from halles.markets.classes import DISCLOSURES, TAX_CLASSES
from halles.markets.errors import MarketFileError, MarketUnknown
from halles.markets.files import OURS, load_market, load_markets
from tests.markets.makers import TUNISIA, write_market


def test_five_markets_are_shipped_in_their_order() -> None:
    markets = load_markets([OURS])
    assert [(code, market.currency, market.locales[0], market.time_zone) for code, market in markets.items()] == [
        ("US", "USD", "en-US", "America/New_York"),
        ("GB", "GBP", "en-GB", "Europe/London"),
        ("FR", "EUR", "fr-FR", "Europe/Paris"),
        ("DE", "EUR", "de-DE", "Europe/Berlin"),
        ("JP", "JPY", "ja-JP", "Asia/Tokyo"),
    ]


@pytest.mark.parametrize(
    ("code", "legal", "unstated", "platform", "included", "remitter", "consent", "payments", "cash_hours"),
    [
        ("US", 0, False, 30, False, "platform", False, ("card", "instant"), 24),
        ("GB", 14, False, 30, True, "seller", True, ("card", "instant"), 24),
        ("FR", 14, False, 30, True, "seller", True, ("card", "instant", "transfer"), 72),
        ("DE", 14, False, 30, True, "seller", True, ("card", "instant", "transfer"), 72),
        ("JP", 8, True, 8, True, "seller", False, ("card", "instant", "transfer"), 72),
    ],
)
def test_rules_of_each_market(
    code: str,
    legal: int,
    unstated: bool,
    platform: int,
    included: bool,
    remitter: str,
    consent: bool,
    payments: tuple[str, ...],
    cash_hours: int,
) -> None:
    market = queries.get_market(code)
    assert (market.legal_return_days, market.is_legal_return_only_if_unstated, market.platform_return_days) == (
        legal,
        unstated,
        platform,
    )
    assert (market.tax.is_included, market.tax.remitter, market.is_consent_required) == (included, remitter, consent)
    assert (market.payment_kinds, market.unpaid_hours_transfer) == (payments, cash_hours)
    assert (market.cancel_window_minutes, market.unpaid_minutes_one_tap, market.settlement_days) == (60, 30, 7)
    assert (market.dispatch_business_days, market.auto_cancel_business_days) == (2, 7)
    assert (market.low_price_window_days, market.selling_share_bps, market.platform_fee_bps) == (30, 2_500, 600)
    assert all(rate.source for rate in market.tax.rates)
    assert {"legal_name", "address", "email"} <= set(market.disclosures)


def test_every_state_of_the_us_and_the_district_have_a_rate() -> None:
    regions = {rate.region for rate in queries.get_market("US").tax.rates if rate.tax_class == "standard"}
    assert len(regions) == 51
    assert not regions & queries.get_market("US").regions_not_served


def test_a_sixth_market_is_only_a_file(tmp_path: Path) -> None:
    write_market(tmp_path)
    with override_settings(HALLES_MARKETS_DIR=str(tmp_path)):
        assert list(queries.all_markets()) == ["US", "GB", "FR", "DE", "JP", "TN"]
        market = queries.get_market("TN")
        assert queries.find_market_for_country("TN") == market
        assert taxes.tax_of(market, 119_000, market.tax.rates[0].ppm) == 19_000
        assert format_money(1_234_567, market.currency, market.locale_for("fr")) == "1\u202f234,567\xa0DT"
        assert queries.market_name(market, "fr") == "Tunisie"
    with pytest.raises(MarketUnknown):
        queries.get_market("TN")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('currency = "TND"', 'currency = "XYZ"', "currency must be an ISO 4217 code, not 'XYZ'"),
        ('currency = "TND"', "currency = 788", "currency must be a text, not 788"),
        ('currency = "TND"\n', "", "currency is missing"),
        ('code = "TN"', 'code = "tn"', "code must be two capital letters, not 'tn'"),
        ('code = "TN"', 'code = "TX"', "code is 'TX', so the file must be called tx.toml"),
        ("review_ask_after_days = 3", "reviw_ask_after_days = 3", "windows.review_ask_after_days is missing"),
        (
            "review_ask_after_days = 3",
            "review_ask_after_days = 3\nrefunds = 3",
            "windows.refunds is not a field we know",
        ),
        (
            "review_ask_after_days = 3",
            "review_ask_after_days = 61",
            "windows.review_ask_after_days must be a whole number from 0 to 60, not 61",
        ),
        (
            "review_ask_after_days = 3",
            "review_ask_after_days = true",
            "windows.review_ask_after_days must be a whole number from 0 to 60, not True",
        ),
        (
            "auto_cancel_business_days = 7",
            "auto_cancel_business_days = 2",
            "windows.auto_cancel_business_days must come after dispatch_business_days",
        ),
        (
            'locales = ["fr-TN", "ar-TN"]',
            'locales = ["fr-TN", "xx-YY"]',
            "locales has 'xx-YY', which is no locale such as 'fr-FR'",
        ),
        ('"Africa/Tunis"', '"Africa/Carthage"', "time_zone must be an IANA name, not 'Africa/Carthage'"),
        ('ship_countries = ["TN"]', "ship_countries = []", "ship_countries needs at least 1"),
        (
            'ship_countries = ["TN"]',
            'ship_countries = ["TNS"]',
            "ship_countries has 'TNS', which is no ISO 3166 country",
        ),
        (
            'kind = "card"',
            'kind = "cash"',
            "payment_methods[0].kind must be one of card, instant, transfer, not 'cash'",
        ),
        ('fr = "Publicité"', 'de = "Werbung"', "words.ad.fr is missing"),
        (
            'class = "standard"',
            'class = "normal"',
            f"tax.rates[0].class must be one of {', '.join(TAX_CLASSES)}, not 'normal'",
        ),
        ('source = "law"', 'source = "decree"', "tax.rates[0].source must be one of law, not 'decree'"),
        (
            "from_on = 2018-01-01",
            'from_on = "2018-01-01"',
            "tax.rates[0].from_on must be a day such as 2026-01-31, not '2018-01-01'",
        ),
        ("ppm = 190_000", "ppm = 0.19", "tax.rates[0].ppm must be a whole number, not 0.19"),
        (
            "ppm = 190_000",
            'region = "A", ppm = 190_000',
            "tax.rates needs standard rates, with a region exactly when is_by_region is true",
        ),
        (
            ', source = "law" },',
            ', source = "law" },\n  { class = "standard", ppm = 1, from_on = 2020-01-01, source = "law" },',
            "tax.rates has two rates for standard on 2020-01-01",
        ),
        (
            "month = 7, day = 25",
            "month = 7, day = 25, easter_days = 1",
            "holidays[0].name needs exactly one of day (with month), easter_days, nth (with weekday and month), dates",
        ),
        ('weekend = ["saturday", "sunday"]', 'weekend = ["saturday", "saturday"]', "weekend names something twice"),
        (
            'disclosures = ["legal_name", "address"]',
            'disclosures = ["shoe_size"]',
            f"trader.disclosures must be one of {', '.join(DISCLOSURES)}, not 'shoe_size'",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TUNISIA
    with pytest.raises(MarketFileError) as refused:
        load_market(write_market(tmp_path, TUNISIA.replace(old, new, 1)))
    assert str(refused.value) == f"tn.toml: {message}"


def test_tax_on_top_of_a_price_earns_no_commission(tmp_path: Path) -> None:
    taxed = TUNISIA.replace("without_tax", "with_tax")
    low = taxed.replace("rate_bps_max = 8_000", "rate_bps_max = 7_000")
    with pytest.raises(MarketFileError, match=r"^tn\.toml: affiliates\.base must be without_tax"):
        load_market(write_market(tmp_path, low.replace("is_included = true", "is_included = false")))
    with pytest.raises(MarketFileError, match=r"^tn\.toml: affiliates\.rate_bps_max takes more than a shop"):
        load_market(write_market(tmp_path, taxed))
    market = load_market(write_market(tmp_path, low))
    assert market.affiliates.base == "with_tax"


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MarketFileError, match=r"^tn\.toml: is not TOML: "):
        load_market(write_market(tmp_path, "code = "))


def test_two_files_cannot_share_a_code_or_a_country(tmp_path: Path) -> None:
    write_market(tmp_path, TUNISIA.replace('ship_countries = ["TN"]', 'ship_countries = ["TN", "MC"]'))
    with pytest.raises(MarketFileError) as refused:
        load_markets([OURS, tmp_path])
    assert str(refused.value) == "tn.toml: ship_countries has 'MC', which FR serves"
    write_market(tmp_path)
    with pytest.raises(MarketFileError) as refused:
        load_markets([tmp_path, tmp_path])
    assert str(refused.value) == "tn.toml: code 'TN' is taken by another file"

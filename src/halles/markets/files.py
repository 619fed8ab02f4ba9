"""Market files: one TOML file per market, read strictly. Adding a market is adding a file."""

from __future__ import annotations

import tomllib
import zoneinfo
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import list_currencies

from halles.markets import classes
from halles.markets.affiliate_rules import WITH_TAX, read_affiliate_rules
from halles.markets.creator_rules import read_creator_rules
from halles.markets.errors import MarketFileError
from halles.markets.fee_rules import read_fee_rules
from halles.markets.live_rules import read_live_rules
from halles.markets.market import Holiday, Market, PaymentMethod, TaxRate, TaxRules, UnitPrices
from halles.markets.privacy_rules import read_privacy_rules
from halles.markets.reading import Reader
from halles.markets.return_rules import read_return_rules
from halles.markets.sample_rules import read_sample_rules
from halles.markets.score_rules import read_score_rules
from halles.markets.settlement_rules import read_settlement_rules
from halles.markets.signal_rules import read_signal_rules

OURS = Path(__file__).resolve().parent / "data"
# Languages in which every market has its words; more may stand beside them.
LANGUAGES = ("en", "fr", "ja")
DAYS_MAX = 365


def load_markets(folders: Iterable[Path]) -> dict[str, Market]:
    """All markets of the folders by code, in the order of their `position`; MarketFileError names file and field."""
    found: dict[str, Market] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            market = load_market(path)
            if market.code in found:
                raise MarketFileError(f"{path.name}: code {market.code!r} is taken by another file")
            found[market.code] = market
    countries: dict[str, str] = {}
    for market in found.values():
        for country in market.ship_countries:
            other = countries.setdefault(country, market.code)
            if other != market.code:
                raise MarketFileError(
                    f"{market.code.lower()}.toml: ship_countries has {country!r}, which {other} serves"
                )
    return dict(sorted(found.items(), key=lambda item: (item[1].position, item[0])))


def load_market(path: Path) -> Market:
    """The market of one file."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise MarketFileError(f"{path.name}: is not TOML: {wrong}") from wrong
    reader = Reader(path.name, table)
    market = _market(reader)
    reader.end()
    if path.stem != market.code.lower():
        raise reader.wrong("code", f"is {market.code!r}, so the file must be called {market.code.lower()}.toml")
    if market.affiliates.base == WITH_TAX and not market.tax.is_included:
        raise reader.wrong("affiliates.base", "must be without_tax: here the tax is no part of a price")
    return market


def _market(r: Reader) -> Market:
    windows, words, trader = r.part("windows"), r.part("words"), r.part("trader")
    market = Market(
        code=_code(r),
        name=r.text("name", length_max=60),
        position=r.whole("position", 1, 10_000),
        initial_status=r.one_of("initial_status", classes.STATUSES),
        currency=_currency(r),
        locales=_locales(r),
        time_zone=_time_zone(r),
        ship_countries=_countries(r),
        regions_not_served=frozenset(r.texts("regions_not_served")),
        price_minor_max=r.whole("price_minor_max", 1, 10**12),
        platform_fee_bps=r.whole("platform_fee_bps", 0, 5_000),
        selling_share_bps=r.whole("selling_share_bps", 0, 10_000),
        is_consent_required=r.flag("is_consent_required"),
        tax=_tax(r.part("tax")),
        returns=read_return_rules(r.part("returns")),
        live=read_live_rules(r.part("live")),
        settlement=read_settlement_rules(r.part("settlement")),
        scores=read_score_rules(r.part("scores")),
        signals=read_signal_rules(r.part("signals")),
        affiliates=read_affiliate_rules(r.part("affiliates")),
        fees=read_fee_rules(r.part("fees")),
        creators=read_creator_rules(r.part("creators")),
        samples=read_sample_rules(r.part("samples")),
        privacy=read_privacy_rules(r.part("privacy")),
        payment_methods=tuple(_payment(row) for row in r.parts("payment_methods", at_least=1)),
        is_legal_return_only_if_unstated=windows.flag("is_legal_return_only_if_unstated"),
        **_windows(windows),
        disclosures=trader.some_of("disclosures", classes.DISCLOSURES),
        disclosure_title=trader.words("disclosure_title", LANGUAGES),
        unit_prices=_unit_prices(r.part("unit_prices")),
        seller_documents_required=trader.some_of("documents", classes.DOCUMENTS),
        commission_label=words.words("commission", LANGUAGES),
        gift_label=words.words("gift", LANGUAGES),
        paid_label=words.words("paid", LANGUAGES),
        ai_label=words.words("ai_made", LANGUAGES),
        ad_label=words.words("ad", LANGUAGES),
        weekend=frozenset(classes.WEEKDAYS.index(day) for day in r.some_of("weekend", classes.WEEKDAYS)),
        holidays=tuple(_holiday(row) for row in r.parts("holidays")),
        holidays_until=r.day("holidays_until"),
    )
    for part in (windows, words, trader):
        part.end()
    _require_sense(market, r, windows)
    return market


def _windows(windows: Reader) -> dict[str, int]:
    """Every time limit of the table `windows`, by the name it has in a market."""
    return {
        "legal_return_days": windows.whole("legal_return_days", 0, DAYS_MAX),
        "platform_return_days": windows.whole("platform_return_days", 0, DAYS_MAX),
        "cancel_window_minutes": windows.whole("cancel_window_minutes", 0, 1_440),
        "unpaid_minutes_one_tap": windows.whole("unpaid_minutes_one_tap", 1, 1_440),
        "unpaid_hours_transfer": windows.whole("unpaid_hours_transfer", 1, 24 * 14),
        "dispatch_business_days": windows.whole("dispatch_business_days", 1, 30),
        "auto_cancel_business_days": windows.whole("auto_cancel_business_days", 2, 60),
        "delivered_after_days": windows.whole("delivered_after_days", 1, 90),
        "collect_within_days": windows.whole("collect_within_days", 1, 90),
        "guest_link_days": windows.whole("guest_link_days", 1, DAYS_MAX),
        "removed_words_days": windows.whole("removed_words_days", 1, DAYS_MAX),
        "low_price_window_days": windows.whole("low_price_window_days", 1, DAYS_MAX),
        "review_days": windows.whole("review_days", 1, DAYS_MAX),
        "review_follow_up_days": windows.whole("review_follow_up_days", 1, 2 * DAYS_MAX),
        "review_ask_after_days": windows.whole("review_ask_after_days", 0, 60),
    }


def _require_sense(market: Market, r: Reader, windows: Reader) -> None:
    if market.auto_cancel_business_days <= market.dispatch_business_days:
        raise windows.wrong("auto_cancel_business_days", "must come after dispatch_business_days")
    if len(market.weekend) > 6:
        raise r.wrong("weekend", "leaves no business day")


def _code(r: Reader) -> str:
    code = r.text("code", length_max=2)
    if len(code) != 2 or not code.isascii() or not code.isalpha() or code != code.upper():
        raise r.wrong("code", f"must be two capital letters, not {code!r}")
    return code


def _currency(r: Reader) -> str:
    currency = r.text("currency", length_max=3)
    if currency not in list_currencies():
        raise r.wrong("currency", f"must be an ISO 4217 code, not {currency!r}")
    return currency


def _locales(r: Reader) -> tuple[str, ...]:
    locales = r.texts("locales", at_least=1)
    for locale in locales:
        try:
            Locale.parse(locale, sep="-")
        except (UnknownLocaleError, ValueError) as wrong:
            raise r.wrong("locales", f"has {locale!r}, which is no locale such as 'fr-FR'") from wrong
    return locales


def _time_zone(r: Reader) -> str:
    name = r.text("time_zone", length_max=60)
    if name not in zoneinfo.available_timezones():
        raise r.wrong("time_zone", f"must be an IANA name, not {name!r}")
    return name


def _countries(r: Reader) -> tuple[str, ...]:
    countries = r.texts("ship_countries", at_least=1)
    known = Locale("en").territories
    for country in countries:
        if len(country) != 2 or country not in known:
            raise r.wrong("ship_countries", f"has {country!r}, which is no ISO 3166 country")
    return countries


def _tax(r: Reader) -> TaxRules:
    sources = r.part("sources")
    notes = {key: sources.text(key, length_max=400) for key in sources.table}
    rates = tuple(_rate(row, notes) for row in r.parts("rates", at_least=1))
    rules = TaxRules(
        is_included=r.flag("is_included"),
        remitter=r.one_of("remitter", classes.REMITTERS),
        is_by_region=r.flag("is_by_region"),
        carriage_untaxed_regions=frozenset(r.texts("carriage_untaxed_regions")),
        wording=r.words("wording", LANGUAGES),
        rates=rates,
    )
    r.end()
    standard = [rate for rate in rates if rate.tax_class == "standard"]
    if not standard or any((rate.region is None) is rules.is_by_region for rate in standard):
        raise r.wrong("rates", "needs standard rates, with a region exactly when is_by_region is true")
    _refuse_overlaps(r, rates)
    return rules


def _rate(r: Reader, notes: dict[str, str]) -> TaxRate:
    rate = TaxRate(
        tax_class=r.one_of("class", classes.TAX_CLASSES),
        region=r.text("region", length_max=10) if r.has("region") else None,
        ppm=r.whole("ppm", 0, 1_000_000),
        from_on=r.day("from_on"),
        to_on=r.day("to_on") if r.has("to_on") else None,
        source=notes[r.one_of("source", tuple(notes))],
    )
    r.end()
    if rate.to_on is not None and rate.to_on < rate.from_on:
        raise r.wrong("to_on", "lies before from_on")
    return rate


def _refuse_overlaps(r: Reader, rates: tuple[TaxRate, ...]) -> None:
    by_place: dict[tuple[str, str | None], list[TaxRate]] = {}
    for rate in rates:
        by_place.setdefault((rate.tax_class, rate.region), []).append(rate)
    for (tax_class, region), rows in by_place.items():
        rows.sort(key=lambda rate: rate.from_on)
        for earlier, later in pairwise(rows):
            if earlier.to_on is None or earlier.to_on >= later.from_on:
                raise r.wrong(
                    "rates", f"has two rates for {tax_class} {region or ''} on {later.from_on}".replace("  ", " ")
                )


def _unit_prices(r: Reader) -> UnitPrices:
    per = r.part("per")
    rules = UnitPrices(
        per={unit: per.whole(unit, 1, 1_000_000) for unit in per.table if unit in classes.MEASURES},
        amount_min=r.whole("amount_min", 0, 1_000),
    )
    per.end()
    r.end()
    return rules


def _payment(r: Reader) -> PaymentMethod:
    method = PaymentMethod(
        kind=r.one_of("kind", classes.PAYMENT_KINDS),
        code=r.text("code", length_max=20),
        names=r.words("names", LANGUAGES),
    )
    r.end()
    return method


def _holiday(r: Reader) -> Holiday:
    rules = [key for key in ("day", "easter_days", "nth", "dates") if r.has(key)]
    if len(rules) != 1:
        raise r.wrong("name", "needs exactly one of day (with month), easter_days, nth (with weekday and month), dates")
    rule = rules[0]
    nth = r.whole("nth", -5, 5) if rule == "nth" else None
    if nth == 0:
        raise r.wrong("nth", "must not be 0")
    holiday = Holiday(
        name=r.text("name", length_max=80),
        month=r.whole("month", 1, 12) if rule in {"day", "nth"} else None,
        day=r.whole("day", 1, 31) if rule == "day" else None,
        easter_days=r.whole("easter_days", -100, 100) if rule == "easter_days" else None,
        nth=nth,
        weekday=classes.WEEKDAYS.index(r.one_of("weekday", classes.WEEKDAYS)) if rule == "nth" else None,
        dates=r.days("dates") if rule == "dates" else (),
        moves=r.one_of("moves", classes.MOVES, default=""),
    )
    r.end()
    return holiday

"""Reading the demo's data files into typed values. A wrong file fails at once, by its name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zlib import crc32

from halles.demo.art.people import Look
from halles.demo.film.script import Tune
from halles.demo.world.kinds import (
    ApplicantData,
    CommentData,
    CreatorData,
    GoodData,
    OrderData,
    PersonData,
    ProductData,
    Reduction,
    ShipRate,
    ShopData,
    ShotData,
    Style,
    VariantData,
    VideoData,
    World,
)

SKINS_OF = {
    "FR": ("peach", "bronze", "porcelain", "umber", "olive"),
    "US": ("umber", "peach", "ebony", "olive", "porcelain"),
    "JP": ("porcelain", "peach", "olive"),
}
SLEEVES = ("indigo", "tomato", "basil", "cream", "plum", "saffron", "teal", "slate")
LANGUAGES = {"FR": "fr", "US": "en", "JP": "ja", "GB": "en", "DE": "en"}


@lru_cache(maxsize=1)
def read_world() -> World:
    """The whole demo world."""
    folder = files("halles.demo.world")
    measures = _toml(folder.joinpath("measures.toml").read_text(encoding="utf-8"), "measures.toml")
    inside = {key: (unit, amounts) for unit, goods in measures.items() for key, amounts in goods.items()}
    shops = [
        _shop(_toml(entry.read_text(encoding="utf-8"), entry.name), inside)
        for entry in sorted(folder.joinpath("shops").iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    ]
    people = _toml(folder.joinpath("people.toml").read_text(encoding="utf-8"), "people.toml")
    creators = _toml(folder.joinpath("creators.toml").read_text(encoding="utf-8"), "creators.toml")
    orders = _toml(folder.joinpath("orders.toml").read_text(encoding="utf-8"), "orders.toml")
    profiles = tuple(_creator(raw) for raw in creators["creators"])
    by_key = {profile.key: profile for profile in profiles}
    return World(
        people=tuple(_person(raw) for raw in people["people"]),
        shops=tuple(shops),
        creators=profiles,
        applicants=tuple(_applicant(raw) for raw in people["applicants"]),
        creator_videos=tuple(
            _video(raw, raw["creator"], by_key[raw["creator"]].market, "", by_key[raw["creator"]].look)
            for raw in creators["videos"]
        ),
        crowd=tuple(
            PersonData(f"crowd.{market.lower()}{number}", name, market, LANGUAGES[market])
            for market, names in people["crowd"].items()
            for number, name in enumerate(names, start=1)
        ),
        orders=tuple(order_of(raw) for raw in orders["orders"]),
    )


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong


Inside = Mapping[str, tuple[str, Sequence[int]]]


def _shop(raw: Mapping[str, Any], inside: Inside) -> ShopData:
    shop, origin = raw["shop"], raw["origin"]
    language = LANGUAGES[shop["market"]]
    face = _look(next((video["look"] for video in raw["videos"] if "look" in video), {}))
    return ShopData(
        key=shop["key"],
        name=shop["name"],
        market=shop["market"],
        language=language,
        kind=shop["kind"],
        legal_name=shop["legal_name"],
        owner=shop["owner"],
        place=shop["place"],
        latitude=shop["latitude"],
        longitude=shop["longitude"],
        address={"name": shop["legal_name"], **shop["address"]},
        story=shop["story"].strip(),
        return_terms=shop["return_terms"],
        handling_days=shop["handling_days"],
        rates=tuple(ShipRate(country, *numbers) for country, numbers in shop["ships"].items()),
        look=face,
        style=_style(shop),
        products=tuple(_product(product, shop, origin, inside) for product in raw["products"]),
        videos=tuple(_video(video, shop["key"], shop["market"], f"{shop['key']}/", face) for video in raw["videos"]),
    )


def _style(raw: Mapping[str, Any]) -> Style:
    return Style(raw["tint"], raw["accent"], raw["scene"], raw["sign"], Tune(**raw["tune"]))


def _product(raw: Mapping[str, Any], shop: Mapping[str, Any], origin: Mapping[str, str], inside: Inside) -> ProductData:
    unit, amounts = inside.get(f"{shop['key']}/{raw['key']}", ("", ()))
    return ProductData(
        key=f"{shop['key']}/{raw['key']}",
        kind=raw["kind"],
        category=raw["category"],
        tint=raw["tint"],
        art=raw["art"],
        skin=raw.get("skin") or _pick(SKINS_OF[shop["market"]], raw["key"]),
        sleeve=raw.get("sleeve") or _pick([tone for tone in SLEEVES if tone != raw["tint"]], raw["key"]),
        is_outdoors=raw.get("outdoors", False),
        language=LANGUAGES[shop["market"]],
        titles=raw["title"],
        texts=raw["text"],
        origin={**origin, **raw.get("origin", {})},
        option=raw.get("options", ""),
        values=raw.get("values", {}),
        variants=tuple(
            replace(_variant(entry, raw, shop["sku"], number), measure=unit, amount=amounts[number] if unit else None)
            for number, entry in enumerate(raw["variants"])
        ),
        warranty_months=raw.get("warranty", 0),
        reductions=_reductions(raw.get("reduction", {})),
    )


def _variant(entry: str | Mapping[str, Any], raw: Mapping[str, Any], prefix: str, number: int) -> VariantData:
    if isinstance(entry, str):
        value, _, stock = entry.rpartition(" ")
        entry = {"value": value, "stock": int(stock)}
    stem = f"{prefix}-{raw['key'].upper()}"
    tail = re.sub(r"[^A-Z0-9]+", "", entry["value"].upper())[:8] or (str(number + 1) if raw.get("options") else "")
    return VariantData(
        sku=f"{stem}-{tail}"[:40] if tail else stem,
        value=entry["value"],
        stock=entry["stock"],
        weight_grams=entry.get("weight", raw["weight"]),
        prices=entry.get("prices", raw["prices"]),
    )


def _pick(choices: Sequence[str], key: str) -> str:
    """One of them, always the same for the same key."""
    return choices[crc32(key.encode()) % len(choices)]


def _reductions(raw: Mapping[str, Any]) -> tuple[Reduction, ...]:
    before = tuple((days, minor) for days, minor in raw.get("before", ()))
    return tuple(
        Reduction(market, minor, raw["since_days"], before)
        for market, minor in raw.items()
        if market not in {"since_days", "before"}
    )


def _video(raw: Mapping[str, Any], creator: str, market: str, prefix: str, face: Look) -> VideoData:
    return VideoData(
        key=raw["key"],
        creator=creator,
        market=market,
        language=LANGUAGES[market],
        is_first=raw.get("first", False),
        story=raw["story"],
        parts=raw["parts"],
        call_to_action=raw.get("call_to_action", "none"),
        caption=raw["caption"],
        days_ago=raw["days_ago"],
        views=raw["views"],
        likes=raw["likes"],
        look=_look(raw["look"]) if "look" in raw else face,
        shots=tuple(_shot(shot, prefix) for shot in raw["shots"]),
        comments=tuple(CommentData(**comment) for comment in raw["comments"]),
    )


def _shot(raw: Mapping[str, Any], prefix: str) -> ShotData:
    return ShotData(
        kind=raw["kind"],
        words=raw.get("words", ""),
        goods=tuple(key if "/" in key else f"{prefix}{key}" for key in raw.get("goods", ())),
        act=raw.get("act", ""),
        line=raw["line"],
        english=raw.get("en", ""),
        bars=raw.get("bars", 1),
    )


def _look(raw: Mapping[str, Any]) -> Look:
    return Look(**raw)


def _creator(raw: Mapping[str, Any]) -> CreatorData:
    return CreatorData(
        key=raw["key"],
        person=raw["person"],
        handle=raw["handle"],
        market=raw["market"],
        languages=tuple(raw["languages"]),
        name=raw["name"],
        bio=raw["bio"],
        look=_look(raw["look"]),
        style=_style(raw),
    )


def _person(raw: Mapping[str, Any]) -> PersonData:
    return PersonData(
        key=raw["key"],
        name=raw["name"],
        market=raw["market"],
        language=raw["language"],
        role=raw.get("role", ""),
        has_card=raw.get("card", False),
        address={"name": raw["name"], **raw["address"]} if "address" in raw else {},
    )


def _applicant(raw: Mapping[str, Any]) -> ApplicantData:
    person = raw["person"]
    return ApplicantData(
        key=raw["key"],
        name=raw["name"],
        market=raw["market"],
        person=PersonData(person["key"], person["name"], raw["market"], person["language"]),
        address={"name": raw["name"], **raw["address"]},
        story=raw["story"],
        place=raw["place"],
        is_complete=raw["is_complete"],
    )


def order_of(raw: Mapping[str, Any]) -> OrderData:
    """A purchase as a world file writes it."""
    buyer, is_guest = raw["by"].removeprefix("guest:"), raw["by"].startswith("guest:")
    return OrderData(
        key=raw["key"],
        buyer=buyer,
        is_guest=is_guest,
        address_of=raw.get("address_of", buyer),
        goods=tuple(_good(text) for text in raw["goods"]),
        days_ago=raw["days"],
        story=raw["story"],
        via=raw.get("via", ""),
        reason=raw.get("reason", ""),
    )


def _good(text: str) -> GoodData:
    """`shop/product value quantity`; a space inside the value is written as a no-break space."""
    product, value, quantity = text.split(" ")
    return GoodData(product, "" if value == "-" else value.replace("\u00a0", " "), int(quantity))

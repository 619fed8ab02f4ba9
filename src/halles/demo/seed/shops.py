"""Shops: they apply, hand in their papers, are approved by the staff, and furnish themselves."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from halles.creators import services as creators
from halles.creators.models import Creator
from halles.creators.queries import selling_status
from halles.demo.seed.cast import seat
from halles.demo.seed.moments import OPENED_DAYS_AGO, back
from halles.demo.seed.pictures import cover_of, face_of, paper
from halles.demo.world import numbers
from halles.demo.world.kinds import ApplicantData, CreatorData, PersonData, ShopData, World
from halles.kit import transactions
from halles.markets.queries import get_market
from halles.sellers import services as sellers
from halles.sellers.applications import Application
from halles.sellers.models import Seller, SellerDocument
from halles.sellers.services.shop import ShopProfile
from halles.shipping import services as shipping
from halles.shipping.models import ShippingRate
from halles.shipping.queries import find_shipping, list_rates
from halles.users.addresses import AddressData, clean_address
from halles.users.models import User

CUTOFF_HOUR = 14
CARRIERS = {"FR": "Colissimo", "US": "USPS", "JP": "ヤマト運輸"}
# Delivery to a relay point costs so much of that to the door.
RELAY_PERCENT = 70
NETWORKS = {"FR": "Mondial Relay", "US": "UPS Access Point", "JP": "ヤマト運輸"}
OPEN = {
    "FR": "Du mardi au samedi, de 10 h à 18 h ; sonnez à l’atelier",
    "US": "Tuesday to Saturday, 10 am to 6 pm; ring at the workshop",
    "JP": "火曜〜土曜 10:00〜18:00。工房のベルを鳴らしてください",
}

# How soon the sales of some are free, as the staff decided when they opened; the others go by their score.
TIERS = {
    "penn-avel": ("express", "Dix ans de marchés sans un litige : les ventes sont libres après trois jours."),
    "prairie-wren": ("extended", "New here and far from most buyers: a tenth is kept for thirty days, to begin with."),
}
# Who came by their followers instead of by invitation, and still has a quota for each week.
PILOTS = frozenset({"nour"})


def find_shop(shop: ShopData | ApplicantData) -> Seller | None:
    """The shop as it stands, or None."""
    return Seller.objects.filter(name=shop.name, market=shop.market).select_related("owner").order_by("pk").first()


def open_shop(world: World, shop: ShopData) -> Seller:
    """A shop that may sell, with its place, its rates and its faces; what is done already is left alone."""
    owner, staff = seat(world.person(shop.owner)), seat(world.person("admin"))
    opened = OPENED_DAYS_AGO + len(shop.key) % 9
    with back(opened):
        seller = find_shop(shop) or transactions.run(lambda: sellers.apply(user=owner, application=_application(shop)))
        _hand_in_papers(seller, owner)
        if seller.status == Seller.Status.APPLIED:
            why = "Papiers vus et lisibles." if shop.market == "FR" else "Papers seen and readable."
            seller = transactions.run(lambda: sellers.approve(seller, by=staff, why=why))
        _furnish(seller, shop, owner)
        tier, said = TIERS.get(shop.key, (seller.settlement_tier, ""))
        if tier != seller.settlement_tier:
            transactions.run(partial(sellers.set_settlement_tier, seller.pk, tier, why=said, by=staff))
    return seller


def open_profile(world: World, profile: CreatorData, *, person: PersonData | None = None) -> Creator:
    """A creator without a shop, with a face; `person` where they are none of the cast."""
    user = seat(person or world.person(profile.person))
    with back(OPENED_DAYS_AGO):
        creator = Creator.objects.filter(handle=profile.handle).first() or transactions.run(
            lambda: creators.create_creator(
                user=user,
                handle=profile.handle,
                name=profile.name,
                market=profile.market,
                languages=profile.languages,
                bio=profile.bio,
            )
        )
        if creator.avatar_id is None:
            transactions.run(lambda: creators.set_avatar(creator, by=user, file=face_of(profile)))
        if selling_status(creator) == "none" and profile.key in PILOTS:
            needed = get_market(profile.market).creators.followers_min
            transactions.run(partial(creators.start_selling, creator, follower_count=needed, is_of_age=True))
        elif selling_status(creator) == "none":
            staff, why = seat(world.person("admin")), "Profil invité par la maison."
            transactions.run(lambda: creators.admit_selling(creator, by=staff, why=why))
    return creator


def let_apply(applicant: ApplicantData) -> Seller:
    """A shop that waits for the staff's word, some with papers missing."""
    found = find_shop(applicant)
    if found is not None:
        return found
    owner = seat(applicant.person)
    with back(1.4):
        seller = transactions.run(lambda: sellers.apply(user=owner, application=_application(applicant)))
        if applicant.is_complete:
            _hand_in_papers(seller, owner)
    return seller


def _application(shop: ShopData | ApplicantData) -> Application:
    legal_name = shop.legal_name if isinstance(shop, ShopData) else shop.name
    country = shop.address["country"]
    return Application(
        name=shop.name,
        market=shop.market,
        kind=shop.kind if isinstance(shop, ShopData) else "company",
        legal_name=legal_name,
        contact_email=f"bonjour@{shop.key}.example",
        address=AddressData.from_json(clean_address(country, dict(shop.address)).as_json()),
        representative=legal_name,
        registration_number=REGISTERS[country](shop.key),
        vat_number=numbers.french_vat(shop.key) if country == "FR" else "",
        tax_id=numbers.american_tax_id(shop.key) if country == "US" else numbers.siren(shop.key),
        bank_account=numbers.iban(shop.key) if country == "FR" else numbers.plain_account(shop.key),
        bank_account_holder=legal_name,
        is_certified=True,
        story=shop.story,
        place=shop.place,
        return_terms=shop.return_terms if isinstance(shop, ShopData) else "",
    )


REGISTERS = {"FR": numbers.siren, "US": numbers.american_tax_id, "JP": numbers.japanese_company}


def _hand_in_papers(seller: Seller, owner: User) -> None:
    kinds = SellerDocument.Kind
    held = set(SellerDocument.objects.filter(seller=seller).values_list("kind", flat=True))
    for kind in (kinds.IDENTITY_DOCUMENT, kinds.REGISTER_EXTRACT):
        if kind not in held:
            file = SimpleUploadedFile(f"{kind}.jpg", paper(f"{seller.name} {kind}"), "image/jpeg")
            transactions.run(partial(sellers.add_document, seller, user=owner, kind=kind, file=file))


def _furnish(seller: Seller, shop: ShopData, owner: User) -> None:
    if seller.place_latitude is None:
        profile = ShopProfile(
            name=shop.name,
            contact_email=seller.contact_email,
            story=shop.story,
            place=shop.place,
            return_terms=shop.return_terms,
            place_latitude=Decimal(shop.latitude),
            place_longitude=Decimal(shop.longitude),
        )
        transactions.run(lambda: sellers.update_shop(seller, profile=profile))
    if find_shipping(seller) is None:
        transactions.run(lambda: _set_shipping(seller, shop))
    transactions.run(lambda: _set_rates(seller, shop))
    if seller.cover_id is None:
        transactions.run(lambda: sellers.set_cover(seller, by=owner, file=cover_of(shop)))
    creator = transactions.run(partial(creators.create_official, seller.pk))
    if creator.avatar_id is None:
        transactions.run(lambda: creators.set_avatar(creator, by=owner, file=face_of(shop)))


def _set_shipping(seller: Seller, shop: ShopData) -> None:
    shipping.set_shipping(
        seller,
        ship_from=clean_address(shop.address["country"], dict(shop.address)),
        handling_days=shop.handling_days,
        cutoff_hour=CUTOFF_HOUR,
        time_zone=get_market(shop.market).time_zone,
    )


def _set_rates(seller: Seller, shop: ShopData) -> None:
    offered = {rate.country for rate in list_rates(seller)}
    for rate in shop.rates:
        if rate.country not in offered:
            shipping.set_rate(
                seller,
                country=rate.country,
                carrier=CARRIERS[shop.market] if rate.country == shop.market else "DHL",
                price_minor=rate.price_minor,
                free_from_minor=rate.free_from_minor,
                transit_days_min=rate.days_min,
                transit_days_max=rate.days_max,
            )
    if not offered:
        _offer_collecting(seller, shop)


def _offer_collecting(seller: Seller, shop: ShopData) -> None:
    """A relay point of the shop's own country for less, and its own counter for nothing."""
    home = next((rate for rate in shop.rates if rate.country == shop.market), None)
    if home is None:
        return
    shipping.set_rate(
        seller,
        country=shop.market,
        method=ShippingRate.Method.RELAY,
        carrier=NETWORKS[shop.market],
        price_minor=home.price_minor * RELAY_PERCENT // 100 // 10 * 10,
        free_from_minor=home.free_from_minor,
        transit_days_min=home.days_min,
        transit_days_max=home.days_max + 1,
    )
    if shop.address["country"] == shop.market:
        shipping.set_rate(
            seller,
            country=shop.market,
            method=ShippingRate.Method.PICKUP,
            carrier="",
            note=OPEN[shop.market],
            price_minor=0,
            free_from_minor=None,
            transit_days_min=0,
            transit_days_max=0,
        )

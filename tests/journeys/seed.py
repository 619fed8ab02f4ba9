"""Puts what a journey starts from into the running hall, and looks behind its scenes.

`python -m tests.journeys.seed` reads one JSON line after another ({"scene": name} or {"code": Python}) and answers each
with one JSON line: Django starts once for all journeys.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import sys
import traceback
import uuid
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halles.config.settings")
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from PIL import Image  # noqa: E402

from halles.catalog.models import Variant  # noqa: E402
from halles.checkout.purchase import Buyer  # noqa: E402
from halles.creators import services as creating  # noqa: E402
from halles.creators.models import Creator  # noqa: E402
from halles.creators.services import payout_details  # noqa: E402
from halles.fulfillment.carriers.port import Scan  # noqa: E402
from halles.fulfillment.services import record_scans  # noqa: E402
from halles.kit import clock  # noqa: E402
from halles.orders.models import Order, OrderGroup  # noqa: E402
from halles.orders.services import release_due  # noqa: E402
from halles.payments.models import Payment  # noqa: E402
from halles.payments.services import send_capture  # noqa: E402
from halles.sellers.models import Seller, SellerStaff  # noqa: E402
from halles.users.models import Address, User  # noqa: E402
from halles.videos.models import Video  # noqa: E402
from tests.affiliates.makers import make_led, make_touch  # noqa: E402
from tests.catalog.makers import give_photo  # noqa: E402
from tests.creators.makers import make_creator, make_payee  # noqa: E402
from tests.fulfillment.makers import make_package  # noqa: E402
from tests.journeys.films import film  # noqa: E402
from tests.orders.makers import make_bought, make_saved_card, make_seller, make_shipping, make_variant  # noqa: E402
from tests.sellers.makers import paper  # noqa: E402
from tests.users.makers import make_address  # noqa: E402
from tests.videos.makers import make_video  # noqa: E402

PASSWORD = "a-long-password-for-tests"


def person(role: str, **facts: Any) -> User:
    """Somebody with a verified mail address who can sign in."""
    email = f"{role}-{uuid.uuid4().hex[:8]}@example.org"
    user = User.objects.create_user(email, PASSWORD, name=role.capitalize(), **facts)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def shop(stock: int = 5) -> tuple[Seller, Variant]:
    """An approved shop in Lyon with one bowl on sale in France, and its official profile."""
    name = uuid.uuid4().hex[:6]
    seller = make_seller(
        owner=person("seller"), slug=f"four-{name}", name=f"Le Four {name}", legal_name=f"Le Four {name} SARL"
    )
    SellerStaff.objects.get_or_create(
        seller=seller, user=seller.owner, defaults={"role": "owner", "added_at": seller.applied_at}
    )
    make_shipping(seller)
    variant = make_variant(seller, stock=stock, title="Bol du four de cinq heures", slug=f"bol-{name}")
    photo = give_photo(variant.product)
    Image.new("RGB", (640, 800), (200, 160, 120)).save(file_of(photo.asset.poster_key))
    creating.create_official(seller.pk)
    return seller, variant


def customer(card: str = "approved") -> User:
    """A customer in Paris with a default address and a default card."""
    user = person("customer")
    make_address(user)
    Address.objects.filter(user=user).update(is_default=True)
    make_saved_card(user, card, last4={"approved": "4242", "declined": "0002", "challenge": "3155"}[card])
    return user


def profile(user: User) -> Creator:
    """A profile of this person, which may show any shop's goods."""
    return make_creator(user=user, handle=f"nora.{uuid.uuid4().hex[:6]}", name="Nora")


def earner() -> Creator:
    """A profile of somebody new who can be paid: verified, with an account at which the test bank pays."""
    found = profile(person("creator"))
    payout_details.save_payout_details(found.user, payee=make_payee())
    details = payout_details.give_identity_paper(found.user, file=paper())
    payout_details.verify_identity(details, by=person("staff", is_staff=True, staff_role="admin"))
    return found


def delivered(variant_id: str, pieces: int, *, buyer: str, number: str, led_by: str = "") -> tuple[OrderGroup, Order]:
    """Bought four days ago, after a click on a link of `led_by` (a profile's id) if given; delivered two days ago."""
    user, variant, at = User.objects.get(email=buyer), Variant.objects.get(pk=variant_id), clock.now()
    with clock.travel(at - dt.timedelta(days=4)):
        if led_by:
            touch = make_touch(Creator.objects.get(pk=led_by), variant)
            who = Buyer(user_id=user.pk, email=user.email, touch_key=touch.key)
            bought = make_led(touch, (variant, pieces), buyer=who)
        else:
            bought = make_bought((variant, pieces), buyer=Buyer(user_id=user.pk, email=user.email))
    with clock.travel(at - dt.timedelta(days=4, hours=-2)):
        release_due()
        send_capture(Payment.objects.get(reference_id=bought.group.pk).pk)
        with transaction.atomic():
            package = make_package(Order.objects.get(pk=bought.order.pk), number=number)
    with clock.travel(at - dt.timedelta(days=2)), transaction.atomic():
        record_scans(package.pk, [Scan(clock.now(), "delivered", "delivered", "Paris")])
    return bought.group, bought.order


def file_of(key: str) -> Path:
    """Where the edge looks for a public file, its folder made."""
    place = Path(settings.MEDIA_ROOT) / key
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def post(seller: Seller, variant: Variant) -> Video:
    """A published clip of the shop with its bowl from second 1 to 5; the file is real, but no pipeline made it."""
    creator = Creator.objects.get(seller_id=seller.pk)
    video = make_video(creator, shows=variant, caption=f"Le four s'ouvre à cinq heures {seller.slug} #gres")
    (rendition,) = video.asset.renditions.all()
    film(file_of(rendition.key), seconds=6, width=rendition.width, height=rendition.height, rate=10)
    Image.new("RGB", (rendition.width, rendition.height), (185, 120, 90)).save(file_of(video.asset.poster_key))
    return video


def scene(name: str) -> dict[str, Any]:
    """The facts of a scene by name; "plain" comes without a clip."""
    seller, variant = shop(stock=1 if name == "last_piece" else 5)
    video = None if name == "plain" else post(seller, variant)
    buyer = customer({"challenge": "challenge", "declined": "declined"}.get(name, "approved"))
    return {
        "password": PASSWORD,
        "seller": seller.owner.email,
        "shop": seller.slug,
        "shop_name": seller.name,
        "customer": buyer.email,
        "variant": str(variant.pk),
        "product": str(variant.product_id),
        "slug": variant.product.slug,
        "title": variant.product.title,
        "video": str(video.pk) if video else "",
        "handle": Creator.objects.get(seller_id=seller.pk).handle,
        "staff": person("staff", is_staff=True, staff_role="admin").email,
    }


def session_of(email: str) -> str:
    """The value of a session cookie with which this person is signed in."""
    user = User.objects.get(email=email)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def run(code: str) -> str:
    """What a piece of Python prints, run here; each call begins with nothing but the builtins."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})
    return said.getvalue().strip()


def answer(asked: dict[str, str]) -> dict[str, Any]:
    """The answer to one line; an error is told, not raised, so that the next journey can go on."""
    try:
        if "code" in asked:
            return {"told": run(asked["code"])}
        if "session" in asked:
            return {"told": session_of(asked["session"])}
        with transaction.atomic():
            return {"told": scene(asked["scene"])}
    except Exception:
        return {"error": traceback.format_exc()}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
        connection.close()

"""Characters that cannot be kept are nobody's 500."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from halles.interactions.models import Interaction
from halles.media.models import Upload
from halles.studio.forms_shop import ManyVariantsForm
from halles.videos.models import Video
from tests.catalog.makers import make_product
from tests.creators.makers import make_creator

pytestmark = pytest.mark.django_db
HALF = "\ud800"


@pytest.mark.parametrize("address", ["/@a%00b/", "/orders/g/%00/", "/shops/?q=%00", "/api/v1/feed?cursor=%00"])
def test_an_address_with_nul_is_a_bad_request(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    if address.startswith("/api/"):
        assert answer.json()["code"] == "api.unreadable"


def test_a_beacon_with_half_a_character_is_taken_for_what_it_is() -> None:
    visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
    visitor.get("/")
    event = {"kind": "impression", "content_kind": "video", "content": str(uuid.uuid4()), "source": f"{HALF}.AAAA"}
    answer = visitor.post("/beacon", json.dumps({"events": [event]}), content_type="application/json")
    assert answer.status_code == 204
    assert Interaction.objects.count() == 1, "the token is none, the showing counts"


@pytest.mark.parametrize("body", [{"name": f"a{HALF}b.mp4"}, {"type": "video/\x00mp4"}, {"size": 1e400}])
def test_the_studio_refuses_what_cannot_be_kept(body: dict[str, object]) -> None:
    creator = make_creator()
    desk = Client(headers={"Accept": "application/json"})
    desk.force_login(creator.user)
    sent = {"creator": str(creator.pk), "name": "a.mp4", "size": 1000, "type": "video/mp4", **body}
    answer = desk.post("/studio/videos/start/", json.dumps(sent), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "studio.unreadable")
    assert not Video.objects.exists()
    assert not Upload.objects.exists()


def test_variants_are_counted_before_they_are_combined(monkeypatch: pytest.MonkeyPatch) -> None:
    product = make_product(option_names=["size", "color", "material"])
    values = ",".join(chr(0x4E00 + number) for number in range(200))
    typed = {"sku_start": "X", "values_0": values, "values_1": values, "values_2": values}
    monkeypatch.setattr(ManyVariantsForm, "combinations", property(lambda form: pytest.fail("8 million rows")))

    form = ManyVariantsForm(typed, product=product)

    assert not form.is_valid()
    assert "8000000" in str(form.non_field_errors())
    assert product.variants.count() == 0


def test_a_page_is_kept_by_nobody_on_the_way() -> None:
    assert Client().get("/orders/").headers["Cache-Control"] == "private, no-cache"
    assert "Content-Security-Policy" in Client().get("/api/v1/docs").headers


def test_a_video_of_a_review_is_asked_for_in_numbers_that_are_some() -> None:
    desk = Client(headers={"Accept": "application/json"})
    desk.force_login(make_creator().user)
    for body in ('{"size": 1e400}', "[" * 100_000):
        answer = desk.post(f"/reviews/{uuid.uuid4()}/video/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "storefront.unreadable")
    assert not Upload.objects.exists()

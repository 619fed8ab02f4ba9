"""Whatever a program sends to the API, in the shapes of its document or against them: an answer, never a crash."""

from __future__ import annotations

import json
import uuid
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, Response

from halles.checkout.purchase import Buyer
from halles.config.api import api
from halles.media.models import Asset
from halles.users.models import User
from halles.users.services import issue_token
from halles.videos.models import Video
from tests.creators.makers import make_creator
from tests.orders.makers import make_bought, make_saved_card, make_variant
from tests.users.makers import make_address, make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
EXAMPLES = 20
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(), default=str))


def operations() -> list[Any]:
    document = schemathesis.openapi.from_dict(DOCUMENT)
    return [found.ok() for found in document.get_all_operations()]


@pytest.fixture
def known(db: None) -> dict[str, list[str]]:
    """The ids with which a request gets past the first door, by parameter."""
    person = make_user(password=None)
    make_address(person)
    make_saved_card(person)
    variant = make_variant(stock=50)
    creator = make_creator(user=person)
    clip = make_video(creator, shows=variant)
    draft = make_video(creator, status=Video.Status.DRAFT)
    Asset.objects.filter(pk=draft.asset_id).update(source_duration_ms=20_000)
    mine = buy_as(person, variant)
    return {
        "video_id": [str(clip.pk), str(draft.pk)],
        "product_id": [str(variant.product_id)],
        "purchase_id": [mine],
        "variant_id": [str(variant.pk)],
        "creator_id": [str(creator.pk)],
        "token": [issue_token(person, "all")],
    }


def buy_as(person: User, variant: Any) -> str:
    buyer = Buyer(email=person.email, user_id=person.pk)
    return str(make_bought((variant, 1), buyer=buyer).group.pk)


def steer(case: Case, known: dict[str, list[str]], pick: int) -> None:
    """Put ids that exist in the place of invented ones, so that more than the 404 is tried."""
    for name in dict(case.path_parameters or {}):
        if name in known:
            case.path_parameters[name] = known[name][pick % len(known[name])]
    for place in (case.body, case.query):
        if isinstance(place, dict):
            for name in set(place) & set(known):
                place[name] = known[name][pick % len(known[name])]


def send(case: Case) -> HttpResponse:
    """Through Django as it is; what the code raises reaches the test."""
    request = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    url = urlsplit(str(request.url))
    answer = Client().generic(
        str(request.method),
        url.path,
        data=request.body or b"",
        content_type=request.headers.get("Content-Type", ""),
        query_string=url.query,
        headers={name: value for name, value in request.headers.items() if name.lower() != "content-length"},
    )
    return cast("HttpResponse", answer)


def read(answer: HttpResponse) -> Response:
    """The answer in the form in which it is held against the document."""
    return Response(
        status_code=answer.status_code,
        headers={name.lower(): [value] for name, value in answer.headers.items()},
        content=answer.content,
        request=requests.Request("GET", "http://testserver/").prepare(),
        elapsed=0.0,
        verify=False,
    )


def takes_any_text(operation: Any) -> bool:
    """Whether nothing can be sent that has the wrong shape: the address holds free text, and nothing else is taken."""
    raw = operation.definition.raw
    plain = all(
        one["in"] == "path" and one["schema"].get("type") == "string" and "format" not in one["schema"]
        for one in raw.get("parameters", [])
    )
    return plain and "requestBody" not in raw


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_no_answer_is_a_crash(operation: Any, mode: GenerationMode, known: dict[str, list[str]]) -> None:
    rounds = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @rounds
    @given(case=operation.as_strategy(generation_mode=mode), pick=st.integers(0, 3), is_steered=st.booleans())
    def ask(case: Case, pick: int, is_steered: bool) -> None:
        case.headers["Authorization"] = f"Bearer {known['token'][0]}"
        if is_steered:
            steer(case, known, pick)
            case.headers.setdefault("Idempotency-Key", f"key-{uuid.uuid4()}")
        answer = send(case)
        assert answer.status_code < 500, answer.content
        kind = answer.headers["Content-Type"]
        if answer.status_code >= 400:
            assert kind.startswith("application/problem+json"), f"{answer.status_code} is {kind}"
            assert answer.json()["code"]  # type: ignore[attr-defined]
        else:
            assert kind.startswith("application/json"), f"{answer.status_code} is {kind}"
            case.operation.validate_response(read(answer))

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
        assert takes_any_text(operation), operation.definition.raw

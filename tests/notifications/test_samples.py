"""Mails about samples: who hears of which step, in what words, in English and in French."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.affiliates.events import samples as events
from halles.affiliates.models import Sample, SampleAppeal
from halles.kit import clock
from halles.kit.events import emit
from halles.notifications.models import Mail
from tests.affiliates.makers import make_creator, make_plan
from tests.affiliates.sample_makers import make_asked_plainly
from tests.notifications.makers import tell_all
from tests.orders.makers import make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
DUE = dt.datetime(2026, 12, 14, 17, 30, tzinfo=dt.UTC)
DUE_EN, DUE_FR = "12/14/26, 6:30\u202fPM (Central European Time)", "14/12/2026 18:30 (heure d’Europe centrale)"


def make_sample(language: str, **changes: Any) -> Sample:
    """A sample of a bowl with these facts; shop and creator read this language."""
    bowl = make_variant()
    bowl.seller.owner.language = language
    bowl.seller.owner.save()
    creator = make_creator(make_user(language=language), handle="camille.makes")
    sample = make_asked_plainly(creator, bowl, plan=make_plan(bowl.seller))
    for name, value in changes.items():
        setattr(sample, name, value)
    sample.save()
    return sample


def told(sample: Sample, *said: Any) -> list[tuple[str, str, str]]:
    """(to, subject, text) of each mail after these events; "shop" and "creator" stand for the addresses."""
    for event in said:
        emit(event)
    names = {sample.seller.contact_email: "shop", sample.creator.user.email: "creator"}
    return [(names[mail.to], mail.subject, mail.text) for mail in tell_all()]


def has(mails: list[tuple[str, str, str]], *expected: tuple[str, str, str]) -> None:
    assert [(to, subject) for to, subject, _text in mails] == [(to, subject) for to, subject, _said in expected]
    for (_to, _subject, text), (_name, _told, sentence) in zip(mails, expected, strict=True):
        assert sentence in " ".join(text.split(" ")).replace("\n", " ")


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "@camille.makes asks for a sample: {title}", "@camille.makes would like to show {title}."),
        ("fr", "@camille.makes demande un échantillon\u00a0: {title}", "@camille.makes aimerait montrer {title}."),
    ],
)
def test_the_shop_reads_who_asks(language: str, subject: str, sentence: str) -> None:
    sample = make_sample(language)
    title = sample.product.title
    mails = told(sample, events.SampleAsked(sample.pk))
    has(mails, ("shop", subject.format(title=title), sentence.format(title=title)))


@pytest.mark.parametrize(
    ("language", "status", "subject", "sentence"),
    [
        ("en", "approved", "Your sample is coming: {title}", "{shop} sends you {title}. It costs you nothing."),
        (
            "fr",
            "approved",
            "Votre échantillon arrive\u00a0: {title}",
            "{shop} vous envoie {title}. Cela ne vous coûte rien.",
        ),
        ("en", "declined", "No sample this time: {title}", "{shop} has declined your request for {title}."),
        (
            "fr",
            "declined",
            "Pas d’échantillon cette fois\u00a0: {title}",
            "{shop} a décliné votre demande pour {title}.",
        ),
        (
            "en",
            "unanswered",
            "No sample this time: {title}",
            "{shop} has not answered your request for {title}, which declines it. You may ask again.",
        ),
        (
            "fr",
            "unanswered",
            "Pas d’échantillon cette fois\u00a0: {title}",
            "{shop} n’a pas répondu à votre demande pour {title}, ce qui vaut refus. Vous pouvez redemander.",
        ),
    ],
)
def test_the_creator_reads_the_answer(language: str, status: str, subject: str, sentence: str) -> None:
    sample = make_sample(language, status=status)
    facts = {"title": sample.product.title, "shop": sample.seller.name}
    mails = told(sample, events.SampleDecided(sample.pk, status))
    has(mails, ("creator", subject.format(**facts), sentence.format(**facts)))


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "Where should your sample go? {title}", "Give another address on the page of your samples."),
        (
            "fr",
            "Où envoyer votre échantillon\u202f? {title}",
            "Donnez une autre adresse sur la page de vos échantillons.",
        ),
    ],
)
def test_the_creator_is_asked_for_another_address(language: str, subject: str, sentence: str) -> None:
    sample = make_sample(language, status="approved", problem="shipping.not_there", problem_words="Nobody goes there.")
    mails = told(sample, events.SampleStuck(sample.pk))
    has(mails, ("creator", subject.format(title=sample.product.title), sentence))
    assert "Nobody goes there." in mails[0][2]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            f"Show it by {DUE_EN}: {{title}}",
            "Is it broken, or not what was offered? Say so on the page of your samples.",
        ),
        (
            "fr",
            f"À montrer jusqu’au {DUE_FR}\u00a0: {{title}}",
            "Il est cassé, ou ce n’est pas ce qui était proposé\u202f? Dites-le sur la page de vos échantillons.",
        ),
    ],
)
def test_the_creator_reads_until_when_to_show_it(language: str, subject: str, sentence: str) -> None:
    sample = make_sample(language, status="delivered", delivered_at=clock.now(), due_at=DUE)
    mails = told(sample, events.SampleArrived(sample.pk))
    has(mails, ("creator", subject.format(title=sample.product.title), sentence))


@pytest.mark.parametrize(
    ("language", "days", "subject", "sentence"),
    [
        ("en", 3, "3 days left to show {title}", "You can have more days once, on the page of your samples."),
        ("en", 1, "1 day left to show {title}", "You can have more days once, on the page of your samples."),
        (
            "fr",
            1,
            "Plus que 1 jour pour montrer {title}",
            "Vous pouvez demander une fois des jours de plus, sur la page de vos échantillons.",
        ),
    ],
)
def test_the_creator_is_reminded(language: str, days: int, subject: str, sentence: str) -> None:
    sample = make_sample(language, status="delivered", delivered_at=clock.now(), due_at=DUE)
    mails = told(sample, events.SampleDueSoon(sample.pk, days))
    has(mails, ("creator", subject.format(title=sample.product.title), sentence))


def test_nobody_is_offered_more_days_who_had_them() -> None:
    changes: dict[str, Any] = {"delivered_at": clock.now(), "due_at": DUE, "extended_at": clock.now()}
    sample = make_sample("en", status="delivered", **changes)
    ((_to, _subject, text),) = told(sample, events.SampleDueSoon(sample.pk, 1))
    assert "You can have more days once" not in text


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            "@camille.makes has shown {title}.",
            "Say on the page of your samples how it went: other shops see your stars.",
        ),
        (
            "fr",
            "@camille.makes a montré {title}.",
            "comment cela s’est passé\u00a0: les autres boutiques voient vos étoiles.",
        ),
    ],
)
def test_the_shop_reads_that_it_was_shown(language: str, subject: str, sentence: str) -> None:
    sample = make_sample(language)
    mails = told(sample, events.SampleClosed(sample.pk, "posted"))
    has(mails, ("shop", subject.format(title=sample.product.title), sentence))


@pytest.mark.parametrize(
    ("language", "to_shop", "to_creator", "sentence"),
    [
        (
            "en",
            "@camille.makes has not shown {title} in time.",
            "The days to show {title} are over",
            "You can ask for samples again in 30 days.",
        ),
        (
            "fr",
            "@camille.makes n’a pas montré {title} à temps.",
            "Le délai pour montrer {title} est écoulé",
            "Vous pourrez redemander des échantillons dans 30 jours.",
        ),
    ],
)
def test_both_read_that_it_was_missed(language: str, to_shop: str, to_creator: str, sentence: str) -> None:
    sample = make_sample(language)
    title = sample.product.title
    mails = told(sample, events.SampleClosed(sample.pk, "missed"))
    has(mails, ("shop", to_shop.format(title=title), ""), ("creator", to_creator.format(title=title), sentence))


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            "About the sample {title}",
            "@camille.makes need not show {title}, and it counts against nobody.",
        ),
        (
            "fr",
            "À propos de l’échantillon {title}",
            "@camille.makes n’a pas à montrer {title}, et cela ne compte contre personne.",
        ),
    ],
)
def test_both_read_the_answer_to_an_appeal(language: str, subject: str, sentence: str) -> None:
    sample = make_sample(language, status="excused")
    SampleAppeal.objects.create(
        sample=sample,
        reason="defect",
        words="Cracked.",
        status="granted",
        opened_at=clock.now(),
        answered_at=clock.now(),
        answer="We see the crack.",
    )
    title = sample.product.title
    mails = told(
        sample, events.SampleClosed(sample.pk, "excused"), events.SampleAppealAnswered(sample.pk, is_granted=True)
    )
    expected = (subject.format(title=title), sentence.format(title=title))
    has(mails, ("creator", *expected), ("shop", *expected))
    assert Mail.objects.filter(text__contains="We see the crack.").count() == 2

"""What the staff decided: a warning, a comment that is gone, one that came back on appeal, an appeal that waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from halles.demo.seed.cast import seat
from halles.demo.seed.moments import back
from halles.demo.world.kinds import PersonData, World
from halles.kit import transactions
from halles.moderation import services as moderation
from halles.moderation.models import Decision
from halles.moderation.services import Ruling
from halles.users.models import User
from halles.users.staff_roles import tasks_of
from halles.videos import services as videos
from halles.videos.models import Video


@dataclass(frozen=True)
class Case:
    """A comment, what the staff saw in it, and what its author and somebody else of the staff said to that."""

    film: str
    text: str
    rule: str
    facts: str
    sanction: str
    days_ago: float
    reason: str = ""
    complaint: str = ""
    appeal: str = ""
    answer: str = ""


CASES = (
    Case(
        film="lu-lampe",
        text="Encore un qui n’a jamais tenu un tournevis de sa vie.",
        rule="unfit_tone",
        facts="La phrase vise la personne, pas la lampe.",
        sanction="warn",
        days_ago=19,
        reason="hate",
        complaint="C’est gratuit.",
    ),
    Case(
        film="lu-lampe",
        text="Ne commandez rien ici, je vends les mêmes, demandez-moi.",
        rule="spam",
        facts="Le commentaire détourne les clients vers un autre vendeur.",
        sanction="remove",
        days_ago=15,
        reason="spam",
    ),
    Case(
        film="lu-lampe",
        text="Ce n’est pas du laiton massif, c’est du zamak plaqué. Je suis tourneur.",
        rule="honest_words",
        facts="Le commentaire contredit la matière indiquée par la boutique.",
        sanction="remove",
        days_ago=9,
        reason="other",
        complaint="C’est faux.",
        appeal="J’ai donné mon avis de tourneur, sans insulter personne.",
        answer="Un avis d’expert sur la matière est permis ; la boutique peut répondre.",
    ),
    Case(
        film="lu-lampe",
        text="Menteurs, vous n’avez aucun atelier.",
        rule="respect",
        facts="Le commentaire traite l’artisan de menteur.",
        sanction="remove",
        days_ago=3,
        reason="hate",
        complaint="Nous avons un atelier, il est dans la vidéo.",
        appeal="J’étais en colère à cause d’un colis perdu. Je visais la livraison.",
    ),
)
# Under these stand the comments that were decided about.
JUDGED_FILMS = frozenset(case.film for case in CASES)


def judge(world: World) -> None:
    """Every case once: reported, decided by the moderator, appealed against, answered by somebody else."""
    staff = [seat(person) for person in world.people if person.role == "staff"]
    judges = sorted((one for one in staff if "content" in tasks_of(one)), key=lambda one: one.staff_role != "moderator")
    authors = [one for one in world.crowd if one.market == "FR"]
    if len(judges) < 2 or len(authors) < len(CASES):
        return
    for number, case in enumerate(CASES):
        video = Video.objects.filter(asset__upload__file_name=f"{case.film}.mp4", status="published").first()
        if video is not None and not _is_told(case):
            transactions.run(partial(_tell, case, video, seat(authors[number]), judges, _reporter(world)))


def _reporter(world: World) -> PersonData:
    return world.person("sophie")


def _is_told(case: Case) -> bool:
    return Decision.objects.filter(kind="comment", about=case.text).exists()


def _tell(case: Case, video: Video, author: User, judges: list[User], reporter: PersonData) -> None:
    with back(case.days_ago):
        comment = videos.comment_video(author, video.pk, text=case.text, language="fr", market="FR")
    with back(case.days_ago - 0.1):
        moderation.report(
            kind="comment", target_id=comment.pk, reason=case.reason, text=case.complaint, user=seat(reporter)
        )
    with back(case.days_ago - 0.5):
        ruling = Ruling(
            kind="comment",
            target_id=comment.pk,
            subject=author,
            about=case.text,
            was=comment.status,
            market="FR",
            rule=case.rule,
            facts=case.facts,
            sanction=case.sanction,
        )
        decision = moderation.decide(ruling, by=judges[0])
    if case.appeal:
        with back(case.days_ago - 1):
            appeal = moderation.open_appeal(decision.pk, user=author, text=case.appeal)
        if case.answer:
            with back(case.days_ago - 2):
                moderation.decide_appeal(appeal.pk, is_reversed=True, by=judges[1], why=case.answer)

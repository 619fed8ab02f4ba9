"""What a shop says of a creator it has sent something."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.affiliates.errors import samples as errors
from halles.affiliates.models import Sample
from halles.affiliates.models.samples import WORDS_LENGTH_MAX
from halles.affiliates.services.samples.locking import lock_sample
from halles.kit import clock
from halles.markets.queries import get_market
from halles.moderation.services import check_text

STARS_MAX = 5
RATABLE = (Sample.Status.POSTED, Sample.Status.MISSED, Sample.Status.EXCUSED)


@transaction.atomic
def rate(sample_id: uuid.UUID, *, stars: int, words: str = "") -> Sample:
    """One to five stars and a few words, once, when the sample is over: other shops see the stars.

    Refuses affiliates.sample_not_to_be_rated, affiliates.stars_wrong, affiliates.sample_words_unwelcome.
    """
    sample = lock_sample(sample_id)
    if sample.status not in RATABLE or sample.stars is not None:
        raise errors.NotToBeRated
    words = words.replace("\x00", "").strip()
    if not 1 <= stars <= STARS_MAX or len(words) > WORDS_LENGTH_MAX:
        raise errors.StarsWrong(length_max=WORDS_LENGTH_MAX)
    if words and check_text(words, get_market(sample.seller.market).language) == "held":
        raise errors.WordsUnwelcome
    sample.stars, sample.stars_words, sample.rated_at = stars, words, clock.now()
    sample.save(update_fields=["stars", "stars_words", "rated_at"])
    return sample

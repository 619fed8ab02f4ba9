"""What can be done with profiles, the only writers of their tables."""

from halles.creators.services.own_shop import ShopFace, application_of, open_own_shop
from halles.creators.services.payout_details import (
    Payee,
    forget_payout_details,
    give_identity_paper,
    refuse_identity,
    save_payout_details,
    verify_identity,
)
from halles.creators.services.profiles import (
    create_creator,
    create_official,
    lift_suspension,
    reinstate_creator,
    say_origin,
    set_avatar,
    suspend_creator,
    update_creator,
)
from halles.creators.services.selling import admit_selling, lift_quota, spend_place, start_selling
from halles.creators.services.standing import set_standing

__all__ = [
    "Payee",
    "ShopFace",
    "admit_selling",
    "application_of",
    "create_creator",
    "create_official",
    "forget_payout_details",
    "give_identity_paper",
    "lift_quota",
    "lift_suspension",
    "open_own_shop",
    "refuse_identity",
    "reinstate_creator",
    "save_payout_details",
    "say_origin",
    "set_avatar",
    "set_standing",
    "spend_place",
    "start_selling",
    "suspend_creator",
    "update_creator",
    "verify_identity",
]

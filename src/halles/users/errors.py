"""What `users` refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class UserUnknown(NotFound):
    """There is no such person."""

    code = "users.unknown"
    sentence = _("We know nobody by that name or address.")


class EmailTaken(Conflict):
    """Somebody signs in with this address already."""

    code = "users.email_taken"
    sentence = _("There is an account with the address %(email)s already.")


class EmailInvalid(Invalid):
    """Not an e-mail address."""

    code = "users.email_invalid"
    sentence = _("“%(email)s” is not an e-mail address.")


class AddressUnknown(NotFound):
    """The address does not exist, or belongs to somebody else."""

    code = "users.address_unknown"
    sentence = _("We cannot find this address. It may have been deleted.")


class AddressInvalid(Invalid):
    """Parcels cannot reach this address as written; `fields` says where and what to write."""

    code = "users.address_invalid"
    sentence = _("Please check the address: a parcel could not reach it as it is written.")


class AddressesFull(Conflict):
    """The person keeps as many addresses as we hold."""

    code = "users.addresses_full"
    sentence = _("You keep %(count)s addresses already. Delete one before you add another.")


class TokenUnknown(NotFound):
    """The token does not exist, or belongs to somebody else."""

    code = "users.token_unknown"
    sentence = _("We cannot find this token. It may have been withdrawn.")


class TokensFull(Conflict):
    """The person has as many tokens as we allow."""

    code = "users.tokens_full"
    sentence = _("You have %(count)s tokens already. Withdraw one before you make another.")


class TokenNameNeeded(Invalid):
    """A token is found again by its name."""

    code = "users.token_name_needed"
    sentence = _("Give the token a name of at most 60 letters, so that you know it again.")


class BusinessNumberInvalid(Invalid):
    """The number is not one that its register could have given."""

    code = "users.business_number_invalid"
    sentence = _("“%(number)s” is not a valid %(kind)s. Please check the digits.")


class StaffStays(Conflict):
    """Who is of the staff leaves the staff first."""

    code = "users.staff_stays"
    sentence = _("You are of the staff. Let an admin take your role away first.")


class NothingAsked(NotFound):
    """Nobody asked to erase this account, or it was taken back."""

    code = "users.nothing_asked"
    sentence = _("Nobody asked to erase this account, or it was taken back already.")


class ErasureBegun(Conflict):
    """It is being erased: nothing brings back what is gone."""

    code = "users.erasure_begun"
    sentence = _("This account is being erased. It cannot be brought back any more.")


class CopyNotThere(NotFound):
    """No such copy, not this person's, not made yet, or its days are over."""

    code = "users.copy_not_there"
    sentence = _("This copy is not there, or no longer. Ask for a new one on your account page.")


class WordNotTyped(Invalid):
    """Whoever erases an account says so."""

    code = "users.word_not_typed"
    sentence = _("Tick that you have read what goes and what stays.")


class StaffMayNot(Forbidden):
    """A member of staff whose role does not include it; `data` names role and task."""

    code = "users.staff_may_not"
    sentence = _("Your role among the staff (%(role)s) does not include this. Ask somebody whose role does.")


class StaffRoleUnknown(Invalid):
    """No such role; `data` names those there are."""

    code = "users.staff_role_unknown"
    sentence = _("There is no role “%(role)s” among the staff. There are: %(known)s.")

"""The words of the mails about an account; one layout in text and one in HTML draws them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """Subject, paragraphs, and the one thing to do: a button that leads to the address under `link` of the context."""

    subject: Promise
    paragraphs: tuple[Promise, ...]
    button: Promise | None = None
    link: str = ""
    is_warning: bool = False


CHANGED = _("If that was not you, set a new password now and write to us: somebody else may know your password.")
KEYS = _("A program that used your account with a key needs a new one: the old keys stopped with the old password.")
IGNORE = _("If that was not you, do nothing: nothing changes without this link.")
CONFIRM = Words(
    subject=_("Confirm your e-mail address"),
    paragraphs=(_("One press, and %(email)s is yours at Halles. The link works for three days."), IGNORE),
    button=_("Confirm my address"),
    link="activate_url",
)
WORDS: Mapping[str, Words] = {
    "email_confirmation": CONFIRM,
    "email_confirmation_signup": CONFIRM,
    "account_already_exists": Words(
        subject=_("You have an account already"),
        paragraphs=(
            _("Somebody, probably you, signed up with %(email)s. There is an account with this address already."),
            _("If the password has slipped your mind, set a new one here. If that was not you, do nothing."),
        ),
        button=_("Set a new password"),
        link="password_reset_url",
    ),
    "unknown_account": Words(
        subject=_("There is no account with this address"),
        paragraphs=(
            _("Somebody, probably you, asked for a new password for %(email)s. We have no account with this address."),
            _("Perhaps you signed up with another one. Or sign up now."),
        ),
        button=_("Sign up"),
        link="signup_url",
    ),
    "password_reset_key": Words(
        subject=_("Set a new password"),
        paragraphs=(_("You asked for a new password. This link opens the page for it, once."), IGNORE),
        button=_("Set a new password"),
        link="password_reset_url",
    ),
    "password_reset": Words(
        subject=_("Your password was set anew"),
        paragraphs=(_("Your password was set anew."), KEYS, CHANGED),
        is_warning=True,
    ),
    "password_changed": Words(
        subject=_("Your password was changed"),
        paragraphs=(_("Your password was changed."), KEYS, CHANGED),
        is_warning=True,
    ),
    "password_set": Words(
        subject=_("Your password was set"), paragraphs=(_("Your account has a password now."), CHANGED), is_warning=True
    ),
    "email_changed": Words(
        subject=_("Your e-mail address was changed"),
        paragraphs=(_("You now sign in with %(to_email)s instead of %(from_email)s."), CHANGED),
        is_warning=True,
    ),
    "email_confirm": Words(
        subject=_("Your e-mail address is confirmed"),
        paragraphs=(_("Your e-mail address is confirmed."), CHANGED),
        is_warning=True,
    ),
    "token_issued": Words(
        subject=_("A program may use your account"),
        paragraphs=(
            _("A token called “%(name)s” was made. Whoever has it can buy, post and look at your orders as you."),
            _("If that was not you, withdraw it now and set a new password: somebody else may know your password."),
        ),
        button=_("Look at my tokens"),
        link="tokens_url",
        is_warning=True,
    ),
    "erasure_asked": Words(
        subject=_("Your account will be erased"),
        paragraphs=(
            _("You asked us to erase your account. That happens in %(days)s days; then we write to you no more."),
            _("Until then you can take it back: sign in and press one button. Nothing is lost until then."),
            CHANGED,
        ),
        button=_("Look at it or take it back"),
        link="leave_url",
        is_warning=True,
    ),
    "erasure_canceled": Words(
        subject=_("Your account stays"),
        paragraphs=(_("You took it back: your account is not erased, and everything is as it was."), CHANGED),
        is_warning=True,
    ),
    "email_deleted": Words(
        subject=_("An e-mail address was removed"),
        paragraphs=(_("%(deleted_email)s was removed from your account."), CHANGED),
        is_warning=True,
    ),
}


def _at_home(link: str) -> str:
    """The link under our own address, whatever host the request that asks for it has named."""
    return settings.BASE_URL + urlunsplit(("", "", *urlsplit(link)[2:])) if link else ""


def account_mail(kind: str, *, to: str, sender: str, context: Mapping[str, Any]) -> EmailMultiAlternatives:
    """The mail of a kind in the active language, text and HTML; `context` fills words and holds the link."""
    words = WORDS[kind]
    facts = {**context, "email": to}
    page = {
        "subject": words.subject,
        "paragraphs": [str(paragraph) % facts for paragraph in words.paragraphs],
        "button": words.button,
        "link": _at_home(context.get(words.link, "")),
        "is_warning": words.is_warning,
        "at": context.get("timestamp"),
        "user_agent": context.get("user_agent", ""),
    }
    mail = EmailMultiAlternatives(
        subject=str(words.subject),
        body=render_to_string("users/mail.txt", page).strip() + "\n",
        from_email=sender,
        to=[to],
        headers={"X-Halles-Kind": f"account.{kind}"},
    )
    mail.attach_alternative(render_to_string("users/mail.html", page), "text/html")
    return mail

"""Where django-allauth meets the house: who a new person is, our mails, our words for what went wrong."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from halles.kit.http import client_address
from halles.users import services
from halles.users.mails import account_mail
from halles.users.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our answers to allauth's questions."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address and this password do not go together. Try again, or set a new password."
        ),
        "too_many_login_attempts": _("That was too many tries. Please wait five minutes, or set a new password."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "duplicate_email": _("This is your address already."),
        "invalid_password_reset": _("This link was used before or is too old."),
    }

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """A new person keeps the name they gave, and the market and language they signed up in."""
        user.name = form.cleaned_data.get("name", "")
        user.market = request.market.code  # type: ignore[attr-defined]
        user.language = get_language() or ""
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Our own two layouts instead of a template for each mail."""
        to = email if isinstance(email, str) else email[0]
        kind = template_prefix.rsplit("/", 1)[-1]
        return account_mail(kind, to=to, sender=self.get_from_email(), context=context)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """The last mail to an address that was changed: from then on it is a former one."""
        super().send_notification_mail(template_prefix, user, context, email)
        if template_prefix.endswith("/email_changed") and email:
            services.keep_former_address(user, email)

    def set_password(self, user: User, password: str) -> None:
        """A new password ends the keys of programs: who knew the old one may have made them."""
        super().set_password(user, password)
        count = services.revoke_all_tokens(user)
        if count:
            told = ngettext(
                "%(count)d key of a program was withdrawn with the old password. Make a new one when you need it.",
                "%(count)d keys of programs were withdrawn with the old password. Make new ones when you need them.",
                count,
            )
            messages.warning(self.request, told % {"count": count})

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where the client is, for counting attempts."""
        return client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account page."""
        return reverse("users:account")

"""Forms about a person: theirs, and allauth's in our words. Passwords are typed once and can be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from halles.users.address_forms import country_name
from halles.users.addresses import AddressData, address_fields, clean_address
from halles.users.errors import AddressInvalid
from halles.users.models import User
from halles.users.services import TOKEN_NAME_MAX

PASSWORD_HINT = _("At least 10 characters. A few words in a row are strong and easy to keep in mind.")


class OurWords:
    """Labels and hints of ours, no placeholders (they vanish when one types), and an eye on each password."""

    fields: dict[str, forms.Field]
    words: Mapping[str, tuple[Any, Any]] = {
        "email": (_("E-mail address"), ""),
        "login": (_("E-mail address"), ""),
        "password": (_("Password"), ""),
        "oldpassword": (_("Current password"), ""),
        "password1": (_("New password"), PASSWORD_HINT),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _("This is not an e-mail address. It looks like name@example.org.")
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs |= {"data-show": _("Show"), "data-hide": _("Hide"), "maxlength": "128"}
                if isinstance(field, forms.CharField):
                    field.max_length = 128


class SignupForm(OurWords, allauth_forms.SignupForm):  # type: ignore[misc]
    """Name if they like, address, password."""

    name = forms.CharField(
        label=_("What shall we call you?"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")
    words = {**OurWords.words, "password1": (_("Password"), PASSWORD_HINT)}

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """As allauth does; of two sign-ups at once with one address the second hears what any second one hears."""
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            saved = super().try_save(request)
        return saved


class LoginForm(OurWords, allauth_forms.LoginForm):  # type: ignore[misc]
    """Address and password."""


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address a link goes to."""


class ResetPasswordKeyForm(OurWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, behind the link."""


class ChangePasswordForm(OurWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old and the new password."""


class SetPasswordForm(OurWords, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password for an account without one."""

    words = {**OurWords.words, "password1": (_("Password"), PASSWORD_HINT)}


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):  # type: ignore[misc]
    """The address to sign in with from now on."""

    words = {"email": (_("New e-mail address"), _("We send a link there. Until you open it, nothing changes."))}


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""


class DetailsForm(forms.Form):
    """What the person is called."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class TokenForm(forms.Form):
    """A new key for programs."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=TOKEN_NAME_MAX, help_text=_("For example: stock script, accounting.")
    )
    days = forms.TypedChoiceField(
        label=_("How long should it work?"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year")), (0, _("Until I withdraw it"))],
    )


class ConsentForm(forms.Form):
    """Yes or no."""

    granted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class AddressForm(forms.Form):
    """The form of one country's addresses; `address` is the clean one after `is_valid()`.

    Usable for people without an account too; `section` is put before the autocomplete names, e.g. `shipping`.
    """

    def __init__(self, country: str, *args: Any, language: str, section: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.address: AddressData | None = None
        for part in address_fields(country, language):
            autocomplete = f"{section} {part.autocomplete}".strip()
            if part.choices:
                self.fields[part.name] = forms.ChoiceField(
                    label=part.label,
                    required=part.is_required,
                    choices=[("", "—"), *part.choices],
                    widget=forms.Select(attrs={"autocomplete": autocomplete}),
                )
                continue
            attrs = {"autocomplete": autocomplete}
            if part.name == "phone":
                attrs["inputmode"] = "tel"
            self.fields[part.name] = forms.CharField(
                label=part.label,
                required=part.is_required,
                max_length=part.length_max,
                help_text=_("For the carrier only.") if part.name == "phone" else "",
                widget=forms.TextInput(attrs=attrs),
            )

    def clean(self) -> dict[str, Any]:
        """Check the whole by the country's rules; fields that are wrong already keep their own words."""
        typed = {name: str(text) for name, text in self.cleaned_data.items()}
        try:
            self.address = clean_address(self.country, typed)
        except AddressInvalid as refused:
            for name, sentence in refused.fields.items():
                if name in self.errors:
                    continue
                self.add_error(name if name in self.fields else None, sentence)
        return self.cleaned_data


def country_choices(codes: list[str], language: str) -> list[tuple[str, str]]:
    """Countries to choose from, by their name in the reader's language."""
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda choice: choice[1])

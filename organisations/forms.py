"""What people type about organisations, colleagues and scopes."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import slugify

from accounts.models import User
from organisations.admission import Particulars
from organisations.layers import CHOICES as LAYER_CHOICES
from organisations.models import COUNTRY, SLUG, Organisation
from organisations.permissions import ROLE_TITLES, SIDES, Role, Side
from organisations.scope_statement import NOTHING, ScopeStatement
from organisations.scopes import ScopeText

ADMITTED = [(Side.MEMBER.value, "Member"), (Side.ASSESSOR_BODY.value, "Assessor body")]


class OrganisationForm(forms.Form):
    """A new entry of the register."""

    name = forms.CharField(
        label="Name of the organisation",
        max_length=200,
        error_messages={"required": "Enter the organisation's name."},
    )
    slug = forms.CharField(
        label="Short name for addresses",
        help_text="Lower-case letters, digits and hyphens, such as “north-harbour-cloud”. "
        "Left empty, it is made from the name. It cannot be changed later.",
        max_length=60,
        required=False,
        validators=[SLUG],
    )
    side = forms.ChoiceField(
        label="What it is",
        choices=ADMITTED,
        widget=forms.RadioSelect,
        initial=Side.MEMBER.value,
        error_messages={"required": "Choose whether it is a member or an assessor body."},
    )
    country = forms.CharField(
        label="Country of its seat",
        help_text="Two letters, such as PT.",
        max_length=2,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2"}),
        error_messages={"required": "Enter the country, two letters such as PT."},
    )
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    group = forms.CharField(
        label="Group of companies it belongs to",
        help_text="Assessors of the same group are refused.",
        max_length=200,
        required=False,
    )

    def clean_country(self) -> str:
        """Two capital letters, however they were typed."""
        country: str = self.cleaned_data["country"].upper()
        COUNTRY(country)
        return country

    def clean(self) -> dict[str, Any]:
        """Make the short name from the name where none was typed, and refuse one in use."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.errors or "name" not in cleaned:
            return cleaned
        cleaned["slug"] = cleaned.get("slug") or slugify(cleaned["name"])[:60].strip("-")
        if not cleaned["slug"]:
            self.add_error("slug", "Enter a short name; none can be made from this name.")
        elif Organisation.objects.filter(slug=cleaned["slug"]).exists():
            self.add_error(
                "slug", f"Another organisation is registered as “{cleaned['slug']}” already."
            )
        return cleaned

    def particulars(self) -> Particulars:
        """What was typed, as the act takes it."""
        cleaned = self.cleaned_data
        return Particulars(
            side=Side(cleaned["side"]),
            slug=cleaned["slug"],
            name=cleaned["name"],
            country=cleaned["country"],
            website=cleaned["website"],
            group=cleaned["group"],
        )


class InvitationForm(forms.Form):
    """Whom to invite, and to which role."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={
            "required": "Enter the e-mail address.",
            "invalid": "Enter an e-mail address such as name@company.example.",
        },
    )
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [(role.value, ROLE_TITLES[role]) for role in roles]
        if len(roles) == 1:
            field.initial = roles[0].value


class RoleForm(forms.Form):
    """A further role for somebody who is in the organisation already."""

    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Person",
        error_messages={"required": "Choose a person."},
    )
    role = forms.ChoiceField(label="Role", error_messages={"required": "Choose a role."})

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        person.queryset = User.objects.filter(
            memberships__organisation=organisation, memberships__ended_at=None
        ).distinct()
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - narrows the type
        role.choices = [(r.value, ROLE_TITLES[r]) for r in SIDES[Side(organisation.side)]]


class NewPersonForm(forms.Form):
    """An invited person who has no account yet."""

    name = forms.CharField(
        label="Your name",
        help_text="As it shall stand under what you sign.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    password1 = forms.CharField(
        label="Password",
        help_text="At least 12 characters. A sentence is good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": "Choose a password."},
    )
    password2 = forms.CharField(
        label="The same password again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": "Enter the password again."},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both passwords must agree, and be good enough for this person."""
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same.")
        elif first:
            try:
                validate_password(first, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class ScopeForm(forms.Form):
    """What a declaration covers."""

    title = forms.CharField(
        label="Title",
        help_text="What customers would call it, such as “Cloud services in Europe”.",
        max_length=200,
        error_messages={"required": "Enter a title."},
    )
    slug = forms.CharField(
        label="Short name for addresses",
        help_text="Lower-case letters, digits and hyphens, such as “cloud-services”. Left empty, "
        "it is made from the title. It cannot be changed later.",
        max_length=60,
        required=False,
        validators=[SLUG],
    )
    included = forms.CharField(
        label="What is included",
        help_text="Name the products, services, sites and companies that are covered. All three "
        "parts of this statement are published with every result.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what is included."},
    )
    excluded = forms.CharField(
        label="What is excluded",
        help_text="Name what a reader might expect to be covered, and is not.",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": f"Say what is excluded, or tick “{NOTHING}”"},
    )
    nothing_excluded = forms.BooleanField(label=NOTHING, required=False)
    why = forms.CharField(
        label="Why the line is drawn there",
        help_text="For example: the excluded part has a declaration of its own, was sold, or is "
        "run by another company.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the line is drawn there."},
    )
    layers = forms.MultipleChoiceField(
        label="Technology layers it covers",
        choices=LAYER_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one layer."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked for like the other parts; the tick takes its place.
        self.fields["excluded"].required = not self.data.get("nothing_excluded")

    def clean(self) -> dict[str, Any]:
        """Make the short name from the title where none was typed; something is said of what is out."""
        cleaned = super().clean() or self.cleaned_data
        self._clean_excluded(cleaned)
        if "slug" in self.errors or "title" not in cleaned:
            return cleaned
        cleaned["slug"] = cleaned.get("slug") or slugify(cleaned["title"])[:60].strip("-")
        if not cleaned["slug"]:
            self.add_error("slug", "Enter a short name; none can be made from this title.")
        return cleaned

    def text(self) -> ScopeText:
        """What was typed, as the act takes it."""
        cleaned = self.cleaned_data
        return ScopeText(
            slug=cleaned["slug"],
            title=cleaned["title"],
            statement=ScopeStatement(cleaned["included"], cleaned["excluded"], cleaned["why"]),
            layers=cleaned["layers"],
        )

    def _clean_excluded(self, cleaned: dict[str, Any]) -> None:
        """Either what is excluded, or the tick that nothing is: silence would leave it open."""
        if "excluded" in self.errors or not cleaned["nothing_excluded"]:
            return
        if cleaned["excluded"] not in ("", NOTHING):
            self.add_error("excluded", f"Either say what is excluded, or tick “{NOTHING}”")
        cleaned["excluded"] = NOTHING

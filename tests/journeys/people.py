"""People who come by invitation, and the alliance's own staff, who are there from the start."""

import re

from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from accounts.models import User
from organisations.models import Membership, Organisation
from organisations.permissions import Role, Side
from tests.journeys.codes import App
from tests.journeys.visitor import Page, Visitor
from tests.running import Portal

PASSWORD = "a quiet harbour in winter"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def address_of(name: str) -> str:
    """Where mail reaches somebody of this name."""
    return f"{name.lower().replace(' ', '.')}@people.example"


class Person(Visitor):
    """Somebody with a browser, an address, and perhaps an authenticator app."""

    def __init__(self, portal: Portal, name: str) -> None:
        super().__init__(portal.origin)
        self.portal = portal
        self.name = name
        self.email = address_of(name)
        self.app: App | None = None

    def invitation(self) -> str:
        """The link in the last letter."""
        letters = self.portal.letters(self.email)
        assert letters, f"No letter came for {self.email}."
        found = re.search(r"https?://\S+/invitations/\S+/", letters[-1])
        assert found, letters[-1]
        return found.group()

    def accept_invitation(self) -> Page:
        """Follow the link, make the account, set up the second factor where the role needs it."""
        page = self.open(self.invitation())
        form = page.form("Make the account and accept")
        form.fill("Your name", self.name)
        form.fill("Password", PASSWORD)
        form.fill("The same password again", PASSWORD)
        page = self.press(form, "Make the account and accept")
        if page.path == "/accounts/2fa/totp/activate/":
            page = self.set_up_second_factor(page)
        return page

    def set_up_second_factor(self, page: Page) -> Page:
        key = next(e for e in page.tree.iter("code") if e.get("id") == "authenticator_secret")
        self.app = App("".join(key.itertext()).strip())
        return self.send(page, "Switch on the second factor", code=self.app.code())

    def sign_in(self) -> Page:
        """By password, and by a code where there is a second factor."""
        page = self.send(
            self.open("/accounts/login/"), "Sign in", login=self.email, password=PASSWORD
        )
        if self.app is not None:
            page = self.send(page, "Sign in", code=self.app.code())
        assert page.path == "/desk/", page.url
        return page

    def sign_out(self) -> Page:
        return self.send(self.open("/accounts/logout/"), "Sign out")


def staff(portal: Portal, *people: tuple[str, Role]) -> list[Person]:
    """The alliance with these people, each with password and authenticator, signed in."""
    found = []
    with transaction.atomic():
        alliance = Organisation.objects.create(
            side=Side.ALLIANCE, slug="alliance", name="The Alliance", country="BE"
        )
        for name, role in people:
            person = Person(portal, name)
            user = User.objects.create_user(person.email, PASSWORD, name=name)
            Membership.objects.create(organisation=alliance, user=user, role=role)
            TOTP.activate(user, SECRET)
            person.app = App(SECRET)
            found.append(person)
    for person in found:
        person.sign_in()
    return found

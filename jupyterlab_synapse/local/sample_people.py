"""The made-up staff of Contoso, whose sign-ins and processes the sample tables show."""

from __future__ import annotations

from dataclasses import dataclass

_FIRST = (
    *("Adele", "Alex", "Bianca", "Carlos", "Chiara", "Daniel", "Diego", "Emily", "Farid", "Grady"),
    *("Hana", "Henrietta", "Irvin", "Isaiah", "Johanna", "Jonas", "Lee", "Lidia", "Lynne", "Megan"),
    *("Miriam", "Nestor", "Patti", "Pradeep"),
)
_LAST = ("Vance", "Wilber", "Pisani", "Slattery", "Moreau")


@dataclass(frozen=True)
class Person:
    """A member of staff; `number` counts from 0."""

    number: int
    first: str
    last: str

    @property
    def name(self) -> str:
        """As shown."""
        return f"{self.first} {self.last}"

    @property
    def account(self) -> str:
        """Without a domain."""
        return f"{self.first}.{self.last}".lower()

    @property
    def principal(self) -> str:
        """UserPrincipalName."""
        return f"{self.account}@contoso.example"


STAFF = tuple(
    Person(number, _FIRST[number % len(_FIRST)], _LAST[number // len(_FIRST)])
    for number in range(len(_FIRST) * len(_LAST))
)
"""120 people."""

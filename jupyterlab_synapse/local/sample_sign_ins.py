"""Made-up rows of SigninLogs: interactive sign-ins to Microsoft Entra ID, with a low and slow
password spray.

Columns and types as Microsoft documents the table (those of `COLUMNS`); LocationDetails,
DeviceDetail, Status and MfaDetail are JSON objects, ResultType is text: "0" is success, 50126 a
wrong password, 50034 an account that does not exist, 50053 a locked one, 50055 an expired password,
50074 a second factor that was asked for.

To be found, every day of the table:
* the spray: the eight addresses of `SPRAY_ADDRESSES`, all in one network of one provider
  (AutonomousSystemNumber 64511), old protocols (ClientAppUsed "Other clients", UserAgent
  "BAV2ROPC"), at any hour. About 45 accounts a day, one or two passwords for each (50126; some
  names do not exist: 50034), so that no account is ever locked and no address is fast: some eight
  tries a day. In each 22 days exactly one try succeeds (`success_of`): on 2021-11-16 in the sample
  lake.

Not to be found, though close to it:
* staff who forget their password: up to five failures within minutes from their own address, then a
  success, sometimes a lock (50053); from the office, many of them share `OFFICE_ADDRESSES`;
* svc-reports@contoso.example, whose stored password is old: one failure an hour, one address;
* scan2mail@contoso.example, printers that use the old protocols and always succeed;
* people who travel, some of them to the country of the spray's addresses.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from .sample_people import STAFF, Person
from .sample_row import TENANT, Row, chance_of, made_up_id, office_second, time_generated

SPRAY_ADDRESSES = tuple(f"203.0.113.{number}" for number in range(140, 148))
OFFICE_ADDRESSES = ("192.0.2.10", "192.0.2.11", "192.0.2.12")
COLUMNS = {
    "TenantId": "string",
    "TimeGenerated": "datetime",
    "CreatedDateTime": "datetime",
    **dict.fromkeys(
        (
            *("ResourceId", "OperationName", "OperationVersion", "Category", "ResultType"),
            *("ResultSignature", "ResultDescription"),
        ),
        "string",
    ),
    "DurationMs": "long",
    **dict.fromkeys(
        (
            *("CorrelationId", "Id", "Identity", "Level", "Location", "AppDisplayName", "AppId"),
            *("ResourceDisplayName", "ClientAppUsed", "UserAgent", "IPAddress"),
            *("AutonomousSystemNumber", "UserDisplayName", "UserId", "UserPrincipalName"),
            *("UserType", "AuthenticationRequirement", "ConditionalAccessStatus", "RiskState"),
            *("RiskLevelDuringSignIn", "RiskLevelAggregated", "AADTenantId"),
        ),
        "string",
    ),
    "IsInteractive": "bool",
    "LocationDetails": "dynamic",
    "DeviceDetail": "dynamic",
    "Status": "dynamic",
    "MfaDetail": "dynamic",
    "SourceSystem": "string",
    "Type": "string",
}

_CYCLE_DAYS = 22
_SUCCESS_DAY = datetime.date(2021, 11, 16).toordinal()
_SPRAYED, _UNKNOWN = 45, ("admin", "info", "test", "helpdesk", "payroll")
_RESULTS = {
    "0": "",
    "50034": "The user account does not exist in the directory.",
    "50053": "The account is locked: too many sign-ins with a wrong user ID or password.",
    "50055": "The password is expired.",
    "50074": "Strong authentication is required.",
    "50126": "Invalid username or password.",
}
_APPS = (
    ("Office 365 Exchange Online", "00000002-0000-0ff1-ce00-000000000000"),
    ("Microsoft Teams", "1fec8e78-bce4-4aaf-ab1b-5451cc387264"),
    ("Office 365 SharePoint Online", "00000003-0000-0ff1-ce00-000000000000"),
    ("Azure Portal", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"),
)
_AGENTS = (
    ("Windows 10", "Edge 95.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/95.0.1020.44"),
    ("Windows 10", "Chrome 95.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/95.0.4638.69"),
    ("MacOs", "Safari 15.1", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15"),
    ("Ios 15", "Mobile Safari 15.1", "Mozilla/5.0 (iPhone; CPU iPhone OS 15_1) Safari/604.1"),
)


@dataclass(frozen=True)
class _Place:
    """Where an address is: Entra's country, state and city, and its provider."""

    country: str
    state: str
    city: str
    latitude: float
    longitude: float
    provider: int


_OFFICE = _Place("US", "Massachusetts", "Boston", 42.3584, -71.0598, 64496)
_HOMES = (
    _Place("US", "Massachusetts", "Cambridge", 42.3751, -71.1056, 64497),
    _Place("US", "Massachusetts", "Quincy", 42.2529, -71.0023, 64498),
    _Place("US", "New Hampshire", "Nashua", 42.7654, -71.4676, 64497),
)
_AWAY = (
    _Place("GB", "England", "London", 51.5085, -0.1257, 64499),
    _Place("NL", "Noord-Holland", "Amsterdam", 52.374, 4.8897, 64500),
)
_SPRAYERS = _Place("NL", "Noord-Holland", "Amsterdam", 52.374, 4.8897, 64511)


@dataclass(frozen=True)
class _SignIn:
    second: float
    account: str
    shown: str
    address: str
    place: _Place
    result: str
    legacy: bool = False
    agent: int = 0
    app: int = 0
    second_factor: bool = False


def success_of(day: datetime.date) -> Person | None:
    """Whose password the spray finds on this day; None on all days but one in 22."""
    cycle, left = divmod(day.toordinal() - _SUCCESS_DAY, _CYCLE_DAYS)
    return None if left else STAFF[(37 + cycle * 29) % len(STAFF)]


def rows(day: datetime.date) -> Iterator[tuple[datetime.datetime, Row]]:
    """One day's rows in the order of time: about 380 on a working day, 160 on others."""
    chance = chance_of("SigninLogs", day)
    found = [*_staff(chance, day), *_services(chance), *_spray(chance, day)]
    midnight = datetime.datetime(day.year, day.month, day.day)
    for event in sorted(found, key=lambda event: (event.second, event.account)):
        moment = midnight + datetime.timedelta(seconds=min(event.second, 86399.999))
        yield moment, _row(moment, event)


def _staff(chance: random.Random, day: datetime.date) -> Iterator[_SignIn]:
    working = day.weekday() < 5
    for person in STAFF:
        if chance.random() > (0.92 if working else 0.25):
            continue
        home = (f"198.51.100.{20 + person.number}", _HOMES[person.number % len(_HOMES)])
        if (person.number + day.toordinal() // 4) % 40 == 0:  # four days abroad
            away = _AWAY[person.number % len(_AWAY)]
            home = (f"192.0.2.{200 + person.number % 50}", away)
        at_office = working and chance.random() < 0.6 and home[1] in _HOMES
        for _ in range(chance.choice((1, 2, 2, 3)) if working else 1):
            second = office_second(chance)
            address, place = (
                (chance.choice(OFFICE_ADDRESSES), _OFFICE)
                if at_office and 8 * 3600 < second < 19 * 3600
                else home
            )
            agent = (person.number if chance.random() < 0.8 else 3) % len(_AGENTS)
            wrong = chance.choice((1, 1, 1, 2, 2, 3, 5)) if chance.random() < 0.07 else 0
            results = ["50126"] * wrong + (["50053"] if wrong == 5 else [])
            results += ["50074"] if chance.random() < 0.05 else []
            app = chance.randrange(len(_APPS))
            for result in (*results, "0"):
                yield _SignIn(
                    *(second, person.account, person.name, address, place, result),
                    agent=agent,
                    app=app,
                    second_factor=result == "0" and place is not _OFFICE,
                )
                second += chance.uniform(8, 75) if result != "50053" else 1900


def _services(chance: random.Random) -> Iterator[_SignIn]:
    for hour in range(24):
        second = hour * 3600 + 300 + chance.random()
        yield _SignIn(second, "svc-reports", "Reports", "192.0.2.25", _OFFICE, "50126", legacy=True)
    for half_hour in range(48):
        second = half_hour * 1800 + chance.random() * 60
        yield _SignIn(second, "scan2mail", "Scanners", "192.0.2.26", _OFFICE, "0", legacy=True)


def _spray(chance: random.Random, day: datetime.date) -> Iterator[_SignIn]:
    for person in chance.sample(STAFF, _SPRAYED):
        for _ in range(chance.choice((1, 1, 2))):
            yield _try(chance.random() * 86400, chance, person.account, person.name, "50126")
    for account in chance.sample(_UNKNOWN, 2):
        yield _try(chance.random() * 86400, chance, account, account, "50034")
    if fallen := success_of(day):
        second = 3 * 3600 + chance.random() * 1800
        yield _try(second, chance, fallen.account, fallen.name, "0")


def _try(second: float, chance: random.Random, account: str, shown: str, result: str) -> _SignIn:
    address = chance.choice(SPRAY_ADDRESSES)
    return _SignIn(second, account, shown, address, _SPRAYERS, result, legacy=True)


def _row(moment: datetime.datetime, event: _SignIn) -> Row:
    """One row with the columns of SigninLogs that hunts use."""
    system, browser, agent = ("", "", "BAV2ROPC") if event.legacy else _AGENTS[event.agent]
    app, app_id = _APPS[event.app]
    identity = made_up_id(event.account, event.address, event.second)
    time, place = time_generated(moment), event.place
    factors = "multiFactorAuthentication" if event.second_factor else "singleFactorAuthentication"
    status: Row = {"errorCode": int(event.result)}
    if event.result != "0":
        status["failureReason"] = _RESULTS[event.result]
    return {
        "TenantId": TENANT,
        "TimeGenerated": time,
        "CreatedDateTime": time,
        "ResourceId": f"/tenants/{TENANT}/providers/Microsoft.aadiam",
        "OperationName": "Sign-in activity",
        "OperationVersion": "1.0",
        "Category": "SignInLogs",
        "ResultType": event.result,
        "ResultSignature": "None",
        "ResultDescription": _RESULTS[event.result],
        "DurationMs": 0,
        "CorrelationId": made_up_id("correlation", event.account, event.second),
        "Id": identity,
        "Identity": event.shown,
        "Level": "4",
        "Location": place.country,
        "AppDisplayName": app,
        "AppId": app_id,
        "ResourceDisplayName": app,
        "ClientAppUsed": "Other clients" if event.legacy else "Browser",
        "UserAgent": agent,
        "IPAddress": event.address,
        "AutonomousSystemNumber": str(place.provider),
        "UserDisplayName": event.shown,
        "UserId": made_up_id("user", event.account),
        "UserPrincipalName": f"{event.account}@contoso.example",
        "UserType": "Member",
        "AuthenticationRequirement": factors,
        "ConditionalAccessStatus": "notApplied",
        "RiskState": "none",
        "RiskLevelDuringSignIn": "none",
        "RiskLevelAggregated": "none",
        "AADTenantId": TENANT,
        "IsInteractive": True,
        "LocationDetails": {
            "city": place.city,
            "state": place.state,
            "countryOrRegion": place.country,
            "geoCoordinates": {"latitude": place.latitude, "longitude": place.longitude},
        },
        "DeviceDetail": {"deviceId": "", "operatingSystem": system, "browser": browser},
        "Status": status,
        "MfaDetail": {"authMethod": "Mobile app notification"} if event.second_factor else {},
        "SourceSystem": "Azure AD",
        "Type": "SigninLogs",
    }

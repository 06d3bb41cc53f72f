"""The local Azure as a large company: pages, refusals, throttling."""

from __future__ import annotations

import itertools
from urllib.parse import parse_qsl, urlsplit

import pytest

from jupyterlab_synapse.local import arm_tenant
from jupyterlab_synapse.local.arm import LocalAzure

VERSION = {"api-version": "2021-06-01"}
ML = "providers/Microsoft.MachineLearningServices/workspaces"
SYNAPSE = "providers/Microsoft.Synapse/workspaces"


@pytest.fixture(scope="module")
def azure() -> LocalAzure:
    return LocalAzure(arm_tenant.large())


def pages(azure: LocalAzure, path: str) -> list[list[str]]:
    """Ids by page, over the links."""
    found = []
    query = VERSION
    while True:
        answer = azure.get(path, query)
        assert answer.status == 200, answer.body
        found.append([one["id"] for one in answer.body["value"]])
        link = answer.body.get("nextLink")
        if not link:
            return found
        assert link.startswith(f"https://management.azure.com{path}?")
        query = dict(parse_qsl(urlsplit(link).query))


def subscription(number: int) -> str:
    return f"/subscriptions/00000000-0000-0000-0000-{number:012d}"


def test_fifty_subscriptions_in_pages(azure: LocalAzure) -> None:
    assert [len(page) for page in pages(azure, "/subscriptions")] == [20, 20, 10]


def test_five_hundred_pools(azure: LocalAzure) -> None:
    pools = computes = 0
    for identity in itertools.chain.from_iterable(pages(azure, "/subscriptions")):
        answer = azure.get(f"{identity}/{SYNAPSE}", VERSION)
        if answer.status == 429:
            answer = azure.get(f"{identity}/{SYNAPSE}", VERSION)
        if answer.status == 403:
            continue
        for workspace in answer.body["value"]:
            assert identity in workspace["id"]
            azure.get(f"{workspace['id']}/bigDataPools", VERSION)
            pools += len(azure.get(f"{workspace['id']}/bigDataPools", VERSION).body["value"])
        azure.get(f"{identity}/{ML}", VERSION)
        for workspace in azure.get(f"{identity}/{ML}", VERSION).body["value"]:
            azure.get(f"{workspace['id']}/computes", VERSION)
            found = azure.get(f"{workspace['id']}/computes", VERSION).body["value"]
            computes += sum(one["properties"]["computeType"] == "SynapseSpark" for one in found)
    assert pools == 500
    assert 200 < computes < 500


def test_closed_subscriptions_say_what_is_not_allowed(azure: LocalAzure) -> None:
    answer = azure.get(f"{subscription(7)}/{SYNAPSE}", VERSION)
    assert answer.status == 403
    assert "perform action 'microsoft.synapse/workspaces/read'" in answer.body["error"]["message"]
    assert azure.get(subscription(7), VERSION).status == 200


def test_a_throttled_subscription_answers_the_second_time(azure: LocalAzure) -> None:
    path = f"{subscription(11)}/{SYNAPSE}"
    statuses = [azure.get(path, VERSION) for _ in range(4)]
    assert [one.status for one in statuses] == [429, 200, 429, 200]
    assert statuses[0].headers == {"Retry-After": "1"}


def test_slow_subscriptions_delay(azure: LocalAzure) -> None:
    assert azure.get(f"{subscription(17)}/{ML}", VERSION).delay > 0.5
    assert azure.get(f"{subscription(18)}/{ML}", VERSION).delay == 0

"""The hunt for sprays, on sign-ins that the test makes: which results tell that a password was
right, and which addresses are one network.
"""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jupyterlab_synapse.local import sample_lake
from jupyterlab_synapse.local.home import Home

from .client import Spark
from .test_templates import Template

pytestmark = pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive")
DAY = datetime.date(2021, 10, 20)
SignIn = tuple[str, str, str]  # account, address, ResultType
Hunt = Callable[[list[SignIn]], tuple[Template, str]]


@pytest.fixture
def hunt(spark: Spark, home: Home) -> Iterator[Hunt]:
    """Runs the hunt on sign-ins of one day; gives it and what it prints."""
    day = sample_lake.day_folder(home.lake, DAY, "SigninLogs")
    parts = ["planted-ws" if part == "contoso-ws" else part for part in day.parts]
    folder = Path(*parts, "h=09", "m=00")

    def run(sign_ins: list[SignIn]) -> tuple[Template, str]:
        folder.mkdir(parents=True)
        lines = [
            json.dumps(
                {
                    "TimeGenerated": f"{DAY}T09:{number % 60:02d}:00Z",
                    "UserPrincipalName": account,
                    "IPAddress": address,
                    "ResultType": result,
                    "ResultDescription": f"About {result}.",
                }
            )
            for number, (account, address, result) in enumerate(sign_ins)
        ]
        (folder / "PT05M.json").write_text("\n".join(lines), "utf-8")
        values = {"workspace_name": "planted-ws", "end_date": str(DAY), "lookback_days": 1}
        template = Template(spark, "sprays", **values)
        return template, template.run()

    yield run
    shutil.rmtree(Path(*parts[: parts.index("planted-ws") + 1]), ignore_errors=True)


NETWORK = "198.51.100"
RIGHT = (
    *("0", "50055", "50144", "50140", "50072", "50074", "50076", "50079", "50158", "500121"),
    *("53000", "53001", "53002", "53003", "53004", "530032", "50097", "50105", "50131", "65001"),
)


def test_passwords_that_were_right_are_told_whatever_stopped_them(hunt: Hunt) -> None:
    strangers = [(f"stranger{one}", f"{NETWORK}.{one}", "50126") for one in range(100)]
    fallen = [(f"fallen{code}", f"{NETWORK}.7", code) for code in RIGHT]
    others = [("stranger1", f"{NETWORK}.8", "50058")] * 2 + [("other", f"{NETWORK}.9", "50057")]
    elsewhere = [("somebody", "192.0.2.1", "90094")]
    template, text = hunt([*strangers, *fallen, *others, *elsewhere])
    assert "Suspicious networks: 1" in text
    assert template.here["sprays"]["network"].tolist() == [NETWORK]
    assert sorted(map(str, template.here["broken_into"]["ResultType"])) == sorted(RIGHT)

    # What is in neither list, and only where it matters.
    assert "Results in neither list: 2" in text
    found = template.here["other_results"].astype(str).to_numpy().tolist()
    assert found == [["50058", "2", "1", "About 50058."], ["50057", "1", "1", "About 50057."]]


def test_addresses_of_one_network_are_put_together_however_they_are_written(hunt: Hunt) -> None:
    spray = (
        *("2001:db8:0:7::15", "2001:db8::7:0:0:0:16", "2001:DB8:0:0007:0:0:0:17"),
        *("2001:0db8:0000:0007:0000:0000:0000:0018", "2001:db8:0:7:a:b:c:d", "2001:db8:0:7::"),
    )
    mapped = ("203.0.113.9", "::ffff:203.0.113.10", "203.0.113.11:50123")
    # None of them is of the first spray's network, though they look like it.
    staff = ("2001:db8::1", "2001:db8::7:1:2:3", "2001:db8:7::1", "::1", "2001:db8:0:8::15")
    tries = [(f"stranger{one}", spray[one % len(spray)], "50126") for one in range(12)]
    tries += [(f"target{one}", mapped[one % len(mapped)], "50126") for one in range(12)]
    for address in staff:
        tries += [(f"staff{address}", address, result) for result in ("50126", "0")]
    template, _ = hunt(tries)
    found = template.here["sprays"][["network", "strangers", "accounts", "addresses"]]
    assert sorted(found.to_numpy().tolist()) == [
        ["2001:db8:0:7", 12, 12, 6],
        ["203.0.113", 12, 12, 3],
    ]
    networks = "sorted(row[0] for row in tries.where('is_right').select('network').collect())"
    assert json.loads(template.spark(f"import json\nprint(json.dumps({networks}))")) == [
        *("0:0:0:0", "2001:db8:0:0", "2001:db8:0:0", "2001:db8:0:8", "2001:db8:7:0"),
    ]

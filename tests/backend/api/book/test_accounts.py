"""Accounts: movements add up to what the Treasury holds, and the chain says what can be claimed and spent."""

import json

from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo


def test_movements_add_up_to_what_is_held(http: Asking, played: Demo) -> None:
    for address in (played.people["Lachlan Reid"], played.units["Export Platform"]):
        moved = http.pages(f"/accounts/{address}/movements", 4)
        assert [each["number"] for each in moved] == list(range(len(moved), 0, -1))
        assert sum(int(each["amount"]) for each in moved) == played.company.balance_of(address)
        assert moved[0]["balance"] == str(played.company.balance_of(address))


def test_a_claim_names_its_pools_unit(http: Asking, played: Demo) -> None:
    moved = http.pages(f"/accounts/{played.people['Lachlan Reid']}/movements", 100)
    claims = [each for each in moved if each["kind"] == "claim"]
    assert {each["other"]["name"] for each in claims} == {"Australia Desk"}
    compensation = next(each for each in moved if each["kind"] == "payment")
    assert (compensation["agreement"]["name"], compensation["amount"]) == ("australia-vam", "-269944")


def test_a_statement_is_the_accounts_part_of_the_journal(http: Asking, played: Demo) -> None:
    address = played.units["Export Platform"]
    journal = [json.loads(line) for line in http.text("/exports/journal", format="jsonl").splitlines()]
    entries = {line["entry"] for line in journal if line["account"] == address}
    mine = http.text(f"/exports/accounts/{address}/statement", format="jsonl").splitlines()
    assert [json.loads(line) for line in mine] == [line for line in journal if line["entry"] in entries]


def test_an_account_now_is_what_its_contracts_say(http: Asking, played: Demo) -> None:
    address, unit = played.people["Lachlan Reid"], played.units["Australia Desk"]
    call, pools = played.company.chain.call, played.company.profit_share.functions
    now = http.client.get(f"/api/v1/accounts/{address}").json()
    assert now["claimable"] == now["pools"][0]["claimable"] == str(call(pools.claimable(unit, address)))
    assert (now["is_contract"], now["allowance"]) == (False, None)
    assert now["in_wallet"] == str(call(played.company.token.functions.balanceOf(address)))
    of_unit = http.client.get(f"/api/v1/accounts/{unit}").json()
    assert of_unit["is_contract"] is True
    assert of_unit["allowance_left"] == str(call(played.company.enterprise(unit).functions.allowanceLeft()))
    nobody = http.client.get("/api/v1/accounts/0x" + "11" * 20).json()
    assert (nobody["account"]["name"], nobody["held"], nobody["pools"]) == (None, "0", [])

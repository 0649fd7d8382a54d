"""The people of a local chain's story, with their keys, so that the page can be tried without a wallet of one's own.

There are none but where the service runs the chain itself, on this machine: their keys derive from public names.
"""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from heyi.api.models.base import Address
from heyi.api.service import TheService
from heyi.scenario.playing.wallets import wallet_of

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/developer", tags=["developer"])


class DeveloperWallet(BaseModel):
    """A person of a local chain. key: the private key, of play money only. role: the unit that is its home, if any."""

    name: str = Field(examples=["Tomasz Zieliński"])
    role: str | None = Field(examples=["Kitchen Line"])
    address: Address
    key: str = Field(pattern="^0x[0-9a-f]{64}$", examples=["0x" + 64 * "1"])


@router.get("/wallets")
def wallets(service: TheService) -> list[DeveloperWallet]:
    """Everybody's wallet on a local chain; none on any other."""
    names = service.open_book.state().names
    found = []
    for name, origin in service.wallets.items():
        account = wallet_of(origin)
        address = str(account.address)
        home = names.profiles.homes.get(address)
        role = names.of(home) if home else None
        found.append(DeveloperWallet(name=name, role=role, address=address, key=f"0x{bytes(account.key).hex()}"))
    return found

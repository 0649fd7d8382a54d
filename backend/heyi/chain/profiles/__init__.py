"""Chain profiles: what differs from chain to chain, one TOML file each; a path to one's own serves as well."""

from pathlib import Path

from heyi.chain.node import NodeSettings
from heyi.chain.profiles.loading import OWN, UnknownProfile, read_profile
from heyi.chain.profiles.profile import Finality, Gas, Profile, Replacement
from heyi.chain.refusals import NoLocalChain

__all__ = ["ANVIL", "PROFILES", "Finality", "Gas", "Profile", "Replacement", "local_chain", "profile_of"]

PROFILES = {name: read_profile(file) for name, file in OWN.items()}
"""The profiles that come with Heyi, by name."""

ANVIL = PROFILES["anvil"]


def profile_of(given: str) -> Profile:
    """The profile of that name, or of the TOML file at that path. Raises UnknownProfile and what `loading` raises."""
    if given in PROFILES:
        return PROFILES[given]
    if not given.endswith(".toml") and not Path(given).is_file():
        raise UnknownProfile(given, ", ".join(PROFILES))
    return read_profile(Path(given))


def local_chain(profile: Profile, port: int = 0, start_time: int | None = None) -> NodeSettings:
    """What to start for a profile, see `node.NodeSettings`. Raises NoLocalChain if others run such chains."""
    if profile.kind is None or profile.chain_id is None:
        raise NoLocalChain(profile.name)
    return NodeSettings(profile.kind, chain_id=profile.chain_id, port=port, start_time=start_time)

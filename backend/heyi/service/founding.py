"""A company to begin with: on a local chain that is kept in a folder, deployed anew or played from a scenario.

What is there already is left as it is, so this can be killed and done again.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.node import NodeSettings, running
from heyi.chain.profiles import Profile, local_chain, profile_of
from heyi.company import Company, abis_of
from heyi.company.deploy import deploy
from heyi.company.development import WALLETS, development_settings, found
from heyi.company.record import Record
from heyi.compiler import Artifact
from heyi.scenario.afterword.model import Afterword
from heyi.scenario.afterword.papers import lay_out
from heyi.scenario.afterword.playing import GoingOn
from heyi.scenario.model import Scenario
from heyi.scenario.playing.play import Play, starts_at
from heyi.service.settings import Settings
from heyi.store.database import Database
from heyi.store.names import Names, remember

__all__ = ["chain_of", "deployed", "establish"]

Tell = Callable[[str], None]

ANY_TIME = 0


def chain_of(settings: Settings, record: Record | None, scenario: Scenario | None = None) -> NodeSettings:
    """The local chain of these settings. Raises NoLocalChain if its profile isn't one."""
    port = int(settings.chain.rpc_url.rsplit(":", 1)[-1].rstrip("/"))
    # A story's chain goes on from its last block, wherever in the past that is; any start time says so.
    start = starts_at(scenario) if scenario else ANY_TIME if record and record.own_time else None
    node = local_chain(profile_of(settings.chain.profile), port=port, start_time=start)
    return replace(node, data_dir=settings.chain.data_dir)


def establish(
    settings: Settings,
    artifacts: Mapping[str, Artifact],
    scenario: Scenario | None,
    tell: Tell,
    afterword: Afterword | None = None,
) -> Record:
    """The company that the settings' record names; if there is none, a new one. The chain doesn't run afterwards.

    afterword: what is played after the scenario.

    Raises NodeError, and what deploying and playing raise.
    """
    if settings.company.record.is_file():
        return Record.read(settings.company.record)
    database = Database(settings.database.url)
    database.create()
    with running(chain_of(settings, None, scenario)) as node:
        profile = profile_of(settings.chain.profile)
        chain = connect(node.url, profile, development_account(0), abis_of(artifacts))
        if scenario:
            play = Play(scenario, chain, artifacts, tell, database)
            played = play.run()
            record, names = played.record, played.names
            if afterword:
                _go_on(afterword, play, database, tell)
        else:
            record, names = deployed(chain, profile, artifacts, tell), Names()
    with database.writing() as connection:
        remember(connection, names)
    database.close()
    # The record comes last: without it, everything is begun again.
    record.write(settings.company.record)
    return record


def _go_on(afterword: Afterword, play: Play, database: Database, tell: Tell) -> None:
    """Plays an afterword, and writes what it leaves."""
    going_on = GoingOn(afterword, play.stage, database, tell)
    going_on.run()
    with database.writing() as connection:
        lay_out(connection, afterword, play.stage, going_on)
        remember(connection, going_on.names)


def deployed(chain: Chain, profile: Profile, artifacts: Mapping[str, Artifact], tell: Tell) -> Record:
    """Deploys a company with the development keys, and founds its platform and clearing enterprises."""
    settings = development_settings(chain)
    deployment = deploy(chain, artifacts, settings, lambda name: tell(f"Deploying {name}"))
    units = found(Company(chain, deployment, artifacts), settings)
    return Record(chain.url, profile.source, deployment, units, {}, wallets=WALLETS)

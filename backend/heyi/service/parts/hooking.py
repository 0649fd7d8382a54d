"""Endpoints of webhooks out of the settings, with their secrets from where the settings say."""

from collections.abc import Mapping

from heyi.processes.notifying.endpoints import Endpoint, SecretUnusable, checked_secret
from heyi.processes.notifying.posting import Poster
from heyi.service.settings import Settings, WebhookSettings

__all__ = ["endpoints_of", "poster_of"]

MOST_SECRETS = 2  # the present one and the former one


def endpoints_of(settings: Settings, environment: Mapping[str, str]) -> list[Endpoint]:
    """All endpoints. Raises SecretUnusable, so that a wrong one is noticed before anything is to be signed."""
    hooks = [_endpoint(name, each, environment) for name, each in settings.webhooks.items()]
    for hook in hooks:
        hook.secrets()
    return hooks


def poster_of(settings: Settings) -> Poster:
    """By which all of them are reached."""
    notify = settings.notify
    return Poster(notify.timeout, frozenset(notify.private_hosts), notify.authority)


def _endpoint(name: str, settings: WebhookSettings, environment: Mapping[str, str]) -> Endpoint:
    def secrets() -> tuple[str, ...]:
        where, words = _words(name, settings, environment)
        if not words or len(words) > MOST_SECRETS:
            raise SecretUnusable(name, where, "there is none" if not words else "there are more than two")
        return tuple(checked_secret(name, where, word) for word in words)

    return Endpoint(name, settings.url, settings.types, settings.about, secrets)


def _words(name: str, settings: WebhookSettings, environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Where secrets are, and what is there. A file is read each time: so a secret is changed without a new start."""
    if settings.secret_file is None:
        variable = settings.secret_env or ""
        return variable, environment.get(variable, "").split()
    where = str(settings.secret_file)
    try:
        return where, settings.secret_file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretUnusable(name, where, getattr(error, "strerror", None) or "it is no text") from None

"""What whoever runs the service may choose: one TOML file, environment variables over it, defaults under it.

`sections` says what there is, in `forms` of values; `reading` makes Settings of a file and an environment, or one of
the `errors`; `reference` writes docs/settings.md.
"""

from heyi.service.settings.errors import PlaintextKey, SettingsUnreadable, UnknownSetting, WrongSetting
from heyi.service.settings.reading import read_settings
from heyi.service.settings.sections import (
    ApiSettings,
    ChainSettings,
    CompanySettings,
    DatabaseSettings,
    IndexerSettings,
    KeeperSettings,
    LogSettings,
    MetricsSettings,
    OracleSettings,
    PrivacySettings,
    RelayerSettings,
    RolesSettings,
    Settings,
    SignerSettings,
    SignInSettings,
)
from heyi.service.settings.telling import NoticesSettings, NotifySettings, WebhookSettings

__all__ = [
    "ApiSettings",
    "ChainSettings",
    "CompanySettings",
    "DatabaseSettings",
    "IndexerSettings",
    "KeeperSettings",
    "LogSettings",
    "MetricsSettings",
    "NoticesSettings",
    "NotifySettings",
    "OracleSettings",
    "PlaintextKey",
    "PrivacySettings",
    "RelayerSettings",
    "RolesSettings",
    "Settings",
    "SettingsUnreadable",
    "SignInSettings",
    "SignerSettings",
    "UnknownSetting",
    "WebhookSettings",
    "WrongSetting",
    "read_settings",
]

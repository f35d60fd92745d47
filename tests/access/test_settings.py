import pytest
from pydantic import ValidationError

from babelcam.access.settings import AccessSettings


def test_the_defaults_suit_clients_in_use() -> None:
    settings = AccessSettings()
    assert settings.basic
    assert not settings.sha256
    assert not settings.anonymous_viewing
    assert settings.nonce_seconds == 300
    assert settings.failures_before_lockout == 5
    assert (settings.first_lockout_seconds, settings.longest_lockout_seconds) == (1, 900)


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in AccessSettings.model_fields.values())


@pytest.mark.parametrize(
    "bad",
    [
        {"basik": True},
        {"nonce_seconds": 0},
        {"nonce_seconds": float("nan")},
        {"failures_before_lockout": 0},
        {"first_lockout_seconds": 60, "longest_lockout_seconds": 30},
        {"session_idle_seconds": "soon"},
    ],
)
def test_what_makes_no_sense_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AccessSettings.model_validate(bad)


def test_settings_do_not_change() -> None:
    settings = AccessSettings()
    with pytest.raises(ValidationError):
        settings.basic = False

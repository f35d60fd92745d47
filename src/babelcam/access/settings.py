"""How people and programs sign in: what the configuration file's `access` section says."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class AccessSettings(BaseModel):
    """Which logins are taken, and what happens to those who guess passwords."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    basic: bool = Field(
        default=True,
        description="Take Basic logins from clients that send them. Basic shows the password to everybody on"
        " the way unless the connection is encrypted; many recorders know nothing else.",
    )
    sha256: bool = Field(
        default=False,
        description="Offer Digest with SHA-256 first and MD5 second, instead of MD5 alone. Some clients"
        " (Python urllib, older set-top boxes and players) fail when two are offered.",
    )
    anonymous_viewing: bool = Field(
        default=False, description="Let anybody who sends no login watch, with the rights of a viewer."
    )
    nonce_seconds: float = Field(
        default=300,
        ge=5,
        le=86_400,
        description="Seconds that a Digest challenge can be answered; after that the client is asked again,"
        " which it does without its user's help.",
    )
    failures_before_lockout: int = Field(
        default=5,
        ge=1,
        le=1000,
        description="Wrong passwords for one account from one address until locked out of that account.",
    )
    address_failures_before_lockout: int = Field(
        default=50,
        ge=1,
        le=10_000,
        description="Wrong passwords from one address (IPv6: from one /64 network), for any accounts, until"
        " it is locked out of all. A right password sets the count back.",
    )
    first_lockout_seconds: float = Field(
        default=1,
        gt=0,
        le=3600,
        description="Seconds that the first lock-out lasts; each further wrong password doubles it.",
    )
    longest_lockout_seconds: float = Field(
        default=900, gt=0, le=86_400, description="Seconds that no lock-out exceeds."
    )
    forget_failures_seconds: float = Field(
        default=3600,
        gt=0,
        le=604_800,
        description="Seconds without a wrong password or a lock-out until earlier ones are forgotten.",
    )
    session_idle_seconds: float = Field(
        default=1800,
        ge=60,
        le=604_800,
        description="Seconds without a request that end a web page's sign-in.",
    )
    session_seconds: float = Field(
        default=43_200, ge=60, le=2_592_000, description="Seconds that end a web page's sign-in in any case."
    )

    @model_validator(mode="after")
    def _longest_is_not_shortest(self) -> Self:
        if self.longest_lockout_seconds < self.first_lockout_seconds:
            raise ValueError("longest_lockout_seconds must not be less than first_lockout_seconds")
        return self

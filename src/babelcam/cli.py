"""The command line."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from babelcam import __version__, panel
from babelcam.access.account import Role
from babelcam.access.accounts import Accounts
from babelcam.access.errors import AccountError, StoreError
from babelcam.access.store import AccountStore
from babelcam.config import ConfigError, Configuration, load
from babelcam.device import REALM, Device
from babelcam.media.source import Format, SourceError
from babelcam.media.sources.address import parse as parse_address
from babelcam.media.sources.probe import Report
from babelcam.media.sources.probe import probe as probe_source
from babelcam.panel import SignIn
from babelcam.settings.video import ChannelSettings
from babelcam.system.clock import Clock
from babelcam.system.descriptors import allow_all
from babelcam.system.logs import start_logging

ADMIN_VARIABLE = "BABELCAM_ADMIN"
ADMIN = "admin"

app = typer.Typer(
    name="babelcam",
    help="A software IP camera: any picture source in, five vendors' HTTP and RTSP APIs out.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Sources = Annotated[
    list[str],
    typer.Option(
        "--source",
        metavar="ADDRESS",
        help="Where the pictures come from: [cyan]world:[/] (the built-in world), [cyan]file:PATH[/], a"
        " folder of pictures, [cyan]device:/dev/video0[/], [cyan]rtsp://…[/] or [cyan]http://…[/]."
        " Give it once for all channels, or once for each.",
    ),
]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder for what the camera must remember.")
]


def _listen(name: str, what: str, default: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        f"--{name}", metavar="HOST:PORT", help=f"{what} [dim]\\[default: {default}][/]"
    )
    return option


@app.command()
def serve(
    camera: Annotated[
        Path | None, typer.Argument(metavar="CAMERA.toml", help="The camera file. Options override it.")
    ] = None,
    source: Sources = [],  # noqa: B006 - typer makes a new one
    channels: Annotated[
        int | None, typer.Option(min=1, max=16, help="How many channels.", show_default=False)
    ] = None,
    http: Annotated[str | None, _listen("http", "Web page and HTTP APIs.", "127.0.0.1:8080")] = None,
    https: Annotated[str | None, _listen("https", "The same over TLS.", "off")] = None,
    rtsp: Annotated[str | None, _listen("rtsp", "RTSP, with RTP over UDP and TCP.", "127.0.0.1:8554")] = None,
    mjpeg: Annotated[
        str | None, _listen("mjpeg", "Motion JPEG on every path (MOBOTIX).", "127.0.0.1:8008")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option("--cert", metavar="FILE", help="TLS certificate (PEM); else self-made.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="Its private key (PEM).")] = None,
    data: Data = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log as one JSON object a line.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every request too.")] = False,
) -> None:
    """Run a camera until it is interrupted.

    The first start makes an administrator and shows its password once.
    The environment variable BABELCAM_ADMIN=name:password names it instead.
    An address may be "off": then the camera does not listen there.
    """
    start_logging(as_json=log_json, level=logging.DEBUG if verbose else logging.INFO)
    listen = {"http": http, "https": https, "rtsp": rtsp, "mjpeg": mjpeg}
    tls = {"certificate": certificate, "key": key}
    try:
        allow_all()
        base = load(camera) if camera else Configuration()
        configuration = _configured(base, source, channels, {**listen, **tls}, data)
        _look_into_files(configuration)
        uvloop.run(_serve(configuration))
    except (ConfigError, SourceError, AccountError, StoreError) as error:
        _fail(str(error))
    except ssl.SSLError as error:
        _fail(f"the certificate cannot be used: {error.reason or error}")
    except OSError as error:
        _fail(f"cannot start: {error.strerror or error}" + (f": {error.filename}" if error.filename else ""))


@app.command()
def passwd(
    name: Annotated[str, typer.Argument(help="The account.")] = ADMIN,
    role: Annotated[
        str | None,
        typer.Option(help="viewer, operator or administrator. New: viewer; the first of all: administrator."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the account.")] = False,
    data: Data = None,
) -> None:
    """Set an account's password, or make a new account.

    Asks for the password, or reads one line from standard input. The camera must not be running.
    """
    try:
        accounts = _accounts(data or Configuration().data)
        if remove:
            accounts.remove(name)
            typer.echo(f"{name} is removed")
            return
        known = accounts.get(name)
        newcomer = Role.VIEWER if accounts.has_administrator else Role.ADMINISTRATOR
        wanted = _role(role) if role else (known.role if known else newcomer)
        password = _ask_password(name)
        if known is None:
            accounts.add(name, password, wanted)
        else:
            accounts.set_password(name, password)
            accounts.set_role(name, wanted)
        typer.echo(f"{name} is {_with_article(wanted)} with a new password")
    except (AccountError, StoreError, OSError) as error:
        _fail(str(error))


@app.command()
def probe(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="A source address, as for serve.")],
) -> None:
    """Say what a source is: size, rate, codec, and whether it can be passed through."""
    try:
        report = probe_source(address)
    except SourceError as error:
        _fail(str(error))
    table = Table.grid(padding=(0, 2))
    for label, value in _report_lines(report):
        table.add_row(Text(label, style="bold"), value)
    Console().print(table)


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        typer.echo(f"babelcam {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()


async def _serve(configuration: Configuration) -> None:
    accounts = _accounts(configuration.data)
    name, given = _first_administrator(os.environ)
    known = accounts.has_administrator
    made = accounts.ensure_administrator(name, given)
    if known:  # who was named just now need not be there
        name = next(account.name for account in accounts if account.role is Role.ADMINISTRATOR)
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with Device(configuration, accounts, Clock()) as device:
        sign_in = SignIn(name, made, configuration.data)
        panel.show(Console(), device.bound, device.entries(), sign_in, configuration.name)
        await stop.wait()


def _look_into_files(configuration: Configuration) -> None:
    """A file that is no video will not become one: say so now. Raises SourceError."""
    for address in {channel.source for channel in configuration.channels}:
        if parse_address(address).scheme == "file":
            probe_source(address)


def _first_administrator(environment: Mapping[str, str]) -> tuple[str, str | None]:
    """The name and password of the first administrator; without a password, one is made."""
    given = environment.get(ADMIN_VARIABLE)
    if given is None:
        return ADMIN, None
    name, colon, password = given.partition(":")
    if not (name and colon and password):
        raise ConfigError(f"{ADMIN_VARIABLE} is not name:password")
    return name, password


def _configured(
    base: Configuration,
    sources: list[str],
    channels: int | None,
    listen: Mapping[str, str | Path | None],
    data: Path | None,
) -> Configuration:
    """The camera file with what the command line says put over it; ConfigError if that does not fit."""
    listening = base.listen.model_dump() | {key: value for key, value in listen.items() if value is not None}
    try:
        return Configuration(
            **{
                **dict(base),
                "listen": listening,
                "data": data or base.data,
                "channels": _channels(base.channels, sources, channels),
            }
        )
    except ValidationError as invalid:
        raise ConfigError(f"{invalid.errors()[0]['msg'].removeprefix('Value error, ')}") from None


def _channels(
    configured: tuple[ChannelSettings, ...], sources: list[str], count: int | None
) -> tuple[ChannelSettings, ...]:
    wanted = count or (len(sources) if sources else len(configured))
    if len(sources) not in (0, 1, wanted):
        raise ConfigError(f"{len(sources)} sources for {wanted} channels: give one, or one for each")
    channels = [configured[min(index, len(configured) - 1)] for index in range(wanted)]
    each = sources * wanted if len(sources) == 1 else sources
    return tuple(
        channel.model_copy(update={"source": source})
        for channel, source in zip(channels, each or [channel.source for channel in channels], strict=True)
    )


def _accounts(folder: Path) -> Accounts:
    return Accounts(AccountStore(folder.expanduser()), REALM)


def _role(text: str) -> Role:
    try:
        return Role[text.upper()]
    except KeyError:
        _fail(f"{text!r} is not viewer, operator or administrator")


def _report_lines(report: Report) -> list[tuple[str, str]]:
    passes = report.passes
    lines = {
        "Source": report.address,
        "Container": report.container,
        "Video": report.codec,
        "Size": report.size and str(report.size),
        "Rate": f"{report.rate:.4g} pictures a second",
        "Bit rate": report.bit_rate and f"{report.bit_rate / 1000:.0f} kbit/s",
        "Duration": report.duration and f"{report.duration:.1f} s",
        "Audio": ", ".join(report.audio),
        "Passes through": _passing(passes),
    }
    return [(label, value) for label, value in lines.items() if value]


def _passing(passes: Format | None) -> str:
    if passes is None or passes.codec is None:
        return "no, it is coded anew"
    return f"{passes.codec.value} {passes.size} at {passes.rate:.4g}/s"


def _with_article(role: Role) -> str:
    word = role.name.lower()
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _ask_password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password: str = typer.prompt(f"New password of {name}", hide_input=True, confirmation_prompt=True)
    return password


def _fail(text: str) -> NoReturn:
    typer.echo(f"babelcam: {text}", err=True)
    raise typer.Exit(2)

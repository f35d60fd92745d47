import base64
from collections.abc import Callable
from typing import Protocol

import pytest

from babelcam.access.account import Role
from babelcam.access.accounts import Accounts
from babelcam.access.gate import Admitted, Attempt, Gate, Reason, Refused
from babelcam.access.lockout import LockOut
from babelcam.access.settings import AccessSettings
from babelcam.access.store import AccountStore
from babelcam.system.clock import Clock

HOME, AWAY = "192.0.2.7", "192.0.2.8"
PATH = "/axis-cgi/jpg/image.cgi"
Answer = Callable[..., str]


class Stopped(Protocol):
    def pass_time(self, seconds: float) -> None: ...


@pytest.fixture
def gate(accounts: Accounts, clock: Clock) -> Gate:
    return Gate(accounts, AccessSettings(), clock)


def basic(name: str, password: str, charset: str = "utf-8") -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode(charset)).decode()


def ask(
    gate: Gate, authorization: str | None, target: str = PATH, *, address: str = HOME, method: str = "GET"
) -> Admitted | Refused:
    return gate.check(Attempt(authorization, method, target, address))


def challenge(gate: Gate) -> str:
    (only,) = gate.challenges(single=True)
    return only


def assert_admitted(result: Admitted | Refused, name: str) -> None:
    assert isinstance(result, Admitted), result
    assert result.account is not None
    assert (result.account.name, result.role) == (name, result.account.role)


def assert_refused(result: Admitted | Refused, reason: Reason, *, stale: bool = False) -> None:
    assert isinstance(result, Refused), result
    assert (result.reason, result.stale) == (reason, stale)


# Challenges


def test_by_default_there_is_one_md5_challenge_with_the_realm_first(gate: Gate) -> None:
    (only,) = gate.challenges(single=False)
    realm, qop, nonce, opaque = only.removeprefix("Digest ").split(", ")
    assert (realm, qop) == ('realm="babelcam"', 'qop="auth"')
    assert nonce.startswith('nonce="') and opaque.startswith('opaque="') and len(opaque) > 20
    assert "algorithm" not in only and "stale" not in only


def test_with_sha_256_it_comes_first_and_md5_second(accounts: Accounts, clock: Clock) -> None:
    gate = Gate(accounts, AccessSettings(sha256=True), clock)
    first, second = gate.challenges(single=False)
    assert first.endswith(", algorithm=SHA-256")
    assert second.endswith(", algorithm=MD5")

    (only,) = gate.challenges(single=True, basic=True)
    assert "algorithm" not in only and only.startswith("Digest ")


def test_basic_comes_last_where_it_is_asked_for_and_taken(accounts: Accounts, clock: Clock) -> None:
    offered = Gate(accounts, AccessSettings(), clock).challenges(single=False, basic=True)
    assert [offer.split()[0] for offer in offered] == ["Digest", "Basic"]
    assert offered[1] == 'Basic realm="babelcam"'

    withheld = Gate(accounts, AccessSettings(basic=False), clock).challenges(single=False, basic=True)
    assert [offer.split()[0] for offer in withheld] == ["Digest"]


def test_a_stale_challenge_says_so(gate: Gate) -> None:
    assert gate.challenges(single=True, stale=True)[0].endswith(", stale=true")
    positional = gate.challenges(single=True, stale=True, positional=True)[0]
    assert positional.startswith('Digest realm="babelcam", nonce="')
    assert '", stale=TRUE, qop="auth"' in positional


# Digest


@pytest.mark.parametrize("sha256", [False, True])
@pytest.mark.parametrize("qop", [True, False])
@pytest.mark.parametrize("session", [False, True])
def test_the_right_answer_is_admitted(
    accounts: Accounts, clock: Clock, answer: Answer, sha256: bool, qop: bool, session: bool
) -> None:
    gate = Gate(accounts, AccessSettings(sha256=sha256), clock)
    for offer in gate.challenges(single=False):
        header = answer(offer, "admin", "s3cret-word", "GET", PATH, qop=qop, session=session)
        assert_admitted(ask(gate, header), "admin")


def test_a_name_and_password_in_utf_8(gate: Gate, accounts: Accounts, answer: Answer) -> None:
    accounts.add("Jäsøn", "Grüße 密码", Role.OPERATOR)
    result = ask(gate, answer(challenge(gate), "Jäsøn", "Grüße 密码", "GET", PATH))
    assert_admitted(result, "Jäsøn")
    assert isinstance(result, Admitted) and result.role is Role.OPERATOR


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("admin", "wrong"),
        ("admin", ""),
        ("eye", "s3cret-word"),
        ("nobody", "s3cret-word"),
        ("Admin", "s3cret-word"),
        ("", ""),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    gate: Gate, answer: Answer, name: str, password: str
) -> None:
    assert_refused(ask(gate, answer(challenge(gate), name, password, "GET", PATH)), Reason.WRONG)


def test_a_method_that_was_not_signed_is_a_wrong_answer(gate: Gate, answer: Answer) -> None:
    header = answer(challenge(gate), "admin", "s3cret-word", "GET", PATH)
    assert_refused(ask(gate, header, method="POST"), Reason.WRONG)


@pytest.mark.parametrize(
    ("signed", "asked"),
    [
        ("/cgi-bin/configManager.cgi?action=setConfig&VideoWidget[0].X=a b",
         "/cgi-bin/configManager.cgi?action=setConfig&VideoWidget%5B0%5D.X=a+b"),     # rroller/dahua
        ("/cgi-bin/eventManager.cgi?action=attach&codes=[A,B|C]",
         "/cgi-bin/eventManager.cgi?action=attach&codes=%5BA%2CB%7CC%5D"),
        ("//axis-cgi/jpg/image.cgi", "//axis-cgi/jpg/image.cgi"),
        ("http://cam/axis-cgi/jpg/image.cgi", "/axis-cgi/jpg/image.cgi"),
    ],
)  # fmt: skip
def test_the_answer_is_checked_against_its_own_uri(
    gate: Gate, answer: Answer, signed: str, asked: str
) -> None:
    header = answer(challenge(gate), "admin", "s3cret-word", "GET", signed)
    assert_admitted(ask(gate, header, asked), "admin")


def test_an_answer_for_another_request_is_refused_and_is_no_guess(gate: Gate, answer: Answer) -> None:
    for nc in range(1, 20):
        header = answer(challenge(gate), "admin", "s3cret-word", "GET", "/jpg/image.jpg", nc=nc)
        assert_refused(ask(gate, header, "/axis-cgi/admin/restart.cgi"), Reason.OTHER_TARGET)
    assert_admitted(ask(gate, answer(challenge(gate), "admin", "s3cret-word", "GET", PATH)), "admin")


def test_in_rtsp_the_stream_may_be_signed_for_its_track(gate: Gate, answer: Answer) -> None:
    header = answer(challenge(gate), "eye", "just looking", "SETUP", "rtsp://cam/h264/", qop=False)
    attempt = Attempt(header, "SETUP", "rtsp://cam/h264/trackID=0", HOME)
    assert_refused(gate.check(attempt), Reason.OTHER_TARGET)
    loose = Attempt(header, "SETUP", "rtsp://cam/h264/trackID=0", HOME, loose_uri=True)
    assert_admitted(gate.check(loose), "eye")


def test_the_axis_library_is_admitted_over_rtsp(gate: Gate, answer: Answer) -> None:
    (offer,) = gate.challenges(single=True, positional=True)
    url = "rtsp://cam:554/axis-media/media.amp?video=0&audio=0&event=on"
    header = answer(offer, "eye", "just looking", "DESCRIBE", url, qop=False)
    header = header.replace(", opaque", ', algorithm="MD5", opaque')
    assert_admitted(gate.check(Attempt(header, "DESCRIBE", url, HOME, loose_uri=True)), "eye")


def test_an_answer_is_admitted_once(gate: Gate, answer: Answer) -> None:
    header = answer(challenge(gate), "admin", "s3cret-word", "GET", PATH)
    assert_admitted(ask(gate, header), "admin")
    assert_refused(ask(gate, header), Reason.REPLAYED, stale=True)


def test_one_nonce_serves_many_requests_that_overtake_each_other(gate: Gate, answer: Answer) -> None:
    offer = challenge(gate)
    for nc in (1, 3, 2, 6, 5, 4):
        assert_admitted(ask(gate, answer(offer, "admin", "s3cret-word", "GET", PATH, nc=nc)), "admin")


@pytest.mark.parametrize("qop", [True, False])
def test_an_old_nonce_is_stale_if_the_answer_is_right(
    gate: Gate, clock: Stopped, answer: Answer, qop: bool
) -> None:
    offer = challenge(gate)
    clock.pass_time(301)
    right = answer(offer, "admin", "s3cret-word", "GET", PATH, qop=qop)
    for _ in range(10):  # it is no failure, however often
        assert_refused(ask(gate, right), Reason.STALE, stale=True)
    assert_refused(ask(gate, answer(offer, "admin", "wrong", "GET", PATH, qop=qop)), Reason.WRONG)


def test_a_nonce_from_before_a_restart_is_stale(accounts: Accounts, clock: Clock, answer: Answer) -> None:
    before, after = (Gate(accounts, AccessSettings(), clock) for _ in range(2))
    header = answer(challenge(before), "admin", "s3cret-word", "GET", PATH)
    assert_refused(ask(after, header), Reason.STALE, stale=True)


def test_an_answer_for_another_realm_is_refused(gate: Gate, answer: Answer) -> None:
    offer = challenge(gate).replace("babelcam", "elsewhere")
    assert_refused(ask(gate, answer(offer, "admin", "s3cret-word", "GET", PATH)), Reason.OTHER_REALM)


def test_a_removed_account_and_an_old_password_end_at_once(
    gate: Gate, accounts: Accounts, answer: Answer
) -> None:
    offer = challenge(gate)
    accounts.set_password("eye", "another")
    assert_refused(ask(gate, answer(offer, "eye", "just looking", "GET", PATH)), Reason.WRONG)
    assert_admitted(ask(gate, answer(offer, "eye", "another", "GET", PATH, nc=2)), "eye")
    accounts.remove("eye")
    assert_refused(ask(gate, answer(offer, "eye", "another", "GET", PATH, nc=3)), Reason.WRONG)


# Basic


def test_basic_is_taken_unasked(gate: Gate) -> None:
    assert_admitted(ask(gate, basic("admin", "s3cret-word")), "admin")
    assert_refused(ask(gate, basic("admin", "wrong")), Reason.WRONG)


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_basic_is_read_in_utf_8_and_latin_1(gate: Gate, accounts: Accounts, charset: str) -> None:
    accounts.add("Jörg", "Grüße", Role.VIEWER)
    assert_admitted(ask(gate, basic("Jörg", "Grüße", charset)), "Jörg")


def test_basic_can_be_switched_off(accounts: Accounts, clock: Clock) -> None:
    gate = Gate(accounts, AccessSettings(basic=False), clock)
    for _ in range(10):
        assert_refused(ask(gate, basic("admin", "s3cret-word")), Reason.BASIC_OFF)


@pytest.mark.parametrize("length", [257, 1024, 6000])
def test_cve_2017_13719_an_endless_password_is_only_wrong(gate: Gate, length: int) -> None:
    assert_refused(ask(gate, basic("admin", "A" * length)), Reason.WRONG)


@pytest.mark.parametrize(
    "header", ["Basic " + "QUFB" * 3000, "Digest " + "a=b," * 5000, "Bearer x", "\x00", "Digest \ud800"]
)
def test_what_cannot_be_read_is_refused_and_is_no_guess(gate: Gate, header: str) -> None:
    for _ in range(100):
        assert_refused(ask(gate, header), Reason.UNREADABLE)
    assert_admitted(ask(gate, basic("admin", "s3cret-word")), "admin")


# Nobody in particular


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_login_nobody_comes_in(gate: Gate, nothing: str | None) -> None:
    assert_refused(ask(gate, nothing), Reason.NO_LOGIN)


def test_anonymous_viewing_makes_viewers_of_those_without_a_login_only(
    accounts: Accounts, clock: Clock
) -> None:
    gate = Gate(accounts, AccessSettings(anonymous_viewing=True), clock)
    assert ask(gate, None) == Admitted(None, Role.VIEWER)
    assert_refused(ask(gate, basic("admin", "wrong")), Reason.WRONG)
    assert_admitted(ask(gate, basic("admin", "s3cret-word")), "admin")


def test_with_no_accounts_nobody_comes_in(clock: Clock, answer: Answer) -> None:
    gate = Gate(Accounts(AccountStore(None), "babelcam"), AccessSettings(), clock)
    for name, password in [("", ""), ("admin", ""), ("admin", "admin")]:
        assert_refused(ask(gate, basic(name, password)), Reason.WRONG)
        assert_refused(ask(gate, answer(challenge(gate), name, password, "GET", PATH)), Reason.WRONG)


# Lock-out


@pytest.mark.parametrize("scheme", ["basic", "digest", "form"])
@pytest.mark.parametrize("name", ["admin", "nobody"])
def test_five_wrong_passwords_lock_out_even_the_right_one(
    accounts: Accounts, clock: Stopped, answer: Answer, scheme: str, name: str
) -> None:
    seen: list[LockOut] = []
    gate = Gate(accounts, AccessSettings(), clock, seen.append)  # type: ignore[arg-type]

    def attempt(name: str, password: str, address: str = HOME) -> Admitted | Refused:
        if scheme == "form":
            return gate.sign_in(name, password, address)
        if scheme == "basic":
            return ask(gate, basic(name, password), address=address)
        return ask(gate, answer(challenge(gate), name, password, "GET", PATH), address=address)

    for _ in range(5):
        assert_refused(attempt(name, "wrong"), Reason.WRONG)
    assert seen == [LockOut(HOME, name, 5, 1.0)]

    locked = attempt(name, "s3cret-word")
    assert locked == Refused(Reason.LOCKED_OUT, retry_after=1.0, account=name)
    assert_admitted(attempt("eye", "just looking"), "eye")
    assert_admitted(attempt("admin", "s3cret-word", AWAY), "admin")

    clock.pass_time(1)
    if name == "admin":
        assert_admitted(attempt("admin", "s3cret-word"), "admin")
        assert_refused(attempt("admin", "wrong"), Reason.WRONG)  # and counting begins anew
        assert_admitted(attempt("admin", "s3cret-word"), "admin")
    else:
        assert_refused(attempt("nobody", "s3cret-word"), Reason.WRONG)
        assert seen[-1] == LockOut(HOME, "nobody", 6, 2.0)


def test_attempts_during_a_lock_out_do_not_prolong_it(gate: Gate, clock: Stopped) -> None:
    for _ in range(5):
        ask(gate, basic("admin", "wrong"))
    for _ in range(100):
        assert_refused(ask(gate, basic("admin", "wrong")), Reason.LOCKED_OUT)
    clock.pass_time(1)
    assert_admitted(ask(gate, basic("admin", "s3cret-word")), "admin")


def test_the_name_in_a_refusal_is_fit_for_a_log(gate: Gate) -> None:
    refused = ask(gate, basic("ad\r\nmin", "wrong"))
    assert isinstance(refused, Refused) and refused.account == "ad??min"

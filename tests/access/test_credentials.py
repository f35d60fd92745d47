import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from babelcam.access.credentials import (
    MAX_AUTHORIZATION,
    BadCredentials,
    Basic,
    Digest,
    format_basic,
    format_digest,
    parse,
)

R32, R64 = "0123456789abcdef" * 2, "0123456789abcdef" * 4
LEAST = f'username="u", nonce="n", uri="/", response="{R32}"'
WITH_QOP = f'{LEAST}, qop=auth, nc=0000000a, cnonce="c"'


def basic(octets: bytes) -> str:
    return "Basic " + base64.b64encode(octets).decode()


def parsed(header: str) -> Digest:
    answer = parse(header)
    assert isinstance(answer, Digest)
    return answer


@pytest.mark.parametrize(
    ("header", "name", "password"),
    [
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",  "Aladdin", "open sesame"),    # RFC 7617, 2
        ("basic dGVzdDoxMjPCow==",              "test",    "123£"),           # RFC 7617, 2.1
        ("BASIC   QTpC ",                       "A",       "B"),
        (basic(b"admin:a:b:c"),                 "admin",   "a:b:c"),
        (basic(b"admin:"),                      "admin",   ""),
        (basic(b":"),                           "",        ""),
        (basic("ü:ö".encode("latin-1")),        "ü",       "ö"),
        (basic(b"admin:" + b"A" * 1024),        "admin",   "A" * 1024),       # CVE-2017-13719
    ],
)  # fmt: skip
def test_basic_credentials(header: str, name: str, password: str) -> None:
    assert parse(header) == Basic(name, password)


def test_a_password_does_not_show_in_what_is_printed() -> None:
    assert "sesame" not in repr(parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))


def test_rfc_7616_3_9_1_the_example_is_read() -> None:
    answer = parsed(
        'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, '
        'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    assert answer == Digest(
        name="Mufasa",
        realm="http-auth@example.org",
        nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        uri="/dir/index.html",
        response="8ca523f5e9506fed4657c9700eebdbec",
        algorithm="MD5",
        session=False,
        qop="auth",
        nc="00000001",
        cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    assert answer.count == 1


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        (f"Digest {LEAST}",                                                  "qop",       None),
        (f"Digest {LEAST}",                                                  "count",     None),
        (f"Digest {LEAST}",                                                  "algorithm", "MD5"),
        (f"Digest {WITH_QOP}",                                               "count",     10),
        (f'digest {LEAST}, qop="auth", nc="00000002", cnonce=c',             "count",     2),
        (f"DIGEST {LEAST.replace('username', 'UserName')}",                  "name",      "u"),
        (f"Digest {LEAST.replace('=', ' = ')}",                              "nonce",     "n"),
        (f"Digest ,{LEAST.replace(', ', ',,')} ,, ",                         "nonce",     "n"),
        (f"Digest {LEAST.replace(', ', chr(9) + ',')}",                      "uri",       "/"),
        (f"Digest username=u,nonce=n,uri=/a?b=c,response={R32}",             "uri",       "/a?b=c"),
        (f"Digest {LEAST}".replace('"/"', '"/x?c=[A,B|C] d"'),               "uri",       "/x?c=[A,B|C] d"),
        (f"Digest {LEAST}".replace('"/"', r'"/x?a=\b"'),                     "uri",       r"/x?a=\b"),
        (f"Digest {LEAST}".replace('"/"', r'"/x?a=\"b\""'),                  "uri",       r"/x?a=\"b\""),
        (f"Digest {LEAST}".replace('"u"', r'"a\"b\\c"'),                     "name",      r'a"b\c'),
        (f"Digest {LEAST}".replace('"u"', '"Mü"'),                           "name",      "Mü"),
        (f"Digest {LEAST}".replace('="u"', "*=UTF-8''J%C3%A4s%C3%B8n%20Doe"), "name",     "Jäsøn Doe"),
        (f"Digest {LEAST}".replace(R32, R32.upper()),                        "response",  R32),
        (f"Digest {LEAST}, algorithm=md5",                                   "algorithm", "MD5"),
        (f'Digest {LEAST}, algorithm="MD5"',                                 "algorithm", "MD5"),
        (f"Digest {LEAST}, algorithm=MD5-sess, cnonce=c",                    "session",   True),
        (f"Digest {LEAST}, algorithm=SHA-256".replace(R32, R64),             "algorithm", "SHA-256"),
        (f"Digest {LEAST}, realm=\"\"",                                      "realm",     ""),
        (f"Digest {LEAST}",                                                  "realm",     None),
        (f'Digest {LEAST}, opaque="", auth-param="x,y", stale=FALSE, z=1',   "name",      "u"),
    ],
)  # fmt: skip
def test_digest_answers_in_every_spelling_that_clients_have(header: str, field: str, value: object) -> None:
    assert getattr(parsed(header), field) == value


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "Basic",
        "Basic ",
        "Basic !!!!",
        "Basic QTpC QTpC",
        basic(b"no colon"),
        "Basic \u00fc",
        "Bearer abc",
        "Negotiate YII=",
        "Digest",
        "Digest ,",
        "Digest username",
        f"Digest {LEAST}, {LEAST}",
        f'Digest {LEAST}, NONCE="n"',
        f"Digest {LEAST}, username*=UTF-8''u",
        f"Digest {LEAST}".replace('username="u", ', ""),
        f"Digest {LEAST}".replace('username="u"', "username*=ISO-8859-1''u"),
        f"Digest {LEAST}".replace('username="u"', "username*=UTF-8''%FF"),
        f"Digest {LEAST}".replace('nonce="n"', 'nonce=""'),
        f"Digest {LEAST}".replace(', uri="/"', ""),
        f"Digest {LEAST}".replace(R32, R32[1:]),
        f"Digest {LEAST}".replace(R32, R64),
        f"Digest {LEAST}".replace(R32, "g" * 32),
        f"Digest {LEAST}".replace('"n"', '"n'),
        f"Digest {LEAST}".replace('"n"', '"n" x'),
        f"Digest {LEAST}, algorithm=SHA-512-256",
        f"Digest {LEAST}, algorithm=SHA-256",
        f"Digest {LEAST}, algorithm=MD5-sess",
        f"Digest {LEAST}, qop=auth-int, nc=00000001, cnonce=c",
        f'Digest {LEAST}, qop="auth,auth-int", nc=00000001, cnonce=c',
        f"Digest {LEAST}, qop=auth",
        f"Digest {LEAST}, qop=auth, nc=00000001",
        f"Digest {LEAST}, qop=auth, nc=, cnonce=c",
        f"Digest {LEAST}, qop=auth, nc=000000001, cnonce=c",
        f"Digest {LEAST}, qop=auth, nc=+1, cnonce=c",
        f"Digest {LEAST}, " + ", ".join(f"x{n}=1" for n in range(40)),
        f"Digest {LEAST}, x=" + "y" * MAX_AUTHORIZATION,
        f"Digest {LEAST}, x=\ud800",
    ],
)
def test_what_is_no_login_is_refused(header: str) -> None:
    with pytest.raises(BadCredentials):
        parse(header)


def test_the_reason_never_repeats_what_was_sent() -> None:
    with pytest.raises(BadCredentials) as caught:
        parse(basic(b"hunter2"))
    assert "hunter2" not in str(caught.value)


pieces = st.sampled_from(
    [
        "Digest ",
        "Basic ",
        "username",
        "nonce",
        "uri",
        "qop",
        "nc",
        "=",
        '"',
        "\\",
        ",",
        " ",
        R32,
        "auth",
        "*",
        "''",
        "é",
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=40).map("".join), st.binary().map(lambda b: basic(b))))
@example("Digest " + "a" * 8000)
@example("Digest " + " ," * 4000)
@example('Digest a="' + '\\"' * 4000)
@example("Digest " + "a=b " * 2000)
def test_whatever_is_sent_is_read_or_refused(header: str) -> None:
    try:
        answer = parse(header)
    except BadCredentials:
        return
    assert isinstance(answer, Basic | Digest)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\')),
)
def test_what_a_client_quotes_is_what_is_read(name: str, uri: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    answer = parsed(f'Digest username="{quoted}", nonce="n", uri="/{uri}", response="{R32}"')
    assert (answer.name, answer.uri) == (name, f"/{uri}")


def test_a_challenge_begins_with_the_realm_and_has_no_comma_in_a_value() -> None:
    challenge = format_digest("babelcam", "abc", "def")
    assert challenge == 'Digest realm="babelcam", qop="auth", nonce="abc", opaque="def"'
    assert all(part.count("=") == 1 for part in challenge.removeprefix("Digest ").split(","))  # rroller/dahua


def test_a_challenge_names_its_algorithm_and_staleness_where_it_must() -> None:
    challenge = format_digest("babelcam", "abc", "def", algorithm="SHA-256", stale=True)
    assert challenge == (
        'Digest realm="babelcam", qop="auth", nonce="abc", opaque="def", algorithm=SHA-256, stale=true'
    )


def test_a_challenge_for_those_who_read_by_position() -> None:
    fresh = format_digest("babelcam", "abc", "def", positional=True)
    assert fresh == 'Digest realm="babelcam", nonce="abc", stale=FALSE, qop="auth", opaque="def"'
    line = f"WWW-Authenticate: {fresh}"
    assert (line.split('"')[1], line.split('"')[3]) == ("babelcam", "abc")  # as the axis library reads it
    assert line.split("stale=")[1]

    assert "stale=TRUE, " in format_digest("babelcam", "abc", "def", stale=True, positional=True)


def test_a_basic_challenge() -> None:
    assert format_basic("babelcam") == 'Basic realm="babelcam"'

import pytest

from babelcam.access.credentials import Digest, parse
from babelcam.access.digest import response
from babelcam.access.passwords import ha1

RFC_7616 = (
    'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
    'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth'
)
RFC_2617 = (
    'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
    'uri="/dir/index.html", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)


@pytest.mark.parametrize(
    ("header", "password", "expected"),
    [
        pytest.param(
            f"{RFC_7616}, algorithm=MD5", "Circle of Life",
            "8ca523f5e9506fed4657c9700eebdbec",
            id="RFC 7616, 3.9.1, MD5",
        ),
        pytest.param(
            f"{RFC_7616}, algorithm=SHA-256", "Circle of Life",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            id="RFC 7616, 3.9.1, SHA-256",
        ),
        pytest.param(
            f'{RFC_2617}, qop=auth, nc=00000001, cnonce="0a4f113b"', "Circle Of Life",
            "6629fae49393a05397450978507c4ef1",
            id="RFC 2617, 3.5",
        ),
        pytest.param(
            RFC_2617, "CircleOfLife",
            "1949323746fe6a43ef61f9606e7febea",
            id="RFC 2069, 2.4, as corrected by erratum 749",
        ),
    ],
)  # fmt: skip
def test_the_examples_of_the_rfcs(header: str, password: str, expected: str) -> None:
    answer = parse(f'{header}, response="{expected}"')
    assert isinstance(answer, Digest)
    assert answer.realm is not None
    assert response(answer, ha1(answer.algorithm, answer.name, answer.realm, password), "GET") == expected

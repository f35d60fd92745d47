import pytest

from babelcam.access.errors import BadPassword
from babelcam.access.passwords import digests_of, make_password


def test_a_password_is_kept_as_ha1_in_md5_and_sha_256() -> None:
    digests = digests_of("Mufasa", "http-auth@example.org", "Circle of Life")

    assert digests == {
        "MD5": "3d78807defe7de2157e2b0b6573a855f",
        "SHA-256": "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232",
    }


@pytest.mark.parametrize("good", ["x", "p" * 256, "pass word", 'a"b\\c,d:e', "Grüße", "密码", "😀"])
def test_a_password_that_may_be_used(good: str) -> None:
    assert len(digests_of("admin", "babelcam", good)["SHA-256"]) == 64


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("", "empty"),
        ("p" * 257, "257 characters"),
        ("a\nb", "control character"),
        ("a\x00", "control character"),
        ("a\x7f", "control character"),
        ("a\ud800", "not Unicode"),
    ],
)
def test_a_password_that_may_not(bad: str, why: str) -> None:
    with pytest.raises(BadPassword, match=why) as caught:
        digests_of("admin", "babelcam", bad)
    assert bad == "" or bad not in str(caught.value)


def test_a_made_password_is_random_readable_and_allowed() -> None:
    made = {make_password() for _ in range(500)}

    assert len(made) == 500
    letters = set("".join(made)) - {"-"}
    assert not letters & set("0oO1lIi")
    assert len(letters) ** (len(make_password()) - len("--")) >= 2**80
    assert digests_of("admin", "babelcam", made.pop())

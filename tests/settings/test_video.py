"""Video settings: which values are taken."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from babelcam.settings.video import JpegSettings


def test_the_sources_own_jpegs_are_meant_unless_a_quality_is_given() -> None:
    assert JpegSettings().quality == "source"


@pytest.mark.parametrize("quality", [1, 80, 100, "source"])
def test_a_quality_is_a_number_or_the_sources(quality: object) -> None:
    assert JpegSettings.model_validate({"quality": quality}).quality == quality


@pytest.mark.parametrize("quality", [0, 101, -1, 50.5, "best", None])
def test_any_other_quality_is_refused(quality: object) -> None:
    with pytest.raises(ValidationError, match="quality"):
        JpegSettings.model_validate({"quality": quality})

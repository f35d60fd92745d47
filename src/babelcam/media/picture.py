"""What happens to a picture before it is coded."""

from __future__ import annotations

import cv2
import numpy as np

from babelcam.media.frame import Picture, Pixels, Size


def fit(picture: Picture, size: Size) -> Picture:
    """The picture at `size`: scaled until it covers it, and what then stands over is cut off evenly."""
    if picture.size == size:
        return picture
    cut = _largest_of_shape(picture.size, size)
    left, top = (((whole - part) // 4) * 2 for whole, part in zip(picture.size, cut, strict=True))
    planes = np.empty((size.height * 3 // 2, size.width), np.uint8)
    target = Picture(planes, picture.time, picture.wall)
    for plane, into, step in zip(picture.yuv, target.yuv, (1, 2, 2), strict=True):
        part = plane[top // step :, left // step :][: cut.height // step, : cut.width // step]
        into[:] = _scaled(part, Size(size.width // step, size.height // step))
    return target


def _largest_of_shape(whole: Size, shape: Size) -> Size:
    """The largest even size with the proportions of `shape` that fits into `whole`."""
    scale = min(whole.width / shape.width, whole.height / shape.height)
    width, height = (max(2, round(side * scale / 2) * 2) for side in shape)
    return Size(min(width, whole.width), min(height, whole.height))


def _scaled(plane: Pixels, size: Size) -> Pixels:
    shrinks = size.width < plane.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, tuple(size), interpolation=method), np.uint8)

"""What a camera makes of ink on paper: paper tone, light, ruling, boxes, neighbours, perspective, blur, noise, JPEG."""

import cv2
import numpy as np


def frame_crop(ink: np.ndarray, rng: np.random.Generator, neighbour: np.ndarray | None = None) -> np.ndarray:
    """Ink coverage with the margins a line finder leaves (±10 %), and the ends of a neighbouring line reaching in."""
    h, w = ink.shape
    top, bottom = (int(round(h * rng.uniform(-0.06, 0.16))) for _ in range(2))
    left, right = (int(round(h * rng.uniform(0.0, 0.35))) for _ in range(2))
    out = np.zeros((max(8, h + top + bottom), w + left + right), np.float32)
    y0 = max(0, top)
    part = ink[max(0, -top) : max(0, -top) + out.shape[0] - y0]
    out[y0 : y0 + part.shape[0], left : left + w] = part
    if neighbour is not None:
        reach = int(out.shape[0] * rng.uniform(0.04, 0.16))
        start = int(rng.uniform(0, max(1, neighbour.shape[1] - out.shape[1])))
        if rng.random() < 0.5:
            piece = neighbour[-reach:, start : start + out.shape[1]]
            view = out[: piece.shape[0], : piece.shape[1]]
        else:
            piece = neighbour[:reach, start : start + out.shape[1]]
            view = out[out.shape[0] - piece.shape[0] :, : piece.shape[1]]
        np.maximum(view, piece, out=view)
    return out


def print_ruling(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Darkness of what is printed on the paper: ruled or squared lines, or a box around the writing."""
    h, w = ink.shape
    printed = np.zeros_like(ink)
    kind = rng.choice(4, p=[0.62, 0.22, 0.06, 0.10])
    dark = rng.uniform(0.12, 0.7)
    thick = 1 if h < 60 else int(rng.integers(1, 3))
    if kind == 1:
        y = int(h * rng.uniform(0.55, 0.9))
        printed[y : y + thick] = dark
        if rng.random() < 0.25:
            printed[max(0, y - int(h * rng.uniform(0.5, 0.9))) :][:thick] = dark
    elif kind == 2:
        pitch = max(6, int(h * rng.uniform(0.25, 0.5)))
        printed[int(rng.integers(pitch)) :: pitch] = dark * 0.5
        printed[:, int(rng.integers(pitch)) :: pitch] = dark * 0.5
    elif kind == 3:
        edge = lambda: int(rng.integers(0, max(2, h // 12)))  # noqa: E731
        dark = rng.uniform(0.3, 1)
        printed[edge() :][:thick] = dark
        printed[h - 1 - edge() :][:thick] = dark
        if rng.random() < 0.7:
            printed[:, edge() :][:, :thick] = dark
            printed[:, w - 1 - edge() :][:, :thick] = dark
    return printed


def smear(length: float, angle: float) -> np.ndarray:
    """Kernel of motion blur: a line of `length` px at `angle`, float32, sum 1."""
    half = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    reach = np.float32([np.cos(angle), np.sin(angle)]) * length / 2
    ends = [tuple(int(v) for v in np.round((half + sign * reach) * 16)) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    kernel[half, half] = max(kernel[half, half], 0.5)
    return kernel / kernel.sum()


def photograph(
    ink: np.ndarray, rng: np.random.Generator, severity: float = 1.0, ruling: bool = True, palest: float = 0.35
) -> np.ndarray:
    """Grey picture (uint8) of ink coverage on paper, as a camera above the paper sees it."""
    h, w = ink.shape
    tilt = np.tan(np.radians(np.clip(rng.normal(0, 1.0), -3, 3))) * severity
    keystone = rng.normal(0, 0.015, 2) * severity
    printed = print_ruling(ink, rng) if ruling and rng.random() < 0.9 else np.zeros_like(ink)
    rise = tilt * w / 2
    # A long tilted line would leave its crop: the crop grows with it, by no more than a line finder would allow.
    grow = int(min(abs(rise) * 1.2, h * 0.35))
    corners = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    moved = corners + np.float32(
        [[0, -rise - keystone[0] * h], [0, rise - keystone[1] * h], [0, rise + keystone[1] * h], [0, -rise + keystone[0] * h]]
    )
    moved[:, 1] += grow
    warp = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    ink = cv2.warpPerspective(ink, warp, (w, h + 2 * grow), flags=cv2.INTER_LINEAR)
    printed = cv2.warpPerspective(printed, warp, (w, h + 2 * grow), flags=cv2.INTER_LINEAR)
    h += 2 * grow
    paper = rng.uniform(0.5, 1.0)
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    light = 1 + rng.uniform(-0.3, 0.3) * severity * (xs / w - 0.5) + rng.uniform(-0.15, 0.15) * severity * (ys / h - 0.5)
    if rng.random() < 0.08 * severity:  # a soft shadow's edge
        edge = rng.uniform(0, w) + (ys - h / 2) * rng.uniform(-2, 2)
        light *= 1 - rng.uniform(0.15, 0.45) / (1 + np.exp(np.clip(-(xs - edge) / (h * rng.uniform(0.1, 0.8)), -30, 30)))
    darkness = rng.uniform(palest, 0.95)
    reflect = (1 - darkness * ink) * (1 - 0.6 * printed)
    picture = (255 * paper * light * reflect).astype(np.float32)
    if rng.random() < 0.3:  # paper fibres and crumples
        size = (max(2, w // int(rng.integers(2, 24))), max(2, h // int(rng.integers(2, 12))))
        texture = cv2.resize(rng.random((size[1], size[0]), np.float32), (w, h), interpolation=cv2.INTER_LINEAR)
        picture *= 1 + (texture - 0.5) * np.float32(rng.uniform(0, 0.09) * severity)
    if rng.random() < 0.06 * severity:  # a whiteboard's or coated paper's gloss
        spot = ((xs - rng.uniform(0, w)) / (h * rng.uniform(0.6, 3))) ** 2 + ((ys - rng.uniform(0, h)) / (h * rng.uniform(0.3, 1.2))) ** 2
        picture += (255 - picture) * (np.float32(rng.uniform(0.2, 0.75)) * np.exp(-spot))
    if rng.random() < 0.07 * severity:
        picture = cv2.filter2D(picture, -1, smear(h * rng.uniform(0.02, 0.06), rng.uniform(0, np.pi)), borderType=cv2.BORDER_REPLICATE)
    blur = rng.gamma(2.0, 0.28) * severity * max(0.5, h / 80)
    if blur > 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), min(blur, 0.018 * h + 0.3))
    picture += rng.standard_normal(picture.shape, np.float32) * np.float32(rng.uniform(0.5, 5) * severity)
    grey = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        grey = cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))])[1], 0)
    return grey

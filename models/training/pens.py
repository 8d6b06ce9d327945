"""Draws pen paths as ink coverage (0 … 1): ball pens, felt pens, markers and nibs of every width."""

import cv2
import numpy as np

SUPER = 3  # supersampling of the pen strokes, then area-averaged


def vary_paths(paths: list[np.ndarray], rng: np.random.Generator, strength: float = 1.0) -> list[np.ndarray]:
    """The same words by a slightly other hand: slant, rhythm, letter height, wobbling baseline, jitter."""
    every = np.concatenate(paths)
    span = max(1.0, np.ptp(every[:, 1]))
    slant = rng.normal(0, 0.18 * strength)
    stretch = np.exp(rng.normal(0, 0.13 * strength))
    phase, length = rng.uniform(0, 6.3), span * rng.uniform(3, 9)
    wobble = span * rng.uniform(0, 0.05) * strength
    swell = rng.uniform(0, 0.06) * strength
    centre = np.median(every[:, 1])
    # Lines climb more on a whiteboard than on paper: half of the climb is taken out.
    climb = np.polyfit(every[:, 0], every[:, 1], 1)[0] if np.ptp(every[:, 0]) > 4 * span else 0.0
    level = every[:, 0].mean()
    out = []
    for path in paths:
        x, y = path[:, 0], path[:, 1] - centre - 0.5 * climb * (path[:, 0] - level)
        wave = np.sin(x / length + phase)
        y2 = y * (1 + swell * np.sin(x / length * 1.7 + phase)) + wobble * wave
        x2 = (x + length * swell * wave) * stretch - slant * y
        out.append(np.stack([x2, y2], 1))
    return out


def tremble(path: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A drawing's path, about 150 units high, as a hand draws it: off by a smooth wander, not closed exactly, its corners rounded."""
    n = len(path)
    if n < 3:
        return path + rng.normal(0, 1.0, (1, 2)).astype(np.float32)
    knots = max(3, n // 14)
    wander = rng.normal(0, rng.uniform(0.8, 2.2), (knots, 2))
    at = np.linspace(0, knots - 1, n)
    drift = np.stack([np.interp(at, np.arange(knots), wander[:, k]) for k in range(2)], 1)
    soft = cv2.GaussianBlur(path + drift.astype(np.float32), (1, 0), 1, sigmaY=rng.uniform(0.8, 2.0), borderType=cv2.BORDER_REPLICATE) if n > 8 else path + drift
    return soft.reshape(n, 2).astype(np.float32)


def draw_paths(paths: list[np.ndarray], height: float, rng: np.random.Generator) -> np.ndarray:
    """Ink coverage of the paths with the writing's bulk about `height` px high, tightly cropped; float32 (h, w)."""
    every = np.concatenate(paths)
    low, high = np.percentile(every[:, 1], [1, 99])
    scale = height / max(20.0, high - low, 0.04 * np.ptp(every[:, 0]))
    pen = rng.choice(4, p=[0.45, 0.3, 0.12, 0.13])
    width = height * [rng.uniform(0.022, 0.045), rng.uniform(0.04, 0.075), rng.uniform(0.07, 0.115), rng.uniform(0.03, 0.08)][pen]
    width = max(0.9, width)
    pad = int(np.ceil(width)) + 2
    origin = every.min(0)
    size = np.ceil(np.ptp(every, 0) * scale).astype(int) + 2 * pad
    canvas = np.zeros((min(400, size[1]) * SUPER, min(4000, size[0]) * SUPER), np.uint8)
    nib = rng.uniform(0, np.pi)
    response = rng.uniform(0, 0.5) * (pen != 2)
    for path in paths:
        points = ((path - origin) * scale + pad) * SUPER
        if len(points) > 4:
            smooth = points.copy()
            smooth[1:-1] = 0.25 * points[:-2] + 0.5 * points[1:-1] + 0.25 * points[2:]
            points = smooth
        fixed = np.round(points * 16).astype(np.int32)
        if len(points) == 1:
            cv2.circle(canvas, tuple(int(v) for v in fixed[0]), int(width * SUPER * 0.6 * 16), 255, -1, cv2.LINE_8, 4)
            continue
        step = np.diff(points, axis=0)
        speed = np.hypot(step[:, 0], step[:, 1])
        if pen == 3:
            turn = np.abs(np.sin(np.arctan2(step[:, 1], step[:, 0]) - nib))
            wide = width * (0.35 + 0.9 * turn)
        else:
            wide = width * (1 + response * (0.5 - np.clip(speed / (speed.mean() + 1e-6) / 2, 0, 1)))
        wide = np.maximum(1, np.round(wide * SUPER)).astype(int)
        if np.all(wide == wide[0]):
            cv2.polylines(canvas, [fixed.reshape(-1, 1, 2)], False, 255, int(wide[0]), cv2.LINE_8, 4)
        else:
            for a, b, t in zip(fixed[:-1].tolist(), fixed[1:].tolist(), wide.tolist()):
                cv2.line(canvas, a, b, 255, t, cv2.LINE_8, 4)
    small = cv2.resize(canvas, (canvas.shape[1] // SUPER, canvas.shape[0] // SUPER), interpolation=cv2.INTER_AREA)
    ink = small.astype(np.float32) / 255
    dry = rng.random()
    if dry < 0.06:  # chalk and crayon: only the grain of the surface takes colour
        tooth = cv2.GaussianBlur(rng.random(ink.shape, np.float32), (0, 0), rng.uniform(0.5, 1.1))
        tooth = (tooth - tooth.mean()) / (tooth.std() + 1e-6)
        ink *= np.clip(0.8 + rng.uniform(0.2, 0.5) * tooth, 0.1, 1)
    elif dry < 0.28:  # a dry pen: coverage breaks up
        grain = cv2.GaussianBlur(rng.random(ink.shape, np.float32), (0, 0), 0.8)
        ink *= np.clip(0.75 + (grain - 0.5) * rng.uniform(1, 4), 0.25, 1)
    return ink

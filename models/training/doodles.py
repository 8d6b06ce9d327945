"""Things people draw that are no writing: curves, arrows, rings, spirals, frames, hatching. Their text is empty."""

import numpy as np


def draw_doodle(rng: np.random.Generator) -> list[np.ndarray]:
    """Pen paths in arbitrary units, like those of a written line."""
    width = rng.uniform(100, 700)
    t = np.linspace(0, 1, 120)[:, None]

    def curve(scale: float) -> np.ndarray:
        waves = sum(
            rng.normal(0, 1, 2) / (k + 1) * np.sin(2 * np.pi * (k + 1) * t * rng.uniform(0.3, 1.2) + rng.uniform(0, 6.3, 2)) for k in range(4)
        )
        return waves * scale

    def ring(at: np.ndarray, radius: float, turns: float, shrink: float = 0.0) -> np.ndarray:
        angle = 2 * np.pi * turns * t
        return at + radius * (1 - shrink * t) * np.hstack([np.cos(angle) * rng.uniform(0.7, 1.4), np.sin(angle)])

    def segment(a, b) -> np.ndarray:
        return np.asarray(a) + (np.asarray(b) - np.asarray(a)) * t + rng.normal(0, 0.5, (120, 2)).cumsum(0) * 0.3

    paths = []
    kind = rng.integers(6)
    if kind == 0:
        paths = [curve(50) * [width / 60, 1] for _ in range(rng.integers(1, 5))]
    elif kind == 1:
        end = np.array([width, rng.normal(0, 30)])
        paths = [segment([0, 0], end), segment(end, end + [-40, -30]), segment(end, end + [-40, 30])]
    elif kind == 2:
        paths = [ring(np.array([i * 90.0 * rng.uniform(0.5, 1.5), 0]), rng.uniform(20, 60), rng.uniform(0.9, 3)) for i in range(rng.integers(2, 6))]
    elif kind == 3:
        paths = [ring(np.array([i * 120.0, 0]), 60, rng.uniform(2, 5), 0.9) for i in range(rng.integers(1, 4))]
    elif kind == 4:
        h = rng.uniform(60, 120)
        corners = [[0, 0], [width, 0], [width, h], [0, h], [0, 0]]
        paths = [segment(a, b) for a, b in zip(corners[:-1], corners[1:])]
    else:
        step = rng.uniform(8, 25)
        paths = [segment([x, 0], [x + rng.uniform(-30, 60), 80 + rng.normal(0, 6)]) for x in np.arange(0, width, step)]
    return [p.astype(np.float32) for p in paths]

/**
 * Light that soaks from the ink into the paper around it, like water into a fibre, and ripples that leave an answered line as
 * contours of equal distance. One quad over the sheet; every place asks the nearest-ink map how far its ink is.
 * Frame: canvas mm. By construction no light lies farther than REACH_MM from ink
 * (on A4; larger sheets get larger light).
 */
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  FloatType,
  Mesh,
  NearestFilter,
  type Object3D,
  RGBAFormat,
  Vector2,
  type WebGLRenderer,
} from 'three';
import type { SheetSize } from '../../calibration/frames.ts';
import { type ColourTable, TABLE_COLUMNS, TABLE_ROWS, tableTexels } from '../colour-table.ts';
import { FADE_MS, type SceneState, type SceneStroke } from '../scene-state.ts';
import { lightMaterial, type StageUniforms } from './light-material.ts';
import { type MapStroke, nearestInkMap, REACH_MM } from './nearest-ink-map.ts';

/** Standing in for "never withdrawn" and "lit long ago", seconds. */
const FAR_SECONDS = 1e5;
/** Float32 seconds stay finer than 2 ms this long; then the map is drawn anew from a new origin, ms. */
const ORIGIN_LIMIT_MS = 4 * 3_600_000;
/** The drift of colour comes round after this many seconds, so that its phase never grows coarse. */
const DRIFT_SECONDS = 240;

const VERTEX = /* glsl */ `
  attribute vec2 share;
  uniform vec2 sheet;
  varying vec2 vShare;
  void main() { vShare = share; gl_Position = onWall(share * sheet); }
`;
const FRAGMENT = /* glsl */ `
  uniform sampler2D nearestInk;
  uniform sampler2D colours;
  uniform vec2 sheet;
  uniform float reach;
  uniform float now;
  uniform float fadeSeconds;
  uniform float glow;
  uniform float ripples;
  uniform vec2 drift;
  varying vec2 vShare;

  float hash(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
  /** Three crossing swells: smooth, never repeating within a sheet; -1 … 1. */
  float swell(vec2 p) {
    return (sin(p.x * 0.71 + p.y * 0.53 + drift.x * 3.0)
      + sin(p.x * -0.43 + p.y * 0.97 + drift.y * 3.0 + 1.3)
      + sin(p.x * 1.13 - p.y * 0.31 + drift.x * 2.0 - drift.y + 4.1)) / 3.0;
  }
  void main() {
    vec4 ink = texture2D(nearestInk, vShare);
    float d = ink.r / unit;
    float age = now - ink.g;
    if (d >= reach || age <= 0.0) discard;
    ivec2 texel = min(ivec2(vShare * vec2(textureSize(nearestInk, 0))), textureSize(nearestInk, 0) - 1);
    int row = int(texelFetch(nearestInk, texel, 0).b + 0.5);
    vec4 near = texelFetch(colours, ivec2(0, row), 0);
    vec4 far = texelFetch(colours, ivec2(1, row), 0);
    vec4 ripple = texelFetch(colours, ivec2(2, row), 0);
    vec2 place = vShare * sheet / unit;
    float slow = swell(place * 0.11);
    // Paper takes light unevenly, as it takes water: the distance itself swells and shrinks a little.
    float dd = d * (1.0 + 0.16 * slow);

    float lit = 1.0 - exp(-age / 0.16);
    float wet = 1.0 - exp(-age / 1.7);
    float aura = exp(-dd / mix(1.1, 2.3, wet)) * lit;
    float veil = exp(-dd * dd / 44.0) * wet;
    float flare = exp(-d * d / 7.0) * exp(-age / 0.8) * lit;

    float since = far.a;
    float reached = 1.0 - smoothstep(since * 3.2 - 3.0, since * 3.2 + 0.5, d);
    float waves = 0.5 + 0.5 * cos(6.2832 * (dd / ripple.r - ripple.g));
    float strength = near.a * reached * (0.20 + 0.80 * exp(-max(since - 2.0, 0.0) / 4.0));
    float ring = waves * waves * waves * strength * exp(-dd / 7.0) * smoothstep(0.6, 2.2, d) * ripples;

    float outward = smoothstep(0.1, 1.0, dd / 7.0 + 0.12 * slow);
    vec3 colour = mix(mix(vec3(1.0, 0.95, 0.86), near.rgb, smoothstep(-0.6, 1.6, dd)), far.rgb, outward);
    vec3 light = colour * aura * glow + far.rgb * veil * glow * 0.2 + mix(near.rgb, far.rgb, outward * 0.7) * ring;
    light += vec3(1.0, 0.70, 0.36) * flare * 0.2;
    light *= soft(d / reach) * (1.0 - smoothstep(0.0, fadeSeconds, now - ink.a));
    gl_FragColor = asLight(light);
    // Half a step of dither: slow gradients on a dark wall would show bands.
    gl_FragColor.rgb += (hash(gl_FragCoord.xy) - 0.5) / 255.0 * step(0.004, gl_FragColor.g + gl_FragColor.r);
  }
`;

export interface InkHalo {
  readonly object: Object3D;
  /** `rows`: line id → row of the colour table. */
  update(renderer: WebGLRenderer, state: SceneState, table: ColourTable, sheet: SheetSize, time: number): void;
  dispose(): void;
}

/** `glow`, `ripples`: linear light on the ink, and of a fresh ripple beside it. */
export const inkHalo = (stage: StageUniforms, strength = { glow: 0.36, ripples: 0.26 }): InkHalo => {
  const map = nearestInkMap();
  const colours = new DataTexture(tableTexels(new Map(), 0), TABLE_COLUMNS, TABLE_ROWS, RGBAFormat, FloatType);
  colours.minFilter = colours.magFilter = NearestFilter;
  const own = {
    nearestInk: { value: map.texture },
    colours: { value: colours },
    sheet: { value: new Vector2(1, 1) },
    reach: { value: REACH_MM },
    now: { value: 0 },
    fadeSeconds: { value: FADE_MS / 1000 },
    glow: { value: strength.glow },
    ripples: { value: strength.ripples },
    drift: { value: new Vector2() },
  };
  const material = lightMaterial(stage, own, VERTEX, FRAGMENT);
  const geometry = tileGeometry();
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  let drawn = nothingDrawn(0);
  return {
    object: mesh,
    update: (renderer, state, table, sheet, time) => {
      const next = planMap(drawn, state, table, sheet, time);
      if (next.anew || next.strokes.length > 0) {
        map.draw(renderer, next.strokes, { ...sheet, unit: stage.unit.value }, next.anew);
        geometry.setIndex(
          tilesNearInk([...state.strokes.values(), ...state.fadingStrokes], sheet, REACH_MM * stage.unit.value),
        );
      }
      drawn = next.drawn;
      own.sheet.value.set(sheet.widthMm, sheet.heightMm);
      own.now.value = (time - drawn.origin) / 1000;
      const phase = (2 * Math.PI * (time / 1000)) / DRIFT_SECONDS;
      own.drift.value.set(Math.cos(phase) * 3, Math.sin(phase) * 3);
      (colours.image.data as Float32Array).set(tableTexels(table, time));
      colours.needsUpdate = true;
    },
    dispose: () => {
      map.dispose();
      colours.dispose();
      geometry.dispose();
      material.dispose();
    },
  };
};

/** Points skipped while looking for tiles: 5 mm on A4, well below the reach. */
const TILE_STRIDE = 7;
/** The sheet in tiles, so that a processor that draws need not visit its empty part. */
const TILES = 24;

const tileGeometry = (): BufferGeometry => {
  const geometry = new BufferGeometry();
  const line = Array.from({ length: TILES + 1 }, (_, i) => i / TILES);
  geometry.setAttribute(
    'share',
    new BufferAttribute(Float32Array.from(line.flatMap((y) => line.flatMap((x) => [x, y]))), 2),
  );
  geometry.setIndex([]);
  return geometry;
};

/** Triangles of the tiles that lie within reach of ink. */
const tilesNearInk = (
  strokes: readonly { readonly points: Float32Array }[],
  sheet: SheetSize,
  reachMm: number,
): number[] => {
  const near = new Set<number>();
  const [rx, ry] = [(reachMm / sheet.widthMm) * TILES, (reachMm / sheet.heightMm) * TILES];
  for (const { points } of strokes)
    for (let i = 0; i < points.length; i += TILE_STRIDE * 2) {
      const x = (points[i]! / sheet.widthMm) * TILES;
      const y = (points[i + 1]! / sheet.heightMm) * TILES;
      for (let row = Math.max(0, Math.floor(y - ry)); row <= Math.min(TILES - 1, y + ry); row++)
        for (let column = Math.max(0, Math.floor(x - rx)); column <= Math.min(TILES - 1, x + rx); column++)
          near.add(row * (TILES + 1) + column);
    }
  return [...near].flatMap((at) => [at, at + 1, at + TILES + 2, at, at + TILES + 2, at + TILES + 1]);
};

interface Drawn {
  readonly origin: number;
  readonly sheet: SheetSize | null;
  readonly revision: number;
  readonly fading: number;
  /** What each stroke was when it was drawn. */
  readonly strokes: ReadonlyMap<string, { readonly stroke: SceneStroke; readonly slot: number }>;
}

const nothingDrawn = (origin: number): Drawn => ({ origin, sheet: null, revision: -1, fading: 0, strokes: new Map() });

/** New ink joins the map as it is; only what goes away, or another sheet, makes it be drawn anew. */
const planMap = (before: Drawn, state: SceneState, table: ColourTable, sheet: SheetSize, time: number) => {
  const slots = slotsOf(state, table);
  const sameSheet = before.sheet?.widthMm === sheet.widthMm && before.sheet.heightMm === sheet.heightMm;
  const tooOld = time - before.origin > ORIGIN_LIMIT_MS;
  const gone = [...before.strokes.keys()].some((id) => !state.strokes.has(id));
  const anew = !sameSheet || tooOld || gone || before.fading !== state.fadingStrokes.length;
  if (!anew && before.revision === state.revision) return { drawn: before, strokes: [], anew: false };
  const origin = anew ? time : before.origin;
  const asMapStroke = (stroke: SceneStroke, fadeAt: number, fading: boolean): MapStroke => ({
    points: stroke.points,
    litAt: Float64Array.from(stroke.litAt, (at) => Math.max(-FAR_SECONDS, (at - origin) / 1000)),
    fadeAt,
    fading,
    slot: slots.get(stroke.id) ?? 0,
  });
  const wanted = [...state.strokes.values()].filter((stroke) => {
    const known = before.strokes.get(stroke.id);
    return anew || known?.stroke.points !== stroke.points || known.slot !== (slots.get(stroke.id) ?? 0);
  });
  const strokes = [
    ...(anew ? state.fadingStrokes.map((s) => asMapStroke(s, (s.withdrawnAt - origin) / 1000, true)) : []),
    ...wanted.map((s) => asMapStroke(s, FAR_SECONDS, false)),
  ];
  const drawn: Drawn = {
    origin,
    sheet,
    revision: state.revision,
    fading: state.fadingStrokes.length,
    strokes: new Map(
      [...state.strokes.values()].map((stroke) => [stroke.id, { stroke, slot: slots.get(stroke.id) ?? 0 }]),
    ),
  };
  return { drawn, strokes, anew };
};

/** Stroke id → row of its answered line. */
const slotsOf = (state: SceneState, table: ColourTable): ReadonlyMap<string, number> => {
  const slots = new Map<string, number>();
  for (const line of [...state.canvas.lines, ...[...state.answers.values()].map((a) => a.line)]) {
    const row = table.get(line.id)?.row;
    if (row !== undefined) for (const id of line.strokes) slots.set(id, row);
  }
  return slots;
};

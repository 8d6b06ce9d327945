/**
 * Light on the ink itself: a bright head runs along each stroke, leaves an afterglow, and settles to a steady thread.
 * Frame: canvas mm. Rebuilt only when the scene's strokes change.
 */
import { BufferGeometry, Mesh, type Object3D } from 'three';
import { cutSegments } from '../cut-segments.ts';
import { FADE_MS, type SceneState, type SceneStroke } from '../scene-state.ts';
import { lightMaterial, type StageUniforms } from './light-material.ts';
import { SEGMENT_FRAGMENT, SEGMENT_VERTEX, segmentGeometry } from './segment-geometry.ts';

/** Light reaches this far beyond the ink's edge, mm on A4: wide enough to rim the ink, whose middle swallows it. */
const RIM_MM = 0.6;
/** A blot is traced as a very wide stroke; its light need not flood the sheet, mm on A4. */
const THICKEST_MM = 2.5;
/** Points that one segment spans: its chord leaves a letter's curve by a tenth of a millimetre at most. */
const STRIDE = 2;
/** Standing in for "never withdrawn" and "lit long ago", seconds. */
const FAR_SECONDS = 1e5;
/** Float32 seconds stay fine this long, and well below FAR_SECONDS; then times are laid from a new origin, ms. */
const ORIGIN_LIMIT_MS = 4 * 3_600_000;

const VERTEX = /* glsl */ `
  ${SEGMENT_VERTEX}
  attribute vec2 litAt;
  attribute vec2 fadeAt;
  attribute vec2 halfWidth;
  varying vec2 vLitAt;
  varying float vFadeAt;
  void main() {
    vLitAt = litAt;
    vFadeAt = fadeAt.x;
    spread(ends.xy, ends.zw, max(halfWidth.x, 1.2 / pxPerMm));
  }
`;
const FRAGMENT = /* glsl */ `
  ${SEGMENT_FRAGMENT}
  uniform float now;
  uniform float fadeSeconds;
  uniform float steady;
  varying vec2 vLitAt;
  varying float vFadeAt;
  const vec3 FLAME = vec3(1.0, 0.93, 0.78);
  const vec3 GOLD = vec3(1.0, 0.62, 0.24);
  const vec3 THREAD = vec3(1.0, 0.95, 0.86);
  void main() {
    float t = alongSegment();
    float age = now - mix(vLitAt.x, vLitAt.y, t);
    if (age < 0.0) discard;
    vec3 light = FLAME * exp(-age * 9.0) + GOLD * exp(-age * 0.75) * 0.45 + THREAD * steady;
    light *= 1.0 - smoothstep(0.0, fadeSeconds, now - vFadeAt);
    gl_FragColor = asLight(light * soft(offSegment(t)));
  }
`;

export interface InkThreads {
  readonly object: Object3D;
  update(state: SceneState, time: number): void;
  dispose(): void;
}

/** `steady`: linear light of the thread that stays on the ink. */
export const inkThreads = (stage: StageUniforms, steady = 0.55): InkThreads => {
  const own = { now: { value: 0 }, fadeSeconds: { value: FADE_MS / 1000 }, steady: { value: steady } };
  const material = lightMaterial(stage, own, VERTEX, FRAGMENT, 'maximum');
  const mesh = new Mesh(new BufferGeometry(), material);
  mesh.frustumCulled = false;
  let revision = -1;
  let origin = 0;
  return {
    object: mesh,
    update: (state, time) => {
      if (state.revision !== revision || time - origin > ORIGIN_LIMIT_MS) {
        revision = state.revision;
        origin = time;
        mesh.geometry.dispose();
        const segments = cutSegments(strokesSince(state, origin, stage.unit.value), 3, STRIDE);
        mesh.geometry = segmentGeometry(segments, ['litAt', 'fadeAt', 'halfWidth']);
        mesh.visible = segments.count > 0;
      }
      own.now.value = (time - origin) / 1000;
    },
    dispose: () => {
      mesh.geometry.dispose();
      material.dispose();
    },
  };
};

/** Float32 holds seconds well only near zero: times are laid relative to when the geometry was built. */
const strokesSince = (state: SceneState, origin: number, unit: number) => {
  const cut = (stroke: SceneStroke, fadeAt: number) => {
    const count = stroke.litAt.length;
    return {
      points: stroke.points,
      channels: [
        Float32Array.from(stroke.litAt, (at) => Math.max(-FAR_SECONDS, (at - origin) / 1000)),
        new Float32Array(count).fill(fadeAt),
        new Float32Array(count).fill(Math.min(stroke.widthMm / 2, THICKEST_MM * unit) + RIM_MM * unit),
      ],
    };
  };
  return [
    ...[...state.strokes.values()].map((s) => cut(s, FAR_SECONDS)),
    ...state.fadingStrokes.map((s) => cut(s, (s.withdrawnAt - origin) / 1000)),
  ];
};

/**
 * Light on the ink itself: a bright head runs along each stroke, leaves an afterglow, and settles to a steady thread.
 * Frame: canvas mm. Rebuilt only when the scene's strokes change.
 */
import { BufferGeometry, Mesh, type Object3D } from 'three';
import { FADE_MS, type SceneState, type SceneStroke } from '../scene-state.ts';
import { lightMaterial, type StageUniforms } from './light-material.ts';
import { ribbonGeometry } from './ribbon-geometry.ts';

/** Light reaches this far beyond the ink's edge, mm: wide enough to rim the ink, whose middle swallows it. */
const RIM_MM = 0.9;
/** Standing in for "never withdrawn" and "lit long ago", seconds. */
const FAR_SECONDS = 1e6;

const VERTEX = /* glsl */ `
  attribute vec2 centre;
  attribute vec2 normal2;
  attribute vec2 across;
  attribute float litAt;
  attribute float fadeAt;
  attribute float halfWidth;
  varying vec2 vAcross;
  varying float vLitAt;
  varying float vFadeAt;
  void main() {
    vAcross = across;
    vLitAt = litAt;
    vFadeAt = fadeAt;
    gl_Position = onWall(centre + normal2 * max(halfWidth * mix(0.55, 1.0, across.y), 1.1 / pxPerMm));
  }
`;
const FRAGMENT = /* glsl */ `
  uniform float now;
  uniform float fadeSeconds;
  uniform float steady;
  varying vec2 vAcross;
  varying float vLitAt;
  varying float vFadeAt;
  const vec3 FLAME = vec3(1.0, 0.93, 0.78);
  const vec3 GOLD = vec3(1.0, 0.62, 0.24);
  const vec3 THREAD = vec3(1.0, 0.88, 0.68);
  void main() {
    float age = now - vLitAt;
    if (age < 0.0) discard;
    float head = exp(-age * 9.0);
    float afterglow = exp(-age * 0.75);
    vec3 light = FLAME * head * 1.1 + GOLD * afterglow * 0.5 + THREAD * steady;
    light *= 1.0 - smoothstep(0.0, fadeSeconds, now - vFadeAt);
    gl_FragColor = asLight(light * soft(vAcross.x));
  }
`;

export interface InkRibbons {
  readonly object: Object3D;
  update(state: SceneState, time: number): void;
  dispose(): void;
}

/** `steady`: linear light of the thread that stays on the ink. */
export const inkRibbons = (stage: StageUniforms, steady = 0.2): InkRibbons => {
  const own = { now: { value: 0 }, fadeSeconds: { value: FADE_MS / 1000 }, steady: { value: steady } };
  const material = lightMaterial(stage, own, VERTEX, FRAGMENT);
  const mesh = new Mesh(new BufferGeometry(), material);
  mesh.frustumCulled = false;
  let revision = -1;
  let origin = 0;
  return {
    object: mesh,
    update: (state, time) => {
      if (state.revision !== revision) {
        revision = state.revision;
        origin = time;
        mesh.geometry.dispose();
        mesh.geometry = ribbonGeometry(strokesSince(state, origin), ['litAt', 'fadeAt', 'halfWidth']);
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
const strokesSince = (state: SceneState, origin: number) => {
  const ribbon = (stroke: SceneStroke, fadeAt: number) => {
    const count = stroke.litAt.length;
    return {
      points: stroke.points,
      channels: [
        Float32Array.from(stroke.litAt, (at) => Math.max(-FAR_SECONDS, (at - origin) / 1000)),
        new Float32Array(count).fill(fadeAt),
        new Float32Array(count).fill(stroke.widthMm / 2 + RIM_MM),
      ],
    };
  };
  return [
    ...[...state.strokes.values()].map((s) => ribbon(s, FAR_SECONDS)),
    ...state.fadingStrokes.map((s) => ribbon(s, (s.withdrawnAt - origin) / 1000)),
  ];
};

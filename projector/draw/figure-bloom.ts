/**
 * One line's answer, drawn: the strokes' own echoes drift off like ink in water, while a rosette of their rotated copies opens
 * over the line, turns, and folds into a seal beside it. All motion is in the vertex shader. Frame: canvas mm.
 */
import { type BufferGeometry, Mesh, type Object3D, type ShaderMaterial, Vector3 } from 'three';
import { cutSegments } from '../cut-segments.ts';
import type { Figure } from '../design-figure.ts';
import type { SceneAnswer } from '../scene-state.ts';
import { lightMaterial, type StageUniforms } from './light-material.ts';
import { SEGMENT_FRAGMENT, SEGMENT_VERTEX, segmentGeometry } from './segment-geometry.ts';

/** Copies of the line that drift off. */
const ECHOES = 3;
/** When an echo of an answer has gone, seconds. */
const ECHO_SECONDS = 8;
/** When the rosette has folded into its seal, seconds. */
export const FOLDED_SECONDS = 11;
/** Points of one echoed segment: echoes are soft and need no detail. */
const ECHO_STRIDE = 3;

const ECHO_VERTEX = /* glsl */ `
  ${SEGMENT_VERTEX}
  uniform float since;
  uniform float way;
  varying float vLife;
  vec2 current(vec2 p) {
    return vec2(sin(p.y * 0.17 + copy * 2.1 + since * 0.5) + 0.6 * sin(p.y * 0.41 - p.x * 0.13 + since * 0.33),
                cos(p.x * 0.15 - copy * 1.7 + since * 0.4) + 0.6 * cos(p.x * 0.37 + p.y * 0.11 - since * 0.29));
  }
  vec2 drifted(vec2 p, float away) {
    return p + vec2(0.0, way * (copy < 1.5 ? -1.0 : 1.0)) * away * 0.9 + current(p) * (1.0 - exp(-away * 0.28)) * 4.2;
  }
  void main() {
    float t = since - copy * 0.7;
    float away = max(t, 0.0);
    vLife = smoothstep(0.0, 0.8, t) * (1.0 - smoothstep(1.6, 6.2, t));
    spread(drifted(ends.xy, away), drifted(ends.zw, away), max(0.9 + away * 0.42, 1.2 / pxPerMm));
  }
`;
const ECHO_FRAGMENT = /* glsl */ `
  ${SEGMENT_FRAGMENT}
  uniform vec3 near;
  uniform vec3 far;
  uniform float presence;
  varying float vLife;
  void main() {
    gl_FragColor = asLight(mix(far, near, vLife) * vLife * soft(offSegment(alongSegment())) * 0.12 * presence);
  }
`;
const ROSETTE_VERTEX = /* glsl */ `
  ${SEGMENT_VERTEX}
  attribute vec2 flowX;
  attribute vec2 flowY;
  uniform float since;
  uniform float petals;
  uniform float twist;
  uniform float spin;
  uniform vec3 open;
  uniform vec3 seal;
  varying float vOut;
  varying float vBright;
  float eased(float x) { float k = clamp(x, 0.0, 1.0); return k * k * k * (k * (k * 6.0 - 15.0) + 10.0); }
  void main() {
    float opening = eased((since - copy / petals * 0.9) / 3.2);
    float folding = eased((since - 5.0 - copy / petals * 0.6) / 4.6);
    vec3 place = mix(open, seal, folding);
    float radius = place.z * mix(opening, 1.0, folding);
    float mirror = mod(copy, 2.0) < 0.5 ? 1.0 : -1.0;
    float turn = 6.28319 * copy / petals + spin * since + (1.0 - opening) * 1.4 * sign(spin);
    // Letters while it is open; the flow of the hand alone once it has folded.
    vec2 a = mix(ends.xy, vec2(flowX.x, flowY.x), folding);
    vec2 b = mix(ends.zw, vec2(flowX.y, flowY.y), folding);
    vec2 at[2] = vec2[2](a, b);
    for (int i = 0; i < 2; i++) {
      float angle = turn + twist * at[i].x * at[i].x;
      vec2 local = vec2(at[i].x, at[i].y * mirror * (0.35 + 0.65 * opening));
      at[i] = place.xy + mat2(cos(angle), sin(angle), -sin(angle), cos(angle)) * local * radius;
    }
    vOut = a.x;
    vBright = opening * mix(0.10, 0.075, folding);
    spread(at[0], at[1], max(mix(0.55, 0.8, folding), 1.15 / pxPerMm));
  }
`;
const ROSETTE_FRAGMENT = /* glsl */ `
  ${SEGMENT_FRAGMENT}
  uniform vec3 near;
  uniform vec3 far;
  uniform float presence;
  varying float vOut;
  varying float vBright;
  void main() {
    vec3 colour = mix(near, far, smoothstep(0.1, 1.0, vOut));
    gl_FragColor = asLight(colour * vBright * soft(offSegment(alongSegment())) * presence);
  }
`;

export interface FigureBloom {
  readonly objects: readonly Object3D[];
  /** `since`: seconds since the answer began; `presence`: 1, falling to 0 while it is withdrawn. */
  update(since: number, presence: number): void;
  dispose(): void;
}

export const figureBloom = (stage: StageUniforms, answer: SceneAnswer, figure: Figure): FigureBloom => {
  const shared = {
    since: { value: 0 },
    presence: { value: 1 },
    near: { value: new Vector3(...figure.colours.near) },
    far: { value: new Vector3(...figure.colours.far) },
  };
  const echoed = answer.strokes.map(({ points }) => ({ points, channels: [] }));
  const echo = new Mesh(
    segmentGeometry(cutSegments(echoed, 0, ECHO_STRIDE), [], ECHOES),
    lightMaterial(stage, { ...shared, way: { value: Math.sign(figure.spin) } }, ECHO_VERTEX, ECHO_FRAGMENT, 'maximum'),
  );
  const letters = figure.petal.map(({ points, flow }) => ({
    points,
    channels: [flow.filter((_, i) => i % 2 === 0), flow.filter((_, i) => i % 2 === 1)],
  }));
  const rosette = new Mesh(
    segmentGeometry(cutSegments(letters, 2), ['flowX', 'flowY'], figure.petals),
    lightMaterial(
      stage,
      {
        ...shared,
        petals: { value: figure.petals },
        twist: { value: figure.twist },
        spin: { value: figure.spin },
        open: { value: new Vector3(figure.open.x, figure.open.y, figure.open.radius) },
        seal: { value: new Vector3(figure.seal.x, figure.seal.y, figure.seal.radius) },
      },
      ROSETTE_VERTEX,
      ROSETTE_FRAGMENT,
      'maximum',
    ),
  );
  const meshes: Mesh<BufferGeometry, ShaderMaterial>[] = [echo, rosette];
  for (const mesh of meshes) mesh.frustumCulled = false;
  return {
    objects: meshes,
    update: (since, presence) => {
      shared.since.value = since;
      shared.presence.value = presence;
      echo.visible = since > 0 && since < ECHO_SECONDS;
      rosette.visible = since > 0;
    },
    dispose: () => {
      for (const mesh of meshes) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
    },
  };
};

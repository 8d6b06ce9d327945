/**
 * One line's answer, drawn: the strokes' own echoes drift off like ink in water, while a rosette of their rotated copies opens
 * over the line, turns, and folds into a seal beside it. All motion is in the vertex shader. Frame: canvas mm.
 */
import { type BufferGeometry, Mesh, type Object3D, Vector3 } from 'three';
import type { Figure } from '../design-figure.ts';
import type { SceneAnswer } from '../scene-state.ts';
import { lightMaterial, type StageUniforms } from './light-material.ts';
import { ribbonGeometry } from './ribbon-geometry.ts';

/** Copies of the line that drift off. */
const ECHOES = 3;
/** When an echo of an answer has gone, seconds. */
export const ECHO_SECONDS = 8;
/** When the rosette has folded into its seal, seconds. */
export const FOLDED_SECONDS = 11;
/** Points of one echoed stroke are thinned by this: echoes are soft and need no detail. */
const ECHO_STRIDE = 2;

const ECHO_VERTEX = /* glsl */ `
  attribute vec2 centre;
  attribute vec2 normal2;
  attribute vec2 across;
  attribute float copy;
  uniform float since;
  uniform float way;
  varying vec2 vAcross;
  varying float vLife;
  vec2 current(vec2 p) {
    return vec2(sin(p.y * 0.17 + copy * 2.1 + since * 0.5) + 0.6 * sin(p.y * 0.41 - p.x * 0.13 + since * 0.33),
                cos(p.x * 0.15 - copy * 1.7 + since * 0.4) + 0.6 * cos(p.x * 0.37 + p.y * 0.11 - since * 0.29));
  }
  void main() {
    float t = since - copy * 0.7;
    vLife = smoothstep(0.0, 0.8, t) * (1.0 - smoothstep(1.6, 6.2, t));
    float away = max(t, 0.0);
    vec2 rise = vec2(0.0, way * (copy - 1.0 == 0.0 ? -1.0 : copy - 1.0)) * away * 0.9;
    vec2 at = centre + rise + current(centre) * (1.0 - exp(-away * 0.28)) * 4.2;
    vAcross = across;
    gl_Position = onWall(at + normal2 * max(0.9 + away * 0.42, 1.2 / pxPerMm));
  }
`;
const ECHO_FRAGMENT = /* glsl */ `
  uniform vec3 near;
  uniform vec3 far;
  uniform float presence;
  varying vec2 vAcross;
  varying float vLife;
  void main() {
    gl_FragColor = asLight(mix(far, near, vLife) * vLife * soft(vAcross.x) * (0.3 + 0.7 * vAcross.y) * 0.13 * presence);
  }
`;
const ROSETTE_VERTEX = /* glsl */ `
  attribute vec2 centre;
  attribute vec2 normal2;
  attribute vec2 across;
  attribute float copy;
  uniform float since;
  uniform float petals;
  uniform float twist;
  uniform float spin;
  uniform vec3 open;
  uniform vec3 seal;
  varying vec2 vAcross;
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
    float bend = twist * (centre.x * centre.x) * mix(1.0, 0.6, folding);
    float c = cos(turn + bend);
    float s = sin(turn + bend);
    mat2 rot = mat2(c, s, -s, c);
    vec2 local = vec2(centre.x, centre.y * mirror * (0.35 + 0.65 * opening));
    vec2 side = rot * vec2(normal2.x, normal2.y * mirror);
    float halfWidth = max(mix(0.034 * radius, 0.11 * radius, folding) + 0.25, 1.15 / pxPerMm);
    vAcross = across;
    vOut = centre.x;
    vBright = opening * mix(0.085, 0.075, folding);
    gl_Position = onWall(place.xy + rot * local * radius + side * halfWidth);
  }
`;
const ROSETTE_FRAGMENT = /* glsl */ `
  uniform vec3 near;
  uniform vec3 far;
  uniform float presence;
  varying vec2 vAcross;
  varying float vOut;
  varying float vBright;
  void main() {
    vec3 colour = mix(near, far, smoothstep(0.1, 1.0, vOut));
    gl_FragColor = asLight(colour * vBright * soft(vAcross.x) * (0.25 + 0.75 * vAcross.y) * presence);
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
  const echo = new Mesh(
    ribbonGeometry(
      copies(
        ECHOES,
        answer.strokes.map(({ points }) => thinned(points)),
      ),
      ['copy'],
      3,
    ),
    lightMaterial(stage, { ...shared, way: { value: Math.sign(figure.spin) } }, ECHO_VERTEX, ECHO_FRAGMENT),
  );
  const rosette = new Mesh(
    ribbonGeometry(copies(figure.petals, figure.petal), ['copy'], 4),
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
    ),
  );
  const meshes: Mesh<BufferGeometry>[] = [echo, rosette];
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
      for (const mesh of [echo, rosette]) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
    },
  };
};

const copies = (count: number, strokes: readonly Float32Array[]) =>
  Array.from({ length: count }, (_, copy) =>
    strokes.map((points) => ({ points, channels: [new Float32Array(points.length / 2).fill(copy)] })),
  ).flat();

const thinned = (points: Float32Array): Float32Array => {
  const last = points.length / 2 - 1;
  const kept: number[] = [];
  for (let i = 0; i < last; i += ECHO_STRIDE) kept.push(points[i * 2]!, points[i * 2 + 1]!);
  kept.push(points[last * 2]!, points[last * 2 + 1]!);
  return Float32Array.from(kept);
};

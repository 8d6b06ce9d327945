/**
 * One line's answer, drawn: its writing lifts off the paper in copies, is carried like ink in water, curls into a wreath, and folds
 * into a seal beside the line. All motion is in the vertex shader. Frame: canvas mm.
 */
import { type BufferGeometry, Mesh, type Object3D, type ShaderMaterial, Vector3, Vector4 } from 'three';
import { cutSegments } from '../cut-segments.ts';
import type { Figure } from '../design-figure.ts';
import { lightMaterial, type StageUniforms } from './light-material.ts';
import { SEGMENT_FRAGMENT, SEGMENT_VERTEX, segmentGeometry } from './segment-geometry.ts';

/** When the wreath has folded into its seal, seconds. */
export const FOLDED_SECONDS = 12;
/** Points that one segment spans, in the open wreath and in the seal, where a millimetre of writing is a fifth of one. */
const STRIDE = { open: 2, seal: 6 };

const VERTEX = /* glsl */ `
  ${SEGMENT_VERTEX}
  uniform float since;
  uniform float copies;
  uniform float rings;
  uniform vec4 writing; // length, height, middle x, y
  uniform vec3 open;
  uniform vec3 seal;
  uniform float enlarged;
  uniform float turned;
  uniform float drift;
  varying float vInward;
  varying float vBright;
  float eased(float x) { float k = clamp(x, 0.0, 1.0); return k * k * k * (k * (k * 6.0 - 15.0) + 10.0); }
  vec2 current(vec2 p, float copy, float t) {
    return vec2(sin(p.y * 0.16 + copy * 2.1 + t * 0.6) + 0.6 * sin(p.y * 0.37 - p.x * 0.12 + t * 0.37),
                cos(p.x * 0.13 - copy * 1.7 + t * 0.5) + 0.6 * cos(p.x * 0.33 + p.y * 0.10 - t * 0.31));
  }
  void main() {
    float copy = copyHere();
    float ring = floor(copy / copies);
    float turnOf = mod(copy, copies);
    float wait = ring * 0.55 + turnOf * 0.12;
    float curl = eased((since - wait) / 4.0);
    float folding = eased((since - 7.2 - ring * 0.35) / 4.2);
    float carried = drift * sin(3.14159 * clamp((since - wait) / 4.4, 0.0, 1.0)) * (1.0 - 0.5 * curl);
    vec3 place = mix(vec3(mix(writing.zw, open.xy, curl), open.z), seal, folding);
    float size = pow(0.66, ring);
    float mirror = mod(ring, 2.0) < 0.5 ? 1.0 : -1.0;
    float scale = mix(1.0, size * enlarged, curl) * place.z / open.z;
    // Bending a line into a circle: its curvature grows from nothing to 1 / radius.
    float radius = open.z / enlarged;
    float curvature = max(curl, 1e-3) / radius;
    float base = -1.5707963 + curl * (6.2831853 * turnOf / copies + 0.7 * ring) + turned * (1.0 + 0.5 * ring) * mirror;
    vec2 at[2] = vec2[2](ends.xy, ends.zw);
    for (int i = 0; i < 2; i++) {
      float angle = (at[i].x - writing.x * 0.5) * curvature;
      float away = -at[i].y * mix(1.0, mirror, curl);
      vec2 onCircle = (1.0 / curvature + away) * vec2(cos(angle - 1.5707963), sin(angle - 1.5707963)) + vec2(0.0, 1.0 / curvature);
      // The circle's own middle comes to rest where the wreath opens.
      vec2 fromMiddle = onCircle - vec2(0.0, curl * curl / curvature);
      float c = cos(base + 1.5707963);
      float s = sin(base + 1.5707963);
      vec2 turned = mix(fromMiddle, mat2(c, s, -s, c) * fromMiddle, curl);
      at[i] = place.xy + turned * scale + current(at[i] * 0.5 / unit, copy, since) * carried;
    }
    vInward = clamp(ring / max(rings - 1.0, 1.0), 0.0, 1.0);
    vBright = smoothstep(0.0, 1.2, since - wait) * mix(0.2, 0.15, folding) * mix(1.0, 0.75, vInward);
    spread(at[0], at[1], max(mix(0.62 * scale + 0.2, 0.42, folding) * unit, 1.15 / pxPerMm));
  }
`;
const FRAGMENT = /* glsl */ `
  ${SEGMENT_FRAGMENT}
  uniform vec3 near;
  uniform vec3 far;
  uniform float presence;
  varying float vInward;
  varying float vBright;
  void main() {
    vec3 colour = mix(far, near, 0.25 + 0.75 * vInward);
    gl_FragColor = asLight(colour * vBright * soft(offSegment(alongSegment())) * presence);
  }
`;

export interface FigureBloom {
  readonly objects: readonly Object3D[];
  /** `since`: seconds since the answer began; `presence`: 1, falling to 0 while it is withdrawn. */
  update(since: number, presence: number): void;
  dispose(): void;
}

export const figureBloom = (stage: StageUniforms, figure: Figure): FigureBloom => {
  const { copies, rings, open, seal, middle } = figure;
  const own = {
    since: { value: 0 },
    presence: { value: 1 },
    near: { value: new Vector3(...figure.colours.near) },
    far: { value: new Vector3(...figure.colours.far) },
    copies: { value: copies },
    rings: { value: rings },
    writing: { value: new Vector4(figure.lengthMm, figure.heightMm, middle.x, middle.y) },
    open: { value: new Vector3(open.x, open.y, open.radius) },
    seal: { value: new Vector3(seal.x, seal.y, seal.radius) },
    enlarged: { value: figure.enlarged },
    turned: { value: 0 },
    drift: { value: figure.drift },
  };
  const material = lightMaterial(stage, own, VERTEX, FRAGMENT, 'maximum');
  const strokes = figure.writing.map((points) => ({ points, channels: [] }));
  const cut = (stride: number): Mesh<BufferGeometry, ShaderMaterial> => {
    const mesh = new Mesh(segmentGeometry(cutSegments(strokes, 0, stride), [], copies * rings), material);
    mesh.frustumCulled = false;
    return mesh;
  };
  const wreath = cut(STRIDE.open);
  const rest = cut(STRIDE.seal);
  return {
    objects: [wreath, rest],
    update: (since, presence) => {
      own.since.value = since;
      // Rings turn 1, 1.5 and 2 times as fast: after two turns of the outermost all stand as they began, and float32 stays fine for months.
      own.turned.value = (figure.spin * since) % (4 * Math.PI);
      own.presence.value = presence;
      wreath.visible = since > 0 && since < FOLDED_SECONDS;
      rest.visible = since >= FOLDED_SECONDS;
    },
    dispose: () => {
      for (const { geometry } of [wreath, rest]) geometry.dispose();
      material.dispose();
    },
  };
};

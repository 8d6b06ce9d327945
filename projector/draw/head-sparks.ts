/** The heads of light: a soft round glow where light is writing now. Frame: canvas mm. */
import { BufferAttribute, InstancedBufferAttribute, InstancedBufferGeometry, Mesh, type Object3D } from 'three';
import type { CanvasPoint } from '../../calibration/frames.ts';
import { lightMaterial, type StageUniforms } from './light-material.ts';

/** mm on A4; soft enough that a moving spot has no edge. */
const RADIUS_MM = 6;
/** Heads drawn at once; more are never needed, since late heads wait for each other. */
const MOST_HEADS = 24;

const VERTEX = /* glsl */ `
  attribute vec2 corner;
  attribute vec2 head;
  varying vec2 vCorner;
  void main() { vCorner = corner; gl_Position = onWall(head + corner * ${RADIUS_MM}.0 * unit); }
`;
const FRAGMENT = /* glsl */ `
  varying vec2 vCorner;
  void main() {
    float r = length(vCorner);
    float core = exp(-r * r * 40.0);
    gl_FragColor = asLight((vec3(1.0, 0.95, 0.85) * core * 0.8 + vec3(1.0, 0.74, 0.42) * exp(-r * r * 6.0) * 0.22) * soft(r));
  }
`;

export interface HeadSparks {
  readonly object: Object3D;
  update(heads: readonly CanvasPoint[]): void;
  dispose(): void;
}

export const headSparks = (stage: StageUniforms): HeadSparks => {
  const geometry = new InstancedBufferGeometry();
  const positions = new InstancedBufferAttribute(new Float32Array(MOST_HEADS * 2), 2);
  geometry.setAttribute('corner', new BufferAttribute(Float32Array.of(-1, -1, 1, -1, 1, 1, -1, 1), 2));
  geometry.setAttribute('head', positions);
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  const material = lightMaterial(stage, {}, VERTEX, FRAGMENT);
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  return {
    object: mesh,
    update: (heads) => {
      const shown = heads.slice(0, MOST_HEADS);
      for (const [i, p] of shown.entries()) positions.setXY(i, p.x, p.y);
      positions.needsUpdate = true;
      geometry.instanceCount = shown.length;
      mesh.visible = shown.length > 0;
    },
    dispose: () => {
      geometry.dispose();
      material.dispose();
    },
  };
};

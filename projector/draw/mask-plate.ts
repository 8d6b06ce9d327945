/**
 * What must stay dark: the masks' polygons, black over everything, through the calibration that they were drawn with.
 * Frames: canvas mm → projector px → clip space.
 */
import { BufferAttribute, BufferGeometry, Mesh, NoBlending, Scene, ShaderMaterial, ShapeUtils, Vector2 } from 'three';
import { canvasPoint, type Size } from '../../calibration/frames.ts';
import { type CanvasModel, mapCanvasToProjector } from '../../calibration/map-canvas.ts';
import type { CanvasMask } from '../../calibration/record.ts';
import { projectorToNdc } from '../warp.ts';

export interface MaskPlate {
  readonly scene: Scene;
  readonly visible: boolean;
  show(masks: readonly CanvasMask[], model: CanvasModel | null, raster: Size): void;
}

/** Edges are bent by the mesh; pieces of this length follow it, mm. */
const PIECE_MM = 20;

export const maskPlate = (): MaskPlate => {
  const material = new ShaderMaterial({
    vertexShader: 'void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }',
    fragmentShader: 'void main() { gl_FragColor = vec4(0.0, 0.0, 0.0, 1.0); }',
    blending: NoBlending,
    depthTest: false,
    depthWrite: false,
    side: 2,
  });
  let geometry = new BufferGeometry();
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  const scene = new Scene();
  scene.add(mesh);
  let visible = false;
  return {
    scene,
    get visible() {
      return visible;
    },
    show: (masks, model, raster) => {
      geometry.dispose();
      geometry = new BufferGeometry();
      mesh.geometry = geometry;
      visible = masks.length > 0 && model !== null;
      if (!model || masks.length === 0) return;
      const positions: number[] = [];
      const index: number[] = [];
      for (const { polygon } of masks) {
        const outline = outlineOf(polygon, model);
        const first = positions.length / 3;
        for (const p of outline) {
          const { x, y } = projectorToNdc(p, raster);
          positions.push(x, y, 0);
        }
        for (const [a, b, c] of ShapeUtils.triangulateShape(outline, []) as unknown as [number, number, number][])
          index.push(first + a, first + b, first + c);
      }
      geometry.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
      geometry.setIndex(index);
    },
  };
};

/** A mask's outline where it falls, projector px. */
export const outlineOf = (polygon: CanvasMask['polygon'], model: CanvasModel): Vector2[] =>
  polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length]!;
    const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / PIECE_MM));
    return Array.from({ length: pieces }, (_, k) => {
      const s = k / pieces;
      const p = mapCanvasToProjector(model, canvasPoint(from.x + (to.x - from.x) * s, from.y + (to.y - from.y) * s));
      return new Vector2(p.x, p.y);
    });
  });

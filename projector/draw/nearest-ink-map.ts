/**
 * A picture of the sheet that knows, for every place, the nearest ink: how far it is, when it was lit, whose it is, when it fades.
 * Halo and ripples are then functions of distance, with no seams and no piling up where strokes crowd. Drawn by the GPU as the lower
 * envelope of distance cones with the depth test (Hoff et al., "Fast computation of generalized Voronoi diagrams using graphics
 * hardware", 1999). Frame: canvas mm → the map's own raster, y down with the sheet.
 */
import {
  BufferGeometry,
  Camera,
  Color,
  FloatType,
  LinearFilter,
  Mesh,
  NoBlending,
  RGBAFormat,
  Scene,
  ShaderMaterial,
  type Texture,
  Vector2,
  Vector4,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import type { SheetSize } from '../../calibration/frames.ts';
import { cutSegments } from '../cut-segments.ts';
import { boundsOf } from '../design-figure.ts';
import { SEGMENT_CORNER, segmentGeometry } from './segment-geometry.ts';
import { mapSoftener } from './soften-map.ts';

/** No light depends on ink farther away than this, mm on A4. */
export const REACH_MM = 14;
/** px a mm on A4: distance is smooth, so three quarters of a millimetre are enough; a very large sheet gets less. */
const MAP_PX_PER_MM = 1.35;
const MAP_LARGEST_PX = 1024;
/** What fades lies a little deeper than what stays, so that ink traced anew is not dimmed by its old self, mm on A4. */
const FADING_DEEPER_MM = 0.4;

export interface MapStroke {
  readonly points: Float32Array;
  /** Seconds, one a point. */
  readonly litAt: ArrayLike<number>;
  /** Seconds; a large number for ink that stays. */
  readonly fadeAt: number;
  readonly fading: boolean;
  /** Row of the colour table. */
  readonly slot: number;
}

export interface MapSheet extends SheetSize {
  /** mm that one unit of light is. */
  readonly unit: number;
}

export interface NearestInkMap {
  /** r: mm to the nearest ink (REACH_MM × unit where there is none), g: litAt, b: slot, a: fadeAt. */
  readonly texture: Texture;
  /** Draws strokes into the map; `anew`: clears it first (and takes the sheet's size), else they join what is there. */
  draw(renderer: WebGLRenderer, strokes: readonly MapStroke[], sheet: MapSheet, anew: boolean): void;
  dispose(): void;
}

const VERTEX = /* glsl */ `
  ${SEGMENT_CORNER}
  attribute vec4 ends;
  attribute vec2 litAt;
  attribute vec2 slot;
  attribute vec2 fadeAt;
  attribute vec2 deeper;
  uniform vec2 sheet;
  uniform float reach;
  varying vec2 vMm;
  varying vec4 vEnds;
  varying vec2 vLitAt;
  varying vec3 vOwner;
  void main() {
    vec2 corner = cornerHere();
    vec2 along = ends.zw - ends.xy;
    float len = max(length(along), 1e-4);
    vec2 u = along / len;
    vec2 mm = mix(ends.xy, ends.zw, corner.x * 0.5 + 0.5) + u * corner.x * reach + vec2(-u.y, u.x) * corner.y * reach;
    vMm = mm; vEnds = ends; vLitAt = litAt; vOwner = vec3(slot.x, fadeAt.x, deeper.x);
    gl_Position = vec4(mm / sheet * 2.0 - 1.0, 0.0, 1.0);
  }
`;
const FRAGMENT = /* glsl */ `
  uniform float reach;
  varying vec2 vMm;
  varying vec4 vEnds;
  varying vec2 vLitAt;
  varying vec3 vOwner;
  void main() {
    vec2 along = vEnds.zw - vEnds.xy;
    float t = clamp(dot(vMm - vEnds.xy, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
    float d = distance(vMm, vEnds.xy + along * t);
    if (d >= reach) discard;
    gl_FragDepth = min(0.9999, (d + vOwner.z) / (reach + 1.0));
    gl_FragColor = vec4(d, mix(vLitAt.x, vLitAt.y, t), vOwner.x, vOwner.y);
  }
`;

export const nearestInkMap = (): NearestInkMap => {
  const floats = { type: FloatType, format: RGBAFormat, minFilter: LinearFilter, magFilter: LinearFilter } as const;
  const target = new WebGLRenderTarget(2, 2, { ...floats, depthBuffer: true });
  const softened = new WebGLRenderTarget(2, 2, { ...floats, depthBuffer: false });
  // What joins the map changes it only around itself.
  softened.scissorTest = true;
  const softener = mapSoftener(target.texture);
  const reach = { value: REACH_MM };
  const sheetUniform = { value: new Vector2(1, 1) };
  const material = new ShaderMaterial({
    uniforms: { sheet: sheetUniform, reach },
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    blending: NoBlending,
    side: 2,
  });
  const mesh = new Mesh<BufferGeometry, ShaderMaterial>(new BufferGeometry(), material);
  mesh.frustumCulled = false;
  const scene = new Scene();
  scene.add(mesh);
  const camera = new Camera();
  const keptColour = new Color();
  return {
    texture: softened.texture,
    draw: (renderer, strokes, sheet, anew) => {
      if (anew) {
        const scale = Math.min(MAP_PX_PER_MM / sheet.unit, MAP_LARGEST_PX / Math.max(sheet.widthMm, sheet.heightMm));
        for (const each of [target, softened])
          each.setSize(Math.ceil(sheet.widthMm * scale), Math.ceil(sheet.heightMm * scale));
        reach.value = REACH_MM * sheet.unit;
        sheetUniform.value.set(sheet.widthMm, sheet.heightMm);
      }
      mesh.geometry.dispose();
      mesh.geometry = mapGeometry(strokes, sheet.unit);
      renderer.getClearColor(keptColour);
      const keptAlpha = renderer.getClearAlpha();
      renderer.setRenderTarget(target);
      // A render would clear by itself: here only a map drawn anew may forget.
      renderer.autoClear = false;
      renderer.setClearColor(new Color(reach.value, 0, 0), 1);
      if (anew) renderer.clear();
      if (strokes.length > 0) renderer.render(scene, camera);
      softened.scissor.copy(anew ? wholeOf(softened) : aroundInk(strokes, sheet, softened));
      softener.draw(renderer, softened, sheet, reach.value);
      renderer.setRenderTarget(null);
      renderer.setClearColor(keptColour, keptAlpha);
    },
    dispose: () => {
      target.dispose();
      softened.dispose();
      softener.dispose();
      mesh.geometry.dispose();
      material.dispose();
    },
  };
};

const wholeOf = ({ width, height }: WebGLRenderTarget): Vector4 => new Vector4(0, 0, width, height);

/** Map px that these strokes can change: their box and all within reach of it, softening included. */
const aroundInk = (strokes: readonly MapStroke[], sheet: MapSheet, { width, height }: WebGLRenderTarget): Vector4 => {
  const box = boundsOf(strokes);
  const margin = 2 * REACH_MM * sheet.unit;
  const [sx, sy] = [width / sheet.widthMm, height / sheet.heightMm];
  const left = Math.max(0, Math.floor((box.x - margin) * sx));
  const top = Math.max(0, Math.floor((box.y - margin) * sy));
  const right = Math.min(width, Math.ceil((box.x + box.width + margin) * sx));
  const bottom = Math.min(height, Math.ceil((box.y + box.height + margin) * sy));
  return new Vector4(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
};

/** Every third point is enough for distance: chords of 2 mm leave a letter's curve by a quarter of a millimetre at most. */
const CHORD = 3;

const mapGeometry = (strokes: readonly MapStroke[], unit: number): BufferGeometry => {
  const cut = strokes.map(({ points, litAt, slot, fadeAt, fading }) => {
    const same = (value: number): Float32Array => new Float32Array(points.length / 2).fill(value);
    return { points, channels: [litAt, same(slot), same(fadeAt), same(fading ? FADING_DEEPER_MM * unit : 0)] };
  });
  return segmentGeometry(cutSegments(cut, 4, CHORD), ['litAt', 'slot', 'fadeAt', 'deeper']);
};

/**
 * The one canvas that is projected: draws a scene through the warp and an overlay upon it, goes black at once, survives a lost
 * graphics context. Frames: the scene is in canvas mm, the overlay in projector px.
 */
import {
  BufferAttribute,
  BufferGeometry,
  Camera,
  CanvasTexture,
  LinearFilter,
  LinearSRGBColorSpace,
  Mesh,
  Scene,
  ShaderMaterial,
  WebGLRenderer,
} from 'three';
import { canvasPoint, type SheetSize, type Size } from '../calibration/frames.ts';
import { applyHomography, type Homography } from '../calibration/homography.ts';
import type { CanvasModel } from '../calibration/map-canvas.ts';
import type { CanvasMask } from '../calibration/record.ts';
import type { ResidualMesh } from '../calibration/residual-mesh.ts';
import type { ShownPatches } from './beat.ts';
import { drawOverlay, isEmpty, type OverlayContent } from './draw/draw-overlay.ts';
import { drawPatches } from './draw/latency-patch.ts';
import { stageUniforms } from './draw/light-material.ts';
import { maskPlate } from './draw/mask-plate.ts';
import { meshTexture } from './draw/mesh-texture.ts';
import { patternPlate } from './draw/pattern-plate.ts';
import { lightScale } from './light-scale.ts';
import { type OutputSampler, openSampler } from './sample-output.ts';
import type { SceneState } from './scene-state.ts';
import type { LightScene, SceneDrawing } from './scenes/light-scene.ts';
import { canvasToClip, pxToClip, rasterQuadNdc } from './warp.ts';

export interface OutputFrame {
  readonly state: SceneState;
  readonly scene: LightScene;
  readonly sheet: SheetSize;
  /** Null: the light has no place it may fall on, and only the overlay is drawn. */
  readonly model: CanvasModel | null;
  /** scene: as always. overlay: the overlay alone, on black. bytes: what `showBytes` was given, and nothing over it but the masks. */
  readonly layer: 'scene' | 'overlay' | 'bytes';
  /** 0 … 1, linear. */
  readonly intensity: number;
  readonly blackout: boolean;
  /** The camera's pulse, over scene and overlay; null = none. */
  readonly patches: ShownPatches | null;
  readonly time: number;
}

export interface Output {
  readonly raster: Size;
  /** No GPU: frames cost the processor that the camera may need. */
  readonly isSoftware: boolean;
  readonly isLost: boolean;
  /** Draws one frame; true while something moves that wants the next one soon. */
  draw(frame: OutputFrame): boolean;
  /** Redraws the overlay's picture; it is laid over every frame until the next call. */
  overlay(content: OverlayContent): void;
  /** RGBA of the raster, for frames of the layer `bytes`; null frees them. */
  showBytes(bytes: Uint8ClampedArray<ArrayBuffer> | null): void;
  /** What is never lit, from the next frame on. */
  mask(masks: readonly CanvasMask[], model: CanvasModel | null): void;
  /** Black now, without a frame. */
  goDark(): void;
  resize(raster: Size): void;
  readonly sampler: OutputSampler;
}

const OVERLAY_VERTEX = /* glsl */ `
  varying vec2 vAt;
  void main() { vAt = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }
`;
const OVERLAY_FRAGMENT = /* glsl */ `
  uniform sampler2D picture;
  varying vec2 vAt;
  void main() { gl_FragColor = texture2D(picture, vAt); }
`;

/** Throws when the browser gives no WebGL 2 context; see missing-features.ts for what to tell people. */
export const openOutput = (
  canvas: HTMLCanvasElement,
  firstRaster: Size,
  onContext: (lost: boolean) => void,
): Output => {
  const renderer = new WebGLRenderer({
    canvas,
    antialias: false,
    alpha: false,
    preserveDrawingBuffer: true,
    powerPreference: 'high-performance',
  });
  // Scenes code their light themselves; nothing may change it afterwards.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.setPixelRatio(1);
  renderer.setClearColor(0x000000, 1);
  renderer.autoClear = false;
  const gl = renderer.getContext() as WebGL2RenderingContext;
  const uniforms = stageUniforms();
  const wall = new Scene();
  const camera = new Camera();
  const plate = overlayPlate();
  const bytes = patternPlate();
  const masks = maskPlate();
  let bentBy: ResidualMesh | null = null;
  let raster = firstRaster;
  let staged: { readonly scene: LightScene; readonly drawing: SceneDrawing } | null = null;
  let sampler: OutputSampler | null = null;
  let isLost = false;

  const unstage = (): void => {
    if (!staged) return;
    wall.remove(staged.drawing.object);
    staged.drawing.dispose();
    staged = null;
  };
  const resize = (next: Size): void => {
    raster = next;
    renderer.setSize(next.width, next.height, false);
    plate.resize(next);
    sampler = null;
  };
  resize(firstRaster);

  canvas.addEventListener('webglcontextlost', () => {
    isLost = true;
    onContext(true);
  });
  canvas.addEventListener('webglcontextrestored', () => {
    // What lived on the GPU is gone: the scene is staged anew from its state.
    unstage();
    plate.touch();
    bytes.touch();
    uniforms.residual.value.needsUpdate = true;
    sampler = null;
    isLost = false;
    onContext(false);
  });

  return {
    get raster() {
      return raster;
    },
    get isLost() {
      return isLost;
    },
    get sampler() {
      sampler ??= openSampler(gl, raster);
      return sampler;
    },
    isSoftware: isSoftwareRenderer(gl),
    resize,
    goDark: () => {
      renderer.setRenderTarget(null);
      renderer.clear();
      gl.finish();
    },
    overlay: (content) => plate.show(content),
    showBytes: (pattern) => bytes.show(pattern, raster),
    mask: (polygons, model) => masks.show(polygons, model, raster),
    draw: (frame) => {
      if (isLost) return false;
      if (frame.layer !== 'scene') {
        renderer.setRenderTarget(null);
        renderer.clear();
        if (frame.blackout) return false;
        if (frame.layer === 'bytes') renderer.render(bytes.scene, camera);
        else if (plate.visible) renderer.render(plate.scene, camera);
        if (masks.visible) renderer.render(masks.scene, camera);
        return false;
      }
      if (staged?.scene !== frame.scene) {
        unstage();
        const drawing = frame.scene.stage(uniforms);
        wall.add(drawing.object);
        staged = { scene: frame.scene, drawing };
      }
      const { state, sheet, time, model } = frame;
      uniforms.unit.value = lightScale(sheet);
      const lively = staged!.drawing.update({ renderer, state, sheet, time });
      renderer.setRenderTarget(null);
      renderer.clear();
      if (frame.blackout) return false;
      if (model) {
        const { canvasToProjector } = model;
        const middle = canvasPoint(sheet.widthMm / 2, sheet.heightMm / 2);
        uniforms.canvasToClip.value.fromArray(canvasToClip(canvasToProjector, raster, middle));
        uniforms.pxToClip.value.set(...pxToClip(raster));
        uniforms.bentSheet.value.set(model.sheet.widthMm, model.sheet.heightMm);
        if (bentBy !== model.mesh) {
          bentBy = model.mesh;
          uniforms.residual.value.dispose();
          uniforms.residual.value = meshTexture(bentBy);
        }
        uniforms.intensity.value = frame.intensity;
        uniforms.pxPerMm.value = scaleAt(canvasToProjector, middle);
        renderer.render(wall, camera);
      }
      if (plate.visible) renderer.render(plate.scene, camera);
      if (frame.patches) drawPatches(renderer, raster, frame.patches);
      if (masks.visible) renderer.render(masks.scene, camera);
      return lively;
    },
  };
};

/** px a mm about a point of the sheet. */
const scaleAt = (canvasToProjector: Homography<'canvas', 'projector'>, at: { x: number; y: number }): number => {
  const a = applyHomography(canvasToProjector, canvasPoint(at.x - 1, at.y));
  const b = applyHomography(canvasToProjector, canvasPoint(at.x + 1, at.y));
  return Math.max(0.1, Math.hypot(a.x - b.x, a.y - b.y) / 2);
};

/** What is laid over the light: one quad over the whole raster, drawn only when there is something on it. */
const overlayPlate = () => {
  const paint = document.createElement('canvas');
  const context = paint.getContext('2d')!;
  let texture = new CanvasTexture(paint);
  const picture = { value: texture };
  const material = new ShaderMaterial({
    uniforms: { picture },
    vertexShader: OVERLAY_VERTEX,
    fragmentShader: OVERLAY_FRAGMENT,
    transparent: true,
    premultipliedAlpha: true,
    depthTest: false,
    side: 2,
  });
  const geometry = new BufferGeometry();
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  const scene = new Scene();
  scene.add(mesh);
  let content: OverlayContent = { proof: null, border: null, instruction: null, keystone: null, help: null };
  let raster: Size = { width: 1, height: 1 };
  const repaint = (): void => {
    if (isEmpty(content)) return;
    drawOverlay(context, raster, content);
    texture.needsUpdate = true;
  };
  return {
    scene,
    get visible() {
      return !isEmpty(content);
    },
    show: (next: OverlayContent) => {
      content = next;
      repaint();
    },
    touch: () => {
      texture.needsUpdate = true;
    },
    resize: (next: Size) => {
      raster = next;
      paint.width = next.width;
      paint.height = next.height;
      texture.dispose();
      texture = new CanvasTexture(paint);
      texture.minFilter = texture.magFilter = LinearFilter;
      texture.generateMipmaps = false;
      texture.premultiplyAlpha = true;
      picture.value = texture;
      const corners = rasterQuadNdc(next).flatMap((p) => [p.x, p.y, 0]);
      geometry.setAttribute('position', new BufferAttribute(Float32Array.from(corners), 3));
      geometry.setAttribute('uv', new BufferAttribute(Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0), 2));
      geometry.setIndex([0, 1, 2, 0, 2, 3]);
      repaint();
    },
  };
};

const isSoftwareRenderer = (gl: WebGL2RenderingContext): boolean => {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
};

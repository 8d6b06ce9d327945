/**
 * What every layer of light has in common: canvas mm in, light out, laid over what is there like light on a wall.
 * Colours are computed in linear light and coded (sRGB) at the end. Layers are screened (1 − (1−a)(1−b)), which adds where it is
 * dark and never clips, or joined by maximum, so that crossing light makes no hard edge that a camera could take for ink.
 */
import {
  AddEquation,
  CustomBlending,
  type IUniform,
  Matrix4,
  MaxEquation,
  OneFactor,
  OneMinusSrcColorFactor,
  ShaderMaterial,
  type Texture,
  Vector2,
} from 'three';
import { meshTexture } from './mesh-texture.ts';

/** Uniforms shared by all layers of one stage; whoever draws sets them once a frame. */
export interface StageUniforms {
  readonly [name: string]: IUniform;
  readonly canvasToClip: IUniform<Matrix4>;
  /** What the plane leaves over (mesh-texture.ts), laid over a sheet of `bentSheet` mm; one texel where there is nothing to add. */
  readonly residual: IUniform<Texture>;
  readonly bentSheet: IUniform<Vector2>;
  /** Clip space a projector px. */
  readonly pxToClip: IUniform<Vector2>;
  readonly intensity: IUniform<number>;
  /** mm that one unit of light is on this sheet (light-scale.ts): 1 on A4. */
  readonly unit: IUniform<number>;
  /** px a mm about the sheet's middle: thin light is never drawn thinner than a pixel. */
  readonly pxPerMm: IUniform<number>;
}

export const stageUniforms = (): StageUniforms => ({
  canvasToClip: { value: new Matrix4() },
  residual: { value: meshTexture(null) },
  bentSheet: { value: new Vector2(1, 1) },
  pxToClip: { value: new Vector2() },
  intensity: { value: 1 },
  unit: { value: 1 },
  pxPerMm: { value: 2 },
});

export const VERTEX_HEAD = /* glsl */ `
  uniform mat4 canvasToClip;
  uniform float pxPerMm;
  uniform float unit;
  uniform sampler2D residual;
  uniform vec2 bentSheet;
  uniform vec2 pxToClip;
  /** As calibration/residual-mesh.ts: bilinear between nodes, continued beyond the sheet. */
  vec2 leftOver(vec2 mm) {
    ivec2 size = textureSize(residual, 0);
    if (size.x < 2) return vec2(0.0);
    vec2 at = clamp(mm / bentSheet, 0.0, 1.0) * vec2(size - 1);
    ivec2 node = min(ivec2(at), size - 2);
    vec2 s = at - vec2(node);
    vec2 top = mix(texelFetch(residual, node, 0).rg, texelFetch(residual, node + ivec2(1, 0), 0).rg, s.x);
    vec2 low = mix(texelFetch(residual, node + ivec2(0, 1), 0).rg, texelFetch(residual, node + ivec2(1, 1), 0).rg, s.x);
    return mix(top, low, s.y);
  }
  vec4 onWall(vec2 mm) {
    vec4 clip = canvasToClip * vec4(mm, 0.0, 1.0);
    clip.xy += leftOver(mm) * pxToClip * clip.w;
    return clip;
  }
`;

export const FRAGMENT_HEAD = /* glsl */ `
  uniform float intensity;
  uniform float unit;
  /** sRGB coding by roots, which software renderers do quickly; within 0.6 % of the true curve. */
  vec4 asLight(vec3 linear) {
    vec3 l = clamp(linear * intensity, 0.0, 1.0);
    vec3 r2 = sqrt(l);
    vec3 r4 = sqrt(r2);
    return vec4(max(0.662002687 * r2 + 0.684122060 * r4 - 0.323583601 * sqrt(r4) - 0.0225411470 * l, 0.0), 1.0);
  }
  /** A soft edge with no visible end: 1 at 0, 0 at 1, flat at both. */
  float soft(float x) { float k = clamp(1.0 - x * x, 0.0, 1.0); return k * k; }
`;

export const lightMaterial = (
  stage: StageUniforms,
  own: Readonly<Record<string, IUniform>>,
  vertexShader: string,
  fragmentShader: string,
  joined: 'screen' | 'maximum' = 'screen',
): ShaderMaterial =>
  new ShaderMaterial({
    uniforms: { ...stage, ...own },
    vertexShader: VERTEX_HEAD + vertexShader,
    fragmentShader: FRAGMENT_HEAD + fragmentShader,
    depthTest: false,
    depthWrite: false,
    transparent: true,
    side: 2,
    blending: CustomBlending,
    blendEquation: joined === 'screen' ? AddEquation : MaxEquation,
    blendSrc: OneFactor,
    blendDst: OneMinusSrcColorFactor,
  });

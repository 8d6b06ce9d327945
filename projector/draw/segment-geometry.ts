/**
 * Segments as the GPU takes them: four corners for every segment in one draw, and an instance for every copy. (An instance for every
 * segment would be smaller, but renderers without a GPU take instances one by one: 30 ms a frame instead of 6.)
 * Frame: as the segments'.
 */
import { BufferAttribute, BufferGeometry, InstancedBufferGeometry } from 'three';
import type { Segments } from '../cut-segments.ts';

const CORNERS = 4;

/** Attributes: `ends` (vec4) and a vec2 for each name in `channels`. */
export const segmentGeometry = (segments: Segments, channels: readonly string[], copies = 1): BufferGeometry => {
  const geometry = copies > 1 ? new InstancedBufferGeometry() : new BufferGeometry();
  geometry.setAttribute('ends', new BufferAttribute(atEachCorner(segments.ends, 4), 4));
  for (const [c, name] of channels.entries())
    geometry.setAttribute(name, new BufferAttribute(atEachCorner(segments.channels[c]!, 2), 2));
  const index = new Uint32Array(segments.count * 6);
  for (let i = 0; i < segments.count; i++) {
    const first = i * CORNERS;
    index.set([first, first + 1, first + 2, first, first + 2, first + 3], i * 6);
  }
  geometry.setIndex(new BufferAttribute(index, 1));
  if (geometry instanceof InstancedBufferGeometry) geometry.instanceCount = copies;
  return geometry;
};

const atEachCorner = (values: Float32Array, width: number): Float32Array => {
  const spread = new Float32Array(values.length * CORNERS);
  for (let i = 0; i < values.length; i += width)
    for (let corner = 0; corner < CORNERS; corner++)
      for (let k = 0; k < width; k++) spread[i * CORNERS + corner * width + k] = values[i + k]!;
  return spread;
};

/** Vertex stage: this vertex' corner of its segment's quad, −1 … 1 along and across, and which copy it belongs to. */
export const SEGMENT_CORNER = /* glsl */ `
  vec2 cornerHere() {
    int k = gl_VertexID & 3;
    return vec2(k == 1 || k == 2 ? 1.0 : -1.0, k >= 2 ? 1.0 : -1.0);
  }
  float copyHere() { return float(gl_InstanceID); }
`;

/** Vertex stage: `spread(a, b, w)` places this corner of the quad around the segment a–b (canvas mm) with half width w. */
export const SEGMENT_VERTEX = /* glsl */ `
  ${SEGMENT_CORNER}
  attribute vec4 ends;
  varying vec2 vMm;
  varying vec4 vEnds;
  varying float vHalfWidth;
  void spread(vec2 a, vec2 b, float w) {
    vec2 corner = cornerHere();
    vec2 along = b - a;
    vec2 u = along / max(length(along), 1e-4);
    vMm = mix(a, b, corner.x * 0.5 + 0.5) + u * corner.x * w + vec2(-u.y, u.x) * corner.y * w;
    vEnds = vec4(a, b);
    vHalfWidth = w;
    gl_Position = onWall(vMm);
  }
`;
/** Fragment stage: where along the segment this place is (0 … 1), and how far from it in half widths. */
export const SEGMENT_FRAGMENT = /* glsl */ `
  varying vec2 vMm;
  varying vec4 vEnds;
  varying float vHalfWidth;
  float alongSegment() {
    vec2 along = vEnds.zw - vEnds.xy;
    return clamp(dot(vMm - vEnds.xy, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
  }
  float offSegment(float t) { return distance(vMm, mix(vEnds.xy, vEnds.zw, t)) / vHalfWidth; }
`;

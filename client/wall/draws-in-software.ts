/** Whether this browser draws without a GPU: then every picture shown takes time from the reader. In: nothing; out: true also when WebGL is absent. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export const drawsInSoftware = (): boolean => {
  const gl = document.createElement('canvas').getContext('webgl');
  if (!gl) return true;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE.test(renderer);
};

/** What this browser lacks for the projector page, each in words. Empty when nothing does. */
export const missingFeatures = (): readonly string[] => {
  const missing: string[] = [];
  if (typeof WebSocket === 'undefined') missing.push('WebSocket, over which light learns of ink');
  const probe = document.createElement('canvas').getContext('webgl2');
  if (!probe) missing.push('WebGL 2, with which light is drawn (is hardware acceleration turned off?)');
  else {
    if (!probe.getExtension('EXT_color_buffer_float'))
      missing.push('drawing into floating-point textures (EXT_color_buffer_float)');
    if (!probe.getExtension('OES_texture_float_linear'))
      missing.push('smooth floating-point textures (OES_texture_float_linear)');
    probe.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return missing;
};

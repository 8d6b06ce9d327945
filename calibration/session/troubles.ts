/** Every trouble of a calibration run with its remedy, in words for whoever stands on the ladder. */
import type { Trouble, TroubleCode } from './contract.ts';

const REMEDIES: Readonly<Record<TroubleCode, string>> = {
  'keystone-on':
    'Switch off keystone, digital zoom and every picture correction in the projector’s menu: Inklight does that itself.',
  'browser-zoomed': 'Set the projector page’s zoom to 100 % (Ctrl 0, ⌘ 0) and show it full-screen again.',
  'display-scaled':
    'Set the projector’s screen to its native resolution and 100 % scaling in the computer’s display settings.',
  'auto-exposure':
    'Lock the camera’s exposure, gain and white balance, and switch off the projector’s dynamic contrast.',
  'camera-moved': 'Fix camera and projector so that nothing can move them, then calibrate again.',
  'someone-walked-through':
    'Keep everybody out of the light and of the camera’s view for half a minute, then calibrate again.',
  'too-dark': 'Light that part of the sheet: remove what darkens it, dim the room, or move the projector closer.',
  'patterns-dropped':
    'Check the projector page and its connection: keep it in the foreground, full-screen, then calibrate again.',
  'camera-mirrored': 'Switch off mirroring in the camera’s settings, or rear projection in the projector’s.',
  'no-paper': 'Hang the sheet where the camera sees all four corners.',
  'raster-not-seen':
    'Turn or zoom the camera until it sees the projector’s whole picture, and check that its lamp is on.',
  flicker: 'Set the camera’s shutter to a multiple of 1/100 s (1/120 s where mains is 60 Hz), or change the lamps.',
  inaccurate: 'Focus camera and projector on the sheet, press it flat, and calibrate again.',
  'over-exposed': 'Lower the camera’s exposure until lit paper is just below white.',
  'masks-to-check':
    'Look at the masks on the wall (M) before you accept: they are right if the projector hangs as it did.',
};

export const troubleOf = (code: TroubleCode, detail: string, severity: Trouble['severity'] = 'blocks'): Trouble => ({
  code,
  detail,
  remedy: REMEDIES[code],
  severity,
});

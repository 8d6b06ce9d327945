/** Every fault there is, by code: what stands on the wall's border, what it means and what to do. A fault is a value, never thrown. */
import { z } from 'zod';

/** Every fault there is: the short code that the projector's border shows, what it means, what to do. */
export const FAULTS = {
  'camera-refused': {
    short: 'C1',
    title: 'The camera was refused',
    remedy: 'Allow the camera in the browser’s address bar, then press “Try again”.',
  },
  'camera-unplugged': {
    short: 'C2',
    title: 'The camera is gone',
    remedy: 'Plug the camera in again; the page picks it up by itself.',
  },
  'camera-frozen': {
    short: 'C3',
    title: 'The camera sends the same picture',
    remedy: 'Check the cable and other programs that use the camera; the page restarts it by itself.',
  },
  'camera-taken-over': {
    short: 'C4',
    title: 'Another camera page owns this canvas',
    remedy: 'Press “Take over” here if this page should see the canvas.',
  },
  'no-camera': {
    short: 'C5',
    title: 'No camera page is connected',
    remedy: 'Open the camera page, or the virtual wall.',
  },
  'camera-busy': {
    short: 'C6',
    title: 'The camera is used by another program',
    remedy: 'Close other programs and pages that use it; the page tries again by itself.',
  },
  'camera-unusable': {
    short: 'C7',
    title: 'This source cannot be shown',
    remedy: 'See below what is missing; choose another file or browser, then press “Try again”.',
  },
  'no-paper': {
    short: 'P1',
    title: 'No paper in view',
    remedy: 'Point the camera at the whole sheet, or drag the corners by hand.',
  },
  'vision-failed': {
    short: 'V1',
    title: 'A picture could not be analysed',
    remedy: 'The next frame is tried by itself; if this stays, reload the camera page.',
  },
  'model-corrupt': {
    short: 'M1',
    title: 'The reading model is not the one that was shipped',
    remedy: 'Restore the file named below (git checkout or npm install); reading starts by itself.',
  },
  'model-missing': {
    short: 'M2',
    title: 'The reading model cannot be loaded',
    remedy: 'Check that the server serves the models folder; reading starts by itself.',
  },
  'reading-on-wasm': {
    short: 'M3',
    title: 'Reading runs on WASM',
    remedy: 'Nothing needs doing: lines are read as well as on a GPU, in some milliseconds each.',
  },
  'calibration-corrupt': {
    short: 'K1',
    title: 'The calibration file cannot be used',
    remedy: 'Repair or delete the file named below; the wall is dark until then.',
  },
  'calibration-missing': {
    short: 'K2',
    title: 'The projector is not aligned',
    remedy: 'Calibrate it at /calibrate, or press K on the projector page and drag the corners.',
  },
  'context-changed': {
    short: 'K3',
    title: 'The calibration was made for another set-up',
    remedy: 'Put back what is named below, or calibrate again: open /calibrate.',
  },
  'alignment-drifted': {
    short: 'K4',
    title: 'The light no longer lies on the ink',
    remedy: 'Press R on the projector page, or “Put it right” at /calibrate: it takes seconds, and the show goes on.',
  },
  'calibration-running': {
    short: 'K5',
    title: 'A calibration is running',
    remedy: 'Wait for its end, or press Escape on the projector page: nothing is read meanwhile.',
  },
  'repair-refused': {
    short: 'K7',
    title: 'The light could not be put right',
    remedy:
      'Do what is said below, then press R again; where nothing is known of how it lay, calibrate again: open /calibrate.',
  },
  'marks-mixed': {
    short: 'K6',
    title: 'The marks of two projectors lie on each other',
    remedy: 'Turn or shift one of them until a corner of the sheet lies in the light of one alone; the show goes on.',
  },
  'server-unreachable': {
    short: 'S1',
    title: 'The server cannot be reached',
    remedy: 'Start it with npm start; the page joins again by itself.',
  },
  'version-mismatch': {
    short: 'S3',
    title: 'This page and the server speak different versions',
    remedy: 'Reload the page; if that does not help, restart the server with npm start.',
  },
  'storage-failed': {
    short: 'S2',
    title: 'The server cannot write to its folder',
    remedy: 'Check the disk and the rights of the folder named below.',
  },
  'graphics-lost': {
    short: 'G1',
    title: 'The graphics context was lost',
    remedy: 'The page restores it by itself; if it stays dark, reload the page.',
  },
} as const satisfies Record<string, { short: string; title: string; remedy: string }>;
export type FaultCode = keyof typeof FAULTS;

export const faultSchema = z.object({
  code: z.enum(Object.keys(FAULTS) as [FaultCode, ...FaultCode[]]),
  /** notice: works, but know it. fault: something is not working. */
  severity: z.enum(['notice', 'fault']),
  /** ISO 8601, the reporter's wall clock. */
  since: z.string().max(40),
  /** What exactly: a path, a device name, a number. May be empty. */
  detail: z.string().max(600),
});
/** A fault is a value: code, since when, detail; title and remedy stand in FAULTS. */
export type Fault = z.infer<typeof faultSchema>;

/** All the faults that the sender has now; an empty list clears them. */
export const faultMessageSchema = z.object({ type: z.literal('fault'), faults: z.array(faultSchema).max(40) });
export type FaultMessage = z.infer<typeof faultMessageSchema>;

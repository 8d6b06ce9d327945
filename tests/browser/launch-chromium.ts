/** Headless Chromium as tests and evaluations use it: software WebGL and, when asked for, software WebGPU; a file as the camera when given one. */
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

export interface BrowserWishes {
  /** Absolute path of a y4m or mjpeg file that plays as the camera; 'pattern' = Chromium's own moving test picture. */
  readonly camera?: string;
  /** Refuse the camera instead of granting it. */
  readonly refuseCamera?: boolean;
  /** SwiftShader's WebGPU: right but slow. Without it, requestAdapter() gives null, as on machines without WebGPU. */
  readonly webgpu?: boolean;
}

const ALWAYS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // A page in a background tab would be slowed to one timer a second; here every page is watched.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];
const WEBGPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
];

export const launchChromium = (wishes: BrowserWishes = {}): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [
      ...ALWAYS,
      ...(wishes.webgpu ? WEBGPU : []),
      ...(wishes.camera !== undefined ? ['--use-fake-device-for-media-stream'] : []),
      ...(wishes.refuseCamera ? ['--deny-permission-prompts'] : ['--use-fake-ui-for-media-stream']),
      ...(wishes.camera !== undefined && wishes.camera !== 'pattern'
        ? [`--use-file-for-fake-video-capture=${wishes.camera}`]
        : []),
    ],
  });

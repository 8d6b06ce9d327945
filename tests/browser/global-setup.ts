/** Before any test: a browser must be there, so that a browser test never passes by not running. */
import { findChromium } from './find-chromium.ts';

export default (): void => {
  console.log(`browser tests use ${findChromium()}`);
};

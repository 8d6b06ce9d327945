/** Which things that the camera page cannot do without are missing in this browser, in words for people. */
export const missingFeatures = (page: object): readonly string[] => {
  const wanted: readonly (readonly [string, string])[] = [
    ['Worker', 'web workers'],
    ['WebAssembly', 'WebAssembly'],
    ['MediaStreamTrackProcessor', 'MediaStreamTrackProcessor (camera pictures in a worker)'],
    ['VideoFrame', 'VideoFrame (WebCodecs)'],
    ['OffscreenCanvas', 'OffscreenCanvas'],
  ];
  return wanted.filter(([name]) => !(name in page)).map(([, words]) => words);
};

/** Keeps the screen from sleeping while the page is visible; browsers drop the lock whenever it is hidden, so it is taken again. */
export const keepAwake = (): void => {
  const acquire = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    try {
      await navigator.wakeLock.request('screen');
    } catch {
      // Refused on a low battery or without a secure context: the show goes on, and the guide says to turn sleeping off.
    }
  };
  document.addEventListener('visibilitychange', () => void acquire());
  document.addEventListener('fullscreenchange', () => void acquire());
  void acquire();
};

import { listen, onCleanup } from '../ui/scope';

/** Keeps a telephone's screen on while the meeting is shown, where the browser can; a dark screen ends camera and connection. */
export function keepAwake(): void {
  const wakeLock = (navigator as { wakeLock?: WakeLock }).wakeLock;
  if (wakeLock === undefined) return;
  let held: WakeLockSentinel | null = null;
  let wanted = true;
  const take = (): void => {
    if (!wanted || document.visibilityState !== 'visible') return;
    wakeLock.request('screen').then(
      (lock) => {
        if (wanted) held = lock;
        else void lock.release();
      },
      () => undefined,
    );
  };
  // The browser lets go of it whenever the page is hidden.
  listen(document, 'visibilitychange', take);
  onCleanup(() => {
    wanted = false;
    void held?.release();
  });
  take();
}

import { effect, untracked } from '@preact/signals-core';

/** Undoes what a view has started: listeners, effects, timers, observers. */
export type Cleanup = () => void;

let owner: Cleanup[] | null = null;

/** Runs `cleanup` when the view that is being built goes away. */
export function onCleanup(cleanup: Cleanup): void {
  if (owner === null) throw new Error('onCleanup outside of a scope: nothing would ever run it');
  owner.push(cleanup);
}

/** Builds something whose effects and listeners end with the returned `dispose`. Nothing that `build` reads is tracked. */
export function scope<T>(build: () => T): { readonly value: T; readonly dispose: Cleanup } {
  const outer = owner;
  const cleanups: Cleanup[] = [];
  owner = cleanups;
  try {
    const value = untracked(build);
    return { value, dispose: () => cleanups.splice(0).reverse().forEach((cleanup) => cleanup()) };
  } finally {
    owner = outer;
  }
}

/** Runs `react` now and whenever a signal that it read changes, until the view goes away. */
export function watch(react: () => void): void {
  onCleanup(
    effect(() => {
      // An effect must not adopt what is built while it runs again later: `show` and `each` open scopes of their own.
      const outer = owner;
      owner = null;
      try {
        react();
      } finally {
        owner = outer;
      }
    }),
  );
}

/** Listens until the view goes away. */
export function listen<K extends keyof WindowEventMap>(target: Window, type: K, handler: (event: WindowEventMap[K]) => void): void;
export function listen(target: EventTarget, type: string, handler: (event: Event) => void): void;
export function listen(target: EventTarget, type: string, handler: (event: never) => void): void {
  target.addEventListener(type, handler as (event: Event) => void);
  onCleanup(() => target.removeEventListener(type, handler as (event: Event) => void));
}

/** Repeats until the view goes away. */
export function every(milliseconds: number, action: () => void): void {
  const timer = setInterval(action, milliseconds);
  onCleanup(() => clearInterval(timer));
}

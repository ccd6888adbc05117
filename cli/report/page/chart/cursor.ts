// Which moment do the charts point at? One instant that all time charts share.

type Watcher = (atMs: number | undefined) => void;

const watchers: Watcher[] = [];
let shownMs: number | undefined;
let voice: HTMLElement | undefined;

/** Calls `watch` at every change of the moment; undefined: none is pointed at. */
export function onMoment(watch: Watcher): void {
  watchers.push(watch);
}

export function moment(): number | undefined {
  return shownMs;
}

export function pointAt(atMs: number | undefined): void {
  if (atMs === shownMs) return;
  shownMs = atMs;
  for (const watch of watchers) watch(atMs);
}

/** Makes `region` (an aria-live region) the one that `say` speaks through. */
export function speakThrough(region: HTMLElement): void {
  voice = region;
}

/** Tells a screen reader what the charts show now. */
export function say(text: string): void {
  if (voice) voice.textContent = text;
}

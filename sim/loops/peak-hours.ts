// In which hour of each day did a network get most, and over which kinds of link?
import { deliveredEndings } from '../measures/account.ts';
import { addExact, createExact, type Exact, numberAt } from '../measures/exact.ts';
import { placeWidth } from '../measures/ledger.ts';
import { hourMs } from '../setup/rounds.ts';

const dayHours = 24;

/** By network and kind of link, 1/1000 bit: of the hour that is played, of the best of its day. */
export type Best = {
  hour: number;
  readonly now: Exact;
  readonly best: Float64Array;
  /** Of all networks in the best hours of all days that are over. */
  readonly kinds: Float64Array;
};

export function createBest(networks: number): Best {
  return {
    hour: -1,
    now: createExact(networks * deliveredEndings),
    best: new Float64Array(networks * deliveredEndings),
    kinds: new Float64Array(deliveredEndings),
  };
}

/** What each place was asked, and its network. */
type Got = { readonly places: Exact; readonly network: Uint32Array };

/** Adds what networks got in a piece of an hour, which began at `atMs` since 1970. */
export function takeHour(hours: Best, { places, network }: Got, atMs: number): void {
  const hour = Math.floor(atMs / hourMs);
  if (hour !== hours.hour) endHour(hours);
  if (Math.floor(hour / dayHours) !== Math.floor(hours.hour / dayHours)) endDay(hours);
  hours.hour = hour;
  for (let place = 0; place < network.length; place++)
    for (let kind = 0; kind < deliveredEndings; kind++) {
      const from = place * placeWidth + kind;
      const to = network[place] * deliveredEndings + kind;
      if (places.low[from] !== 0) addExact(hours.now, to, places.low[from]);
      hours.now.high[to] += places.high[from];
    }
}

function endHour({ now, best }: Best): void {
  for (let row = 0; row < best.length; row += deliveredEndings) {
    let [own, most] = [0, 0];
    for (let kind = 0; kind < deliveredEndings; kind++) {
      own += numberAt(now, row + kind);
      most += best[row + kind];
    }
    if (own <= most) continue;
    for (let kind = 0; kind < deliveredEndings; kind++)
      best[row + kind] = numberAt(now, row + kind);
  }
  now.low.fill(0);
  now.high.fill(0);
}

function endDay({ best, kinds }: Best): void {
  best.forEach((amount, row) => {
    kinds[row % deliveredEndings] += amount;
  });
  best.fill(0);
}

/** By kind of link, in the peak hours of all networks and days, with the one that is played. */
export function peakHoursOf(hours: Best): { readonly kinds: readonly number[]; all: number } {
  endHour(hours);
  const kinds = hours.kinds.slice();
  hours.best.forEach((amount, row) => {
    kinds[row % deliveredEndings] += amount;
  });
  return { kinds: [...kinds], all: kinds.reduce((sum, amount) => sum + amount, 0) };
}

// Which window do tests of KPIs and checks read? One of nothing, and one that is drawn.
import { cellCount } from '../../measures/account.ts';
import { distributions, tallies } from '../../measures/ledger.ts';
import { addValue, createSketch } from '../../measures/sketch.ts';
import type { SessionSlice, Tables } from '../../measures/window.ts';
import { createStream, nextUnit, openStream } from '../../random/stream.ts';

const named = <Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value) =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as { [name in Name]: Value };

/** Sessions of which none was there. */
export const noSessions = (): SessionSlice => ({
  cells: new Array<bigint>(cellCount).fill(0n),
  times: named(tallies, () => 0n),
  hosted: { asked: 0n, embedded: 0n },
  sketches: named(distributions, () => createSketch()),
});

/** Appliances and links that were asked for nothing. */
export const noTables = (): Tables => ({
  peaks: {
    link: { asked: new Float64Array(0), carried: new Float64Array(0) },
    appliance: { asked: new Float64Array(0), carried: new Float64Array(0) },
  },
  peakHours: { kinds: [0, 0, 0, 0], all: 0 },
  billedBps: undefined,
  flips: Number.NaN,
  isNoise: { link: false, appliance: false, transit: false, network: false },
});

function drawnTimes(below: (most: number) => number): SessionSlice['times'] {
  const present = 1 + below(1e6);
  const wanted = 1e6 + below(1e12);
  const share = () => BigInt(below(wanted / 4));
  const part = () => BigInt(below(present));
  return {
    wantedMs: BigInt(wanted),
    startingUs: 1000n * share(),
    stalledUs: 1000n * share(),
    goneMs: share(),
    starts: part(),
    pictureless: 0n,
    present: BigInt(present),
    failedOver: part(),
    erred: part(),
    gaveUp: part(),
  };
}

/** Numbers that a run could have: the parts of a whole are no more than it. */
export function drawn(seed: number): { readonly slice: SessionSlice; readonly tables: Tables } {
  const stream = openStream(createStream(), seed, 0, 0, 0);
  const below = (most: number) => Math.floor(nextUnit(stream) * most);
  const slice = noSessions();
  const cells = slice.cells.map(() => BigInt(below(1e15)));
  const asked = BigInt(1 + below(1e15));
  for (const sketch of Object.values(slice.sketches))
    for (let k = 0; k < 50; k++) addValue(sketch, below(5000), 1 + below(9));
  const shares = () => Float64Array.from({ length: 5 }, () => nextUnit(stream));
  const kinds = Array.from({ length: 4 }, () => below(1e12));
  return {
    slice: {
      ...slice,
      cells,
      times: drawnTimes(below),
      hosted: { asked, embedded: asked / BigInt(1 + below(5)) },
    },
    tables: {
      peaks: {
        link: { asked: shares(), carried: shares() },
        appliance: { asked: shares(), carried: shares() },
      },
      peakHours: { kinds, all: kinds.reduce((all, bits) => all + bits, 1) },
      billedBps: below(1e12),
      flips: below(1000),
      isNoise: { link: false, appliance: false, transit: false, network: false },
    },
  };
}

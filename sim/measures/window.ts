// What is there to read KPIs off, when a run is over?
import { cellCount } from './account.ts';
import type { DistributionName, TallyName } from './ledger.ts';
import type { Sketch } from './sketch.ts';

/** What befell some sessions in the window: of all of them, of a network, or without a group. */
export type Slice = {
  /** 1/1000 bit by cell of the account. */
  readonly cells: readonly bigint[];
  readonly times: { readonly [name in TallyName]: bigint };
};

/** What is known of sessions beyond that, of all together and without a group. */
export type SessionSlice = Slice & {
  /** Of members of networks with an embedded site: asked, and delivered over embedded links. */
  readonly hosted: { readonly asked: bigint; readonly embedded: bigint };
  readonly sketches: { readonly [name in DistributionName]: Sketch };
};

/** What is known of appliances and links. */
export type Tables = {
  /** Largest bin means ÷ capacity of those that were asked for anything. */
  readonly peaks: {
    readonly [of in 'link' | 'appliance']: {
      readonly asked: Float64Array;
      readonly carried: Float64Array;
    };
  };
  /** By kind of link, delivered in the peak hours of all networks, and all of it. */
  readonly peakHours: { readonly kinds: readonly number[]; readonly all: number };
  /** 95/5 over all transit links; undefined: there is none. */
  readonly billedBps: number | undefined;
  readonly flips: number;
  /** Of which a sample does not tell: few of its sessions are most of what they carry. */
  readonly isNoise: { readonly [of in 'link' | 'appliance' | 'transit' | 'network']: boolean };
};

/** Sums of the cells that `picks` takes. */
export function sumOf({ cells }: Slice, picks: (cell: number) => boolean = () => true): bigint {
  let sum = 0n;
  for (let cell = 0; cell < cellCount; cell++) if (picks(cell)) sum += cells[cell];
  return sum;
}

/** a ÷ b as the nearest double; NaN where b is 0. */
export function ratio(a: bigint, b: bigint): number {
  return b === 0n ? NaN : Number(a) / Number(b);
}

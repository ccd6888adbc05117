// What is a KPI? A name that stays, a unit, a direction, and how it is read off what was measured.
import type { SessionSlice, Tables } from './window.ts';

/** Why shares of what was asked for have no value. */
export const nothingAsked = 'nothing was asked for in the window';

/** Direction in which a KPI is better; `neither`: it describes, and can only change. */
export type Direction = 'up' | 'down' | 'neither';

export type Kpi = {
  /** Dotted and stable. */
  readonly name: string;
  /** Results list KPIs in ascending order of place. */
  readonly place: number;
  readonly unit: 'ratio' | 'B' | 'ms' | 'bps' | 'km' | 'count' | 'B/day' | 'currency/day';
  readonly direction: Direction;
  /** Change that a regression test lets pass: a share of the base, or in the KPI's own unit. */
  readonly tolerance: { readonly relative: number } | { readonly absolute: number };
  /** Why the run cannot tell where it cannot: which population was empty. */
  readonly noData: string;
  /** Whether a sample does not tell: its noise would be taken for what it is to measure. */
  readonly isNoise?: (tables: Tables) => boolean;
} & (
  | {
      /** Read off sessions: its error is told by groups of them. NaN where they cannot tell;
       * Infinity where it is a start without a picture: a player's patience at least. */
      readonly ofSessions: (slice: SessionSlice) => number;
      /** What it is a share of, 0..1 of it; absent: it is no share. */
      readonly whole?: (slice: SessionSlice) => bigint;
      /** Of a quantile: which one, any of its distribution, and what lies below a value. */
      readonly quantile?: {
        readonly q: number;
        readonly at: (slice: SessionSlice, q: number) => number;
        readonly below: (slice: SessionSlice, value: number) => number;
      };
      readonly ofTables?: undefined;
    }
  | {
      readonly ofTables: (tables: Tables) => number;
      /** How many elements it is over. */
      readonly elements?: (tables: Tables) => number;
      readonly ofSessions?: undefined;
    }
);

/** Whether a KPI has twice as much of twice as many members, as no share, mean or quantile has. */
export const isAmount = ({ unit, ofSessions }: Kpi): boolean =>
  unit === 'B' || (unit === 'bps' && ofSessions === undefined);

// The table of contents of the simulator: a world that runs.
export type {
  Direction,
  Expectation,
  KpiValue,
  ResultDocument,
  RunResult,
  Series,
  SeriesColumn,
} from './run/result.ts';

// The table of contents of the simulator: a world that runs.
export type { AliasTable } from './random/distributions.ts';
export {
  aliasTable,
  choose,
  exponential,
  lognormal,
  normal,
  poisson,
} from './random/distributions.ts';
export type { Stream } from './random/stream.ts';
export { createStream, next32, nextUnit, openStream } from './random/stream.ts';
export type {
  Direction,
  Expectation,
  KpiValue,
  ResultDocument,
  RunResult,
  Series,
  SeriesColumn,
} from './run/result.ts';
export type {
  Demand,
  Policy,
  Scenario,
  ScenarioEvent,
  ShedRule,
  ZoneRules,
} from './run/scenario.ts';

// The table of contents of the simulator: a world that runs.

export { cellMs, cellOf, forEachArrival } from './demand/arrivals.ts';
export type { Catalogue } from './demand/catalogue.ts';
export { chooseFile, compileCatalogue, editionAt } from './demand/catalogue.ts';
export type { StartRule, ZoneOffsets } from './demand/diurnal.ts';
export { dailyCurve, offsetAt, startRate, weekdayFactors, weekdayOf } from './demand/diurnal.ts';
export type { ChartRow, WeekHours } from './demand/half-year.ts';
export { chartOf, halfYearOf, lastDayOf, worldChartOf, worldHours } from './demand/half-year.ts';
export { lengthAt, longestSessionMs, meanLengthMs, startsPerMemberDay } from './demand/length.ts';
export type { LocalHour } from './demand/local-hours.ts';
export { localHoursOf } from './demand/local-hours.ts';
export { firstYearShare, releaseFactor } from './demand/release.ts';
export type { SessionColumns, SessionSource } from './demand/session.ts';
export { createSessions, devices, drawSession } from './demand/session.ts';
export type { Wants } from './demand/wants.ts';
export { isOpenOn, wantsOf } from './demand/wants.ts';
export { writeClient } from './desk/client.ts';
export type { Desk } from './desk/desk.ts';
export type { EventQueue } from './engine/queue.ts';
export { createQueue, peekMs, pop, push } from './engine/queue.ts';
export { checkTargets } from './events/check-targets.ts';
export type {
  Amount,
  EventInput,
  EventOption,
  FeedFault,
  OptionKind,
  PolicyChange,
  Verb,
} from './events/event.ts';
export { feedNames } from './events/event.ts';
export { eventText, verbs } from './events/schedule.ts';
export type { TargetWorld } from './events/targets.ts';
export { exchangeCountMean, exchangeSize, presenceShare } from './generate/exchanges.ts';
export { furnishWorld, usersOf } from './generate/furnish.ts';
export { generateWorld } from './generate/generate-world.ts';
export { metroCount } from './generate/networks/metros.ts';
export {
  drawNetworks,
  membersPerInhabitant,
  networkCount,
  networkShares,
} from './generate/networks/networks.ts';
export {
  drawLengths,
  drawPrefixes,
  prefixCount4,
  prefixCount6,
} from './generate/networks/prefixes.ts';
export { contentRegions, languageOfCountry, regionOfCountry } from './generate/regions.ts';
export type {
  Announced,
  CountryRow,
  ExchangeRow,
  FurnishInput,
  Place,
  Progress,
  WorldSize,
  WorldSpec,
} from './generate/rows.ts';
export { hardware, hostShare, peakBpsPerMember } from './generate/sites.ts';
export { drawFiles, drawTitles, ladder, titleCounts, titleHours } from './generate/titles.ts';
export { causes } from './measures/account.ts';
export type { Kpi } from './measures/kpi.ts';
export { kpiNames, kpis } from './measures/kpis.ts';
export type { Sketch } from './measures/sketch.ts';
export { addValue, createSketch, mergeSketch, quantile, weightOf } from './measures/sketch.ts';
export type { CityPair } from './network/city-pairs.ts';
export { cityPairsOf } from './network/city-pairs.ts';
export type { Askers } from './network/levels.ts';
export { maxMinLevels } from './network/levels.ts';
export { rttMs, startDelayMs } from './network/rtt.ts';
export { threadCrew } from './parallel/crew.ts';
export type { AliasTable } from './random/distributions.ts';
export {
  aliasTable,
  choose,
  exponential,
  lognormal,
  normal,
  poisson,
} from './random/distributions.ts';
export type { Draws } from './random/keyed.ts';
export { createKey } from './random/keyed.ts';
export type { Stream } from './random/stream.ts';
export { createStream, next32, nextUnit, openStream } from './random/stream.ts';
export { type FluidVerdict, judgePlayer } from './run/chunks/judge-player.ts';
export { type Differing, incomparable } from './run/comparable.ts';
export type { Comparison, Contribution, KpiDifference, Verdict } from './run/compare.ts';
export { compareKpi, compareRuns, toleranceOf } from './run/compare.ts';
export type { ConnectTime } from './run/connect-times.ts';
export { connectTimesOf } from './run/connect-times.ts';
export type { Imprint } from './run/document.ts';
export { resultOf } from './run/document.ts';
export { isoText } from './run/instant.ts';
export type {
  Direction,
  Expectation,
  KpiValue,
  Provenance,
  ResultDocument,
  RunResult,
  Series,
  SeriesColumn,
} from './run/result.ts';
export { columnNamed, seriesLacking, seriesNamed } from './run/result.ts';
export type { Crew, Played, PlayProgress, RunMemory, SoloCrew } from './run/simulate.ts';
export { createRunMemory, play, soloCrew } from './run/simulate.ts';
export type {
  Broadcast,
  Demand,
  HealthPolicy,
  PlayerRule,
  Policy,
  RetryRule,
  Scenario,
  ScenarioEvent,
  ShedRule,
  ZoneRules,
} from './setup/scenario.ts';
export { defaultHealthPolicy } from './setup/scenario.ts';
export type { Setup, SetupSource } from './setup/setup.ts';
export { checkSetup, setUp } from './setup/setup.ts';

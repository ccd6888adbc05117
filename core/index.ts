// The table of contents of the core: pure decisions, the same in production and simulation.

export { assert } from './base/assert.ts';
export type { Numbers, Texts } from './base/columns.ts';
export { hashBytes, hashId, hashIdBytes, pair, scramble } from './base/hash.ts';
export type {
  ApplianceId,
  ClusterId,
  FileId,
  Id,
  LinkId,
  SiteId,
  VantageId,
} from './base/ids.ts';
export { noRow } from './base/ids.ts';
export type { Problem } from './base/problem.ts';
export { compareUtf8, decodeUtf8, encodeUtf8 } from './base/utf8.ts';
export type { Compiled, CompileOptions } from './compile/compile.ts';
export { checkCompile, compileSnapshot } from './compile/compile.ts';
export { orderById } from './compile/fleet.ts';
export type {
  Admission,
  AdmissionImpact,
  AdmissionPolicy,
  AdmissionReason,
  CapacityImpact,
} from './control/admit.ts';
export { admit, defaultAdmission } from './control/admit.ts';
export type {
  BakeRule,
  Generation,
  GenerationEvent,
  Generations,
} from './control/generations.ts';
export { defaultBake, noGenerations, reduceGenerations } from './control/generations.ts';
export type { Health, HealthRule } from './control/health.ts';
export { reduceHealth } from './control/health.ts';
export type { LeaseRule } from './control/lease.ts';
export { holdsLease, reduceSilence } from './control/lease.ts';
export type { ShedRule } from './control/shed.ts';
export { estimateLoad, shedShare } from './control/shed.ts';
export type { State, StateView } from './control/state.ts';
export {
  createState,
  healthyBit,
  setAppliance,
  setLink,
  shedMask,
  shedUnits,
  upBit,
} from './control/state.ts';
export type { Request } from './decide/decide.ts';
export { decide, vantageOf } from './decide/decide.ts';
export type { Decision } from './decide/decision.ts';
export { createDecision, labels, reasons, wantMax } from './decide/decision.ts';
export type {
  CandidateAccount,
  Explanation,
  HolderAccount,
  TargetAccount,
} from './decide/explain.ts';
export { explain } from './decide/explain.ts';
export type { VantageMatch } from './decide/match-vantages.ts';
export { matchVantages } from './decide/match-vantages.ts';
export type { DecisionRecord, RecordStamp } from './decide/record.ts';
export { digestState, readRecord, recordBytes, stampOf, writeRecord } from './decide/record.ts';
export type { Basis, Move, Replay } from './decide/replay.ts';
export { replay } from './decide/replay.ts';
export type { Overlay } from './overlay/overlay.ts';
export { overlays } from './overlay/overlays.ts';
export { judgePrefix } from './prefix/accept.ts';
export type { PrefixFault } from './prefix/address.ts';
export { hostBitsAreZero, notAnAddress, readAddress, readPrefix, unmap } from './prefix/address.ts';
export { addressText, parseAddress, prefixText, shortenedText } from './prefix/text.ts';
export type { Candidate, Comparator } from './rank/comparator.ts';
export { distanceKm } from './rank/distance.ts';
export { comparatorNames, defaultRanking, resolveRanking } from './rank/ranking.ts';
export { medianRttMs } from './rank/rtt.ts';
export { negativeLog } from './rank/spread.ts';
export type { Opened, SnapshotName } from './snapshot/codec.ts';
export { openSnapshot } from './snapshot/codec.ts';
export type { CauseTotal, DiffGroup, SnapshotDiff, SpaceDiff } from './snapshot/diff.ts';
export { diffSnapshots } from './snapshot/diff.ts';
export type { FieldChange, FleetDiff, HoldingsChange, TableDiff } from './snapshot/diff-fleet.ts';
export type { Measure, TrafficSample } from './snapshot/diff-space.ts';
export type { DiffCause } from './snapshot/diff-views.ts';
export { diffCauses } from './snapshot/diff-views.ts';
export { findFile } from './snapshot/find-file.ts';
export type { IdTable } from './snapshot/ids.ts';
export { findRow, readId, readIds } from './snapshot/ids.ts';
export type { Snapshot } from './snapshot/layout.ts';
export type { PathPool, PrefixPool } from './world/pools.ts';
export { pathPool, prefixPool } from './world/pools.ts';
export type {
  Appliances,
  Clients,
  Clusters,
  Files,
  Links,
  Manifests,
  Metros,
  Networks,
  Paths,
  PrefixColumns,
  Routes,
  Sites,
  Titles,
  World,
} from './world/world.ts';
export { applianceStates, linkKinds, rpkiStates, siteKinds, titleKinds } from './world/world.ts';

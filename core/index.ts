// The table of contents of the core: pure decisions, the same in production and simulation.

export type { Admission } from './admit/admit.ts';
export { admit, overrideHold } from './admit/admit.ts';
export type { Spent } from './admit/budget.ts';
export type {
  Generation,
  GenerationEvent,
  GenerationRule,
  Generations,
} from './admit/generations.ts';
export { defaultBake, noGenerations, reduceGenerations } from './admit/generations.ts';
export type {
  AdmissionChange,
  CapacityChange,
  SpaceChange,
  TotalChange,
} from './admit/impact.ts';
export type { AdmissionReason } from './admit/measures.ts';
export type { AdmissionPolicy } from './admit/policy.ts';
export { defaultAdmission } from './admit/policy.ts';
export type { RequestChange } from './admit/request-change.ts';
export { answerPathways, answerText } from './ask/answer-text.ts';
export { askOfQuery } from './ask/ask-of-query.ts';
export { type Client, type ClientOptions, clientScope, readClient } from './ask/read-client.ts';
export { readEvent } from './ask/read-event.ts';
export {
  type Ask,
  type Asked,
  type AskOptions,
  checkAsk,
  readRequest,
  requestOf,
} from './ask/read-request.ts';
export type { AskWishes, AskWords } from './ask/read-wishes.ts';
export type { Answer, AnswerOptions } from './ask/steer-text.ts';
export { createAnswer, steerText } from './ask/steer-text.ts';
export type { BrokenPromise } from './base/assert.ts';
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
export type { Outcome } from './base/outcome.ts';
export type { Problem } from './base/problem.ts';
export { compareUtf8, decodeUtf8, encodeUtf8 } from './base/utf8.ts';
export type { Version } from './base/version.ts';
export { isNewerVersion } from './base/version.ts';
export {
  type Batch,
  type BatchOptions,
  type BatchScratch,
  batchModuleBytes,
  createBatch,
  followSnapshot,
  type Requests,
} from './batch/batch.ts';
export type { WasmModule } from './batch/create-kernel.ts';
export { decideAt, requestAt } from './batch/decide-at.ts';
export { batchMax, type Kernel, type KernelSource } from './batch/kernel.ts';
export { prepare } from './batch/prepare.ts';
export type { Compiled, CompileOptions } from './compile/compile.ts';
export { checkCompile, compileSnapshot, compileWorld } from './compile/compile.ts';
export { type HolderWeight, type Order, orderById } from './compile/fleet-columns.ts';
export type { Belief } from './control/belief.ts';
export { writeBelief } from './control/belief.ts';
export type {
  LoadColumn,
  LoadInput,
  LoadMark,
  LoadMarkRow,
  Loads,
  LoadVerdict,
} from './control/believed-load.ts';
export {
  countOwn,
  createLoadMark,
  createLoads,
  loadColumns,
  loadPlaces,
  sessionLengthMs,
  takeReading,
  takeReport,
  writeLoadMark,
} from './control/believed-load.ts';
export { carryFleet, carryLoads, carryState } from './control/carry.ts';
export type { Drain, DrainEvent, DrainRamp } from './control/drain.ts';
export { drainShare, notDrained, reduceDrain } from './control/drain.ts';
export type { Fleet, FleetRule } from './control/fleet.ts';
export { createFleet, hearHealth, hearLease, judgeBelief } from './control/fleet.ts';
export type { Health, HealthRange, HealthRule } from './control/health.ts';
export { defaultHealthRange, isFit, reduceHealth } from './control/health.ts';
export type { LeaseRule, Leases } from './control/lease.ts';
export {
  carryLeases,
  createLeases,
  defaultLeaseRule,
  judgeLeases,
  renewLease,
} from './control/lease.ts';
export type { Fitness, Needs, NeedWords } from './control/masks.ts';
export { maskWordsMax, needBitsOf, setFitness } from './control/masks.ts';
export type {
  FleetHealth,
  FleetHealthRule,
  HealthReport,
  HealthVerdict,
  ObserverRule,
} from './control/observers.ts';
export {
  createFleetHealth,
  defaultFleetHealthRule,
  hearReport,
  judgeFleet,
  trustOf,
} from './control/observers.ts';
export type {
  LoadPolicy,
  LoadRule,
  ShedRule,
  SlowStartRule,
} from './control/shed.ts';
export {
  believedLoad,
  defaultLoadRule,
  defaultSlowStart,
  estimateLoad,
  predictLoad,
  shedShare,
  slowStartShare,
  updateShedUnits,
} from './control/shed.ts';
export type { State, StateColumns } from './control/state.ts';
export {
  createState,
  healthyBit,
  setAppliance,
  setLeaving,
  setLink,
  shedMask,
  shedUnits,
  upBit,
} from './control/state.ts';
export type { Clock, Trust, TrustRule } from './control/trust.ts';
export { ageMs, defaultTrustRule, fullTrust, reduceTrust } from './control/trust.ts';
export { decide, vantageOf } from './decide/decide.ts';
export type { CheckOption, Decision, Scratch } from './decide/decision.ts';
export { createDecision, reasons, wantMax } from './decide/decision.ts';
export type { DecisionPolicy } from './decide/panic.ts';
export type { Request, Wishes } from './decide/request.ts';
export type { Change } from './delta/changes.ts';
export type { Compiler, CompilerOptions, CompilerVerdict } from './delta/compiler.ts';
export { createCompiler } from './delta/compiler.ts';
export { type ResumeOptions, resumeCompiler } from './delta/resume.ts';
export type { CauseTotal, DiffGroup, SnapshotDiff, SpaceDiff } from './diff/diff.ts';
export { diffSnapshots } from './diff/diff.ts';
export type { ContentDiff, ContentTotal, LinkCapacity } from './diff/diff-content.ts';
export type { FieldChange, FleetDiff, ManifestChange, TableDiff } from './diff/diff-fleet.ts';
export type { SpaceSize, TrafficSample } from './diff/diff-space.ts';
export type { DiffCause } from './diff/diff-views.ts';
export { diffCauses } from './diff/diff-views.ts';
export { counted, expectedOneOf, grouped, nearest, quoted, suggestion } from './door/wording.ts';
export { negativeLog } from './holders/spread.ts';
export { answer, answerAt } from './instance/answer.ts';
export type { Counts, IgnoredReason } from './instance/counts.ts';
export type {
  Contained,
  Effect,
  InstanceEvent,
  LoadTableName,
  RefusedKind,
  ReportEvent,
  SessionLoad,
  SnapshotEvent,
} from './instance/events.ts';
export type { Handover, Offer, OfferOptions, OfferRefusal } from './instance/handover.ts';
export {
  createHandover,
  proposeOffer,
  readOffer,
  settleOffer,
} from './instance/handover.ts';
export type {
  FleetBelief,
  HeldSnapshot,
  IdRows,
  Instance,
  InstanceStart,
} from './instance/instance.ts';
export { createInstance } from './instance/instance.ts';
export type { LoadTable } from './instance/load-table.ts';
export type { InstancePolicy, MarkRule } from './instance/policy.ts';
export { defaultInstancePolicy, policyFault } from './instance/policy.ts';
export { countSession, refresh } from './instance/refresh.ts';
export type { LoadReports } from './instance/reports.ts';
export { hearLoads } from './instance/reports.ts';
export { swapSnapshot } from './instance/snapshots.ts';
export { step } from './instance/step.ts';
export type { Finding, LintRule, Severity } from './lint/finding.ts';
export { severities } from './lint/finding.ts';
export type { Lint, LintOptions } from './lint/lint.ts';
export { lint, lintRules } from './lint/lint.ts';
export { memberSample } from './lint/traffic.ts';
export type { Overlay, OverlayInput } from './overlay/overlay.ts';
export { labels, overlays } from './overlay/overlays.ts';
export type { CopiesRule, FileLoads, WeightRule, Weights } from './place/affinity.ts';
export { copiesForPopularity, defaultWeightRule, reduceWeights } from './place/affinity.ts';
export { judgePrefix } from './prefix/accept.ts';
export type { PrefixFault } from './prefix/address.ts';
export {
  hostBitsAreZero,
  notAnAddress,
  prefixFaults,
  readAddress,
  readPrefix,
  readZonedAddress,
  unmap,
  unmapEmbedded,
} from './prefix/address.ts';
export type { LookupScratch } from './prefix/lookup-many.ts';
export { addressText, parseAddress, prefixText, shortenedText } from './prefix/text.ts';
export type { Candidate, Comparator } from './rank/comparator.ts';
export { distanceKm } from './rank/distance.ts';
export { comparatorNames, defaultRanking, resolveRanking } from './rank/ranking.ts';
export { medianRttMs } from './rank/rtt.ts';
export type {
  CandidateAccount,
  Explanation,
  HolderAccount,
  TargetAccount,
} from './recall/explain.ts';
export { explain } from './recall/explain.ts';
export type { RecordVerdict } from './recall/explain-record.ts';
export { explainRecord, firstAddressOf } from './recall/explain-record.ts';
export type { VantageMatch } from './recall/match-vantages.ts';
export { matchVantages } from './recall/match-vantages.ts';
export type {
  OrderAccount,
  OrderedCandidate,
  OrderedSite,
  OrderReason,
  OrderVerdict,
} from './recall/order.ts';
export { explainOrder } from './recall/order.ts';
export type { DecisionRecord } from './recall/record.ts';
export { readRecord, recordBytes, writeRecord } from './recall/record.ts';
export type { Basis, RecordFault } from './recall/record-fault.ts';
export type { Move, Replay } from './recall/replay.ts';
export { replay } from './recall/replay.ts';
export type { Served, ServedRow, ServedShift, ServedTables } from './recall/served.ts';
export { servedShifts, servedTables } from './recall/served.ts';
export type { RecordStamp } from './recall/stamp.ts';
export { digestState, stampOf } from './recall/stamp.ts';
export { nearestSites, withoutSites } from './recall/what-if.ts';
export type { ClientAddress } from './recall/world-routes.ts';
export type { Pathway, PathwayKind, PathwayOptions, PathwayTable } from './reply/pathways.ts';
export {
  carryPathways,
  pathwayId,
  pathwayKinds,
  pathwaysOf,
  pathwayTable,
} from './reply/pathways.ts';
export { dashSteeringSchema, hlsSteeringSchema } from './reply/schemas.ts';
export type {
  SignedPathway,
  StableTemplate,
  StableUri,
  SteeringDocument,
  SteeringOptions,
  SteeringPlan,
} from './reply/steering-document.ts';
export { dashSteering, hlsSteering, steeringPlan } from './reply/steering-document.ts';
export type { Template, TemplateName } from './reply/template.ts';
export type {
  TokenClaims,
  TokenParts,
  TokenRefusal,
  TokenRule,
  TokenUse,
  TokenVerdict,
} from './reply/token.ts';
export {
  defaultTokenRule,
  isKeyId,
  judgeClaims,
  readClaims,
  signedBytes,
  tokenBody,
  tokenCharsMax,
  tokenParts,
  tokenText,
} from './reply/token.ts';
export type { TokenAlgorithm, TokenKey } from './reply/token-keys.ts';
export {
  checkTokenKeys,
  expiryS,
  signingKey,
  tokenAlgorithms,
  verifyingKey,
} from './reply/token-keys.ts';
export type { RankedUrl } from './reply/urls.ts';
export { pathOf, pathTemplate, rankedUrls } from './reply/urls.ts';
export { encodeRoutes } from './routes/encode-routes.ts';
export { type KeptRoutes, readRoutes } from './routes/read-routes.ts';
export type { OpenedSnapshot, OpenOptions, SnapshotName } from './snapshot/codec.ts';
export { openSnapshot, snapshotFormat } from './snapshot/codec.ts';
export { type FileColumns, findFile } from './snapshot/find-file.ts';
export { isCurrent } from './snapshot/header.ts';
export type { IdTable } from './snapshot/ids.ts';
export { findRow, readId, readIds } from './snapshot/ids.ts';
export type { Snapshot, SnapshotColumns } from './snapshot/layout.ts';
export { layout as snapshotLayout } from './snapshot/layout.ts';
export { carryNames, createNames, type Names, nameOf } from './snapshot/names.ts';
export type { RowMap } from './snapshot/row-map.ts';
export { joinRows, readRowMap, rowMapBytes } from './snapshot/row-map.ts';
export { checkWorld } from './world/check.ts';
export type { Fault, ForeignLink } from './world/faults.ts';
export { fits, hasControl, heldManifests, hopsMax, worldFaults } from './world/faults.ts';
export type { OddRows } from './world/odd.ts';
export { oddRows } from './world/odd.ts';
export type { PathPool, PrefixPool } from './world/pools.ts';
export { pathPool, prefixPool } from './world/pools.ts';
export type { BoundsRule, CellRule, ColumnRule, TableRule, WorldTable } from './world/rules.ts';
export { tableRules } from './world/rules.ts';
export type {
  Appliances,
  Clients,
  Clusters,
  Fallback,
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
export {
  applianceStates,
  linkKinds,
  rpkiNotFound,
  rpkiStates,
  siteKinds,
  titleKinds,
} from './world/world.ts';

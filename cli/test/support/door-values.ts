// What may every door of core be given, by the type of its parameter? All of one small world.
import * as core from '@fairlead/core';
import { tinyWorld } from './tiny-world.ts';

const site = { kind: 'ix', appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 } as const;

/** Belief and tables of a snapshot. */
function beliefOf(snapshot: core.Snapshot) {
  const state = { ...core.createState(snapshot), drain: new Uint32Array(snapshot.applianceCount) };
  const policy = core.defaultInstancePolicy;
  const loads = core.createLoads(snapshot.applianceCount, 0);
  const fleet = core.createFleet(snapshot, policy, 0);
  return {
    State: state,
    StateColumns: state,
    Fleet: fleet,
    FleetRule: policy,
    FleetHealth: fleet.health,
    FleetHealthRule: policy.health,
    HealthRule: policy.health,
    HealthReport: { observer: 0, appliance: 0, isFit: true, sequence: 1, atMs: 1 },
    Health: { healthy: true, against: 0 },
    HealthRange: core.defaultHealthRange,
    Leases: fleet.leases,
    LeaseRule: core.defaultLeaseRule,
    Loads: loads,
    LoadMark: core.createLoadMark(snapshot.applianceCount),
    LoadRule: core.defaultLoadRule,
    LoadPolicy: { rule: core.defaultLoadRule, instances: 1 },
    LoadInput: { room: 1, atMs: 1, leastShare: 0 },
    LoadMarkRow: { atMs: 1, own: 0, turnover: 0, shedMs: 0 },
    Drain: core.notDrained,
    DrainEvent: { kind: 'tick', atMs: 1, sessions: 0 },
    Trust: core.fullTrust,
    TrustRule: core.defaultTrustRule,
    NeedWords: { capabilities: ['h3'], territories: ['DE'] },
    AskWords: { capabilities: ['h3'], territories: ['DE'] },
    Fitness: { capabilities: ['h3'] },
    Needs: { capabilities: ['h3'] },
  };
}

/** Rules that need no snapshot. */
function rulesOf() {
  return {
    ShedRule: { from: 0.8, full: 0.9 },
    SlowStartRule: core.defaultSlowStart,
    Belief: {},
    Weights: { now: Float64Array.of(1), base: Float64Array.of(1) },
    WeightRule: core.defaultWeightRule,
    FileLoads: { load: Float64Array.of(1), sizeBytes: Float64Array.of(1) },
    CopiesRule: { applianceCount: 2, extraShare: 0.1 },
  };
}

/** What an instance and a handover are made of, and what goes between them. */
function instanceOf(world: core.World, snapshot: core.Snapshot) {
  const compiler = core.createCompiler(world);
  const policy = core.defaultInstancePolicy;
  return {
    Compiler: compiler,
    CompilerOptions: {},
    Handover: core.createHandover(compiler),
    'readonly Change[]': [],
    OfferOptions: {},
    'Offer | OfferRefusal': { verdict: 'refused', reason: 'version', text: 'old' },
    'readonly Effect[]': [],
    Instance: core.createInstance(snapshot),
    InstancePolicy: policy,
    InstanceStart: {},
    InstanceEvent: { kind: 'tick', atMs: 1 },
    SessionLoad: { atMs: 1, appliance: 0, link: 0, load: 1 },
    LoadReports: { table: 'appliance', loads: [0], measuredMs: 0 },
    Generations: core.noGenerations,
    GenerationEvent: { kind: 'drop' },
    GenerationRule: core.defaultBake,
    Admission: { verdict: 'hold', reasons: [] },
    AdmissionPolicy: core.defaultAdmission,
    Version: { epoch: 0, sequence: 1 },
    'Version | undefined': { epoch: 0, sequence: 0 },
  };
}

/** What leaves as documents, URLs and tokens. */
function replyOf(snapshot: core.Snapshot) {
  const { table } = core.pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
  const { plan } = core.steeringPlan({ baseId: 'cdn' });
  const { template } = core.pathTemplate('/v/{file}');
  const key = { id: 'k1', algorithm: 'hmac-sha256', fromS: 0, untilS: 100 };
  const claims = { notBeforeS: 0, expiresS: 60, host: 'a.example', path: '/v/', network: '' };
  return {
    PathwayTable: table,
    PathwayOptions: { host: '{appliance}.cdn.example' },
    SteeringPlan: plan,
    SteeringOptions: {},
    'readonly SignedPathway[]': [],
    Template: template,
    TokenKey: key,
    'readonly TokenKey[]': [key],
    'readonly Key[]': [key],
    TokenClaims: claims,
    TokenUse: { host: 'a.example', path: '/v/1', network: '' },
    TokenRule: core.defaultTokenRule,
  };
}

/** Requests, answers and what is kept of them. */
function decisionOf(snapshot: core.Snapshot) {
  const state = core.createState(snapshot);
  const batch = core.createBatch(snapshot);
  const one = { family: Uint8Array.of(4), words: new Uint32Array(4), file: Uint32Array.of(0) };
  core.prepare({ ...one, sessionHash: Uint32Array.of(1) }, 0, 1, 1, batch);
  const decision = core.createDecision(snapshot);
  const request = { vantage: 0, file: 0, fileHash: 1, sessionHash: 2, want: 1 };
  core.decide(snapshot, state, request, decision);
  const stamp = core.stampOf(snapshot, state);
  const records = new DataView(new ArrayBuffer(2 * core.recordBytes));
  core.writeRecord(records, 0, stamp, request, decision);
  const caller = core.readClient(snapshot, '11.1.2.3').client;
  return {
    Ask: { client: '11.1.2.3', file: 'f0', session: 's1' },
    Asked: { client: '11.1.2.3', file: 'f0', session: 's1' },
    AskOptions: {},
    ClientOptions: {},
    AnswerOptions: {},
    Answer: core.createAnswer(snapshot),
    Client: caller,
    Names: core.createNames(snapshot),
    Request: request,
    Requests: { ...one, sessionHash: Uint32Array.of(1) },
    Decision: decision,
    DecisionPolicy: { panicShare: 0 },
    CheckOption: {},
    Batch: batch,
    BatchOptions: {},
    Basis: { snapshot, state },
    RecordStamp: stamp,
    'DecisionRecord | undefined': core.readRecord(records, 0),
    DataView: records,
    '(record: DecisionRecord) => number': () => 1,
    Served: core.replay(records, { snapshot, state }, { snapshot, state }, () => 1).served.before,
    'readonly ServedRow[]': [],
  };
}

/** A value of each type that a parameter of a door has, by the text of the type; all are new. */
export function doorValues(): ReadonlyMap<string, unknown> {
  const world = tinyWorld({ sites: [{ ...site, id: 'a', hasTransit: true }], members: 10 });
  const { snapshot } = core.compileSnapshot(world);
  const words = Uint32Array.of(0x0b010203, 0, 0, 0);
  const sample = { count: 0, family: [], words: [], weight: [] };
  const seat = { address: { family: 4, words }, vantage: 0 };
  return new Map<string, unknown>(
    Object.entries({
      ...beliefOf(snapshot),
      ...rulesOf(),
      ...instanceOf(world, snapshot),
      ...replyOf(snapshot),
      ...decisionOf(snapshot),
      ...{ World: world, Snapshot: snapshot, 'Snapshot | undefined': snapshot },
      ...{ SpansV4: snapshot, 'SpansV4 & SpansV6': snapshot, FileColumns: snapshot },
      ...{
        CompileOptions: {},
        OpenOptions: {},
        ResumeOptions: {},
        LintOptions: {},
        TrafficSample: sample,
      },
      ...{ RowMap: core.joinRows(snapshot, snapshot), BoundsRule: { min: 0, max: 1 } },
      ...{ ArrayBufferLike: core.joinRows(snapshot, snapshot).buffer },
      ...{ '{ readonly check?: boolean; }': {}, IdTable: 'site', Table: 'site' },
      ...{ '{ readonly healthy: boolean; readonly shedShare: number; }': well },
      ...{ '{ readonly requests: number; readonly failed: number; }': { requests: 1, failed: 0 } },
      ...{ '{ readonly address: ClientAddress; readonly vantage: number; }': seat },
      ...{ Uint8Array: snapshot.bytes, Uint32Array: words, Float64Array: Float64Array.of(1) },
      ...{ Numbers: words, 'ArrayLike<number>': Uint32Array.of(0, 1), Texts: ['a'] },
      ...{ 'readonly number[]': [1, 1], 'readonly string[]': ['med'] },
      ...{ 'Iterable<string>': ['a'], 'ReadonlySet<string>': new Set<string>() },
      ...{ 'Iterable<readonly [name: string, text: string]>': [['file', 'f0']] },
      ...{ number: 1, string: 'a', boolean: true, 'boolean | undefined': true, unknown: {} },
      ...{ ApplianceId: 0, LinkId: 0, 'Id<Table>': 0 },
      '(byteLength: number) => ArrayBufferLike': (length: number) => new ArrayBuffer(length),
    }),
  );
}

const well = { healthy: true, shedShare: 0 };

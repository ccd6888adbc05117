// Which share of its sessions does an instance shed? A second answer, from part 5 of core/RULES.md.

const [surprise, play, slack, session] = [0.05, 0.02, 0.05, 3_000_000];
const left = (x: number): number => 1 / (1 + x + (x * x) / 2);

/** What a table of rows has learnt, and by which loads it sheds. */
export type Table = {
  readonly rows: readonly Row[];
  readonly instances: number;
  readonly from: number;
  readonly full: number;
  allOwn: number;
  ended: number;
  ownTime: number;
  churn: number;
  squares: number;
  measuredAt: number;
  length: number;
};
type Then = { readonly own: number; readonly turnover: number; readonly shed: number };
export type Row = {
  readonly room: number;
  own: number;
  turnover: number;
  shed: number;
  share: number;
  held: number;
  shedAt: number;
  reported: number;
  reportAt: number;
  told: Then;
  earlier: number;
  earlierAt: number;
  earlierShed: number;
  demand: number;
  gain: number;
  isFresh: boolean;
  /** How often a demand was learnt of a report. */
  learnt: number;
};

export function createTable(rooms: Float64Array, instances: number, atMs: number): Table {
  const none = Number.NaN;
  const row = (room: number): Row => ({
    ...{ room, own: 0, turnover: 0, shed: 0, share: 0, held: 0, shedAt: atMs, reported: 0 },
    ...{ reportAt: none, told: { own: 0, turnover: 0, shed: 0 }, earlier: 0, earlierAt: none },
    ...{ earlierShed: 0, demand: 0, gain: 1, isFresh: false, learnt: 0 },
  });
  const sums = { allOwn: 0, ended: 0, ownTime: 0, churn: 0, squares: 0 };
  const rows = Array.from(rooms, row);
  return { rows, instances, from: 0.85, full: 0.97, ...sums, measuredAt: atMs, length: session };
}

export function addSession(table: Table, at: number, load: number): void {
  const row = table.rows[at] as Row;
  const size = Math.abs(load);
  row.own += load;
  table.allOwn += load;
  row.turnover += load * load;
  table.squares += load * load;
  table.churn += size;
  if (load < 0) table.ended += size;
}

const shedBy = (row: Row, atMs: number) => row.shed + row.share * Math.max(atMs - row.shedAt, 0);
export const markOf = (row: Row, atMs: number): Then => ({
  own: row.own,
  turnover: row.turnover,
  shed: shedBy(row, atMs),
});

export function report(row: Row, atMs: number, load: number, mark: Then): void {
  if (row.reportAt >= atMs) return;
  [row.earlier, row.earlierAt, row.earlierShed] = [row.reported, row.reportAt, row.told.shed];
  [row.reported, row.reportAt, row.told, row.isFresh] = [load, atMs, mark, true];
}

function measureLength(table: Table, atMs: number): void {
  const d = atMs - table.measuredAt;
  if (d < 1000) return;
  table.measuredAt = atMs;
  const k = left(d / (4 * table.length));
  table.ownTime = table.ownTime * k + Math.max(table.allOwn, 0) * d;
  for (const sum of ['ended', 'churn', 'squares'] as const) table[sum] *= k;
  const a = 4 * (table.churn > 0 ? table.squares / table.churn : 0);
  if (a <= 0) return;
  const length = (a * session + table.ownTime) / (a + table.ended);
  table.length = Math.min(Math.max(length, session / 32), 4 * session);
}

function learn(table: Table, row: Row, atMs: number): void {
  if (!row.isFresh) return;
  row.isFresh = false;
  const hasEarlier = !Number.isNaN(row.earlierAt);
  const size = table.churn > 0 ? table.squares / table.churn : 0;
  if (!hasEarlier) row.demand = row.reported;
  else {
    const b = row.reportAt - row.earlierAt;
    const k = left(b / table.length);
    const s = Math.max(1 - (row.told.shed - row.earlierShed) / b, 1 / 16);
    const arrived = (row.reported - row.earlier * k) / (1 - k);
    const isStep = arrived * 1.5 < row.reported || arrived > row.reported * 1.5;
    const known = row.learnt > 0 ? row.demand : row.reported / s;
    const e = arrived / s - known;
    const v = (size * (row.earlier * k + arrived)) / (1 - k);
    const p = (v * 2.5 * 2.5) / (s * s * e * e);
    if (isStep) row.demand = row.reported / s;
    else row.demand = e === 0 ? known : known + e * (1 - Math.min(p, k));
    if (!isStep) row.learnt++;
  }
  if (table.instances === 1) return;
  const asked = Math.max(row.room > 0 ? row.demand / row.room : 0, table.from);
  const age = atMs - (hasEarlier ? row.earlierAt : row.reportAt);
  const gain = (0.36787944117144233 * ((table.full - table.from) * table.length)) / (asked * age);
  row.gain = age === 0 ? 1 : Math.min(gain, 1);
}

function believed(table: Table, row: Row, atMs: number): number {
  const { instances, length } = table;
  const scaled = Math.max(row.reported + (row.own - row.told.own) * instances, 0);
  const w = instances * (row.turnover - row.told.turnover);
  const blur = (instances - 1) * w;
  if (blur === 0) return scaled;
  const age = atMs - row.reportAt;
  let predicted = row.reported;
  if (age > 0) {
    const o = Math.max(1 - (shedBy(row, atMs) - row.told.shed) / age, 0);
    const k = left(age / length);
    predicted = row.reported * k + row.demand * o * (1 - k);
  }
  const q = surprise * row.room;
  const trusted = w + q * q;
  return predicted + (trusted / (trusted + blur)) * (scaled - predicted);
}

function stand(table: Table, row: Row, seen: number): void {
  const { from, full } = table;
  const x = row.demand / row.room;
  const rest = x > from ? full / ((full - from) / x + 1) : x;
  const u = row.gain === 1 ? seen : rest + row.gain * (seen - rest);
  const m = row.gain * play;
  if (u >= full) row.held = u;
  else if (row.held < u - m) row.held = u - m;
  else if (row.held > u + m) {
    const h = Math.min(row.held, from + slack - m * 0.75);
    const said = row.reported / row.room;
    const isLow = said + row.gain * (seen - said) < from - slack || h < u + m;
    row.held = isLow ? u + m : h;
  }
}

/** Sets the share of a row at an instant; `least` is shed for other reasons. Its units. */
export function shareUnits(table: Table, at: number, atMs: number, least = 0): number {
  const row = table.rows[at] as Row;
  measureLength(table, atMs);
  learn(table, row, atMs);
  const seen = Math.min(believed(table, row, atMs) / row.room, 8);
  stand(table, row, seen);
  if (atMs > row.shedAt) [row.shed, row.shedAt] = [shedBy(row, atMs), atMs];
  const { from, full } = table;
  const share = Math.min(Math.max((row.held - from) / (full - from), 0), 1);
  row.share = Math.max(Number.isNaN(row.reportAt) ? 0 : share, least);
  return Math.floor(row.share * 65536 + 0.5);
}

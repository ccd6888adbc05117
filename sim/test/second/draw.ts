// Who would play what, and when? Sessions drawn anew, from simulation.md and calibration.md alone.
import type { World } from '@fairlead/core';

const [minuteMs, dayMs] = [60_000, 86_400_000];

/** Uniform numbers of 0 to 1 (sfc32, C. Doty-Humphrey), and what is made of them. */
function dice(seed: number) {
  let [a, b, c, d] = [seed, 0x9e3779b9, 0x243f6a88, 1];
  const unit = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let k = 0; k < 20; k++) unit();
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  const index = (upTo: readonly number[]): number => {
    const x = unit() * (upTo.at(-1) ?? 0);
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((upTo[mid] ?? 0) > x) high = mid;
      else low = mid + 1;
    }
    return low;
  };
  return { unit, normal, index };
}
type Dice = ReturnType<typeof dice>;
const running = (weights: readonly number[]): number[] => {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
};

/** Starts a member and minute, ÷ the mean of all days. */
function curve(localMs: number): number {
  const turn = (2 * Math.PI * (localMs % dayMs)) / dayMs;
  const waves = [0.1605, -0.3671, 0.0789, -0.2156, -0.0013, -0.0447];
  const sum = waves.reduce((all, size, k) => {
    const angle = turn * (1 + (k >> 1));
    return all + size * (k % 2 ? Math.sin(angle) : Math.cos(angle));
  }, 1.0217);
  const weekday = (Math.floor(localMs / dayMs) + 3) % 7;
  return (sum / 1.0217) * ([0.96, 0.96, 0.96, 0.97, 1.03, 1.06, 1.06][weekday] ?? 1);
}

function offsetMs(zone: string, atMs: number): number {
  const text = new Intl.DateTimeFormat('sv', {
    ...{ timeZone: zone, dateStyle: 'short', timeStyle: 'medium' },
  }).format(atMs);
  return Date.parse(`${text.replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000;
}

const medianMs = 40 * minuteMs;
/** Mean length of a session of a title that runs so long: over equal parts of the lognormal. */
function meanLength(runtimeMs: number, parts: Float64Array): number {
  const capped = parts.map((ms) => Math.min(Math.max(ms, minuteMs), runtimeMs));
  return capped.reduce((sum, ms) => sum + ms, 0) / parts.length;
}
function lengthParts(): Float64Array {
  const parts = new Float64Array(4000);
  // Quantiles of the normal by steps of its own integral.
  let [x, mass] = [-6, 0];
  for (let k = 0; k < parts.length; k++) {
    for (; mass < (k + 0.5) / parts.length; x += 0.0005)
      mass += (0.0005 * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
    parts[k] = medianMs * Math.exp(0.8 * x);
  }
  return parts;
}

const kernels: readonly (readonly [weight: number, days: number])[][] = [
  [
    [0.9701, 6.1],
    [0.0191, 56.7],
    [0.0109, 535],
  ],
  [
    [0.9591, 8.87],
    [0.0311, 88],
    [0.0098, 737],
  ],
];
/** Demand of a title on a day, ÷ its mean over the half year around that day. */
function release(kind: number, ageDays: number, weekday: number): number {
  if (Number.isNaN(ageDays)) return 1;
  if (ageDays < 0) return 0;
  const kernel = kernels[kind === 1 ? 1 : 0] ?? [];
  const until = (days: number) =>
    kernel.reduce((sum, [w, t]) => sum + w * t * (1 - Math.exp(-Math.max(days, 0) / t)), 0);
  const mean = (until(ageDays + 91) - until(ageDays - 91)) / 182;
  const fresh = ageDays < 14 && weekday >= 5 ? 1.25 : 1;
  return (fresh * (until(ageDays + 1) - until(ageDays))) / mean;
}

/** Title by the hours that go to it ÷ how long a session of it lasts; tastes are left out. */
function titleChances({ titles, files }: World, day: number): number[] {
  const parts = lengthParts();
  const hasFile = new Set(files.title);
  return Array.from({ length: titles.count }, (_, row) => {
    const age = day - (titles.releasedDay[row] ?? Number.NaN);
    const hours = (titles.weight[row] ?? 0) * release(titles.kind[row] ?? 0, age, (day + 3) % 7);
    const runtimeMs = (titles.runtimeH[row] ?? 0) * 3_600_000;
    return hasFile.has(row) ? hours / meanLength(runtimeMs, parts) : 0;
  });
}

const devices: readonly (readonly [share: number, bps: number])[] = [
  [0.13, 1e6],
  [0.15, 2e6],
  [0.12, 4.5e6],
  [0.15, 4.5e6],
  [0.27, 6e6],
  [0.18, 16e6],
];

export type Session = {
  readonly startMs: number;
  readonly endMs: number;
  readonly key: number;
  readonly metro: number;
  readonly file: number;
  readonly nominalBps: number;
  readonly freeBps: number;
  readonly family: number;
  readonly words: readonly [number, number, number, number];
};

/** Addresses of each metro: families, and prefixes by weight. */
function homesOf({ clients, metros, prefixes }: World) {
  return Array.from({ length: metros.count }, (_, metro) => {
    const rows = Array.from(clients.prefix).filter((_, row) => clients.metro[row] === metro);
    return [4, 6].map((family) => {
      const those = rows.filter((row) => prefixes.family[row] === family);
      const size = (row: number) => 2 ** (32 - (prefixes.length[row] ?? 0));
      const weight = (row: number) =>
        family === 4 ? Math.min(Math.max(size(row), 256), 65536) : 1;
      return { family, rows: those, upTo: running(those.map(weight)) };
    });
  });
}

function addressIn({ prefixes }: World, row: number, { unit }: Dice): Session['words'] {
  const length = prefixes.length[row] ?? 0;
  const word = (column: Uint32Array, k: number) => {
    const free = Math.min(Math.max(32 * (k + 1) - length, 0), 32);
    return ((column[row] ?? 0) + Math.floor(unit() * 2 ** free)) >>> 0;
  };
  if (prefixes.family[row] === 4) return [word(prefixes.word0, 0), 0, 0, 0];
  const { word0, word1, word2, word3 } = prefixes;
  return [word(word0, 0), word(word1, 1), word(word2, 2), word(word3, 3)];
}

/** What one draws from: titles by day, their files by bitrate, addresses by metro. */
function sourcesOf(world: World) {
  const { titles, files } = world;
  const filesOf = Array.from({ length: titles.count }, (): number[] => []);
  files.title.forEach((title, row) => {
    filesOf[title]?.push(row);
  });
  for (const rows of filesOf)
    rows.sort((a, b) => (files.bitrateBps[a] ?? 0) - (files.bitrateBps[b] ?? 0));
  const known = new Map<number, number[]>();
  const titleUpTo = (day: number) => {
    const chances = known.get(day) ?? running(titleChances(world, day));
    known.set(day, chances);
    return chances;
  };
  const deviceUpTo = running(devices.map(([share]) => share));
  return { world, homes: homesOf(world), filesOf, titleUpTo, deviceUpTo };
}

function drawSession(
  { world, homes, filesOf, titleUpTo, deviceUpTo }: ReturnType<typeof sourcesOf>,
  draw: Dice,
  metro: number,
  startMs: number,
): Session {
  const { titles, files } = world;
  const title = draw.index(titleUpTo(Math.floor(startMs / dayMs)));
  const long = Math.max(medianMs * Math.exp(0.8 * draw.normal()), minuteMs);
  const endMs = startMs + Math.floor(Math.min(long, (titles.runtimeH[title] ?? 0) * 3_600_000));
  const lineBps = Math.floor(25e6 * Math.exp(draw.normal()));
  const [, deviceBps] = devices[draw.index(deviceUpTo)] ?? [0, 0];
  const most = Math.min(deviceBps, 0.8 * lineBps);
  const rows = filesOf[title] ?? [];
  const file = rows.findLast((row) => (files.bitrateBps[row] ?? 0) <= most) ?? rows[0] ?? 0;
  const nominalBps = files.bitrateBps[file] ?? 0;
  const both = (homes[metro] ?? []).filter(({ rows: those }) => those.length > 0);
  const home = both.length === 2 ? both[draw.unit() < 0.4 ? 1 : 0] : both[0];
  const words = addressIn(world, home?.rows[draw.index(home.upTo)] ?? 0, draw);
  const key = Math.floor(draw.unit() * 2 ** 32);
  const rate = { nominalBps, freeBps: Math.min(nominalBps, lineBps) };
  return { startMs, endMs, key, metro, file, ...rate, family: home?.family ?? 4, words };
}

/** Sessions that are there at `fromMs` or start before `toMs`, by start. */
export function drawSessions(
  world: World,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  startsPerMemberDay: number,
  seed: number,
): Session[] {
  const { metros } = world;
  const draw = dice(seed);
  const sources = sourcesOf(world);
  const found: Session[] = [];
  for (let metro = 0; metro < metros.count; metro++) {
    const members = metros.members[metro] ?? 0;
    const zoneMs = offsetMs(metros.timezone[metro] ?? 'UTC', fromMs);
    for (let cell = fromMs - 13 * 60 * minuteMs; cell < toMs; cell += minuteMs) {
      const mean = (members * startsPerMemberDay * curve(cell + zoneMs + minuteMs / 2)) / 1440;
      const gap = () => -Math.log(1 - draw.unit());
      for (let at = gap(); at < mean; at += gap()) {
        const startMs = cell + Math.floor(draw.unit() * minuteMs);
        const one = drawSession(sources, draw, metro, startMs);
        if (one.endMs > fromMs) found.push(one);
      }
    }
  }
  return found.sort((a, b) => a.startMs - b.startMs);
}

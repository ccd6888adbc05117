// Is the global world as large as promised, and does the command line bear it?
import { spawn } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip, gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const bin = 'cli/bin/fairlead.js';
const folder = mkdtempSync(join(tmpdir(), 'fairlead-global-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const world = join(folder, 'world');
const snapshot = join(folder, 'world.snapshot');

const mib = 2 ** 20;
const limits = { freeBytes: 1e9, peakBytes: 3 * 2 ** 30, worldBytes: 600e6, snapshotBytes: 200e6 };

/** Most memory that process `pid` ever had, as Linux says; 0 where nobody says it. */
function peakOf(pid: number | undefined): number {
  const path = `/proc/${pid}/status`;
  try {
    const found = existsSync(path) && /VmHWM:\s*(\d+) kB/.exec(readFileSync(path, 'utf8'));
    return found ? Number(found[1]) * 1024 : 0;
  } catch (error) {
    // The process ended between the two looks.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'ENOENT') return 0;
    throw error;
  }
}

/** What the command prints. It must end well; of what it took only the memory decides. */
function fairlead(words: readonly string[], input = ''): Promise<string> {
  const startMs = performance.now();
  const env = { ...process.env, NO_COLOR: '1' };
  const child = spawn(process.execPath, [bin, ...words], { env });
  const [out, told]: [Buffer[], Buffer[]] = [[], []];
  let peakBytes = 0;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, 20);
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => told.push(chunk));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
      const name = words.filter((word) => /^\w+$/.test(word)).join(' ');
      const memory = peakBytes > 0 ? `, ${Math.round(peakBytes / mib)} MiB at most` : '';
      console.log(`${name}: ${seconds} s${memory}`);
      try {
        assert.is(code, 0, Buffer.concat(told).toString('utf8'));
        assert.ok(peakBytes <= limits.peakBytes, `${name} took ${peakBytes} bytes of memory`);
        resolve(Buffer.concat(out).toString('utf8'));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** The lines of one table behind its header, each in fields. */
function rowsOf(table: string): string[][] {
  const path = join(world, `${table}.csv`);
  const text = existsSync(path)
    ? readFileSync(path, 'utf8')
    : gunzipSync(readFileSync(`${path}.gz`)).toString('utf8');
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.map((line) => line.split(','));
}

function isAbout(name: string, value: number, wanted: number, share: number): void {
  const isNear = Math.abs(value - wanted) <= wanted * share;
  assert.ok(isNear, `${value} ${name}, not ${wanted} ± ${share * 100} %`);
}

type Kind = { readonly kind: string; readonly sites: number };
type Lengths = { readonly family: number; readonly prefixes: number };

test('world generate: makes 190 countries with 270 million members', async () => {
  const { bavail, bsize } = statfsSync(folder);
  assert.ok(bavail * bsize > limits.freeBytes, `1 GB must be free in ${tmpdir()}`);
  await fairlead(['world', 'generate', '--size', 'global', '--json', '-o', world]);
  const shown = JSON.parse(await fairlead(['world', 'show', world, '--json']));
  const { counts } = shown;
  assert.is(shown.countries.length, 190);
  isAbout('networks', counts.networks, 16_000, 0.05);
  isAbout('sites', counts.sites, 6000, 0.05);
  isAbout('appliances', counts.appliances, 18_000, 0.05);
  isAbout('members', shown.members, 270e6, 0.03);
  const exchanges = shown.sites.find(({ kind }: Kind) => kind === 'ix').sites;
  assert.ok(exchanges >= 80 && exchanges <= 120, `${exchanges} sites at exchanges`);
  const ofFamily = (wanted: number) =>
    (shown.prefixLengths as Lengths[])
      .filter(({ family }) => family === wanted)
      .reduce((sum, { prefixes }) => sum + prefixes, 0);
  isAbout('IPv4 prefixes', ofFamily(4), 1.0e6, 0.03);
  isAbout('IPv6 prefixes', ofFamily(6), 0.2e6, 0.05);
  assert.ok(counts.routes >= 5e6 && counts.routes <= 8e6, `${counts.routes} routes`);
  const manifests = new Set(rowsOf('manifests').map(([manifest]) => manifest)).size;
  assert.ok(manifests <= 300, `${manifests} manifests`);
  console.log(`${JSON.stringify(counts)}, ${manifests} manifests, ${exchanges} exchanges`);
});

test('world generate: writes at most 600 MB', () => {
  const bytes = readdirSync(world).reduce((sum, name) => sum + statSync(join(world, name)).size, 0);
  console.log(`the world folder has ${Math.round(bytes / 1e6)} MB`);
  assert.ok(bytes <= limits.worldBytes, `${bytes} bytes`);
});

/** The links that at least one route names. */
async function linksWithRoutes(): Promise<Set<string>> {
  const input = createReadStream(join(world, 'routes.csv.gz')).pipe(createGunzip());
  const used = new Set<string>();
  let place = -1;
  for await (const line of createInterface({ input })) {
    const fields = line.split(',');
    if (place < 0) place = fields.indexOf('link');
    else used.add(fields[place] ?? '');
  }
  return used;
}

test('world generate: gives routes to all peering links and to no transit link', async () => {
  const used = await linksWithRoutes();
  const links = rowsOf('links').map(([link = '', , kind = '']) => ({ link, kind }));
  const linksOf = (wanted: string) => links.filter(({ kind }) => kind === wanted);
  const withRoutes = (wanted: string) => linksOf(wanted).filter(({ link }) => used.has(link));
  assert.ok(linksOf('transit').length >= 80);
  assert.equal(withRoutes('transit'), []);
  assert.is(withRoutes('pni').length, linksOf('pni').length);
  assert.is(withRoutes('ix').length, linksOf('ix').length);
  const embedded = `${withRoutes('embedded').length} of ${linksOf('embedded').length}`;
  console.log(`${embedded} embedded links have routes`);
});

test('world check: says that the global world has no problem', async () => {
  const out = await fairlead(['world', 'check', world, '--json']);
  assert.is(JSON.parse(out).ok, true);
});

test('snapshot build: compiles the global world into at most 200 MB', async () => {
  await fairlead(['snapshot', 'build', world, '-o', snapshot]);
  const bytes = statSync(snapshot).size;
  console.log(`the snapshot has ${(bytes / 1e6).toFixed(1)} MB`);
  assert.ok(bytes <= limits.snapshotBytes, `${bytes} bytes`);
});

/** `count` of `rows`, evenly spread. */
function every<Row>(rows: readonly Row[], count: number): Row[] {
  return Array.from(
    { length: count },
    (_, k) => rows[Math.floor((k * rows.length) / count)] as Row,
  );
}

/** Special-use space, which no route may cover. */
const uncovered = ['192.0.2.', '198.51.100.', '203.0.113.', '10.0.0.', '2001:db8::', 'fe80::'];

test('decide: answers 20,000 lines, by rank 95 % of those that routes cover', async () => {
  const prefixes = rowsOf('prefixes').map(([prefix = '']) => prefix);
  const isV6 = (prefix: string) => prefix.includes(':');
  const sample = [
    ...every(
      prefixes.filter((prefix) => !isV6(prefix)),
      8000,
    ),
    ...every(prefixes.filter(isV6), 8000),
  ].map((prefix) => prefix.split('/')[0] ?? '');
  const none = Array.from({ length: 4000 }, (_, k) => `${uncovered[k % 6]}${k % 250}`);
  const files = every(rowsOf('files'), 20_000).map(([file = '']) => file);
  const lines = [...sample, ...none].map((client, k) => {
    const file = files[(k * 7919) % files.length];
    return `${JSON.stringify({ client, file, session: `s${k}`, want: 1 + (k % 16) })}\n`;
  });
  const out = await fairlead(['decide', snapshot], lines.join(''));
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.is(answers.length, lines.length);
  assert.equal(
    answers.filter(({ error }) => error !== undefined),
    [],
  );
  const ranked = ({ reason }: { reason: string }) => reason === 'ranked';
  const share = answers.slice(0, sample.length).filter(ranked).length / sample.length;
  console.log(`${(share * 100).toFixed(2)} % of the covered lines are answered by rank`);
  assert.ok(share > 0.95, `only ${share} of the covered lines`);
  assert.is(answers.slice(sample.length).filter(ranked).length, 0);
});

test.run();

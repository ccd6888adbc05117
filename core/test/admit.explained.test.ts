// Is what appliances explain told from what nothing explains, and each held to its own limit?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { admit, compileSnapshot, type RequestChange, type TrafficSample } from '../index.ts';
import { type Lines, worldOf } from './support/small-world.ts';

/** Twenty clusters of five appliances, a /16 each of which it is the best; two copies of a file. */
const numbers = Array.from({ length: 20 }, (_, k) => k);
const boxes = numbers.flatMap((k) => [0, 1, 2, 3, 4].map((n) => `a${k}-${n} c${k} 1e9`));
const fleet: Lines = {
  sites: numbers.map((k) => `s${k} ix`),
  clusters: numbers.map((k) => `c${k} s${k} all`),
  appliances: boxes,
  links: numbers.map((k) => `l${k} s${k} ix`),
  routes: numbers.flatMap((k) => [
    `c${k} 20.${k}.0.0/16 1,2 l${k}`,
    `c${(k + 1) % 20} 20.${k}.0.0/16 1,2,3 l${(k + 1) % 20}`,
  ]),
  manifests: numbers.map((k) => `all film${k} 2`),
};
const served = compileSnapshot(worldOf(fleet), { sequence: 1 }).snapshot;

type Options = { readonly weightOf?: (row: number) => number; readonly sample?: TrafficSample };

function judged(lines: Partial<Lines>, { weightOf, sample }: Options = {}) {
  const world = worldOf({ ...fleet, ...lines });
  const options = { sequence: 2, ...(weightOf && { holderWeight: weightOf }) };
  const admission = admit(served, compileSnapshot(world, options).snapshot, sample);
  const all = admission.impact?.requests.find(({ over }) => over === 'all') as RequestChange;
  return { ...admission, ...all };
}
const codesOf = ({ verdict, reasons }: ReturnType<typeof judged>) =>
  `${verdict} ${[...new Set(reasons.map(({ code }) => code))].join()}`.trim();

/** Shares of what became other, in per cent: unexplained, by copies, drawn. */
const otherOf = ({ changedShare, filledShare, pulledShare }: RequestChange) =>
  [changedShare, filledShare, pulledShare].map((share) => Math.round(share * 1000) / 10);

test('admit: boxes that go, come back or drain explain every answer that is another', () => {
  for (const state of ['down', 'draining']) {
    const appliances = boxes.map((line) => (/^a[0-7]-0 /.test(line) ? `${line} ${state}` : line));
    const out = judged({ appliances });
    assert.equal(otherOf(out), [0, 0, 0]);
    assert.is(codesOf(out), 'apply');
  }
  const gone = judged({ appliances: boxes.filter((line) => !/^a[0-7]-0 /.test(line)) });
  assert.equal(otherOf(gone).slice(0, 2), [0, 0]);
});

test('admit: a new box draws what it draws, and a tenth of the fleet may be new', () => {
  const more = (count: number) => numbers.slice(0, count).map((k) => `b${k} c${k} 1e9`);
  const ten = judged({ appliances: [...boxes, ...more(10)] });
  assert.is(codesOf(ten), 'apply');
  const [changed, filled, pulled] = otherOf(ten);
  assert.equal([changed, filled], [0, 0]);
  assert.ok(Number(pulled) > 4 && Number(pulled) < 14, `${pulled}`); // a sixth in ten of twenty
  const twelve = judged({ appliances: [...boxes, ...more(12)] });
  assert.is(codesOf(twelve), 'hold growth');
  assert.match(twelve.reasons[0]?.text ?? '', /^10\.8 % of the appliances .* were not there/);
});

/** Ten per cent of the mean over 100 boxes of 1 Gbit/s, or over 20 links, for this share of all. */
const leastBps = (count: number, share: number) => 0.1 * count * 1e9 * share;

test('admit: a new link draws what it has room for, at its own site and at another', () => {
  for (const cluster of ['c0', 'c7']) {
    const routes = [...fleet.routes, `${cluster} 20.0.0.0/16 1 n0`];
    const link = (bps: number) =>
      judged({ links: [...fleet.links, `n0 s${cluster.slice(1)} ix ${bps}`], routes });
    const least = leastBps(20, 0.05);
    assert.equal(otherOf(link(least * 1.01)), [0, 0, 5]);
    assert.is(codesOf(link(least * 1.01)), 'apply');
    assert.equal(otherOf(link(least * 0.99)), [5, 0, 0]);
    assert.is(codesOf(link(1)), 'hold changed');
  }
});

test('admit: a new cluster draws what its boxes and its link have room for', () => {
  const more = (bps: number, linkBps: number) =>
    judged({
      sites: [...fleet.sites, 'z ix'],
      clusters: [...fleet.clusters, 'z z all'],
      appliances: [...boxes, `z-0 z ${bps}`],
      links: [...fleet.links, `lz z ix ${linkBps}`],
      routes: [...fleet.routes, 'z 20.0.0.0/16 1 lz'],
    });
  assert.is(codesOf(more(1e9, 1e9)), 'apply');
  assert.equal(otherOf(more(1e9, 1e9)), [0, 0, 5]);
  assert.is(codesOf(more(1, 1e9)), 'hold changed');
  assert.is(codesOf(more(1e9, 1)), 'hold changed');
  const least = leastBps(100, 0.05);
  assert.is(more(least * 1.01, 1e9).changedShare, 0);
  // Of 400 requests some boxes have none: a little less is the mean of those that answer.
  assert.ok(Math.abs(more(least * 0.8, 1e9).changedShare - 0.05) < 1e-9);
});

test('admit: a route that leads elsewhere is explained by nothing, though nobody is worse off', () => {
  const routes = fleet.routes.map((line) => line.replace(/^c0 (20\.0\..*) 1,2 /, 'c0 $1 1,2,3,4 '));
  const out = judged({ routes });
  assert.equal(otherOf(out), [5, 0, 0]);
  assert.is(out.worseShare, 0);
  assert.is(codesOf(out), 'hold changed');
});

test('admit: weights of holders are no fleet: who gathers all at one box is held', () => {
  const out = judged({}, { weightOf: (row) => (row % 5 === 0 ? 1 : 1e-9) });
  const [changed = 0, filled, pulled] = otherOf(out);
  assert.ok(changed > 20, `${changed}`);
  assert.equal([filled, pulled], [0, 0]);
  assert.is(codesOf(out), 'hold changed,group');
  const appliances = boxes.map((line, row) => (row === 7 ? `${line} down` : line));
  const both = judged({ appliances }, { weightOf: (row) => (row % 5 === 0 ? 1 : 1e-9) });
  assert.ok(both.changedShare > 0.2, 'a box that drains explains no weights');
  assert.is(codesOf(judged({}, { weightOf: () => 3 })), 'apply', 'equal weights are none');
});

test('admit: a box that stands in another cluster explains nothing of what it draws', () => {
  const appliances = boxes.map((line) => line.replace(/^(a[0-3]-0) c\d/, '$1 c9'));
  const out = judged({ appliances });
  assert.ok(out.changedShare > 0.01, `${out.changedShare}`);
  assert.match(codesOf(out), /^hold appliances,.*changed/);
  assert.match(out.reasons[0]?.text ?? '', /^4 % of the appliances .* in another cluster; at most/);
});

test('admit: more copies explain an answer, fewer do not', () => {
  const copies = (count: number, film: number) =>
    fleet.manifests.map((line, k) => (k === film ? `all film${k} ${count}` : line));
  let sum = 0;
  for (const film of numbers) {
    const more = judged({ manifests: copies(3, film) });
    assert.is(more.changedShare, 0);
    assert.is(codesOf(more), more.filledShare > 0.03 ? 'hold filled' : 'apply');
    sum += more.filledShare;
  }
  // A third of one file in twenty, over 400 sessions of which each candidate has its own.
  assert.ok(Math.abs(sum / 20 - 0.05 / 3) < 0.005, `${sum / 20}`);
  const less = judged({ manifests: copies(1, 0) });
  assert.is(less.filledShare, 0);
  assert.match(codesOf(less), /^hold .*changed/);
});

test('admit: no capacity is ten times or a tenth of what it was, were it that of one box', () => {
  const as = (bps: string) => judged({ appliances: [`a0-0 c0 ${bps}`, ...boxes.slice(1)] });
  assert.is(codesOf(as('1e10')), 'apply');
  assert.is(codesOf(as('1e8')), 'apply');
  assert.match(codesOf(as('1.1e10')), /^hold growth/);
  const small = as('1e3');
  assert.match(codesOf(small), /^hold growth/);
  assert.match(small.reasons[0]?.text ?? '', /^the capacity of a0-0 was 1000000 ×/);
  const link = (bps: string) => judged({ links: [...fleet.links.slice(1), `l0 s0 ix ${bps}`] });
  assert.is(codesOf(link('1.5e10')), 'apply', 'no decision reads it');
  assert.match(
    link('1e7')
      .reasons.map(({ text }) => text)
      .join(),
    /capacity of l0 was 100 ×/,
  );
});

test('admit: files are asked for by their popularity, where the sample says it', () => {
  const words = [0x14000001, 0, 0, 0];
  const clients = { count: 1, family: [4], words, weight: [1] };
  const popularity = { file: ['film7', 'film8', 'unknown'], weight: [1, 199, 5] };
  const manifests = fleet.manifests.filter((line) => !line.includes(' film7 '));
  const even = judged({ manifests }, { sample: clients });
  assert.ok(Math.abs(even.noneShare - 0.05) < 1e-9, `${even.noneShare}`);
  assert.ok(Math.abs(even.changedShare - 0.05) < 1e-9, 'no answer is another one');
  const weighed = judged({ manifests }, { sample: { ...clients, popularity } });
  assert.ok(Math.abs(weighed.noneShare - 0.005) < 1e-9, `${weighed.noneShare}`);
  assert.is(weighed.requestCount, 2);
});

test('admit: files that are new take no requests from those that are gone', () => {
  const kept = fleet.manifests.filter((line) => !line.includes(' film7 '));
  const few = judged({ manifests: kept });
  const more = Array.from({ length: 60 }, (_, k) => `all new${k} 2`);
  const many = judged({ manifests: [...kept, ...more] });
  assert.ok(Math.abs(few.noneShare - 0.05) < 1e-9, `${few.noneShare}`);
  assert.equal([many.noneShare, many.requestCount], [few.noneShare, few.requestCount]);
});

test('admit: groups beyond those that are asked on their own are judged together', () => {
  const count = 300;
  const words = Array.from({ length: count }, (_, k) => [0x14000000 + (k % 20) * 65536, 0, 0, 0]);
  const sample = {
    count,
    family: Array<number>(count).fill(4),
    words: words.flat(),
    weight: Array<number>(count).fill(1),
    group: Array.from({ length: count }, (_, k) => `g${k}`),
  };
  const { impact } = judged({}, { sample });
  const groups = impact?.requests.filter(({ over }) => over === 'group') ?? [];
  assert.is(groups.length, 257);
  assert.ok(groups.some(({ clients }) => clients === 'other groups'));
  assert.ok(groups.every(({ requestCount }) => requestCount === 20 || requestCount >= 64));
});

test.run();

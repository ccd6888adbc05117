// Does a replay say what another basis would have changed, for whom, and why?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Basis,
  compileSnapshot,
  createDecision,
  decide,
  findRow,
  matchVantages,
  noRow,
  parseAddress,
  readId,
  replay,
  setLink,
  unmap,
  vantageOf,
} from '../index.ts';
import { namesOf, stateFor } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { permuteWorld } from './support/permute-world.ts';
import { randomCase } from './support/random-world.ts';
import {
  type Asked,
  drawn,
  film,
  lines,
  recorded,
  requestFor,
  steered,
} from './support/recorded.ts';

const scale = process.env.FAIRLEAD_PROVE ? 10 : 1;
const words = new Uint32Array(4);

const one = () => 1;

test('a record of a want outside 1 to 16 replays as decide took it', () => {
  const basis = steered();
  for (const want of [-1, 0, 0.5, 1.5, 17, 1e9, Number.NaN]) {
    const view = recorded(basis, [{ client: '20.1.2.3', file: 'hit', session: 's', want }]);
    assert.is(replay(view, basis, basis, one).same, 1, `want ${want}`);
  }
});

test(`replay: ${100_000 * scale} decisions replay bit for bit, 0 differences`, () => {
  for (let seed = 1; seed <= 200 * scale; seed++) {
    const { bases, asked } = drawn(70_000 + seed, 500);
    const basis = cell(bases, seed % bases.length);
    const report = replay(recorded(basis, asked), basis, basis, one);
    const { same, moved, moves, served, ...rest } = report;
    assert.equal(rest, { records: 500, foreign: 0, broken: 0, faults: [], tail: 0, split: 0 });
    assert.equal(served.after, served.before);
    assert.equal([same, moved, moves], [500, { decisions: 0, weight: 0 }, []]);
  }
});

test('replay: the same world compiled with its rows in another order moves nobody', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { world, ranking, bases, asked, states } = drawn(seed, 100);
    const { snapshot } = compileSnapshot(permuteWorld(world, createDice(seed)), {
      ranking,
      sequence: 9,
    });
    const after = { snapshot, state: stateFor(snapshot, namesOf(snapshot), cell(states, 0)) };
    const basis = cell(bases, 0);
    const { same, split } = replay(recorded(basis, asked), basis, after, one);
    assert.equal([same, split], [100, 0], `seed ${seed}`);
  }
});

test('replay: what moves is what two plain decisions have as first targets, site by site', () => {
  let decisions = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { bases, asked } = drawn(90_000 + seed, 100);
    const [before, after] = [cell(bases, 0), cell(bases, 1)];
    const first = (basis: Basis, each: Asked) => {
      const out = createDecision(basis.snapshot);
      decide(basis.snapshot, basis.state, requestFor(basis, each), out);
      return out.targetCount > 0 ? cell(out.targetAppliance, 0) : noRow;
    };
    const names = namesOf(before.snapshot);
    const siteOf = (row: number) => {
      if (row === noRow) return null;
      const cluster = cell(before.snapshot.applianceCluster, row);
      return cell(names.site, cell(before.snapshot.clusterSite, cluster));
    };
    const expected = new Map<string, number>();
    for (const each of asked) {
      const [old, now] = [first(before, each), first(after, each)];
      const key = JSON.stringify([siteOf(old), siteOf(now)]);
      if (old !== now) expected.set(key, (expected.get(key) ?? 0) + each.want);
    }
    const report = replay(recorded(before, asked), before, after, ({ request }) => request.want);
    const given = new Map<string, number>();
    for (const { from, to, weight, cause } of report.moves) {
      assert.match(cause, /^[DHLK]$/, 'a state moves nobody for any other cause');
      const key = JSON.stringify([from, to]);
      given.set(key, (given.get(key) ?? 0) + weight);
    }
    assert.equal([...given].sort(), [...expected].sort());
    const { same, tail, moved } = report;
    assert.is(same + tail + moved.decisions, 100);
    decisions += moved.decisions;
  }
  assert.ok(decisions > 1000, `${decisions} moved only`);
});

test('replay: another ranking moves whom plain decisions move, unless a vantage is split', () => {
  const count = { moved: 0, kept: 0 };
  const firstId = (basis: Basis, each: Asked) => {
    const out = createDecision(basis.snapshot);
    decide(basis.snapshot, basis.state, requestFor(basis, each), out);
    return out.targetCount > 0
      ? readId(basis.snapshot, 'appliance', cell(out.targetAppliance, 0))
      : null;
  };
  for (let seed = 1; seed <= 120; seed++) {
    const { world, bases, asked, states } = drawn(seed, 30);
    const { snapshot } = compileSnapshot(world, { ranking: ['-as-path', 'med', '-distance'] });
    const after = { snapshot, state: stateFor(snapshot, namesOf(snapshot), cell(states, 0)) };
    const before = cell(bases, 0);
    for (const each of asked) {
      const { split, broken, moved } = replay(recorded(before, [each]), before, after, one);
      assert.is(broken, 0);
      if (split > 0) continue;
      const isMoved = firstId(before, each) !== firstId(after, each);
      assert.is(moved.decisions === 1, isMoved, `seed ${seed}: ${JSON.stringify(each)}`);
      if (isMoved) count.moved++;
      else count.kept++;
    }
  }
  assert.ok(count.moved > 200 && count.kept > 200, JSON.stringify(count));
});

/** `cause turn from>to decisions weight` of each move, each decision weighing two. */
function movesOf(before: Basis, after: Basis): string[] {
  const { moves, broken, foreign } = replay(recorded(before, film), before, after, () => 2);
  assert.equal([broken, foreign], [0, 0]);
  return moves.map(
    ({ cause, turn, from, to, decisions, weight }) =>
      `${cause} ${turn} ${from}>${to} ${decisions} ${weight}`,
  );
}

test('replay: names what fell away, and what came back', () => {
  const well = steered();
  assert.equal(movesOf(well, steered({}, 'isp-1')), ['H lost isp>ams 50 100']);
  assert.equal(movesOf(steered({}, 'isp-1'), well), ['H won ams>isp 50 100']);
  const drained = steered({
    appliances: ['isp-1 c-isp 1e9 draining', 'ams-1 c-ams', 'fra-1 c-fra'],
  });
  assert.equal(movesOf(well, drained), ['D lost isp>ams 50 100']);
  assert.equal(movesOf(well, steered({ manifests: ['big hit', 'fra hit', 'c-isp b'] })), [
    'C lost isp>ams 50 100',
  ]);
});

test('replay: names routes, ranks, appliances that are gone, and the order within a rank', () => {
  const well = steered();
  const [, ...others] = lines.routes;
  assert.equal(movesOf(well, steered({ routes: others })), ['network lost isp>ams 50 100']);
  const swapped = ['c-isp 20.1.0.0/16 1,2,3,4 l-isp', ...others];
  assert.equal(movesOf(well, steered({ routes: swapped })), ['network reordered isp>ams 50 100']);
  assert.equal(movesOf(well, steered({ appliances: ['ams-1 c-ams', 'fra-1 c-fra'] })), [
    'fleet lost isp>ams 50 100',
  ]);
  const equals = { routes: lines.routes.map((route) => route.replace(/ [\d,]+ l/, ' 1 l')) };
  const larger = ['isp-1 c-isp', 'ams-1 c-ams', 'fra-1 c-fra 9e9'];
  const moves = movesOf(steered(equals), steered({ ...equals, appliances: larger }));
  assert.ok(moves.length > 0);
  for (const move of moves) assert.match(move, /^spread reordered (isp|ams)>fra /);
});

test('replay: a half-shed link moves about half of the sessions, and says K', () => {
  const after = steered();
  setLink(after.state, findRow(after.snapshot, 'link', 'l-isp'), 0.5);
  const [move = '', ...more] = movesOf(steered(), after);
  assert.equal(more, []);
  const [, decisions] = /^K lost isp>ams (\d+)/.exec(move) ?? [];
  assert.ok(Math.abs(Number(decisions) - 25) < 12, move);
});

test('replay: a decision without targets goes nowhere, and comes from nowhere', () => {
  const well = steered();
  const empty = steered({ manifests: ['c-isp a', 'big a', 'fra a', 'big hit'], appliances: [] });
  assert.equal(movesOf(well, empty), ['fleet lost isp>null 50 100']);
  assert.equal(movesOf(empty, steered({ manifests: ['c-isp a', 'big hit', 'fra a'] })), [
    'fleet won null>ams 50 100',
  ]);
});

test('replay: counts decisions whose vantage is several vantages after', () => {
  const nowhere = steered({ routes: [] });
  const { split, broken } = replay(recorded(nowhere, film), nowhere, steered(), one);
  assert.equal([split, broken], [50, 0]);
});

test('replay: leaves records of another snapshot or state alone, and counts damaged ones', () => {
  const basis = steered();
  const view = recorded(basis, film);
  const other = steered({}, 'fra-1');
  const { foreign: ofOthers, faults: firsts } = replay(view, other, basis, one);
  assert.equal([ofOthers, firsts.length], [50, 20]);
  assert.ok(firsts.every(({ fault }) => fault === 'other-state'));
  view.setInt32(52, view.getInt32(52, true) ^ 1, true);
  view.setUint32(64 + 32, 0xfffffff0, true);
  view.setUint32(128 + 36, 0xfffffff0, true);
  view.setUint16(192 + 56, 0, true);
  const { broken, foreign, same, faults } = replay(view, basis, basis, one);
  assert.equal([broken, foreign, same], [3, 1, 46]);
  assert.equal(
    faults.map(({ record, fault }) => `${record} ${fault}`),
    ['0 differs', '1 bad-row', '2 bad-row', '3 no-record'],
  );
});

const damagedCount = 3_000 * scale;
test(`replay: of ${damagedCount} files of damaged records all come out, or are counted, here and elsewhere`, () => {
  const basis = steered();
  const elsewhere = steered({}, 'fra-1');
  const sound = new Uint8Array(recorded(basis, film).buffer);
  const dice = createDice(7);
  const seen = { same: 0, broken: 0, foreign: 0 };
  for (let n = 0; n < damagedCount; n++) {
    const bytes = sound.slice();
    // Behind byte 32 a record names rows, hashes and the outcome: snapshot and state stay theirs.
    for (let k = 0; k < 4; k++) bytes[64 * dice.below(50) + 32 + dice.below(32)] = dice.below(256);
    const report = replay(
      new DataView(bytes.buffer),
      basis,
      dice.below(2) ? basis : elsewhere,
      one,
    );
    const { records, same, moved, broken, foreign } = report;
    assert.is(same + moved.decisions + broken + foreign, records, `file ${n}`);
    seen.same += same;
    seen.broken += broken;
    seen.foreign += foreign;
  }
  assert.ok(seen.same > 0 && seen.broken > damagedCount, JSON.stringify(seen));
});

test('matchVantages: an address has the like of its vantage, unless that is split', () => {
  let checked = 0;
  let split = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { world, clients } = randomCase(seed);
    const from = compileSnapshot(world).snapshot;
    const valid = {
      ...world.routes,
      rpki: world.routes.rpki.map((code, row) => (row % 5 ? code : 1)),
    };
    const to = compileSnapshot({ ...world, routes: valid }).snapshot;
    const { vantage, isSplit } = matchVantages(from, to);
    for (const client of clients) {
      const family = unmap(parseAddress(client, words), words);
      const row = vantageOf(from, family, words);
      split += cell(isSplit, row);
      if (cell(isSplit, row) === 1) continue;
      assert.is(cell(vantage, row), vantageOf(to, family, words), `seed ${seed}: ${client}`);
      checked++;
    }
  }
  assert.ok(checked > 1000 && split > 100, `${checked} and ${split} split ones only`);
});

test.run();

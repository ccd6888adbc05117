// Does decide keep rules 1 to 7 of steering? An example for each, in the order of the rules.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findFile,
  hashId,
  noRow,
  parseAddress,
  vantageOf,
} from '../index.ts';
import { namesOf } from './support/agreement.ts';
import { rowsOf } from './support/oracle-basics.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import {
  type Belief,
  pair,
  passedOf,
  ranksOf,
  type Steer,
  sorted,
  steering,
} from './support/steering.ts';

test('rule 1: IPv4 routes count from /8 to /31, IPv6 ones from /19 to /64', () => {
  const covered = (prefix: string, client: string) =>
    steering({ routes: [`ce ${prefix} 1 le`] })({ client }).reason === 'ranked';
  assert.ok(covered('20.0.0.0/8', '20.1.2.3'));
  assert.not(covered('20.0.0.0/7', '20.1.2.3'));
  assert.ok(covered('20.1.2.2/31', '20.1.2.3'));
  assert.not(covered('20.1.2.3/32', '20.1.2.3'));
  assert.ok(covered('2a00::/19', '2a00:1::5'));
  assert.not(covered('2a00::/18', '2a00:1::5'));
  assert.ok(covered('2a00:0:0:7::/64', '2a00::7:0:0:0:5'));
  assert.not(covered('2a00:0:0:7::/65', '2a00::7:0:0:0:5'));
});

test('rule 1: an invalid origin is no route, an unknown one is', () => {
  assert.is(steering({ routes: ['ce 20.1.0.0/16 1 le 0 invalid'] })().passedOver.length, 0);
  assert.is(steering({ routes: ['ce 20.1.0.0/16 1 le 0 unknown'] })().reason, 'ranked');
});

test('rule 1: a route inside special-use space is dropped, one around it is not', () => {
  const covered = (prefix: string, client: string) =>
    steering({ routes: [`ce ${prefix} 1 le`] })({ client }).reason === 'ranked';
  for (const [prefix, client] of [
    ['10.0.0.0/8', '10.1.1.1'],
    ['100.64.0.0/11', '100.64.0.1'],
    ['172.16.0.0/12', '172.16.0.1'],
    ['198.19.0.0/16', '198.19.0.1'],
    ['255.0.0.0/8', '255.255.255.255'],
    ['2001:db8:1::/48', '2001:db8:1::1'],
    ['fd00::/20', 'fd00::1'],
    ['1fff:ff00::/24', '1fff:ff00::1'],
  ] as const)
    assert.not(covered(prefix, client), prefix);
  for (const [prefix, client] of [
    ['100.0.0.0/9', '100.64.0.1'],
    ['172.0.0.0/8', '172.16.0.1'],
    ['198.0.0.0/8', '198.51.100.1'],
    ['2001:d00::/24', '2001:db8::1'],
    ['3fff:ff00::/24', '3fff:ff00::1'],
  ] as const)
    assert.ok(covered(prefix, client), prefix);
});

test('rule 1: an IPv4-mapped client is an IPv4 client', () => {
  const steer = steering();
  assert.equal(steer({ client: '::ffff:20.1.2.3' }), steer());
  assert.equal(steer({ client: '::ffff:1401:203' }), steer());
});

test('rule 2: a cluster takes its longest route, then fewest hops, then MED, then link', () => {
  const linkOf = (...routes: string[]) =>
    steering({ links: ['le east pni', 'b east ix', 'a east ix', 'lw west pni'], routes })()
      .targets[0]?.link;
  assert.is(linkOf('ce 20.1.0.0/16 1 a', 'ce 20.1.2.0/24 1,2,3 b 9'), 'b');
  assert.is(linkOf('ce 20.1.0.0/16 1,1,1 a', 'ce 20.1.0.0/16 1,2 b 9'), 'b');
  assert.is(linkOf('ce 20.1.0.0/16 1,2 a 9', 'ce 20.1.0.0/16 3,4 b 8'), 'b');
  assert.is(linkOf('ce 20.1.0.0/16 1,2 b', 'ce 20.1.0.0/16 3,4 a'), 'a');
});

test('rule 3: a longer prefix beats a shorter path, a path MED, MED distance', () => {
  const metro = { metros: ['m 50 9'], clients: ['20.0.0.0/8 m'] };
  const ranks = (ce: string, cw: string) =>
    sorted(ranksOf(steering({ ...metro, routes: [`ce ${ce}`, `cw ${cw}`] })()));
  assert.is(ranks('20.1.0.0/16 1 le', '20.1.2.0/24 1,2,3 lw 9'), 'ce:1 cw:0');
  assert.is(ranks('20.1.0.0/16 1,2 le', '20.1.0.0/16 7 lw 9'), 'ce:1 cw:0');
  assert.is(ranks('20.1.0.0/16 1 le 5', '20.1.0.0/16 1 lw 4'), 'ce:1 cw:0');
  assert.is(ranks('20.1.0.0/16 1 le', '20.1.0.0/16 1 lw'), 'ce:0 cw:1');
});

test('rule 3: prepends count as hops', () => {
  const routes = ['ce 20.1.0.0/16 7,7,7 le', 'cw 20.1.0.0/16 1,2 lw'];
  assert.is(ranksOf(steering({ routes })()), 'cw:0 ce:1');
});

test('rule 3: a more specific route at peering beats an embedded route', () => {
  const steer = steering({
    sites: ['east embedded 50 10', 'west ix 50 -10'],
    links: ['le east embedded', 'lw west ix'],
    routes: ['ce 20.1.0.0/16 1 le', 'cw 20.1.2.0/24 1,2 lw'],
    metros: ['m 50 10'],
    clients: ['20.1.0.0/16 m'],
  });
  assert.is(ranksOf(steer()), 'cw:0 ce:1');
  assert.is(ranksOf(steer({ client: '20.1.3.3' })), 'ce:0');
});

test('rule 3: equals on all four share a rank, and ranks are dense', () => {
  const lines = {
    sites: ['east ix 50 10', 'west ix 50 -10', 'far ix 0 0'],
    clusters: ['ce east all', 'cw west all', 'cf far all'],
    appliances: ['e1 ce', 'w1 cw', 'f1 cf'],
    links: ['le east pni', 'lw west pni', 'lf far pni'],
    routes: ['ce 20.1.0.0/16 1 le', 'cw 20.1.0.0/16 2 lw', 'cf 20.0.0.0/12 1 lf'],
  };
  assert.is(sorted(ranksOf(steering(lines)())), 'ce:0 cf:1 cw:0');
  const near = { ...lines, metros: ['m 50 9'], clients: ['20.1.2.0/24 m'] };
  assert.is(sorted(ranksOf(steering(near)())), 'ce:0 cf:2 cw:1');
});

test('rule 3: places nearer to one another than half a kilometre tie', () => {
  const at = (east: string) => ({
    sites: [`east ix ${east} 0`, 'west ix 50.1 0'],
    metros: ['m 50 0'],
    clients: ['20.1.0.0/16 m'],
  });
  assert.is(sorted(ranksOf(steering(at('50.101'))())), 'ce:0 cw:0');
  assert.is(sorted(ranksOf(steering(at('50.11'))())), 'ce:1 cw:0');
});

test('rule 4: the letter is that of the first overlay which left the candidate empty', () => {
  const routes = ['ce 20.1.2.0/24 1 le', 'cw 20.1.0.0/16 1 lw'];
  const letter = (lines: Partial<Lines>, belief: Belief = {}) =>
    passedOf(steering({ routes, ...lines })({}, belief));
  const own = ['ce east', 'cw west all'];
  assert.is(letter({ clusters: own }, { e1: 'ill', le: 1 }), 'ce:0:C');
  assert.is(letter({ appliances: ['e1 ce 1 down', 'w1 cw'] }, { e1: 'ill', le: 1 }), 'ce:0:D');
  assert.is(letter({ appliances: ['e1 ce 1 draining', 'w1 cw'] }), 'ce:0:D');
  assert.is(letter({}, { e1: 'ill', le: 1 }), 'ce:0:H');
  assert.is(letter({}, { e1: 1, le: 1 }), 'ce:0:L');
  assert.is(letter({}, { le: 1 }), 'ce:0:K');
  assert.is(letter({ appliances: ['w1 cw'] }), 'ce:0:C');
  const two = { appliances: ['e1 ce', 'e2 ce', 'w1 cw'], manifests: ['all film 2'] };
  assert.is(letter(two, { e1: 'ill', e2: 1, le: 1 }), 'ce:0:L');
  assert.is(letter(two, { e1: 'ill' }), '');
});

test('rule 4: a share of 0 sheds nobody, 1 everybody, more sheds whom less did and more', () => {
  const steer = steering({ routes: ['ce 20.1.2.0/24 1 le', 'cw 20.1.0.0/16 1 lw'] });
  for (const id of ['e1', 'le']) {
    let before = new Set<string>();
    for (const share of [0, 1 / 65536, 0.1, 0.25, 0.5, 0.500001, 0.9, 1]) {
      const sessions = rowsOf({ count: 3000 }).map((n) => `s${n}`);
      const isShed = (session: string) =>
        ranksOf(steer({ session, want: 1 }, { [id]: share })) !== 'ce:0';
      const shed = new Set(sessions.filter(isShed));
      for (const session of before) assert.ok(shed.has(session), `${session} at ${share}`);
      assert.ok(Math.abs(shed.size / 3000 - share) < 0.03, `${share}: ${shed.size}`);
      if (share === 0) assert.is(shed.size, 0);
      if (share === 1) assert.is(shed.size, 3000);
      before = shed;
    }
  }
});

/** One cluster of `appliances` that holds 500 files, `copies` of each. */
const shelf = (appliances: readonly string[], copies: number) =>
  steering({
    appliances: appliances.map((id) => `${id} ce`),
    manifests: rowsOf({ count: 500 }).map((n) => `all f${n} ${copies}`),
  });
const holdersOf = (steer: Steer, file: string) =>
  new Set(steer({ file, want: 16 }).targets.map(({ appliance }) => appliance));

test('rule 5: a file has as many holders as copies, all of a smaller cluster', () => {
  assert.is(holdersOf(shelf(['a', 'b', 'c', 'd'], 3), 'f1').size, 3);
  assert.is(holdersOf(shelf(['a', 'b', 'c', 'd'], 4), 'f1').size, 4);
  assert.is(holdersOf(shelf(['a', 'b', 'c', 'd'], 9), 'f1').size, 4);
});

test('rule 5: an appliance that leaves moves no file between those that stay', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const before = shelf(all, 3);
  for (const gone of ['a', 'e']) {
    const after = shelf(
      all.filter((id) => id !== gone),
      3,
    );
    let moved = 0;
    for (let n = 0; n < 500; n++) {
      const old = holdersOf(before, `f${n}`);
      const now = holdersOf(after, `f${n}`);
      for (const id of old) assert.ok(id === gone || now.has(id), `f${n} left ${id}`);
      if (old.has(gone)) moved++;
      else assert.equal([...old].sort(), [...now].sort());
    }
    // 3 of 8 appliances hold a file: 187.5 of 500 files, and five standard deviations are 54.
    assert.ok(Math.abs(moved - 187.5) < 54, `${moved} files moved`);
  }
});

test('rule 5: a holder that is down has not moved its files', () => {
  const lines = {
    appliances: ['e1 ce 1', 'e2 ce 1', 'e3 ce 1'],
    manifests: rowsOf({ count: 30 }).map((n) => `all f${n}`),
  };
  const up = steering(lines);
  const down = steering({ ...lines, appliances: ['e1 ce 1 down', 'e2 ce 1', 'e3 ce 1'] });
  for (let n = 0; n < 30; n++) {
    const holder = up({ file: `f${n}` }).targets[0]?.appliance;
    const { targets, reason } = down({ file: `f${n}` });
    assert.is(reason, holder === 'e1' ? 'none' : 'ranked');
    assert.is(targets[0]?.appliance, holder === 'e1' ? undefined : holder);
  }
});

test('rule 6: fewer targets are the first of more, and want goes from 1 to 16', () => {
  const steer = steering({
    appliances: rowsOf({ count: 30 }).map((n) => `a${n} ${n % 2 === 0 ? 'ce' : 'cw'} ${1 + n}`),
    routes: ['ce 20.1.0.0/16 1 le', 'cw 20.1.0.0/16 1,2 lw'],
    manifests: ['all film 9'],
  });
  for (let n = 0; n < 50; n++) {
    const session = `s${n}`;
    const all = steer({ session, want: 16 }).targets;
    assert.is(all.length, 16);
    assert.is(new Set(all.map(({ appliance }) => appliance)).size, 16);
    assert.equal(
      all.map(({ rank }) => rank),
      [...Array(9).fill(0), ...Array(7).fill(1)],
    );
    for (let want = 1; want < 16; want++)
      assert.equal(steer({ session, want }).targets, all.slice(0, want));
    for (const want of [0, -3, Number.NaN])
      assert.equal(steer({ session, want }).targets, all.slice(0, 1));
    for (const want of [17, 1e9, Number.POSITIVE_INFINITY])
      assert.equal(steer({ session, want }).targets, all);
  }
});

test('rule 6: holders of capacity 1:2:5 come first for 1/8, 2/8, 5/8 of 200,000 sessions', () => {
  const lines = {
    appliances: ['one ce 1e10', 'two ce 2e10', 'five cw 5e10'],
    manifests: ['all film 2'],
  };
  const { snapshot } = compileSnapshot(worldOf({ ...pair, ...lines }));
  const { appliance } = namesOf(snapshot);
  const state = createState(snapshot);
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  const vantage = vantageOf(snapshot, parseAddress('20.1.2.3', words), words);
  const fixed = { vantage, file: findFile(snapshot, 'film'), fileHash: hashId('film'), want: 1 };
  const first = new Map<string | undefined, number>();
  for (let n = 0; n < 200_000; n++) {
    decide(snapshot, state, { ...fixed, sessionHash: hashId(`session ${n}`) }, out);
    const id = appliance[out.targetAppliance[0] ?? noRow];
    first.set(id, (first.get(id) ?? 0) + 1);
  }
  for (const [id, share] of [
    ['one', 1 / 8],
    ['two', 2 / 8],
    ['five', 5 / 8],
  ] as const) {
    const deviation = (first.get(id) ?? 0) / 200_000 / share - 1;
    assert.ok(Math.abs(deviation) < 0.01, `${id} deviates by ${deviation}`);
  }
});

test('rule 7: passed over is who has nothing, down to the last target, by rank and id', () => {
  const steer = steering({
    clusters: ['c1 east', 'c2 east all', 'c3 east', 'c0 east', 'c4 west', 'c5 west all'],
    appliances: ['a1 c1', 'a2 c2', 'a3 c3', 'a0 c0', 'a4 c4', 'a5 c5'],
    routes: ['c1', 'c3', 'c2', 'c0']
      .map((cluster) => `${cluster} 20.1.2.0/24 1 le`)
      .concat('c4 20.1.0.0/16 1 lw', 'c5 20.0.0.0/8 1 lw'),
  });
  assert.is(passedOf(steer({ want: 1 })), 'c0:0:C c1:0:C c3:0:C');
  assert.is(passedOf(steer({ want: 2 })), 'c0:0:C c1:0:C c3:0:C c4:1:C');
  assert.is(ranksOf(steer({ want: 2 })), 'c2:0 c5:2');
  assert.is(passedOf(steer({ want: 2 }, { a5: 'ill' })), 'c0:0:C c1:0:C c3:0:C c4:1:C c5:2:H');
});

test('a fraction of a target counts as the next whole one, and nothing below one as one', () => {
  const steer = steering();
  const counts = [-1, 0, 0.5, 1, 1.5, 2].map((want) => steer({ want }).targets.length);
  assert.equal(counts, [1, 1, 1, 1, 2, 2]);
});

test.run();

// Does explain tell what decide did? Its letters and places against the decision itself.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type CandidateAccount,
  compileSnapshot,
  createState,
  type Explanation,
  explain,
  explainRecord,
  findFile,
  findRow,
  firstAddressOf,
  hashId,
  parseAddress,
  readRecord,
  recordBytes,
  type Snapshot,
  type State,
  setAppliance,
  setLink,
  unmap,
  vantageOf,
} from '../index.ts';
import { createAsk, namesOf, stateFor } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import type { OracleRequest } from './support/oracle.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { drawn, recorded, requestFor } from './support/recorded.ts';
import { worldOf } from './support/small-world.ts';

const scale = process.env.FAIRLEAD_PROVE ? 10 : 1;
const words = new Uint32Array(4);

function explained(snapshot: Snapshot, state: State, asked: OracleRequest): Explanation {
  const { client, file, session, want } = asked;
  const vantage = vantageOf(snapshot, unmap(parseAddress(client, words), words), words);
  const hashes = { fileHash: hashId(file), sessionHash: hashId(session) };
  return explain(snapshot, state, { vantage, file: findFile(snapshot, file), ...hashes, want });
}

const isEligible = ({ label, ignored }: { label: string | null; ignored: boolean }) =>
  label === null || ignored;

/** Places of holders in the order of the accounts, checked one by one against the targets. */
function checkPlaces({ targets, want }: Explanation, accounts: readonly CandidateAccount[]): void {
  const placed = new Map<number, string>();
  for (const { cluster, site, link, rank, holders, reached } of accounts)
    for (const holder of holders) {
      const { appliance, place } = holder;
      if (place === null) {
        const isShort = isEligible(holder) && reached;
        assert.ok(!isShort || targets.length === want, `${appliance} should be a target`);
        const last = targets.at(-1)?.rank;
        const isBetter = rank !== null && last !== undefined && last !== null && rank < last;
        assert.ok(!isEligible(holder) || !isBetter, `${appliance} is better than a target`);
        continue;
      }
      assert.ok(reached && isEligible(holder));
      placed.set(place, JSON.stringify({ appliance, cluster, site, link, rank }));
    }
  const wanted = targets.map((target) => JSON.stringify(target));
  assert.equal(
    wanted,
    wanted.map((_, place) => placed.get(place)),
  );
  assert.is(placed.size, targets.length);
}

/** Explains `count` decisions in the world of `seed`; fails where decide says otherwise. */
function checkWorld(seed: number, count: number, tally: Map<string, number>): void {
  const { world, clients, files, sessions, states, ranking } = randomCase(seed);
  const dice = createDice(~seed);
  const { snapshot } = compileSnapshot(world, { ranking });
  const ask = createAsk(snapshot);
  const names = namesOf(snapshot);
  const beliefs = states.map((state) => stateFor(snapshot, names, state));
  const add = (word: string) => tally.set(word, (tally.get(word) ?? 0) + 1);
  for (let n = 0; n < count; n++) {
    const state = dice.pick(beliefs);
    const request = {
      client: dice.pick(clients),
      file: dice.pick(files),
      session: dice.pick(sessions),
      want: 1 + dice.below(16),
    };
    const account = explained(snapshot, state, request);
    const { targets, passedOver, reason, candidates, resort } = account;
    assert.equal({ targets, passedOver, reason }, ask(state, request));
    const labelled = candidates
      .filter(({ label, reached }) => label !== null && reached)
      .map(({ cluster, rank, label }) => ({ cluster, rank, label }));
    assert.equal(labelled, passedOver, `seed ${seed}, decision ${n}`);
    checkPlaces(account, reason === 'last-resort' ? resort : candidates);
    if (reason === 'none') assert.ok(resort.every(({ label }) => label !== null));
    add(reason);
    for (const { holders } of [...candidates, ...resort])
      for (const { label, ignored } of holders) add(`${label}${ignored ? ' ignored' : ''}`);
  }
}

test(`explain: letters and places agree with decide in ${1000 * scale} random worlds`, () => {
  const tally = new Map<string, number>();
  for (let seed = 1; seed <= 1000 * scale; seed++) checkWorld(50_000 + seed, 25, tally);
  const words = ['ranked', 'fail-open', 'last-resort', 'none', 'null', 'D', 'H', 'L', 'K'];
  for (const word of [...words, 'H ignored', 'L ignored', 'K ignored'])
    assert.ok((tally.get(word) ?? 0) > 200, `${word} came ${tally.get(word) ?? 0} times only`);
});

const lines = {
  sites: ['isp embedded', 'ams ix', 'fra ix'],
  clusters: ['c-isp isp', 'c-ams ams big', 'c-fra fra big'],
  appliances: ['isp-1 c-isp', 'isp-2 c-isp', 'ams-1 c-ams', 'fra-1 c-fra'],
  links: ['l-isp isp embedded', 'l-ams ams pni', 'l-ams-t ams transit', 'l-fra fra ix'],
  routes: [
    'c-isp 20.1.0.0/16 1 l-isp',
    'c-ams 20.1.0.0/16 1,2 l-ams',
    'c-fra 20.1.0.0/16 1,2,3 l-fra',
  ],
  manifests: ['c-isp hit 2', 'big hit 2', 'big rare 1'],
};

function small() {
  const { snapshot } = compileSnapshot(worldOf(lines));
  const state = createState(snapshot);
  const ask = (change: Partial<OracleRequest> = {}) =>
    explained(snapshot, state, {
      ...{ client: '20.1.2.3', file: 'hit', session: 's', want: 3 },
      ...change,
    });
  const ill = (id: string) =>
    setAppliance(state, findRow(snapshot, 'appliance', id), { healthy: false, shedShare: 0 });
  return { snapshot, state, ask, ill };
}

/** `cluster:label` with `holder:label` of each candidate. */
const shortly = (accounts: readonly CandidateAccount[]) =>
  accounts.map(({ cluster, label, holders }) => {
    const each = holders.map((holder) => ` ${holder.appliance}:${holder.label}@${holder.place}`);
    return `${cluster}:${label}${each.join('')}`;
  });

test('explain: a candidate with one ill appliance is no candidate that was passed over', () => {
  const { ask, ill } = small();
  ill('isp-1');
  const { candidates, passedOver } = ask();
  assert.equal(passedOver, []);
  assert.equal(shortly(candidates), [
    'c-isp:null isp-1:H@null isp-2:null@0',
    'c-ams:null ams-1:null@1',
    'c-fra:null fra-1:null@2',
  ]);
});

test('explain: says which candidates decide never came to, and their letters all the same', () => {
  const { ask, ill } = small();
  ill('fra-1');
  const { candidates } = ask({ want: 2 });
  assert.equal(
    candidates.map(({ reached }) => reached),
    [true, false, false],
  );
  assert.is(candidates[2]?.label, 'H');
});

test('explain: a shed link names K and its share, a lacking file C without holders', () => {
  const { snapshot, state, ask } = small();
  setLink(state, findRow(snapshot, 'link', 'l-ams'), 1);
  const { candidates } = ask({ file: 'rare', want: 1 });
  assert.equal(shortly(candidates), ['c-isp:C', 'c-ams:K ams-1:K@null', 'c-fra:null fra-1:null@0']);
  assert.equal(
    candidates.map(({ linkShedShare }) => linkShedShare),
    [0, 1, 0],
  );
});

test('explain: a client that no route covers is shown the sites of the last resort', () => {
  const { ask } = small();
  const { reason, candidates, resort } = ask({ client: '99.1.1.1' });
  assert.is(reason, 'last-resort');
  assert.equal(candidates, []);
  assert.equal(shortly(resort), ['c-ams:null ams-1:null@0']);
  assert.is(cell(resort, 0).link, 'l-ams-t');
});

test('explain: a file that nobody holds is said to be unknown, and everybody lacks it', () => {
  const { reason, fileKnown, candidates } = small().ask({ file: 'unheard' });
  assert.is(reason, 'none');
  assert.not(fileKnown);
  assert.equal(shortly(candidates), ['c-isp:C', 'c-ams:C', 'c-fra:C']);
});

test('explainRecord: tells what was recorded, from an address that the vantage has', () => {
  let targets = 0;
  for (let seed = 1; seed <= 60 * scale; seed++) {
    const { bases, asked } = drawn(seed, 20);
    const policy = { panicShare: (seed % 4) / 4 };
    const basis = { ...cell(bases, 0), policy };
    const view = recorded(basis, asked);
    const { snapshot, state } = basis;
    for (let n = 0; n < asked.length; n++) {
      const record = readRecord(view, n * recordBytes);
      assert.ok(record !== undefined);
      const told = explainRecord({ snapshot, state }, record);
      assert.ok(told.explanation !== undefined);
      const now = explain(snapshot, state, requestFor(basis, cell(asked, n)), policy);
      assert.equal(told.explanation, now);
      targets += now.targets.length;
      const { vantage } = record.request;
      const seat = firstAddressOf(snapshot, vantage);
      assert.ok(seat !== undefined);
      const its = Uint32Array.from([0, 1, 2, 3], (word) => seat.words[word] ?? 0);
      assert.is(vantageOf(snapshot, seat.family, its), vantage);
    }
    const elsewhere = explainRecord({ snapshot, state: createState(snapshot) }, undefined);
    assert.equal(elsewhere, { refusal: 'no-record' });
  }
  assert.ok(targets > 500 * scale, `${targets} targets only`);
});

test('firstAddressOf: knows none of a vantage that no address has', () => {
  assert.is(firstAddressOf(small().snapshot, 1e6), undefined);
});

test.run();

// Do the shipped scenarios of crowds show what they say: stuck or not, overloaded or not?
import { judgePlayer, type RunResult, type Series, seriesNamed } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playScenario } from '../commands/play-scenario.ts';
import { firstRankAnswers } from '../tables/answers/first-rank.ts';
import { openShell } from '../terminal/shell.ts';
import { column, held } from './support/tiny-evening.ts';

async function played(path: string, workers = 1): Promise<RunResult> {
  const { shell, close } = openShell({ isJson: false, isQuiet: true, stopsItself: true });
  const { result } = await playScenario(`scenarios/${path}.yaml`, { workers }, shell);
  close();
  for (const { kpi, op, bound, value, ok } of result.document.expectations)
    assert.ok(ok, `${path}: ${kpi} ${op} ${bound}, found ${value}`);
  const verdict = judgePlayer(seriesNamed(result.series, 'player'));
  assert.ok(verdict?.stands, `${path}: ${JSON.stringify(verdict)}`);
  return result;
}

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, of) => sum + of, 0);

test('with a retry budget a cluster answers 99 of 100 tries five minutes after its box is back', async () => {
  const result = await played('outages/24-retries-within-a-budget');
  held(result);
  const [tries, answered] = ['tries', 'answered'].map((name) => column(result, 'tries', name));
  assert.is(tries?.length, 20);
  for (let minute = 0; minute < 20; minute++)
    assert.ok((answered?.[minute] ?? 0) >= 0.99 * (tries?.[minute] ?? 0), `minute ${minute}`);
  const threads = await played('outages/24-retries-within-a-budget', 2);
  assert.is(threads.document.digest, result.document.digest, 'on any number of threads');
});

test('without one it answers nobody for as long as it is watched, though it has room for all', async () => {
  const result = await played('outages/24-retries-without-a-budget');
  held(result);
  const [tries, answered] = ['tries', 'answered'].map((name) => column(result, 'tries', name));
  assert.is(sumOf(answered ?? []), 0);
  const started = column(result, 'epochs', 'sessions_started');
  for (let minute = 0; minute < 10; minute++) {
    const room = 60 * 5 * 5.4;
    assert.ok((started[minute] ?? 0) < 0.8 * room, 'its boxes would take all who start');
    assert.ok((tries?.[minute] ?? 0) > 30 * (started[minute] ?? 0), 'thirty tries a start');
  }
});

test('what is reserved at nominal rates overloads no box, what is observed in calm scenes does', async () => {
  const nominal = await played('whatifs/live-reserving-nominal');
  const observed = await played('whatifs/live-reserving-observed');
  for (const result of [nominal, observed]) held(result);
  const asked = ({ document }: RunResult) => document.kpis['traffic.asked.bytes']?.value;
  assert.is(asked(observed), asked(nominal), 'the same is asked');
});

/** A network of which of 1000 bytes so many had a first rank that was lost, so many reached nobody. */
function networkOf(lost: number, content: number, unserved: number): Series[] {
  const numbers = (name: string, of: number) => ({ name, values: Float64Array.of(of) });
  const networks = [
    ...[numbers('asn', 64500), { name: 'name', values: ['Example'] }, numbers('members', 40_000)],
    ...[numbers('asked_bytes', 1000), numbers('unserved_bytes', unserved)],
    ...[numbers('pni_bytes', 1000 - unserved), numbers('ix_bytes', 0)],
    ...[numbers('miss_loss_bytes', lost), numbers('miss_content_bytes', content)],
    ...['embedded', 'transit'].map((kind) => numbers(`${kind}_bytes`, 0)),
    ...['route', 'drain', 'health', 'load', 'link'].map((of) => numbers(`miss_${of}_bytes`, 0)),
  ];
  const links = [
    { name: 'link', values: ['own-l', 'ix-l', 'far-l'] },
    { name: 'kind', values: ['embedded', 'pni', 'transit'] },
    { name: 'peak_asked_share', values: Float64Array.of(2, 0.5, 0.25) },
  ];
  return [
    { name: 'networks', columns: networks },
    { name: 'links', columns: links },
  ];
}

test('of a network that lost its first rank it is said what the next ones delivered, and if they held', () => {
  const who = 'AS 64500 Example, 40,000 members, lost its first rank';
  const link = 'The fullest link outside of networks, ix-l, was asked 50.0 % of what it carries.';
  assert.equal(firstRankAnswers(networkOf(900, 100, 10)), [
    `${who}: the next ranks held. Of what they asked 99.0 % over pni came, 1.0 % reached nobody. ${link}`,
  ]);
  assert.match(firstRankAnswers(networkOf(950, 0, 11))[0] ?? '', 'the next ranks did not hold');
  assert.equal(firstRankAnswers(networkOf(949, 0, 11)), [], 'a twentieth still had it');
  assert.equal(firstRankAnswers(networkOf(400, 600, 11)), [], 'most of it had no file');
});

test('with all rank-0 sites of a network down at its peak rank 1 holds, and its peering is full', async () => {
  const result = await played('whatifs/first-rank-lost', 2);
  held(result);
  const [answer = '', ...more] = firstRankAnswers(result.series);
  assert.is(more.length, 0, 'no other network lost it');
  assert.match(
    answer,
    /^AS 2429507 Netherlands Fibre, 73,732 members, lost .*: the next ranks held\./,
  );
  assert.match(answer, /9\d\.\d % over pni, .* [01]\.\d % reached nobody\. /);
  assert.match(answer, /ams001-ix-pni-as2429507, was asked 1\d\d\.\d % of what it carries\.$/);
});

test.run();

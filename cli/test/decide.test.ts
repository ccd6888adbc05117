// Does the stream of decisions keep its contract: one answer a line, whatever the line?
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createState, openSnapshot, setAppliance } from '@fairlead/core';
import { writeWorld } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linesAnswerer } from '../commands/answer-lines.ts';
import { tinyWorld } from './support/tiny-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-decide-'));
const bin = resolve('cli/bin/fairlead.js');
const snapshot = join(folder, 'tiny.snapshot');

function fairlead(words: readonly string[], input = '') {
  const done = spawnSync(process.execPath, [bin, ...words], { encoding: 'utf8', input });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** The answers to request lines, in order. */
function answers(lines: readonly string[], ...words: string[]) {
  const { code, out, err } = fairlead(['decide', snapshot, ...words], lines.join('\n'));
  assert.is(code, 0, err);
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const ask = (change = {}) =>
  JSON.stringify({ client: '11.1.2.3', file: 'f0', session: 's1', want: 5, ...change });

test.before(async () => {
  const near = { id: 'e1', kind: 'embedded', appliances: 2, capacityBps: 1e10, linkBps: 1e11 };
  const far = { ...near, id: 'x1', kind: 'ix', hops: 2, hasTransit: true } as const;
  const world = tinyWorld({ sites: [{ ...near, kind: 'embedded', hops: 1 }, far], members: 100 });
  mkdirSync(join(folder, 'world'));
  await writeWorld(world, join(folder, 'world'), { madeBy: 'a test', seed: 1, sources: [] });
  const built = fairlead([
    'snapshot',
    'build',
    join(folder, 'world'),
    '-o',
    snapshot,
    '--fleet',
    'tiny',
    '--json',
  ]);
  assert.is(built.code, 0, built.err);
  assert.is(JSON.parse(built.out).routes.ok, 2);
});

test('a request gets its targets with appliance, cluster, site, link and rank', () => {
  const [answer] = answers([ask()]);
  assert.equal(
    answer.targets.map(({ site, cluster, link, rank }: { [key: string]: unknown }) =>
      [site, cluster, link, rank].join(' '),
    ),
    ['e1 e1-c e1-l 0', 'e1 e1-c e1-l 0', 'x1 x1-c x1-l 1', 'x1 x1-c x1-l 1'],
  );
  assert.equal(answer.passedOver, []);
  assert.is(answer.reason, 'ranked');
  assert.type(answer.vantage, 'number');
});

test('an IPv4-mapped client is the IPv4 client, an uncovered one gets the last resort', () => {
  const [plain, mapped, far] = answers([
    ask(),
    ask({ client: '::ffff:11.1.2.3' }),
    ask({ client: '2a00::1', want: 1 }),
  ]);
  assert.equal(mapped, plain);
  assert.is(far.reason, 'last-resort');
  assert.equal([far.targets.length, far.targets[0].rank, far.targets[0].link], [1, null, 'x1-t']);
});

test('a bad line gets an error with its number at its place, and the stream goes on', () => {
  const lines = [
    ask(),
    '{"client":',
    '',
    ask({ client: '011.1.2.3' }),
    ask({ want: 17 }),
    ask({ file: 7 }),
    '[]',
    ask({ file: 'nobody-knows-it' }),
    ask({ session: undefined }),
  ];
  const got = answers(lines);
  assert.equal(
    got.map((answer) =>
      answer.error ? `${answer.error.code}@${answer.error.line}` : answer.reason,
    ),
    [
      'ranked',
      'bad-json@2',
      'bad-json@3',
      'bad-address@4',
      'bad-want@5',
      'bad-request@6',
      'bad-request@7',
      'none',
      'bad-request@9',
    ],
  );
  const address = fairlead(['decide', snapshot], ask({ client: '11.1.2.345' }));
  assert.not.match(address.out, /11\.1\.2/, 'errors do not repeat addresses');
});

test('a state makes candidates unhealthy and sheds them, and labels say so', () => {
  const state = join(folder, 'state.csv');
  writeFileSync(
    state,
    'kind,id,healthy,shed_share\nappliance,e1-a0,false,0\nappliance,e1-a1,true,1\n',
  );
  const [shed] = answers([ask()], '--state', state);
  assert.equal(shed.passedOver, [{ cluster: 'e1-c', rank: 0, label: 'L' }]);
  writeFileSync(state, 'shed_share,kind,id,healthy\r\n1,link,e1-l,\r\n');
  const [cut] = answers([ask()], '--state', state);
  assert.equal(cut.passedOver, [{ cluster: 'e1-c', rank: 0, label: 'K' }]);
});

test('--panic-share: where most of the last ones left are ill, that is not believed', () => {
  const state = join(folder, 'panic.csv');
  const ill = ['e1-a0', 'e1-a1', 'x1-a2'].map((id) => `appliance,${id},false,`);
  const mostlyIll = ['kind,id,healthy,shed_share', ...ill, ''].join('\n');
  writeFileSync(state, mostlyIll);
  const given = (...words: string[]) => {
    const [{ reason, targets }] = answers([ask()], '--state', state, ...words);
    return [reason, ...targets.map(({ appliance }: { appliance: string }) => appliance)].sort();
  };
  assert.equal(given(), ['ranked', 'x1-a3']);
  assert.equal(given('--panic-share', '0'), given());
  assert.equal(given('--panic-share', '0.5'), given(), 'half of the last rank is healthy');
  assert.equal(given('--panic-share', '0.51'), ['ranked', 'x1-a2', 'x1-a3']);
  writeFileSync(state, `${mostlyIll}appliance,x1-a3,false,\n`);
  const all = ['e1-a0', 'e1-a1', 'x1-a2', 'x1-a3'];
  assert.equal(given(), [...all, 'fail-open'].sort());
  assert.equal(given('--panic-share=.5'), [...all, 'ranked'].sort());
});

test('a wrong state is refused with file, line and the nearest id', () => {
  const state = join(folder, 'wrong.csv');
  writeFileSync(state, 'kind,id,healthy,shed_share\nappliance,e1-a9,yes,2\nlnk,e1-l,,0\n');
  const { code, err, out } = fairlead(['decide', snapshot, '--state', state], ask());
  assert.is(code, 2);
  assert.is(out, '');
  assert.match(err, /wrong\.csv:2:\d+: .*e1-a9.*did you mean "e1-a[01]"/);
  assert.match(err, /expected true or false, found "yes"/);
  assert.match(err, /expected a number 0 to 1, found "2"/);
  assert.match(err, /expected appliance or link, found "lnk"/);
});

test('a thousand lines at once get what each gets alone, odd ones among them', () => {
  const opened = openSnapshot(new Uint8Array(readFileSync(snapshot)));
  assert.ok(opened.snapshot);
  const state = createState(opened.snapshot);
  setAppliance(state, 1, { healthy: true, shedShare: 0.5 });
  const odd = [
    '{',
    ask({ client: '11.1.2' }),
    ask({ want: 2 }),
    ask({ file: 'nobody has it' }),
    ask({ servedBy: 'e1-a1' }),
    ask({ spread: { site: 1 } }),
    ask({ client: '2a00:1:2::77' }),
  ];
  const lines = Array.from({ length: 1000 }, (_, n) => {
    const plain = ask({ client: `11.${1 + (n % 4)}.2.${n % 250}`, session: `s${n}` });
    return { text: n % 10 === 3 ? (odd[n % odd.length] ?? '') : plain, number: n + 1 };
  });
  for (const answering of [{}, { hasScope: true }, { policy: { panicShare: 0.5 } }]) {
    const answer = linesAnswerer(opened.snapshot, state, answering);
    const alone = lines.flatMap((line) => answer([line]));
    assert.equal(answer(lines), alone);
    assert.ok(new Set(alone).size > 10, 'they differ');
  }
});

test('a byte order mark before the first request costs no answer', () => {
  assert.equal(answers([`\uFEFF${ask()}`, ask()]), answers([ask(), ask()]));
});

test('bytes that are no UTF-8, and halves of pairs, are an error at their place, in pieces too', () => {
  const [head = '', tail = ''] = ask({ session: '#' }).split('#');
  const bytes = (...own: number[]) =>
    Buffer.concat([Buffer.from(head), Buffer.from(own), Buffer.from(`${tail}\n`)]);
  const good = Buffer.from(`${ask({ session: 'é\ufffd😀' })}\r\n`);
  const filler = Buffer.from(`${ask()}\n`.repeat(2000)); // more than one piece of a pipe
  const input = Buffer.concat([
    ...[good, bytes(0xff), bytes(0xfe), bytes(0xed, 0xa0, 0x80), bytes(0xc3), filler, good],
    Buffer.from(`${head}\\ud800${tail}\n\n \n${ask({ file: '\udfff' })}`),
  ]);
  const done = spawnSync(process.execPath, [bin, 'decide', snapshot], { input });
  const got = String(done.stdout)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = got.flatMap(({ error }) => (error ? [`${error.code}@${error.line}`] : []));
  assert.is(got.length, 2010);
  assert.equal(told, [
    ...[2, 3, 4, 5].map((line) => `bad-utf8@${line}`),
    ...['bad-request@2007', 'bad-json@2008', 'bad-json@2009', 'bad-request@2010'],
  ]);
});

test('where not one line is a request the exit code says so, and one that is makes it fine', () => {
  const bad = ask({ want: 99 });
  const { code, out, err } = fairlead(['decide', snapshot], `${bad}\n${bad}\n`);
  assert.equal([code, out.trim().split('\n').length], [2, 2]);
  assert.match(err, '2 of 2 lines could not be answered');
  const some = fairlead(['decide', snapshot], `${bad}\n${ask()}\n`);
  assert.is(some.code, 0);
  assert.match(some.err, '1 of 2 lines could not be answered');
  assert.is(fairlead(['decide', snapshot], `${ask()}\n`).err, '');
  assert.is(fairlead(['decide', snapshot], '').code, 0, 'nobody asked');
});

test('a misspelt member of a request is told with the one that was meant', () => {
  const said = (line: string) => JSON.parse(fairlead(['decide', snapshot], line).out).error;
  assert.equal(
    [said(ask({ served_by: 'e1-a0' })).code, said(ask({ wnat: 2, want: undefined })).code],
    ['unknown-member', 'unknown-member'],
  );
  assert.match(said(ask({ served_by: 'e1-a0' })).message, 'did you mean "servedBy"?');
  assert.match(said(ask({ client: undefined, cleint: '11.1.2.3' })).message, 'mean "client"?');
  assert.match(
    said(ask({ spread: { rack: 1 } })).message,
    '"spread" has cluster, site, not "rack"',
  );
});

test('a folder that is given where a file belongs is wrong input, in a sentence', () => {
  for (const words of [
    ['decide', folder],
    ['decide', snapshot, '--state', folder],
    ['replay', snapshot, folder],
    ['explain', snapshot, '--as-of', `${folder}:1`],
    ['world', 'lint', folder, '--traffic', folder],
    ['decide', snapshot, '--as', 'urls', '--host', '{appliance}.x', '--key-file', folder],
  ]) {
    const { code, err } = fairlead(words, ask());
    assert.equal([words.join(' '), code], [words.join(' '), 2], err);
    assert.match(err, `${folder}`);
    assert.match(err, 'this is a folder');
  }
});

test('a damaged snapshot is refused', () => {
  const damaged = join(folder, 'damaged');
  writeFileSync(damaged, 'FAIRSNAP and then nothing of use');
  const { code, err } = fairlead(['decide', damaged], ask());
  assert.is(code, 2);
  assert.match(err, /no Fairlead snapshot|format/);
});

test('want defaults to 5 and bounds the targets', () => {
  const [one, five] = answers([ask({ want: 1 }), ask({ want: undefined })]);
  assert.is(one.targets.length, 1);
  assert.is(five.targets.length, 4);
});

test.after(() => rmSync(folder, { recursive: true, force: true }));
test.run();

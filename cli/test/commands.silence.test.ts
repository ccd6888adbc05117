// Does a command say so where it has nothing to do, nothing to read, or was stopped?
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stopSignals } from '../terminal/exit.ts';
import { writeInputs } from './support/writers.ts';

const bin = resolve('cli/bin/fairlead.js');
const folder = mkdtempSync(join(tmpdir(), 'fairlead-silence-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

function fairlead(words: readonly string[], input?: string) {
  const stdin = input === undefined ? 'ignore' : openSync(join(folder, input), 'r');
  const stdio = [stdin, 'pipe', 'pipe'] as const;
  const done = spawnSync(process.execPath, [bin, ...words], {
    ...{ cwd: folder, encoding: 'utf8' as const, stdio: [...stdio] },
  });
  if (typeof stdin === 'number') closeSync(stdin);
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function sound(...words: string[]): string {
  const { code, out, err } = fairlead(words);
  assert.is(code, 0, err);
  return out;
}

test.before(async () => {
  await writeInputs(folder);
  sound('snapshot', 'build', 'world', '-o', 's.snapshot', '--routes');
});

test('decide: a folder as standard input is refused, and one without a line is told', () => {
  const inFolder = fairlead(['decide', 's.snapshot'], 'world');
  assert.is(inFolder.code, 2);
  assert.match(inFolder.err, /standard input is a folder/);
  const closed = fairlead(['decide', 's.snapshot']);
  assert.is(closed.code, 0, closed.err);
  assert.match(closed.err, /standard input holds no line: nothing was asked/);
});

test('snapshot update: changes that alter nothing are told, and others are not', () => {
  const update = (text: string) => {
    writeFileSync(join(folder, 'c.jsonl'), text);
    return fairlead([
      'snapshot',
      'update',
      's.snapshot',
      '--changes',
      'c.jsonl',
      '-o',
      'n.snapshot',
    ]);
  };
  const idle = update('{"kind":"appliance","appliance":"e1-a0","state":"up"}\n');
  assert.is(idle.code, 0, idle.err);
  assert.match(idle.err, /the changes alter nothing that is decided with .*s\.snapshot/);
  const real = update('{"kind":"appliance","appliance":"e1-a0","state":"down"}\n');
  assert.equal([real.code, real.err], [0, '']);
  const zero = update('{"kind":"appliance","appliance":"e1-a0","capacityBps":-0}\n');
  assert.is(zero.code, 2);
  assert.match(zero.err, /capacityBps: -0 is not in 0\.\./);
});

test('snapshot update: of two at once each is done or refused, and the pair stays one', async () => {
  const change = (state: string) => `{"kind":"appliance","appliance":"e1-a1","state":"${state}"}\n`;
  for (const state of ['down', 'draining'])
    writeFileSync(join(folder, `${state}.jsonl`), change(state));
  sound('snapshot', 'build', 'world', '-o', 'both.snapshot', '--routes');
  for (let round = 0; round < 3; round++) {
    const running = ['down', 'draining'].map((state) => {
      const words = ['snapshot', 'update', 'both.snapshot', '--changes', `${state}.jsonl`];
      const child = spawn(process.execPath, [bin, ...words, '-o', 'both.snapshot'], {
        cwd: folder,
      });
      return once(child, 'exit');
    });
    const codes = (await Promise.all(running)).map(([code]) => code);
    assert.ok(codes.includes(0), codes.join());
    assert.ok(
      codes.every((code) => code === 0 || code === 4),
      codes.join(),
    );
    sound('snapshot', 'update', 'both.snapshot', '--changes', 'down.jsonl', '-o', 'next.snapshot');
    const left = readdirSync(folder).filter((name) => name.startsWith('.'));
    assert.equal(left, []);
  }
});

test('snapshot check: names the next version, and weighs members or traffic of a world', () => {
  const check = ['snapshot', 'check', 's.snapshot', '--against', 's.snapshot'];
  assert.match(fairlead(check).err, /takes --epoch 0 --sequence 1/);
  sound('snapshot', 'build', 'world', '-o', 'later.snapshot', '--sequence', '1');
  writeFileSync(join(folder, 'day.csv'), 'prefix,bytes\n11.1.0.0/16,1000\n');
  const later = ['snapshot', 'check', 'later.snapshot', '--against', 's.snapshot'];
  const clientsOf = (...words: string[]) => {
    const { impact } = JSON.parse(sound(...later, ...words, '--json'));
    return [
      impact.movedOver,
      ...impact.requests.map(({ clients }: { clients: string }) => clients),
    ];
  };
  assert.is(clientsOf()[0] === 'sample', false);
  assert.is(clientsOf('--world', 'world')[0], 'sample');
  assert.is(clientsOf('--world', 'world', '--traffic', 'day.csv')[0], 'sample');
  for (const row of ['11.1.0.0/16,0', '99.0.0.0/8,5', '']) {
    writeFileSync(join(folder, 'day.csv'), `prefix,bytes\n${row}\n`);
    const nobody = fairlead([...later, '--world', 'world', '--traffic', 'day.csv']);
    const isTold = /day\.csv: expected bytes in prefixes of the world, found none/.test(nobody.err);
    assert.equal([nobody.code, isTold], [2, true], row);
  }
  const few = ['--size', 'small', '--countries', 'IE', '--members', '20000'];
  sound('world', 'generate', ...few, '-o', 'another');
  const foreign = fairlead([...later, '--world', 'another']);
  assert.is(foreign.code, 2);
  assert.match(
    foreign.err,
    /another has not \d+ of \d+ sites of s.snapshot: it is the world of an/,
  );
});

test('snapshot check: bytes in no prefix of the world are left out, and told', () => {
  const check = ['snapshot', 'check', 'later.snapshot', '--against', 's.snapshot'];
  writeFileSync(join(folder, 'day.csv'), 'prefix,bytes\n11.1.0.0/16,1000\n99.0.0.0/8,3000\n');
  const by = [...check, '--world', 'world', '--traffic', 'day.csv'];
  const told = 'Traffic: 1.00 kB by day.csv; 75.000 % of the table is in no prefix of this world';
  assert.ok(sound(...by).includes(told), sound(...by));
  const { traffic, impact } = JSON.parse(sound(...by, '--json'));
  assert.equal(traffic, { file: 'day.csv', bytes: 4000, worldBytes: 1000 });
  assert.is(impact.sampleCoveredShare, 1);
});

test('snapshot build, update: routes are not left beside what is no file', () => {
  const changes = ['update', 's.snapshot', '--changes', 'c.jsonl'];
  for (const words of [['build', 'world', '--routes'], changes]) {
    const { code, err } = fairlead(['snapshot', ...words, '-o', '/dev/null']);
    assert.is(code, 2);
    assert.match(err, /\/dev\/null takes no routes beside it/);
  }
});

test('world seal: the list of the folder names the new world.json, and the edit stays in the way', () => {
  const generate = ['world', 'generate', '--size', 'small', '--countries', 'IE', '-o', 'made'];
  sound(...generate);
  const table = join(folder, 'made', 'networks.csv');
  writeFileSync(table, readFileSync(table, 'utf8').replace(/\d+\n$/, '7\n'));
  sound('world', 'seal', 'made');
  assert.match(
    fairlead(generate).err,
    /was changed since we wrote it: networks\.csv; name another/,
  );
});

test('world seal: a link in the folder is refused, and what it leads to stays', () => {
  const own = join(folder, 'linked');
  sound('world', 'generate', '--size', 'small', '--countries', 'IE', '-o', own);
  cpSync(own, join(folder, 'other'), { recursive: true });
  const [table, about] = [join(own, 'networks.csv'), join(own, 'world.json')];
  const other = join(folder, 'other', 'world.json');
  writeFileSync(table, readFileSync(table, 'utf8').replace(/\d+\n$/, '7\n'));
  rmSync(about);
  symlinkSync(other, about);
  const before = readFileSync(other, 'utf8');
  const { code, err } = fairlead(['world', 'seal', own]);
  assert.is(code, 2, err);
  assert.match(err, `world.json is a link to ${other}`);
  assert.is(readFileSync(other, 'utf8'), before);
});

const evening = 'extends: evening.yaml\ntitle: long\nto: 2027-11-20T18:00:00Z\n';

/** Stops a command once it plays; its exit code and words. */
async function stopped(words: readonly string[], signal: NodeJS.Signals = 'SIGINT') {
  const child = spawn(process.execPath, [bin, ...words, '--workers', '1'], { cwd: folder });
  let err = '';
  child.stderr.on('data', (piece) => {
    err += piece;
    if (/ \d+ %/.test(String(piece))) child.kill(signal);
  });
  child.stdout.resume();
  const [code] = await once(child, 'exit');
  return { code, err };
}

for (const signal of stopSignals) {
  test(`compare: ${signal} says that it stopped, and nothing is written`, async () => {
    writeFileSync(join(folder, 'long.yaml'), evening);
    const words = ['compare', 'long.yaml', 'evening.yaml', '-o', 'cut'];
    const { code, err } = await stopped(words, signal);
    assert.is(code, 130, err);
    assert.match(err, /stopped; what was not whole yet is taken away\n$/);
    assert.not.ok(readdirSync(folder).includes('cut'));
  });

  test(`run: ${signal} keeps what was played, marked as partial`, async () => {
    writeFileSync(join(folder, 'long.yaml'), evening);
    const { code, err } = await stopped(['run', 'long.yaml', '-o', `cut-${signal}`], signal);
    assert.is(code, 130, err);
    const text = readFileSync(join(folder, `cut-${signal}`, 'result.json'), 'utf8');
    assert.is(JSON.parse(text).simulated.isPartial, true);
  });
}

test('run: a stop in the warm-up says that nothing of the window was played', async () => {
  writeFileSync(join(folder, 'warm.yaml'), `${evening}warmup: 30d\n`);
  const { code, err } = await stopped(['run', 'warm.yaml', '-o', 'warm']);
  assert.is(code, 130, err);
  assert.match(err, /stopped in the warm-up: nothing of the window was played/);
});

test.run();

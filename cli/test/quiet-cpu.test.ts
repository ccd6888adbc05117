// Does a benchmark run where it says that it runs?
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { moveToQuietCpu } from './support/quiet-cpu.ts';

const allowed = (): string => {
  if (!existsSync('/proc/self/status')) return '';
  return /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
};

const name = 'moveToQuietCpu: the main thread may run on the processor that it names, and no other';
const stay = ['-cp', allowed(), String(process.pid)];
const hasChoice = /[,-]/.test(allowed()) && spawnSync('taskset', stay).status === 0;

if (hasChoice)
  test(name, () => {
    const cpu = moveToQuietCpu();
    assert.type(cpu, 'number');
    assert.is(allowed(), String(cpu));
    assert.is(moveToQuietCpu(), undefined, 'one processor is no choice');
  });
else test.skip(`${name} (one processor, or none may be chosen)`);

test.run();

// What do a million answers and a million sessions of an instance leave on the heap? Prints it.
import { writeSync } from 'node:fs';
import { answer, countSession, type Instance, type Request, step } from '../../index.ts';
import { built, eleven, instanceOf, requestOf } from './instances.ts';

function ask(instance: Instance, request: Request, count: number): number {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += answer(instance, request).targetCount;
  return sum;
}

function tell(instance: Instance, count: number): void {
  const leg = { atMs: 0, appliance: 0, link: 0, load: 1 };
  for (let n = 0; n < count; n++) {
    leg.load = n % 2 === 0 ? 1 : -1;
    leg.atMs = n;
    countSession(instance, leg);
  }
}

/** Asks and tells a million times; prints the growth, and how many targets there were in all. */
export function printInstanceGrowth(): void {
  const instance = instanceOf(built(1, eleven), { instances: 100 });
  const request = requestOf(instance);
  step(instance, { kind: 'tick', atMs: 0 });
  for (let warm = 0; warm < 4; warm++) {
    ask(instance, request, 100_000);
    tell(instance, 100_000);
  }
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  writeSync(1, 'begin\n');
  const sum = ask(instance, request, 1_000_000);
  tell(instance, 1_000_000);
  const growth = process.memoryUsage().heapUsed - before;
  writeSync(1, `end ${growth} ${sum}\n`);
}

// Does one round of checks tell everything, also when the first of them fails?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { closingText, runSteps, type Verdict, verdictText } from './support/steps.ts';

const node = (code: string) => `"${process.execPath}" -e "${code}"`;
const passes = (name: string, needs?: string) => {
  const step = { name, command: node(`console.log('${name} ran')`), mend: `mend ${name}` };
  return needs === undefined ? step : { ...step, needs };
};
const fails = (name: string) => ({
  ...passes(name),
  command: node(`console.log('first'); console.error('second'); process.exitCode = 2`),
});
const endsOf = (verdicts: readonly Verdict[]) =>
  verdicts.map(({ step, end }) => `${step.name} ${end}`).join();

test('a check that fails keeps no other from running, but those that need it', async () => {
  const told: string[] = [];
  const verdicts = await runSteps(
    [fails('a'), passes('b'), passes('c', 'a'), passes('d', 'b'), passes('e', 'c')],
    ({ step }) => told.push(step.name),
  );
  assert.is(endsOf(verdicts), 'a failed,b passed,c kept,d passed,e kept');
  assert.is(told.sort().join(), 'a,b,c,d,e');
});

test('what a failed check said, and its mend, are told; what a passed one said is not', async () => {
  const verdicts = await runSteps([fails('a'), passes('b'), passes('c', 'a')], () => undefined);
  const [a = '', b = '', c = ''] = verdicts.map(verdictText);
  for (const text of ['FAILED   a', '\n  first', '\n  second', '\n  mend: mend a'])
    assert.ok(a.includes(text), a);
  assert.match(b, /^passed {3}b \(\d+\.\d s\)$/);
  assert.is(c, 'not run  c: it needs a');
  assert.is(closingText(verdicts), 'a: mend a\n1 passed, 1 failed, 1 not run');
});

test('a command that is not there is a failed check', async () => {
  const step = { name: 'none', command: 'no-such-tool-here', mend: 'npm ci' };
  const verdicts = await runSteps([step], () => undefined);
  assert.is(endsOf(verdicts), 'none failed');
  assert.is(closingText(verdicts), 'none: npm ci\n0 passed, 1 failed');
});

test.run();

// Which tests were skipped? Loaded before each test file: uvu itself only counts them.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const { test } = await import('uvu');
  const skip = test.skip;
  test.skip = (...named: unknown[]) => {
    const name = typeof named[0] === 'string' ? named[0] : 'a test without a name';
    process.stdout.write(`skipped: ${name.replace(/\s+/g, ' ')}\n`);
    skip(name);
  };
}

// Do the tests of today see the faults that today's sources draw?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestSources } from './mutants/memory.ts';
import { drawFaults, openRig } from './mutants/rig.ts';

test('six planted faults that the sources draw end as the list says', async () => {
  const rig = openRig();
  try {
    for (const fault of drawFaults(digestSources(), 6)) {
      const { end, by } = await rig.judge(fault);
      assert.is(end, fault.survives === undefined ? 'killed' : 'survived', `${fault.id}: ${by}`);
    }
  } finally {
    rig.close();
  }
});

test.run();

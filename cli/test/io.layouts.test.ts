// Does what somebody else put into an output of ours survive the next one?
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFolderAtomically } from '../io/folder.ts';
import { isCommandFailure } from '../terminal/exit.ts';
import { drawFrom } from './support/draw.ts';
import { allBelow, drawLayout, writeOurs } from './support/layouts.ts';

const count = process.env.FAIRLEAD_PROVE === undefined ? 150 : 1000;
const folder = mkdtempSync(join(tmpdir(), 'fairlead-layouts-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

async function refusalOf(writing: Promise<void>): Promise<string> {
  try {
    await writing;
  } catch (error) {
    assert.ok(isCommandFailure(error) && error.exitCode === 2, String(error));
    return (error as Error).message;
  }
  return '';
}

test(`of ${count} layouts of an output what is not ours survives, and what is ours is replaced`, async () => {
  let [foreign, own] = [0, 0];
  for (let seed = 1; seed <= count; seed++) {
    const place = join(folder, `out-${seed}`);
    const isForeign = await drawLayout(drawFrom(seed), place);
    const before = allBelow(place);
    const why = await refusalOf(writeOurs(place, 'new'));
    if (isForeign) {
      assert.ok(why !== '', `seed ${seed} was replaced`);
      assert.equal(allBelow(place), before, `seed ${seed}`);
      foreign++;
    } else {
      assert.is(why, '', `seed ${seed}`);
      assert.is(readFileSync(join(place, 'x'), 'utf8'), 'new x');
      own++;
    }
    assert.equal(readdirSync(folder), [`out-${seed}`], `seed ${seed} left something`);
    rmSync(place, { recursive: true });
  }
  assert.ok(foreign > count / 3 && own > count / 20, `${foreign} foreign, ${own} ours`);
});

test('an output of another kind is not replaced', async () => {
  const place = join(folder, 'kind');
  await writeOurs(place, 'old');
  const before = allBelow(place);
  const never = async () => assert.unreachable('filled');
  const why = await refusalOf(writeFolderAtomically(place, 'world', never));
  assert.match(why, /kind holds a result, and a world is to be written; name another place/);
  assert.equal(allBelow(place), before);
});

test('what stands in the way is named, the first of it, and how to go on', async () => {
  const place = join(folder, 'named');
  await writeOurs(place, 'old');
  for (const name of ['n1', 'n2', 'n3', 'n4']) writeFileSync(join(place, name), '');
  assert.match(
    await refusalOf(writeOurs(place, 'new')),
    /holds what we did not write: n1, n2, n3 and more; name another place, or move that away$/,
  );
  for (const name of ['n1', 'n2', 'n3', 'n4']) rmSync(join(place, name));
  writeFileSync(join(place, 'series/epochs.csv'), 'edited');
  assert.match(
    await refusalOf(writeOurs(place, 'new')),
    /holds what was changed since we wrote it: series\/epochs\.csv; /,
  );
});

test.run();

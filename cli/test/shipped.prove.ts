// Does the fluid stand in every scenario that is shipped: do players of chunks see what it says?
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { judgePlayer, seriesNamed } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playScenario } from '../commands/play-scenario.ts';
import { openShell } from '../terminal/shell.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-shipped-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** A tenth of the members, and of all capacities: as short as the whole, and ten times as quick. */
const share = 0.1;
/** Those of a few members, in which a tenth of a burst is noise, are played whole. */
const isWhole = (path: string): boolean => /outages|live-/.test(path);

const files = ['', '/worlds', '/whatifs', '/outages']
  .flatMap((room) => readdirSync(`scenarios${room}`).map((name) => `scenarios${room}/${name}`))
  .filter((path) => path.endsWith('.yaml') && path !== 'scenarios/suite.yaml')
  .sort();

function sampled(path: string): string {
  const copy = join(folder, path.replaceAll('/', '-'));
  writeFileSync(copy, `extends: ${resolve(path)}\ndemand: { member-share: ${share} }\n`);
  return copy;
}

for (const path of files) {
  const isAbsent = path === 'scenarios/internet-2015.yaml' && !existsSync('../shared/data');
  (isAbsent ? test.skip : test)(
    `${path}: bitrates within 5 %, stalls within .2 points`,
    async () => {
      const { shell, close } = openShell({ isJson: false, isQuiet: true, stopsItself: true });
      const played = isWhole(path) ? path : sampled(path);
      const { result } = await playScenario(played, {}, shell);
      close();
      const verdict = judgePlayer(seriesNamed(result.series, 'player'));
      assert.ok(verdict !== undefined && verdict.sessions >= 2000, `${verdict?.sessions} sessions`);
      assert.ok(verdict.stands, JSON.stringify(verdict));
    },
  );
}

test.run();

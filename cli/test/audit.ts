// Is all that the project takes in pinned, whole, quiet and free to use? Writes down what it is, too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, type Supply, supplyRules } from './support/supply.ts';

/** The bill of materials of what is shipped, in CycloneDX; not kept in git. */
const billPath = 'out/sbom.cdx.json';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

function readSupply(): Supply {
  const workspaces: readonly string[] = read('package.json').workspaces;
  const manifests = ['', ...workspaces].map((path): [string, Manifest] => [
    path,
    read(join(path, 'package.json')),
  ]);
  return {
    lock: read('package-lock.json'),
    manifests: Object.fromEntries(manifests),
    installed: (path) => {
      const manifest = join(path, 'package.json');
      return existsSync(manifest) ? read(manifest) : undefined;
    },
    npmrc: readFileSync('.npmrc', 'utf8'),
  };
}

/**
 * Lets npm write the bill from the lock file, tools left out. Without its serial number and its
 * hour, which say nothing, the same lock file gives the same bytes.
 */
function writeBill(): string {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--omit', 'dev'];
  const { status, stdout, stderr, error } = spawnSync('npm', words, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) return `npm ${words.join(' ')}: ${error?.message ?? stderr.trim()}`;
  const { serialNumber: _, ...bill } = JSON.parse(stdout);
  delete bill.metadata.timestamp;
  mkdirSync(dirname(billPath), { recursive: true });
  writeFileSync(billPath, `${JSON.stringify(bill, null, 2)}\n`);
  process.stdout.write(`${bill.components.length} packages in ${billPath}\n`);
  return '';
}

const supply = readSupply();
const wrong = supplyRules.flatMap(({ check }) => check(supply));
const trouble = writeBill();
for (const line of trouble === '' ? wrong : [...wrong, trouble]) process.stdout.write(`${line}\n`);
process.exitCode = wrong.length === 0 && trouble === '' ? 0 : 1;

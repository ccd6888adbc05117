// How does a stranger get core? The tarball that npm would publish, unpacked where it resolves.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A new folder in which `@fairlead/core` is what `npm pack` puts into the tarball. */
export function packedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-packed-'));
  const modules = join(folder, 'node_modules/@fairlead');
  mkdirSync(modules, { recursive: true });
  const args = ['pack', '--json', '--workspace', 'core', '--pack-destination', folder];
  const [pack] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' })) as {
    readonly filename: string;
  }[];
  execFileSync('tar', ['-xzf', join(folder, pack?.filename ?? ''), '-C', folder]);
  cpSync(join(folder, 'package'), join(modules, 'core'), { recursive: true });
  symlinkSync(resolve('node_modules/@types'), join(folder, 'node_modules/@types'));
  return folder;
}

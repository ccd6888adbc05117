// What does a report's page run? The modules of `page` in one script, built once per change.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const sources = new URL('../../report/page/', import.meta.url);
const bundle = new URL('./page.js', import.meta.url);
const require = createRequire(import.meta.url);

/** Packages whose text is part of the page, and so of every report. */
const packages = ['d3', 'topojson-client', 'world-atlas'];

function isFresh(): boolean {
  if (!existsSync(bundle)) return false;
  const builtMs = statSync(bundle).mtimeMs;
  const folder = fileURLToPath(sources);
  const inputs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}${name}`)
    .filter((path) => statSync(path).isFile());
  inputs.push(fileURLToPath(import.meta.url), ...packages.map(manifestPath));
  return inputs.every((path) => statSync(path).mtimeMs < builtMs);
}

function manifestPath(name: string): string {
  const paths = require.resolve.paths(name) ?? [];
  const path = paths.map((folder) => `${folder}/${name}/package.json`).find(existsSync);
  if (!path) throw new Error(`the package "${name}" is not installed`);
  return path;
}

function licences(): string {
  const texts = packages.map((name) => {
    const text = readFileSync(manifestPath(name).replace(/package\.json$/, 'LICENSE'), 'utf8');
    return `${name}\n${text.trim()}`;
  });
  return `/*! ${texts.join('\n\n').replaceAll('*/', '* /')} */`;
}

if (!isFresh()) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [fileURLToPath(new URL('page.ts', sources))],
    outfile: fileURLToPath(bundle),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    banner: { js: licences() },
    logLevel: 'warning',
  });
}

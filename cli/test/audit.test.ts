// Can the audit of what the project takes in fail? Each rule is broken on purpose.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type LockedPackage, type Supply, supplyRules } from './support/supply.ts';

const sha512 = `sha512-${'A'.repeat(86)}==`;
const plain: LockedPackage = { version: '1.2.3', integrity: sha512, license: 'MIT' };
const npmrc = 'ignore-scripts=true\nomit-lockfile-registry-resolved=true\nsave-exact=true\n';
const esbuild = { ...plain, hasInstallScript: true };

type Packages = Supply['lock']['packages'];

/** A sound supply: two workspaces and two packages of others; `packages` are put over it. */
function supplyOf(packages: Packages = {}, change: Partial<Supply> = {}): Supply {
  const all: Packages = {
    '': { devDependencies: { tool: '1.2.3' } },
    core: {},
    sim: { dependencies: { '@fairlead/core': '0.1.0' } },
    'node_modules/@fairlead/core': { resolved: 'core', link: true },
    'node_modules/tool': { ...plain, dev: true },
    'node_modules/esbuild': esbuild,
    ...packages,
  };
  const manifests = {
    '': { devDependencies: { tool: '1.2.3' } },
    core: {},
    sim: { dependencies: { '@fairlead/core': '0.1.0' } },
  };
  const lock = { lockfileVersion: 3, packages: all };
  return { lock, manifests, installed: (path) => all[path], npmrc, ...change };
}

/** What each broken supply says, by the rule that has to say it. */
const told = (supply: Supply): readonly (readonly string[])[] =>
  supplyRules.map(({ check }) => check(supply));

const other = (change: LockedPackage): Packages => ({ 'node_modules/x': { ...plain, ...change } });
const without = (name: keyof LockedPackage): Packages => {
  const { [name]: _, ...rest } = plain;
  return { 'node_modules/x': rest };
};
const needs = (dependencies: { readonly [name: string]: string }, path: string): Supply => {
  const sound = supplyOf({ [path]: { dependencies } });
  return { ...sound, manifests: { ...sound.manifests, [path]: { dependencies } } };
};

const broken: readonly (readonly [supply: Supply, says: RegExp])[] = [
  [supplyOf(other({ resolved: 'https://example.org/x.tgz' })), /x: comes from https:/],
  [supplyOf(other({ resolved: 'git+ssh://example.org/x' })), /x: comes from git/],
  [supplyOf(other({ resolved: '../x', link: true })), /x: comes from \.\.\/x/],
  [supplyOf(other({ link: true })), /x: a link to nowhere/],
  [
    supplyOf({}, { npmrc: npmrc.replace('ignore-scripts', 'ignore') }),
    /ignore-scripts=true is not/,
  ],
  [supplyOf({}, { npmrc: `${npmrc}registry=x\n` }), /^\.npmrc: registry is for who installs/],
  [supplyOf({}, { npmrc: `${npmrc}//x/:_authToken=y\n` }), /^\.npmrc: \/\/x\/:_authToken is for/],
  [supplyOf(without('integrity')), /x: integrity absent/],
  [supplyOf(other({ integrity: 'sha1-AAAA' })), /x: integrity sha1-AAAA/],
  [supplyOf(other({ hasInstallScript: true })), /x: has a script/],
  [supplyOf({ 'node_modules/esbuild': plain }), /esbuild: is named for a script that it has not/],
  [supplyOf(without('license')), /x: licence absent/],
  [supplyOf(other({ license: 'GPL-3.0' })), /x: licence GPL-3\.0/],
  [supplyOf(other({ license: 'MIT AND GPL-3.0' })), /x: licence MIT AND GPL-3\.0/],
  [supplyOf(other({ license: 'MPL-2.0' })), /x: licence MPL-2\.0/],
  [supplyOf({}, { installed: () => undefined }), /: is not installed/],
  [supplyOf({}, { installed: () => ({ ...plain, version: '1.2.4' }) }), /1\.2\.4 is installed/],
  [supplyOf({}, { installed: () => ({ ...plain, license: 'ISC' }) }), /installed with licence ISC/],
  [{ ...supplyOf(), lock: { ...supplyOf().lock, lockfileVersion: 1 } }, /lock file of version 1/],
  [needs({ x: '^1.2.3' }, 'sim'), /sim\/package\.json: x \^1\.2\.3 is no one version/],
  [supplyOf({ sim: {} }), /sim\/package\.json: @fairlead\/core 0\.1\.0 is locked as none/],
  [needs({ x: '1.2.3' }, 'core'), /core: needs x; at most 0/],
  [needs({ a: '1.0.0', b: '1.0.0', c: '1.0.0', d: '1.0.0' }, 'sim'), /sim: needs a, b, c, d/],
];

test('a sound supply passes every rule, a tool under MPL and a choice of licences too', () => {
  const sound = supplyOf({
    'node_modules/a': { ...plain, license: '(GPL-2.0 OR MIT)' },
    'node_modules/b': { ...plain, license: 'MPL-2.0', dev: true },
  });
  assert.equal(told(sound).flat(), []);
});

test('each way to break a rule is told by one line, and by no other rule', () => {
  for (const [supply, says] of broken) {
    const lines = told(supply).flat();
    assert.ok(lines.length > 0, `${says}`);
    for (const line of lines) assert.match(line, says);
    assert.is(told(supply).filter((found) => found.length > 0).length, 1, `${says}`);
  }
});

test('every rule is broken by one of these at least', () => {
  const seen = new Set(
    broken.map(([supply]) => told(supply).findIndex((lines) => lines.length > 0)),
  );
  assert.is(seen.size, supplyRules.length);
});

test.run();

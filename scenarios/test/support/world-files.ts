// What does a small world look like as files, and what is said about it when it is wrong?
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from '@fairlead/core';
import * as assert from 'uvu/assert';
import { readWorld, tableNames, type WorldRead } from '../../index.ts';

/** A hand-made world of two sites; every table has a row or two. */
export const tables: { readonly [name: string]: string } = {
  sites:
    'site,kind,asn,country,city,lat,lon,timezone\n' +
    'fra,ix,0,DE,"Frankfurt, am ""Main""",50.11,8.68,Europe/Berlin\n' +
    'isp-1,embedded,64500,DE,Köln,50.94,6.96,Europe/Berlin\n',
  clusters: 'cluster,site,manifest\nfra-1,fra,\nisp-1-1,isp-1,shared\n',
  appliances:
    'appliance,cluster,model,capacity_bps,storage_bytes,state\n' +
    'a1,fra-1,flash,100e9,240000000000000,up\na2,isp-1-1,disk,36e9,360000000000000,draining\n',
  links:
    'link,site,kind,peer_asn,capacity_bps\n' +
    'fra-ix,fra,ix,,400e9\nisp-1-up,isp-1,embedded,64500,100e9\n',
  routes:
    'cluster,prefix,as_path,med,link,rpki\n' +
    'fra-1,203.0.112.0/23,64500 64501,10,fra-ix,valid\n' +
    'isp-1-1,2001:db8::/32,,0,isp-1-up,unknown\n',
  networks: 'asn,name,country,members\n64500,Rhein,DE,120000\n',
  metros:
    'metro,asn,country,city,lat,lon,timezone,members\n' +
    'm1,64500,DE,Köln,50.94,6.96,Europe/Berlin,120000\n',
  prefixes: 'prefix,asn,metro\n203.0.112.0/24,64500,m1\n',
  titles:
    'title,kind,language,region,released_day,runtime_h,weight\n' +
    't1,film,de,,,1.5,2\nt2,event,en,europe,20500,2,1\n',
  files: 'file,title,bytes,bitrate_bps\nf1,t1,3000000000,5e6\n',
  manifests: 'manifest,file,copies\nshared,f1,2\nfra-1,f1,1\n',
};

/** Gives a new folder to `use` and removes it afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-load-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export type Files = { readonly [file: string]: string | Uint8Array };

/** Reads the hand-made world with some files added or replaced, and some tables left out. */
export async function readWith(files: Files, without: readonly string[] = []): Promise<WorldRead> {
  return inFolder(async (folder) => {
    for (const name of tableNames) {
      const file = `${name}.csv`;
      if (!without.includes(name) && files[file] === undefined)
        writeFileSync(join(folder, file), tables[name] as string);
    }
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    return readWorld(folder);
  });
}

/** The world; throws what is wrong where there is none. */
export function worldIn(read: WorldRead): World {
  if ('world' in read) return read.world;
  throw new Error(JSON.stringify(read.problems, null, 1));
}

/** The problems as `file:line:column code text`. */
export function problemsIn(read: WorldRead): string[] {
  if ('world' in read) throw new Error('the world was read without a problem');
  return read.problems.map(({ file, line, column, code, text }) => {
    const name = (file ?? '').split('/').pop();
    return `${name}:${line ?? ''}:${column ?? ''} ${code} ${text}`;
  });
}

/** One table of the hand-made world with a text replaced. */
export function tableWith(name: string, from: string, to: string): string {
  const table = tables[name] as string;
  assert.ok(table.includes(from));
  return table.replace(from, to);
}

/** All columns as plain lists, NaN as text: equal exactly when the worlds are. */
export function flat(world: World): unknown {
  return JSON.parse(
    JSON.stringify(world, (_, value) => {
      if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
      return Number.isNaN(value) ? 'NaN' : value;
    }),
  );
}

// npm's packages of the local chain. They stand in a build folder, not beside these files: CHAIN_FOLDER names it.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

if (!process.env.CHAIN_FOLDER)
  throw new Error('CHAIN_FOLDER is not set: it is the folder that tools/chain/prepare filled');

export const folder = resolve(process.env.CHAIN_FOLDER);
export const here = dirname(fileURLToPath(import.meta.url));
export const checkout = resolve(here, '..', '..');
export const modules = join(folder, 'node_modules');
export const packaged = createRequire(join(folder, 'package.json'));
export const {ethers} = packaged('ethers');

export const read_json = path => JSON.parse(readFileSync(path, 'utf8'));

// Compiles and deploys once: leaves the chain's state and its addresses in the build folder. prepare.mjs CHAIN_ID
import {existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {argv} from 'node:process';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {start_anvil, stop_anvil} from './anvil.mjs';
import {cache_of, compiled, hash_of, unit_names} from './compile.mjs';
import {aave_parameters} from './deploy_aave.mjs';
import {checkout, folder, here} from './packages.mjs';

// Where a chain's state and addresses are kept. What the deployment is made of makes the key.
export function state_of(chain_id) {
  const scripts = readdirSync(here)
    .filter(name => name.endsWith('.mjs'))
    .sort()
    .map(name => readFileSync(join(here, name)));
  const inputs = [aave_parameters, join(checkout, 'venues', 'instadapp', 'BasisExecutor.json')].map(path =>
    readFileSync(path),
  );
  const key = hash_of(`${chain_id}`, ...unit_names.map(name => basename(cache_of(name))), ...inputs, ...scripts);
  return {state: join(folder, 'state', `${key}.json`), addresses: join(folder, 'state', `${key}.addresses.json`)};
}

export async function prepare(chain_id) {
  const kept = state_of(chain_id);
  if (existsSync(kept.state)) return kept;
  const units = unit_names.map(compiled);
  const {deploy_all} = await import('./deploy.mjs');
  const anvil = await start_anvil({port: 0, chain_id});
  try {
    const addresses = {chain_id, ...(await deploy_all(anvil.node, units))};
    const state = gunzipSync(Buffer.from((await anvil.node.rpc('anvil_dumpState')).slice(2), 'hex'));
    mkdirSync(join(folder, 'state'), {recursive: true});
    writeFileSync(kept.addresses, JSON.stringify(addresses, null, 2) + '\n');
    writeFileSync(kept.state + '.part', state);
    renameSync(kept.state + '.part', kept.state);
  } finally {
    await stop_anvil(anvil);
  }
  return kept;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await prepare(Number(argv[2]));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 3;
  }
}

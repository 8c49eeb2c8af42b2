// Keys stand in nothing that the program has written: output, the lane's database, core files.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {check, equal} from '../chain/rig.mjs';
import {until} from './blocks.mjs';
import {wrap} from './plans.mjs';
import {Run, kPassword, private_key, work} from './program.mjs';
import {Round} from './round.mjs';

const hex = private_key.slice(2);
const raw = Buffer.from(hex, 'hex');
const proxy_key = process.env.CHAIN_PROXY.split('/').at(-1);
const kSecrets = {
  'the private key': Buffer.from(hex.toLowerCase()),
  'the private key in upper case': Buffer.from(hex.toUpperCase()),
  'the bytes of the private key': raw,
  'the bytes of the private key, the last first': Buffer.from(raw).reverse(),
  'the private key in base64': Buffer.from(raw.toString('base64')),
  "the key file's password": Buffer.from(kPassword),
  "the provider's key": Buffer.from(proxy_key),
};

function files_of(folder) {
  return readdirSync(folder, {withFileTypes: true}).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files_of(path) : entry.isFile() ? [path] : [];
  });
}

function found_in(folder) {
  return files_of(folder).flatMap(file => {
    const bytes = readFileSync(file);
    return Object.entries(kSecrets)
      .filter(([, secret]) => bytes.includes(secret))
      .map(([name]) => `${name} in ${file}`);
  });
}

// A search that finds nothing must be one that would.
function search_finds() {
  const folder = mkdtempSync(join(tmpdir(), 'basis-keys-'));
  try {
    Object.values(kSecrets).forEach((secret, at) =>
      writeFileSync(join(folder, `${at}`), Buffer.concat([Buffer.from('before'), secret, Buffer.from('after')])),
    );
    equal('the search finds what was put there', found_in(folder).length, Object.keys(kSecrets).length);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

// A program that may leave a core file, and becomes the one that is named.
const kWithCores = ['bash', '-c', 'ulimit -c unlimited; exec "$@"', 'bash'];
const core_files = () => readdirSync(work).filter(name => name.startsWith('core'));

// Whether this machine puts core files into the folder of whoever is aborted.
async function leaves_cores() {
  const child = spawn(kWithCores[0], [...kWithCores.slice(1), 'cat'], {cwd: work, stdio: ['pipe', 'pipe', 'ignore']});
  const ended = new Promise(resolve => {
    child.once('close', resolve);
  });
  child.stdin.write('it runs');
  await new Promise(resolve => {
    child.stdout.once('data', resolve);
  });
  child.kill('SIGABRT');
  await ended;
  const any = core_files().length > 0;
  for (const name of core_files()) rmSync(join(work, name));
  return any;
}

// Aborted while it has the key and waits for a block.
async function aborted(world) {
  const able = await leaves_cores();
  const round = await Round.create(world, 'aborted', wrap);
  const sent = await world.proxy.count('eth_sendRawTransaction');
  const running = new Run(wrap.words(round.id), {}, kWithCores);
  await until(`${round.what}: it is sent`, async () => (await world.proxy.count('eth_sendRawTransaction')) > sent);
  running.kill('SIGABRT');
  equal(`${round.what}: signal`, (await running.ended).signal, 'SIGABRT');
  if (able) equal(`${round.what}: core files, which would hold its environment`, core_files().join(' '), '');
  else
    console.log(
      `SKIPPED: core files go elsewhere on this machine: ${readFileSync('/proc/sys/kernel/core_pattern', 'utf8').trim()}`,
    );
  await round.settle();
}

export async function keys(world) {
  search_finds();
  // By the key itself and by a key file.
  await aborted(world);
  await aborted(world);
  const files = files_of(work);
  const journals = files.filter(file => file.includes('.db'));
  check('the lane is searched', journals.length > 0);
  check('outputs are searched', files.some(file => file.includes('outputs')));
  equal('keys', found_in(work).join('; '), '');
  console.log(`no key in ${files.length} files`);
}

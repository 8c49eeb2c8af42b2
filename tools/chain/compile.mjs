// Solidity to ABI and bytecode, once for each content: settings, lock file and sources of our own make the cache's key.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {folder, here, modules, packaged, read_json} from './packages.mjs';

const aave = '@aave-dao/aave-v3-origin/src/contracts/';
const morpho = '@morpho-org/morpho-blue/src/';
const contracts = join(here, 'contracts');

// The settings are those of each project's own build files: foundry.toml of aave-v3-origin 3.6.0 (profile default) and
// of morpho-blue 1.0.0 (profile build).
const kUnits = {
  aave: {
    solc: '0.8.27',
    settings: {optimizer: {enabled: true, runs: 200}, evmVersion: 'shanghai', metadata: {bytecodeHash: 'none'}},
    remappings: {'openzeppelin-contracts/contracts/': 'ozv5/', 'solidity-utils/': '@bgd-labs/solidity-utils/src/'},
    roots: [
      'instances/PoolInstance.sol',
      'instances/PoolConfiguratorInstance.sol',
      'instances/ATokenInstance.sol',
      'instances/VariableDebtTokenInstance.sol',
      'protocol/configuration/PoolAddressesProvider.sol',
      'protocol/configuration/ACLManager.sol',
      'misc/AaveOracle.sol',
      'misc/DefaultReserveInterestRateStrategyV2.sol',
      'helpers/AaveProtocolDataProvider.sol',
      'dependencies/weth/WETH9.sol',
    ].map(path => aave + path),
  },
  morpho: {
    solc: '0.8.19',
    settings: {
      optimizer: {enabled: true, runs: 999999},
      viaIR: true,
      evmVersion: 'paris',
      metadata: {bytecodeHash: 'none'},
    },
    roots: ['Morpho.sol', 'mocks/IrmMock.sol', 'mocks/OracleMock.sol'].map(path => morpho + path),
  },
  stand_ins: {
    solc: '0.8.27',
    settings: {optimizer: {enabled: true, runs: 200}, evmVersion: 'cancun', metadata: {bytecodeHash: 'none'}},
    own: contracts,
  },
};
export const unit_names = Object.keys(kUnits);

const own_sources = path =>
  Object.fromEntries(
    readdirSync(path)
      .filter(name => name.endsWith('.sol'))
      .sort()
      .map(name => [name, readFileSync(join(path, name), 'utf8')]),
  );

export function hash_of(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}

// run_solc({solc, settings, remappings}, {NAME: TEXT}): the compiled contracts by name. Imports that are not among the
// sources come from npm's packages. A fault of the sources is thrown with solc's own words.
export function run_solc(unit, sources) {
  const solc = packaged(`solc-${unit.solc}`);
  const find = path => {
    const [from, to] = Object.entries(unit.remappings ?? {}).find(([prefix]) => path.startsWith(prefix)) ?? ['', ''];
    try {
      return {contents: readFileSync(join(modules, to + path.slice(from.length)), 'utf8')};
    } catch {
      return {error: `${path} is not among npm's packages`};
    }
  };
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [name, {content}])),
    settings: {
      ...unit.settings,
      outputSelection: {'*': {'*': ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences']}},
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), {import: find}));
  const faults = (output.errors ?? []).filter(each => each.severity === 'error');
  if (faults.length > 0) throw new Error(faults.map(each => each.formattedMessage).join('\n'));
  const compiled = {};
  for (const file of Object.values(output.contracts)) {
    for (const [name, {abi, evm}] of Object.entries(file)) {
      const {object, linkReferences} = evm.bytecode;
      if (object) compiled[name] = {abi, bytecode: '0x' + object, linkReferences};
    }
  }
  return compiled;
}

// Where the compiled contracts of a unit are kept.
export function cache_of(name) {
  const {own, ...unit} = kUnits[name];
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
  const key = hash_of(lock, JSON.stringify(unit), JSON.stringify(own ? own_sources(own) : {}));
  return join(folder, 'compiled', `${name}-${key}.json`);
}

// compiled(NAME): the contracts of a unit, from the cache or from solc.
export function compiled(name) {
  const cache = cache_of(name);
  if (existsSync(cache)) return read_json(cache);
  const unit = kUnits[name];
  const sources = unit.own
    ? own_sources(unit.own)
    : Object.fromEntries(unit.roots.map(path => [path, readFileSync(join(modules, path), 'utf8')]));
  const started = process.cpuUsage();
  const contracts = run_solc(unit, sources);
  const {user, system} = process.cpuUsage(started);
  console.error(`compiled ${name} with solc ${unit.solc} in ${((user + system) / 1e6).toFixed(1)} s of CPU`);
  mkdirSync(join(folder, 'compiled'), {recursive: true});
  writeFileSync(cache + '.part', JSON.stringify(contracts));
  renameSync(cache + '.part', cache);
  return contracts;
}

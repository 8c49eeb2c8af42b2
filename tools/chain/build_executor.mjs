// Compiles venues/instadapp/BasisExecutor.sol. `build_executor.mjs write` writes the artifact beside it, which clients
// deploy; `build_executor.mjs check` compiles again and compares byte for byte.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {argv} from 'node:process';
import {run_solc} from './compile.mjs';
import {checkout} from './packages.mjs';

const kUnit = {
  solc: '0.8.27',
  settings: {
    optimizer: {enabled: true, runs: 10000},
    evmVersion: 'cancun',
    metadata: {bytecodeHash: 'none', appendCBOR: false},
  },
};
const kName = 'BasisExecutor';
const folder = join(checkout, 'venues', 'instadapp');
const artifact = join(folder, `${kName}.json`);

function build() {
  const source = readFileSync(join(folder, `${kName}.sol`), 'utf8');
  const {abi, bytecode} = run_solc(kUnit, {[`${kName}.sol`]: source})[kName];
  return (
    JSON.stringify(
      {contract: kName, compiler: `solc ${kUnit.solc}`, settings: kUnit.settings, abi, bytecode},
      null,
      1,
    ) + '\n'
  );
}

const built = build();
if (argv[2] === 'write') writeFileSync(artifact, built);
else if (argv[2] === 'check') {
  if (readFileSync(artifact, 'utf8') !== built) {
    console.error(
      `${artifact} is not what solc ${kUnit.solc} makes of ${kName}.sol: write it with build_executor.mjs write`,
    );
    process.exitCode = 1;
  } else
    console.log(
      `${kName}.json is what solc ${kUnit.solc} makes: ${(JSON.parse(built).bytecode.length - 2) / 2} bytes of code`,
    );
} else {
  console.error('usage: CHAIN_FOLDER=BUILD_FOLDER node tools/chain/build_executor.mjs write|check');
  process.exitCode = 2;
}

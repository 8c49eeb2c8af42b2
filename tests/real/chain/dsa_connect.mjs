// Instadapp's own client, dsa-connect, from CHAIN_PUBLISHED.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import vm from 'node:vm';
import {ethers} from './abis.mjs';

// dsa-connect without what it talks to: only its encoders are used, with ethers where it expects web3.
export function load_client(seen) {
  const anything = () =>
    new Proxy(function nothing() {}, {
      get: (_, key) => (key === Symbol.toPrimitive ? () => 0 : anything()),
      apply: anything,
      construct: () => ({}),
    });
  const module = {exports: {}};
  const code = readFileSync(join(process.env.CHAIN_PUBLISHED, 'dsa-connect', 'dist', 'index.js'), 'utf8');
  vm.runInThisContext(`(function (module, exports, require) {${code}\n})`)(module, module.exports, anything);
  const abi = {
    encodeFunctionCall(item, parameters) {
      seen.push(item);
      return new ethers.Interface([item]).encodeFunctionData(item.name, parameters);
    },
    encodeParameters: (types, values) => ethers.AbiCoder.defaultAbiCoder().encode(types, values),
  };
  return new module.exports({web3: {eth: {abi, getChainId: async () => 1}}, mode: 'browser'}, 1, {
    skipChainIdValidation: true,
  });
}

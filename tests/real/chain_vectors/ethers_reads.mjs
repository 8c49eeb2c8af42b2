// ethers reads what chain_vectors signed and encoded:  ethers_reads.mjs SAMPLES
import fs from 'node:fs';
import { AbiCoder, Transaction } from 'ethers';

let differing = 0;
function equal(ours, theirs, what, line) {
  if (String(ours) === String(theirs)) return;
  if (++differing <= 10) console.log(`${what}: ours ${ours}, theirs ${theirs}\n  ${line.slice(0, 2000)}`);
}

function readTransaction(ours, line) {
  const theirs = Transaction.from(ours.raw);
  for (const field of ['type', 'chainId', 'nonce', 'gasLimit', 'value', 'data', 'hash', 'from']) equal(ours[field], theirs[field], field, line);
  equal(ours.to, theirs.to ?? '', 'to', line);
  if (ours.type === 2) {
    equal(ours.maxFeePerGas, theirs.maxFeePerGas, 'maxFeePerGas', line);
    equal(ours.maxPriorityFeePerGas, theirs.maxPriorityFeePerGas, 'maxPriorityFeePerGas', line);
  } else {
    equal(ours.gasPrice, theirs.gasPrice, 'gasPrice', line);
  }
  equal(JSON.stringify(ours.accessList), JSON.stringify(theirs.accessList ?? []), 'accessList', line);
  equal(ours.raw, theirs.serialized, 'raw', line);
}

function readEncoding(ours, line) {
  equal(ours.data, AbiCoder.defaultAbiCoder().encode(ours.types, ours.values), 'data', line);
}

const counts = { 'transactions of type 0': 0, 'transactions of type 1': 0, 'transactions of type 2': 0, encodings: 0 };
for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line === '') continue;
  const ours = JSON.parse(line);
  ++counts[ours.raw ? `transactions of type ${ours.type}` : 'encodings'];
  if (ours.raw) readTransaction(ours, line);
  else readEncoding(ours, line);
}
console.log(`ethers read ${Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ')}; ${differing} differ`);
if (differing > 0 || Object.values(counts).some((count) => count < 50)) process.exit(1);

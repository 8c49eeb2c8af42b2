// Calls of a node and of contracts, for scripts: fails with the contract's own error by name.
import {ethers} from './packages.mjs';

// The cap of one transaction's gas is 16,777,216 (EIP-7825).
const kGas = ethers.toQuantity(16_000_000);
const kPolls = 2000;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

export class RpcError extends Error {
  constructor(method, error) {
    super(`${method}: ${error.message}`);
    this.code = error.code;
    this.data = typeof error.data === 'string' ? error.data : error.data?.data;
  }
}

// A node at an http URL. `node.rpc(METHOD, ...PARAMETERS)` gives the result or throws RpcError.
export class Node {
  #next = 0;

  constructor(url) {
    this.url = url;
  }

  async rpc(method, ...params) {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({jsonrpc: '2.0', id: ++this.#next, method, params}),
    });
    const {result, error} = await response.json();
    if (error) throw new RpcError(method, error);
    return result;
  }

  // The receipt, which can be null right after sending.
  async receipt(hash) {
    for (let i = 0; i < kPolls; i++) {
      const receipt = await this.rpc('eth_getTransactionReceipt', hash);
      if (receipt) return receipt;
      await pause(2);
    }
    throw new Error(`no receipt of ${hash}`);
  }

  // Sends from an account that the node signs for. A revert is thrown with its data.
  async send(transaction) {
    const receipt = await this.receipt(await this.rpc('eth_sendTransaction', {gas: kGas, ...transaction}));
    if (receipt.status !== '0x1') {
      await this.rpc('eth_call', {gas: kGas, ...transaction}, 'latest');
      throw new Error(`reverted: ${receipt.transactionHash}`);
    }
    return receipt;
  }

  async increase_time(seconds) {
    await this.rpc('evm_increaseTime', ethers.toQuantity(seconds));
    await this.rpc('evm_mine');
  }
}

// A contract on a node, called and sent to from `from`.
export class Contract {
  constructor(node, address, abi, from) {
    this.node = node;
    this.address = ethers.getAddress(address);
    this.abi = abi instanceof ethers.Interface ? abi : new ethers.Interface(abi);
    this.from = from;
  }

  as(from) {
    return new Contract(this.node, this.address, this.abi, from);
  }

  encode(name, ...parameters) {
    return this.abi.encodeFunctionData(name, parameters);
  }

  async call(name, ...parameters) {
    const data = await this.#named(() =>
      this.node.rpc('eth_call', {from: this.from, to: this.address, data: this.encode(name, ...parameters)}, 'latest'),
    );
    const result = this.abi.decodeFunctionResult(name, data);
    return result.length === 1 ? result[0] : result;
  }

  send(name, ...parameters) {
    return this.pay(0n, name, ...parameters);
  }

  // Sends with ether, in wei.
  pay(value, name, ...parameters) {
    const data = this.encode(name, ...parameters);
    return this.#named(() =>
      this.node.send({from: this.from, to: this.address, data, value: ethers.toQuantity(value)}),
    );
  }

  async #named(action) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof RpcError) || (error.data?.length ?? 0) < 10) throw error;
      const known = this.abi.parseError(error.data);
      throw Object.assign(error, {
        message: `${error.message}: ${known ? `${known.name}(${known.args.join(', ')})` : error.data}`,
      });
    }
  }
}

// Code with its libraries' addresses in place. `libraries` is {NAME: ADDRESS}.
function linked({bytecode, linkReferences}, libraries) {
  let code = bytecode.slice(2);
  for (const file of Object.values(linkReferences ?? {})) {
    for (const [name, places] of Object.entries(file)) {
      if (!libraries[name]) throw new Error(`the library ${name} is not deployed yet`);
      for (const {start, length} of places) {
        code = code.slice(0, 2 * start) + libraries[name].slice(2).toLowerCase() + code.slice(2 * (start + length));
      }
    }
  }
  return '0x' + code;
}

// deploy(NODE, FROM, ARTIFACT, PARAMETERS, {libraries, value}): the new contract.
export async function deploy(node, from, artifact, parameters = [], {libraries = {}, value = 0n} = {}) {
  const abi = new ethers.Interface(artifact.abi);
  const data = linked(artifact, libraries) + abi.encodeDeploy(parameters).slice(2);
  const {contractAddress} = await node.send({from, data, value: ethers.toQuantity(value)});
  return new Contract(node, contractAddress, abi, from);
}

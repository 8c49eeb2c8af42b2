// ABIs of what stands on the local chain, without the chain.
import {compiled, unit_names} from '../../../tools/chain/compile.mjs';
import {ethers, packaged} from '../../../tools/chain/packages.mjs';

export {ethers, packaged};
export const artifacts_of_contracts = Object.assign({}, ...unit_names.map(compiled));

// Tokens, price feeds, Lido and EtherFi. Aave's package brings WETH9.
import {ethers} from './packages.mjs';

const ether = amount => ethers.parseEther(`${amount}`);
const usd = price => ethers.parseUnits(`${price}`, 8);

// Prices at the start, in USD; rates of the staking tokens in ETH. Of the order of mid-2025.
export const kPrices = {ETH: 3000, USDT: 1, EIGEN: 1.2, ETHFI: 1};
const kRates = {wstETH: '1.2', weETH: '1.07'};
// EtherFi's pool: ether in all, and how much of it lies in the contract.
const kEtherFi = {deposited: 2_000_000, liquid: 60_000};
const kLido = {deposited: 8_000_000};

async function deploy_lido(rig) {
  const steth = await rig.deploy('StEth');
  await steth.pay(ether(kLido.deposited), 'submit', ethers.ZeroAddress);
  await steth.send('rebase', (ether(kLido.deposited) * (ether(kRates.wstETH) - ether(1))) / ether(1));
  const wsteth = await rig.deploy('WstEth', [steth.address]);
  const queue = await rig.deploy('WithdrawalQueueERC721', [wsteth.address]);
  await steth.send('set_queue', queue.address);
  return {steth, wsteth, withdrawal_queue: queue};
}

async function deploy_etherfi(rig, steth) {
  const pool = await rig.deploy('LiquidityPool');
  await pool.pay(ether(kEtherFi.deposited), 'deposit()');
  await pool.send('move_out', ether(kEtherFi.deposited - kEtherFi.liquid));
  await pool.send('rebase', (ether(kEtherFi.deposited) * (ether(kRates.weETH) - ether(1))) / ether(1), 0);
  const eeth = rig.contract('EEth', await pool.call('eETH'));
  const weeth = await rig.deploy('WeEth', [pool.address]);
  const requests = await rig.deploy('WithdrawRequestNFT', [pool.address]);
  const redemption = await rig.deploy('EtherFiRedemptionManager', [
    weeth.address,
    steth.address,
    rig.accounts.treasury,
  ]);
  await pool.send('set_parts', requests.address, redemption.address);
  return {liquidity_pool: pool, eeth, weeth, withdraw_request_nft: requests, redemption_manager: redemption};
}

async function deploy_rewards(rig) {
  const eigen = await rig.deploy('RewardToken', ['Eigen', 'EIGEN']);
  const ethfi = await rig.deploy('RewardToken', ['ether.fi governance token', 'ETHFI']);
  const king = await rig.deploy('King', [eigen.address, ethfi.address]);
  for (const token of [eigen, ethfi]) {
    await token.send('issue', rig.deployer, ether(10_000_000));
    await token.send('approve', king.address, ethers.MaxUint256);
  }
  await king.send('issue', rig.deployer, ether(100_000), ether(60_000), ether(40_000));
  return {eigen, ethfi, king};
}

export async function deploy_tokens(rig) {
  const weth = await rig.deploy('WETH9');
  const usdt = await rig.deploy('TetherToken');
  await usdt.send('issue', ethers.parseUnits('2000000000', 6));
  const lido = await deploy_lido(rig);
  const etherfi = await deploy_etherfi(rig, lido.steth);
  const rewards = await deploy_rewards(rig);
  const eth_feed = await rig.deploy('PriceFeed', ['ETH / USD', usd(kPrices.ETH)]);
  const rate_feed = (name, token, rate) =>
    rig.deploy('RateFeed', [name, eth_feed.address, token.address, ethers.id(rate).slice(0, 10)]);
  const feeds = {
    WETH: eth_feed,
    USDT: await rig.deploy('PriceFeed', ['USDT / USD', usd(kPrices.USDT)]),
    wstETH: await rate_feed('wstETH / USD', lido.wsteth, 'stEthPerToken()'),
    weETH: await rate_feed('weETH / USD', etherfi.weeth, 'getRate()'),
  };
  return {weth, usdt, lido, etherfi, rewards, feeds};
}

// Uniswap V3 from its packages' artifacts, and pools that hold a trade of a thousand ETH near their price.
import {ethers, packaged} from './packages.mjs';
import {kPrices} from './deploy_tokens.mjs';

const artifact = path => packaged(`@uniswap/${path}`);
const kFar = 2n ** 40n;
const kLastTick = 887272;
const kTickSpacing = {100: 1, 500: 10, 3000: 60};
// Ticks to each side of the price that most of the liquidity covers: about 22 %.
const kNear = 2000;

export function square_root(value) {
  let root = value;
  for (let next = (root + 1n) / 2n; next < root; next = (root + value / root) / 2n) root = next;
  return root;
}

// amounts are [base, quote] in smallest units and give the price as well.
async function make_pool(rig, {factory, position_manager}, [base, quote], fee, amounts) {
  const turned = BigInt(base.address) > BigInt(quote.address);
  const [tokens, sums] = turned
    ? [
        [quote, base],
        [amounts[1], amounts[0]],
      ]
    : [[base, quote], amounts];
  const root = square_root((sums[1] << 192n) / sums[0]);
  await position_manager.send('createAndInitializePoolIfNecessary', tokens[0].address, tokens[1].address, fee, root);
  const pool = new rig.Contract(
    rig.node,
    await factory.call('getPool', tokens[0].address, tokens[1].address, fee),
    artifact('v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json').abi,
    rig.deployer,
  );
  const spacing = kTickSpacing[fee];
  const whole = tick => Math.trunc(tick / spacing) * spacing;
  const {1: tick} = await pool.call('slot0');
  // A tenth over all prices, so that no trade runs dry; the rest near the price.
  for (const [low, high, part] of [
    [-kLastTick, kLastTick, 10n],
    [Number(tick) - kNear, Number(tick) + kNear, 1n],
  ]) {
    await position_manager.send('mint', [
      tokens[0].address,
      tokens[1].address,
      fee,
      whole(low),
      whole(high),
      sums[0] / part,
      sums[1] / part,
      0,
      0,
      rig.deployer,
      kFar,
    ]);
  }
  return {address: pool.address, fee};
}

export async function deploy_uniswap(rig, tokens, rates) {
  const deploy = (path, parameters) => rig.deploy_artifact(artifact(path), parameters);
  const factory = await deploy('v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json', []);
  await factory.send('enableFeeAmount', 100, 1);
  const parameters = [factory.address, tokens.WETH.address];
  const periphery = name => `v3-periphery/artifacts/contracts/${name}`;
  const parts = {
    factory,
    swap_router: await deploy(periphery('SwapRouter.sol/SwapRouter.json'), parameters),
    quoter: await deploy(periphery('lens/QuoterV2.sol/QuoterV2.json'), parameters),
    position_manager: await deploy(periphery('NonfungiblePositionManager.sol/NonfungiblePositionManager.json'), [
      ...parameters,
      ethers.ZeroAddress,
    ]),
  };
  for (const token of Object.values(tokens))
    await token.send('approve', parts.position_manager.address, ethers.MaxUint256);
  const ether = amount => ethers.parseEther(`${amount}`);
  const dollars = amount => ethers.parseUnits(`${amount}`, 6);
  const pool = (base, quote, fee, amounts) => make_pool(rig, parts, [tokens[base], tokens[quote]], fee, amounts);
  const rated = (symbol, amount) => [ether(amount), (ether(amount) * rates[symbol]) / ether(1)];
  return {
    ...parts,
    pools: {
      WETH_USDT: await pool('WETH', 'USDT', 500, [ether(40_000), dollars(40_000 * kPrices.ETH)]),
      wstETH_WETH: await pool('wstETH', 'WETH', 100, rated('wstETH', 50_000)),
      weETH_WETH: await pool('weETH', 'WETH', 500, rated('weETH', 50_000)),
      EIGEN_USDT: await pool('EIGEN', 'USDT', 3000, [ether(1_000_000), dollars(1_000_000 * kPrices.EIGEN)]),
      ETHFI_USDT: await pool('ETHFI', 'USDT', 3000, [ether(1_000_000), dollars(1_000_000 * kPrices.ETHFI)]),
    },
  };
}

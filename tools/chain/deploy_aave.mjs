// Aave V3.6 with the reserves and eModes of configs/venues/aave_v3.yaml, which the simulated Aave uses as well.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {checkout, ethers, packaged} from './packages.mjs';

export const aave_parameters = join(checkout, 'configs', 'venues', 'aave_v3.yaml');

// Optimal usage, base rate, slope below and above it in basis points, and the reserve factor: of the order of Aave's
// core market in 2025 (DefaultReserveInterestRateStrategyV2.getInterestRateData).
const kRates = {
  WETH: [[9200, 0, 270, 4000], 1500],
  USDT: [[9200, 0, 550, 3500], 1000],
  wstETH: [[8000, 0, 100, 8500], 3500],
  weETH: [[3000, 100, 700, 30000], 4500],
};
const kLibraries = [
  'BorrowLogic',
  'ConfiguratorLogic',
  'LiquidationLogic',
  'PoolLogic',
  'SupplyLogic',
  'FlashLoanLogic',
];
// A share of the bonus that the treasury keeps, and the premium of Aave's own flash loans, in basis points.
const kLiquidationProtocolFee = 1000;
const kFlashLoanPremium = 5;

const basis_points = fraction => Math.round(fraction * 10_000);

async function deploy_market(rig, tokens, feeds) {
  const libraries = {};
  for (const name of kLibraries) libraries[name] = (await rig.deploy(name, [], {libraries})).address;
  const provider = await rig.deploy('PoolAddressesProvider', ['Local Aave Market', rig.deployer]);
  const rates = await rig.deploy('DefaultReserveInterestRateStrategyV2', [provider.address]);
  const pool = await rig.deploy('PoolInstance', [provider.address, rates.address], {libraries});
  const configurator = await rig.deploy('PoolConfiguratorInstance', [], {libraries});
  const symbols = Object.keys(feeds);
  const oracle = await rig.deploy('AaveOracle', [
    provider.address,
    symbols.map(each => tokens[each].address),
    symbols.map(each => feeds[each].address),
    ethers.ZeroAddress,
    ethers.ZeroAddress,
    10n ** 8n,
  ]);
  await provider.send('setPriceOracle', oracle.address);
  await provider.send('setACLAdmin', rig.deployer);
  const acl = await rig.deploy('ACLManager', [provider.address]);
  await provider.send('setACLManager', acl.address);
  await acl.send('addPoolAdmin', rig.deployer);
  await acl.send('addEmergencyAdmin', rig.deployer);
  await provider.send('setPoolImpl', pool.address);
  await provider.send('setPoolConfiguratorImpl', configurator.address);
  const data = await rig.deploy('AaveProtocolDataProvider', [provider.address]);
  await provider.send('setPoolDataProvider', data.address);
  return {
    pool_addresses_provider: provider,
    pool: rig.contract('PoolInstance', await provider.call('getPool')),
    pool_configurator: rig.contract('PoolConfiguratorInstance', await provider.call('getPoolConfigurator')),
    acl_manager: acl,
    oracle,
    pool_data_provider: data,
  };
}

async function add_reserves(rig, market, tokens, reserves) {
  const pool = market.pool.address;
  const a_token = await rig.deploy('ATokenInstance', [pool, ethers.ZeroAddress, rig.accounts.treasury]);
  const debt_token = await rig.deploy('VariableDebtTokenInstance', [pool, ethers.ZeroAddress]);
  const rate_data = values =>
    ethers.AbiCoder.defaultAbiCoder().encode(['tuple(uint16,uint32,uint32,uint32)'], [values]);
  await market.pool_configurator.send(
    'initReserves',
    Object.keys(reserves).map(symbol => [
      a_token.address,
      debt_token.address,
      tokens[symbol].address,
      `Aave Ethereum ${symbol}`,
      `aEth${symbol}`,
      `Aave Ethereum Variable Debt ${symbol}`,
      `variableDebtEth${symbol}`,
      '0x',
      rate_data(kRates[symbol][0]),
    ]),
  );
  for (const [symbol, it] of Object.entries(reserves)) {
    const set = (name, ...values) => market.pool_configurator.send(name, tokens[symbol].address, ...values);
    await set('setReserveBorrowing', it.borrowable);
    await set(
      'configureReserveAsCollateral',
      basis_points(it.ltv),
      basis_points(it.liquidation_threshold),
      basis_points(1 + it.liquidation_bonus),
    );
    await set('setReserveFactor', kRates[symbol][1]);
    await set('setSupplyCap', it.supply_cap);
    await set('setBorrowCap', it.borrow_cap ?? 0);
    await set('setReserveFlashLoaning', true);
    await set('setLiquidationProtocolFee', kLiquidationProtocolFee);
  }
}

async function add_emodes(market, tokens, emodes) {
  for (const [name, it] of Object.entries(emodes)) {
    await market.pool_configurator.send(
      'setEModeCategory',
      it.category,
      basis_points(it.ltv),
      basis_points(it.liquidation_threshold),
      basis_points(1 + it.liquidation_bonus),
      name,
    );
    for (const symbol of it.collateral) {
      await market.pool_configurator.send('setAssetCollateralInEMode', tokens[symbol].address, it.category, true);
    }
    for (const symbol of it.borrowable) {
      await market.pool_configurator.send('setAssetBorrowableInEMode', tokens[symbol].address, it.category, true);
    }
  }
}

// `tokens` is {SYMBOL: contract} of all that may be a reserve, `feeds` {SYMBOL: price feed}.
export async function deploy_aave(rig, tokens, feeds) {
  const {reserves, emodes} = packaged('yaml').parse(readFileSync(aave_parameters, 'utf8'));
  const market = await deploy_market(rig, tokens, feeds);
  await add_reserves(rig, market, tokens, reserves);
  await market.pool_configurator.send('updateFlashloanPremium', kFlashLoanPremium);
  await add_emodes(market, tokens, emodes);
  const held = {};
  for (const symbol of Object.keys(reserves)) {
    const [a_token, , debt_token] = await market.pool_data_provider.call(
      'getReserveTokensAddresses',
      tokens[symbol].address,
    );
    held[symbol] = {a_token, debt_token};
  }
  return {...market, reserves: held};
}

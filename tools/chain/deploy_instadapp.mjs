// Instadapp's accounts, connectors by their published names, and the flash-loan aggregator over Morpho.

export async function deploy_instadapp(rig, {tokens, lido, etherfi, aave, uniswap, morpho}) {
  const index = await rig.deploy('InstaIndex');
  const list = rig.contract('InstaList', await index.call('list'));
  const registry = await rig.deploy('InstaConnectorsV2');
  const memory = await rig.deploy('InstaMemory');
  const account = await rig.deploy('InstaAccount', [index.address, registry.address]);
  await index.send('set_basics', account.address, registry.address);
  const aggregator = await rig.deploy('FlashAggregator', [morpho.address, list.address]);
  const kConnectors = {
    'BASIC-A': ['ConnectorBasic'],
    'WETH-A': ['ConnectorWeth'],
    'AAVE-V3-A': ['ConnectorAave', aave.pool.address, aave.pool_data_provider.address],
    'LIDO-STETH-A': ['ConnectorLido', lido.steth.address],
    'WSTETH-A': ['ConnectorWstEth', lido.wsteth.address],
    'EETH-A': ['ConnectorEEth', etherfi.liquidity_pool.address],
    'WEETH-A': ['ConnectorWeEth', etherfi.weeth.address],
    'UNISWAP-V3-SWAP-A': ['ConnectorUniswap', uniswap.swap_router.address],
    'INSTAPOOL-C': ['ConnectorInstapool', aggregator.address],
  };
  const connectors = {};
  for (const [name, [contract, ...parts]] of Object.entries(kConnectors)) {
    connectors[name] = (await rig.deploy(contract, [memory.address, tokens.WETH.address, ...parts])).address;
  }
  await registry.send('addConnectors', Object.keys(connectors), Object.values(connectors));
  return {
    index,
    list,
    connectors_registry: registry,
    memory,
    account_implementation: account,
    flash_aggregator: aggregator,
    connectors,
  };
}

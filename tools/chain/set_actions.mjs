// What can be changed on a running local chain, in the deployer's name. Parameters are texts, as a person types them.
import {ethers} from './packages.mjs';
import {square_root} from './deploy_uniswap.mjs';
import {Contract} from './rpc.mjs';

export class Usage extends Error {}

const kRay = 10n ** 27n;
const kBasisPoints = 10_000;

function decimal(text, digits) {
  try {
    return ethers.parseUnits(text, digits);
  } catch {
    throw new Usage(`${text}: not a decimal number with at most ${digits} decimals`);
  }
}

function whole(text, from, to) {
  if (!/^\d+$/.test(text) || BigInt(text) < BigInt(from) || BigInt(text) > BigInt(to))
    throw new Usage(`${text}: not a whole number from ${from} to ${to}`);
  return BigInt(text);
}

export function one_of(text, allowed) {
  if (!allowed.includes(text)) throw new Usage(`${text}: not one of ${allowed.join(' | ')}`);
  return text;
}

const on_off = text => one_of(text, ['on', 'off']) === 'on';

export class Actions {
  constructor(node, addresses) {
    this.node = node;
    this.addresses = addresses;
    this.deployer = addresses.accounts.deployer.address;
  }

  contract(address, ...abi) {
    return new Contract(this.node, address, abi, this.deployer);
  }

  async price(symbol, usd) {
    const {price_feeds} = this.addresses;
    const feed = this.contract(price_feeds[one_of(symbol, Object.keys(price_feeds))], 'function set_price(int256)');
    await feed.send('set_price', decimal(usd, 8));
  }

  // A share of all the pool's ether: 0.0001 is one day's rewards at 3.65 % a year.
  async rewards(protocol, fraction) {
    const part = decimal(fraction, 18);
    const {lido, etherfi} = this.addresses;
    if (one_of(protocol, ['lido', 'etherfi']) === 'lido') {
      const steth = this.contract(
        lido.steth,
        'function getTotalPooledEther() view returns (uint256)',
        'function rebase(int256)',
      );
      return steth.send('rebase', ((await steth.call('getTotalPooledEther')) * part) / 10n ** 18n);
    }
    const pool = this.contract(
      etherfi.liquidity_pool,
      'function getTotalPooledEther() view returns (uint256)',
      'function rebase(int128,uint128)',
    );
    return pool.send('rebase', ((await pool.call('getTotalPooledEther')) * part) / 10n ** 18n, 0);
  }

  async reserve(symbol, setting, value) {
    const asset = this.addresses.tokens[one_of(symbol, Object.keys(this.addresses.aave_v3.reserves))];
    const configurator = this.contract(
      this.addresses.aave_v3.pool_configurator,
      'function setReserveFreeze(address,bool)',
      'function setReservePause(address,bool)',
      'function setReserveBorrowing(address,bool)',
      'function setSupplyCap(address,uint256)',
      'function setBorrowCap(address,uint256)',
      'function configureReserveAsCollateral(address,uint256,uint256,uint256)',
    );
    const actions = {
      frozen: () => configurator.send('setReserveFreeze', asset, on_off(value)),
      paused: () => configurator.send('setReservePause', asset, on_off(value)),
      borrowing: () => configurator.send('setReserveBorrowing', asset, on_off(value)),
      supply_cap: () => configurator.send('setSupplyCap', asset, whole(value, 0, 2n ** 36n - 1n)),
      borrow_cap: () => configurator.send('setBorrowCap', asset, whole(value, 0, 2n ** 36n - 1n)),
      ltv: async () => {
        const data = this.contract(
          this.addresses.aave_v3.pool_data_provider,
          'function getReserveConfigurationData(address) view returns ' +
            '(uint256,uint256,uint256,uint256,uint256,bool,bool,bool,bool,bool)',
        );
        const [, , threshold, bonus] = await data.call('getReserveConfigurationData', asset);
        await configurator.send('configureReserveAsCollateral', asset, whole(value, 0, kBasisPoints), threshold, bonus);
      },
    };
    await actions[one_of(setting, Object.keys(actions))]();
  }

  async emode_ltv(category, value) {
    const pool = this.contract(
      this.addresses.aave_v3.pool,
      'function getEModeCategoryCollateralConfig(uint8) view returns ((uint16 ltv,uint16 threshold,uint16 bonus))',
      'function getEModeCategoryLabel(uint8) view returns (string)',
    );
    const id = whole(category, 1, 255);
    const [, threshold, bonus] = await pool.call('getEModeCategoryCollateralConfig', id);
    const configurator = this.contract(
      this.addresses.aave_v3.pool_configurator,
      'function setEModeCategory(uint8,uint16,uint16,uint16,string)',
    );
    await configurator.send(
      'setEModeCategory',
      id,
      whole(value, 1, kBasisPoints),
      threshold,
      bonus,
      await pool.call('getEModeCategoryLabel', id),
    );
  }

  async pause(what, state) {
    const {lido, etherfi, tokens} = this.addresses;
    const pausing = on_off(state);
    const guarded = address =>
      this.contract(address, 'function pause()', 'function unpause()').send(pausing ? 'pause' : 'unpause');
    const actions = {
      lido: () =>
        this.contract(lido.steth, 'function pauseStaking()', 'function resumeStaking()').send(
          pausing ? 'pauseStaking' : 'resumeStaking',
        ),
      lido_queue: () => this.contract(lido.withdrawal_queue, 'function pause(bool)').send('pause', pausing),
      etherfi: () => guarded(etherfi.liquidity_pool),
      etherfi_redemption: () => guarded(etherfi.redemption_manager),
      USDT: () => guarded(tokens.USDT),
    };
    await actions[one_of(what, Object.keys(actions))]();
  }

  // Pays all requests in the queue, Lido's in full.
  async finalize(protocol) {
    const {lido, etherfi} = this.addresses;
    if (one_of(protocol, ['lido', 'etherfi']) === 'lido') {
      const queue = this.contract(
        lido.withdrawal_queue,
        'function getLastRequestId() view returns (uint256)',
        'function unfinalizedStETH() view returns (uint256)',
        'function unfinalizedRequestNumber() view returns (uint256)',
        'function finalize(uint256,uint256) payable',
      );
      if ((await queue.call('unfinalizedRequestNumber')) === 0n) return null;
      return queue.pay(
        await queue.call('unfinalizedStETH'),
        'finalize',
        await queue.call('getLastRequestId'),
        1000n * kRay,
      );
    }
    const requests = this.contract(
      etherfi.withdraw_request_nft,
      'function nextRequestId() view returns (uint32)',
      'function finalizeRequests(uint256)',
    );
    return requests.send('finalizeRequests', (await requests.call('nextRequestId')) - 1n);
  }

  // What Morpho can lend in one loan: the rest is taken out by its lender, or brought back.
  async flash_liquidity(symbol, amount) {
    const lender = this.addresses.accounts.lender.address;
    const token = this.contract(
      this.addresses.tokens[one_of(symbol, ['WETH', 'USDT'])],
      'function balanceOf(address) view returns (uint256)',
      'function approve(address,uint256)',
      'function decimals() view returns (uint8)',
    ).as(lender);
    const wanted = decimal(amount, Number(await token.call('decimals')));
    const morpho = this.contract(
      this.addresses.morpho.morpho,
      'function withdraw((address,address,address,address,uint256),uint256,uint256,address,address)',
      'function supply((address,address,address,address,uint256),uint256,uint256,address,bytes)',
    ).as(lender);
    const market = this.addresses.morpho.markets[symbol];
    const market_parameters = [
      market.loan_token,
      market.collateral_token,
      market.oracle,
      market.irm,
      decimal(`${market.lltv_basis_points}`, 14),
    ];
    const has = await token.call('balanceOf', morpho.address);
    if (wanted < has) return morpho.send('withdraw', market_parameters, has - wanted, 0, lender, lender);
    if (wanted === has) return null;
    await this.stock(token.address, lender, wanted - has);
    await token.send('approve', morpho.address, wanted - has);
    return morpho.send('supply', market_parameters, wanted - has, 0, lender, '0x');
  }

  // Trades until the pool's price is this, in units of the quote for one of the base.
  async pool_price(pair, price) {
    const {pools, swap_router} = this.addresses.uniswap;
    const [base, quote] = one_of(pair, Object.keys(pools))
      .split('_')
      .map(symbol =>
        this.contract(
          this.addresses.tokens[symbol],
          'function decimals() view returns (uint8)',
          'function approve(address,uint256)',
        ),
      );
    const decimals = [Number(await base.call('decimals')), Number(await quote.call('decimals'))];
    const wanted = [10n ** BigInt(decimals[0]), decimal(price, decimals[1])];
    if (wanted[1] <= 0n) throw new Usage(`${price}: not above 0`);
    const turned = BigInt(base.address) > BigInt(quote.address);
    const sums = turned ? [wanted[1], wanted[0]] : wanted;
    const limit = square_root((sums[1] << 192n) / sums[0]);
    const pool = this.contract(
      pools[pair].address,
      'function slot0() view returns (uint160,int24,uint16,uint16,uint16,uint8,bool)',
    );
    const [now] = await pool.call('slot0');
    if (limit === now) return;
    // Token 0 sold lowers the root, token 1 sold raises it.
    const [sold, bought] = limit < now === !turned ? [base, quote] : [quote, base];
    const router = this.contract(
      swap_router,
      'function exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160)) payable ' +
        'returns (uint256)',
    );
    const plenty = 10n ** 24n;
    await sold.send('approve', router.address, 0n);
    await sold.send('approve', router.address, plenty);
    await this.stock(sold.address, this.deployer, plenty);
    await router.send('exactInputSingle', [
      sold.address,
      bought.address,
      pools[pair].fee,
      this.deployer,
      2n ** 40n,
      plenty,
      0,
      limit,
    ]);
    const [then] = await pool.call('slot0');
    if (then !== limit)
      throw new Error(`the deployer's tokens do not reach so far: ${pair} was moved, but not to ${price}`);
  }

  // More WETH or USDT for an account, in smallest units. Of other tokens there is what there is.
  async stock(token, account, amount) {
    const {WETH, USDT} = this.addresses.tokens;
    if (token === WETH) {
      await this.node.rpc('anvil_setBalance', account, ethers.toQuantity(2n * amount));
      await this.contract(WETH, 'function deposit() payable').as(account).pay(amount, 'deposit');
    } else if (token === USDT) {
      const usdt = this.contract(USDT, 'function issue(uint256)', 'function transfer(address,uint256)');
      await usdt.send('issue', amount);
      await usdt.send('transfer', account, amount);
    }
  }

  // Each block that is not full lowers it by up to an eighth.
  async base_fee(gwei) {
    await this.node.rpc('anvil_setNextBlockBaseFeePerGas', ethers.toQuantity(decimal(gwei, 9)));
    await this.node.rpc('evm_mine');
  }

  async time(seconds) {
    await this.node.increase_time(Number(whole(seconds, 1, 2n ** 32n)));
  }
}

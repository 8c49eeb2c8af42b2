#include "venues/sim_chain/chain_keeper.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/chain/erc20.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain/make_call.hpp"
#include "venues/chain/receipt.hpp"
#include "venues/sim_chain/contracts.hpp"
#include "venues/sim_chain/pool_price.hpp"
#include "venues/sim_chain/price_watch.hpp"

namespace basis::sim {
namespace {

constexpr std::int64_t kFeedDecimals = 8;
/// An answer that is older is told again, as Chainlink's feed of ETH / USD does (data.chain.link, "Heartbeat").
constexpr Nanos kHeartbeat = kMinute * 60;
constexpr Nanos kRewardsEvery = kMinute * 60;
/// Rewards of staking: 3 % a year of all that is staked, without compounding between payments.
constexpr std::uint64_t kRewardPercent = 3;
constexpr std::uint64_t kYearSeconds = 365ULL * 24 * 3600;
constexpr std::uint64_t kBasisPoints = 10'000;
/// A deadline that no swap misses.
constexpr std::uint64_t kFar = 1ULL << 40;

/// 10^`exponent`.
u256 power_of_ten(unsigned exponent) { return boost::multiprecision::pow(u256(10), exponent); }

}  // namespace

ChainKeeper::ChainKeeper(ChainNode& node, const LocalChain& chain, ExchangeService& service,
                         const ChainKeeperSettings& settings, Tell tell)
    : node_(node),
      chain_(chain),
      service_(service),
      settings_(settings),
      tell_(std::move(tell)),
      bank_(node, chain, service, settings.confirmations),
      next_(service.now()) {}

void ChainKeeper::tell_once(const std::string& line) {
  if (told_.insert(line).second) tell_(line);
}

Result<void> ChainKeeper::start() {
  BASIS_TRY(check_node());
  BASIS_TRY(fund());
  BASIS_TRY(const std::string line, bank_.begin());
  if (!line.empty()) tell_(line);
  return ok();
}

Result<void> ChainKeeper::check_node() {
  const auto id = node_.ask({{"eth_chainId"}});
  if (!id) return Error(ErrorKind::usage, "--chain: " + id.error().text());
  BASIS_TRY(const std::uint64_t told, chain::quantity64_of(id.value().front()));
  if (told != chain_.chain_id())
    return Error(ErrorKind::usage,
                 fmt::format("--chain: it is chain {}, and --contracts is of chain {}", told, chain_.chain_id()));
  const auto mines = node_.ask({{"anvil_getAutomine"}});
  if (!mines || mines.value().front() != boost::json::value(false))
    return Error(ErrorKind::usage, "--chain: it mines by itself (allowed: that of tools/chain/start --mining manual)");
  return ok();
}

/// The deployer trades in the pools and pays USDT to the exchanges' account; both pay gas. All of it stands in the
/// first block.
Result<void> ChainKeeper::fund() {
  const u256 plenty = power_of_ten(27);
  for (const chain::Address& account : {chain_.exchange, chain_.deployer}) {
    BASIS_TRY(node_.act("anvil_setBalance",
                        fmt::format(R"(["{}","{}"])", account.to_string(), chain::quantity_text(plenty))));
  }
  const OwnerCalls& owner = owner_calls();
  const auto& erc20 = chain::erc20();
  const chain::Address weth = chain_.token("WETH").address, usdt = chain_.token("USDT").address;
  const chain::Address wsteth = chain_.token("wstETH").address, weeth = chain_.token("weETH").address;
  const chain::Address eeth = chain_.token("eETH").address;
  const Wei dollars(power_of_ten(18));           // 10^12 USDT
  const Wei ether(power_of_ten(25));             // 10^7 ETH
  const Wei staked(power_of_ten(21) * u256(5));  // 5,000 ETH
  BASIS_TRY(const auto held, node_.read({chain::contract_read(wsteth, erc20.balance_of, chain_.deployer),
                                         chain::contract_read(weeth, erc20.balance_of, chain_.deployer)}));
  act(chain::make_call(usdt, Wei(), owner.issue_usdt, "USDT for the exchanges", dollars + dollars));
  act(chain::make_call(usdt, Wei(), erc20.transfer, "USDT for the exchanges", chain_.exchange, dollars));
  act(chain::make_call(weth, ether, owner.deposit_weth, "WETH to trade with"));
  const u256 little = power_of_ten(21);
  if (held[0][0].uint() < little) act(chain::ContractCall{wsteth, staked.value(), {}, "wstETH to trade with"});
  if (held[1][0].uint() < little) {
    act(chain::make_call(chain_.liquidity_pool, staked, owner.deposit_eeth, "eETH to wrap"));
    act(chain::make_call(eeth, Wei(), erc20.approve, "eETH to wrap", weeth, chain::kEverything));
    act(chain::make_call(weeth, Wei(), owner.wrap_eeth, "weETH to trade with", Wei(power_of_ten(21) * u256(4))));
  }
  for (const chain::Address& token : {weth, usdt, wsteth, weeth}) {
    // USDT does not change an allowance that is not zero.
    act(chain::make_call(token, Wei(), erc20.approve, "an allowance to trade with", chain_.swap_router, Wei()));
    act(chain::make_call(token, Wei(), erc20.approve, "an allowance to trade with", chain_.swap_router,
                         chain::kEverything));
  }
  return ok();
}

void ChainKeeper::act(const Result<chain::ContractCall>& call) {
  require(call.has_value(), "the keeper's own calls can be encoded");
  const ChainNode::Sent sent = node_.send(chain_.deployer, call.value());
  if (sent.hash.empty())
    return tell_once(fmt::format("the chain does not take '{}': {}", call.value().text, sent.text));
  acts_.emplace_back(sent.hash, call.value().text);
}

Result<ChainKeeper::State> ChainKeeper::look() {
  const OwnerCalls& owner = owner_calls();
  State state;
  BASIS_TRY(const auto block, node_.ask({{"eth_getBlockByNumber", R"(["latest",false])"}}));
  BASIS_TRY(state.head, chain::read_head(block.front()));
  BASIS_TRY(const auto values, node_.read({chain::contract_read(chain_.weth_feed, owner.answer),
                                           chain::contract_read(chain_.weth_usdt.address, owner.slot0),
                                           chain::contract_read(chain_.wsteth_weth.address, owner.slot0),
                                           chain::contract_read(chain_.weeth_weth.address, owner.slot0),
                                           chain::contract_read(chain_.token("wstETH").address, owner.wsteth_rate),
                                           chain::contract_read(chain_.token("weETH").address, owner.weeth_rate),
                                           chain::contract_read(chain_.steth, owner.pooled_ether),
                                           chain::contract_read(chain_.liquidity_pool, owner.pooled_ether)}));
  // A price below zero is what an oracle fails with: any other is far from it.
  const chain::i256& answer = values[0][0].sint();
  state.feed = answer < 0 ? u256(0) : u256(answer);
  for (std::size_t i = 0; i < std::size(state.roots); ++i) state.roots[i] = values[i + 1][0].uint();
  state.wsteth_rate = values[4][0].uint();
  state.weeth_rate = values[5][0].uint();
  state.steth_ether = values[6][0].uint();
  state.eeth_ether = values[7][0].uint();
  return state;
}

Result<void> ChainKeeper::step(UtcTime now) {
  if (now < next_) return ok();
  next_ = std::max(next_ + settings_.block_every, now);
  BASIS_TRY(const State state, look());
  const auto seconds = static_cast<std::uint64_t>(now.nanos() / kSecond.count);
  if (state.head.time >= UtcTime{} + kSecond * static_cast<std::int64_t>(seconds)) return ok();
  set_oracle(state, now);
  pay_rewards(state, now);
  move_pools(state);
  for (const std::string& line : bank_.send()) tell_(line);
  BASIS_TRY(mine(seconds));
  BASIS_TRY(look_at_acts());
  return bank_.look();
}

void ChainKeeper::set_oracle(const State& state, UtcTime now) {
  const auto price = ether_price(service_.markets());
  if (!price) return;
  static_assert(Price::kDecimals == kFeedDecimals, "a feed's scale is that of prices");
  const u256 wanted(static_cast<std::uint64_t>(price->raw()));
  const u256 off = wanted > state.feed ? u256(wanted - state.feed) : u256(state.feed - wanted);
  const bool old = !feeds_set_ || now - *feeds_set_ >= kHeartbeat;
  const OwnerCalls& owner = owner_calls();
  if (old || off * kBasisPoints > state.feed)
    act(chain::make_call(chain_.weth_feed, Wei(), owner.set_price, "the price of ether", chain::i256(wanted)));
  if (!old) return;
  act(chain::make_call(chain_.usdt_feed, Wei(), owner.set_price, "the price of USDT",
                       chain::i256(power_of_ten(static_cast<unsigned>(kFeedDecimals)))));
  feeds_set_ = now;
}

/// From the chain's last block on, before the first payment.
void ChainKeeper::pay_rewards(const State& state, UtcTime now) {
  const bool first = !rewarded_;
  if (first) rewarded_ = state.head.time;
  if (!first && now - *rewarded_ < kRewardsEvery) return;
  const u256 seconds(static_cast<std::uint64_t>((now - *rewarded_).count / kSecond.count));
  const auto share = [&](const u256& ether) {
    return chain::i256(u256(ether * kRewardPercent * seconds / (u256(100) * kYearSeconds)));
  };
  const OwnerCalls& owner = owner_calls();
  act(chain::make_call(chain_.steth, Wei(), owner.rebase_steth, "rewards of Lido", share(state.steth_ether)));
  act(chain::make_call(chain_.liquidity_pool, Wei(), owner.rebase_eeth, "rewards of EtherFi", share(state.eeth_ether),
                       Wei()));
  rewarded_ = now;
}

void ChainKeeper::move_pools(const State& state) {
  const u256 one = power_of_ten(18);
  if (const auto price = ether_price(service_.markets())) {
    // USDT has 6 decimals, a price 8.
    const PoolPrice dollars{u256(one * 100), u256(static_cast<std::uint64_t>(price->raw()))};
    move_pool(chain_.weth_usdt, state.roots[0], pool_root(chain_.weth_usdt, dollars));
  }
  move_pool(chain_.wsteth_weth, state.roots[1], pool_root(chain_.wsteth_weth, {one, state.wsteth_rate}));
  move_pool(chain_.weeth_weth, state.roots[2], pool_root(chain_.weeth_weth, {one, state.weeth_rate}));
}

/// Sells until the pool is at the price; what is asked for is more than that takes.
void ChainKeeper::move_pool(const LocalPool& pool, const u256& now, const u256& wanted) {
  if (!beyond_fee(pool, now, wanted)) return;
  const bool base_sold = sells_base(pool, now, wanted);
  const chain::Token &sold = base_sold ? pool.base : pool.quote, &bought = base_sold ? pool.quote : pool.base;
  const u256 plenty = power_of_ten(24);
  act(chain::make_call(chain_.swap_router, Wei(), owner_calls().swap,
                       fmt::format("the pool of {} and {}", pool.base.symbol, pool.quote.symbol),
                       chain::AbiValue(chain::abi_values(sold.address, bought.address, pool.fee, chain_.deployer, kFar,
                                                         plenty, u256(0), wanted))));
}

Result<void> ChainKeeper::mine(std::uint64_t seconds) {
  BASIS_TRY(node_.act("evm_setNextBlockTimestamp", fmt::format("[{}]", seconds)));
  return node_.act("evm_mine", "[]");
}

Result<void> ChainKeeper::look_at_acts() {
  std::vector<chain::RpcCall> calls;
  calls.reserve(acts_.size());
  for (const auto& [hash, text] : acts_) calls.push_back({"eth_getTransactionReceipt", fmt::format(R"(["{}"])", hash)});
  BASIS_TRY(const auto answers, node_.ask(std::move(calls)));
  std::vector<std::pair<std::string, std::string>> open;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    BASIS_TRY(const auto receipt, chain::read_receipt(answers[i]));
    if (!receipt)
      open.push_back(acts_[i]);
    else if (!receipt->succeeded)
      tell_once(fmt::format("'{}' has failed on the chain", acts_[i].second));
  }
  acts_ = std::move(open);
  return ok();
}

}  // namespace basis::sim

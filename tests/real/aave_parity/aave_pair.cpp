#include "tests/real/aave_parity/aave_pair.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "core/config/load_config.hpp"
#include "core/portfolio/ledger.hpp"
#include "core/risk/lending_account.hpp"
#include "tests/real/chain_protocols/checks.hpp"
#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/ray_math.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain_reverts.hpp"
#include "venues/etherfi/calls.hpp"
#include "venues/lido/calls.hpp"

namespace basis::test {
namespace {

constexpr std::uint8_t kEthCategory = 1;
constexpr double kClose = 1e-9;  ///< of what is valued in the oracle's 1e-8 dollars

struct KindOfReason {
  std::string_view words;
  std::string_view kind;
};
/// The first that fits. The simulated Aave's words, then the contracts' (Errors.sol, aave-v3-origin 3.6.0; tokens).
constexpr std::array kKinds{
    KindOfReason{"wallet has", "not held"},
    KindOfReason{"supplied is", "not supplied"},
    KindOfReason{"nothing is owed", "nothing owed"},
    KindOfReason{"of nothing", "no amount"},
    KindOfReason{"under one unit", "no amount"},
    KindOfReason{"collateral allows", "over the LTV"},
    KindOfReason{"health factor under 1", "health factor"},
    KindOfReason{"cannot be borrowed in the eMode", "eMode"},
    KindOfReason{"which cannot be borrowed", "not lent"},
    KindOfReason{"NotEnoughAvailableUserBalance()", "not supplied"},
    KindOfReason{"NoDebtOfSelectedType()", "nothing owed"},
    KindOfReason{"InvalidAmount()", "no amount"},
    KindOfReason{"InvalidMintAmount()", "no amount"},
    KindOfReason{"InvalidBurnAmount()", "no amount"},
    KindOfReason{"CollateralCannotCoverNewBorrow()", "over the LTV"},
    KindOfReason{"LtvValidationFailed()", "over the LTV"},
    KindOfReason{"HealthFactorLowerThanLiquidationThreshold()", "health factor"},
    KindOfReason{"NotBorrowableInEMode()", "not lent"},
    KindOfReason{"BorrowingNotEnabled()", "not lent"},
    KindOfReason{"InvalidDebtInEmode", "eMode"},
    // Each token says it in its own way: wstETH, weETH; USDT, which subtracts; WETH9, without a word.
    KindOfReason{"transfer amount exceeds balance", "not held"},
    KindOfReason{"ERC20InsufficientBalance", "not held"},
    KindOfReason{"Panic 0x11", "not held"},
    KindOfReason{"reverted without a reason", "not held"},
};

UtcTime time_of_block(const boost::json::value& receipt, LocalNode& node) {
  const auto block =
      node.rpc("eth_getBlockByNumber", fmt::format("[{},false]", boost::json::serialize(receipt.at("blockNumber"))));
  const auto seconds = chain::parse_quantity64(block.at("timestamp").as_string()).value();
  return UtcTime() + kSecond * static_cast<std::int64_t>(seconds);
}

std::uint64_t seconds_between(UtcTime from, UtcTime to) {
  return static_cast<std::uint64_t>((to - from).count / kSecond.count);
}

bool near(double ours, double theirs) { return std::abs(ours - theirs) <= kClose * std::abs(theirs); }

Ray ray_of(const u256& value) { return Ray::from_raw(static_cast<i128>(value)); }

std::string text_of(const AaveCall& call) {
  return fmt::format("{} {} {}", action_name(call.action), call.amount.to_string(), call.token);
}

}  // namespace

std::string kind_of_reason(const std::string& words) {
  for (const KindOfReason& row : kKinds)
    if (words.find(row.words) != std::string::npos) return std::string(row.kind);
  return words;
}

AavePair::AavePair(LocalNode& node, const std::filesystem::path& configs, const std::string& staked)
    : node_(node), staked_(staked), wallet_(node.address_of("wallet")), tokens_{staked, "WETH", "USDT"} {
  const std::vector<std::string> overrides = {"execution.costs=none"};
  settings_ = must(load_config(configs, "eth_leveraged", overrides, Environment{}), "configuration").settings;
  const std::string protocol = staked == "weETH" ? "etherfi" : "lido";
  settings_.mode.lst_type = staked == "weETH" ? LstType::weeth : LstType::wsteth;
  settings_.mode.instruments = {
      "wallet:BaseToken:ETH",      "wallet:BaseToken:WETH",      "wallet:BaseToken:USDT",
      protocol + ":LST:" + staked, "aave_v3:aToken:a" + staked,  "aave_v3:aToken:aWETH",
      "aave_v3:aToken:aUSDT",      "aave_v3:debtToken:debtWETH", "aave_v3:debtToken:debtUSDT"};
  universe_ = std::make_unique<Universe>(must(Universe::build(settings_), "universe"));
  costs_ = std::make_unique<CostCalculator>(settings_.mode.execution, settings_.venues.at("alchemy"), CostTable());
  aave_ = std::make_unique<SimulatedAave>(ProtocolContext{*universe_, settings_, *costs_});
  const std::size_t count = universe_->instruments().size();
  state_.holdings.resize(count);
  market_.prices.assign(universe_->assets().size(), Price::from_int(1));
  market_.marks.resize(count);
  market_.indices.assign(count, Ray::from_raw(Ray::kOne));
  market_.rates.assign(count, Ray::from_raw(Ray::kOne));
  market_.market_rates.resize(count);
  market_.funding_settled.resize(count);
  market_.funding_known.resize(count);
}

void AavePair::prepare() {
  const auto& book = node_.book();
  const auto perform = [this](const Result<chain::ContractCall>& call) {
    const auto made = must(Result<chain::ContractCall>(call), "a call");
    check(node_.transact(wallet_, made).at("status").as_string() == "0x1", made.text);
  };
  if (staked_ == "weETH") {
    perform(etherfi::stake(book, whole(900)));
    perform(alchemy::approve(book, "eETH", node_.token("weETH"), whole(900)));
    perform(etherfi::wrap(book, whole(890)));
  } else {
    perform(lido::stake_wrapped(book, whole(900)));
  }
  perform(alchemy::wrap_ether(book, whole(500)));
  for (const std::string& token : tokens_)
    perform(alchemy::approve(book, token, node_.contract("aave_v3", "pool"), whole(1'000'000)));
  node_.administer(node_.contract("price_feeds", "USDT"), chain::Function("set_price(int256)"),
                   chain::abi_values(std::int64_t{100'000'000}));
  state_.emode = false;
}

PortfolioQuestion AavePair::question() const {
  PortfolioQuestion asked;
  asked.wallet = wallet_;
  asked.reserves = tokens_;
  asked.emodes = {kEthCategory};
  return asked;
}

InstrumentId AavePair::id(PositionType type, const std::string& token) const {
  return universe_->get(*universe_->find_account("aave_v3"), type, token);
}

Amount AavePair::amount_of(const std::string& token, const Wei& units) const {
  return must(units.to_amount(node_.book().token(token).value().decimals), token);
}

void AavePair::set_price(const u256& price) {
  node_.administer(node_.contract("price_feeds", "WETH"), chain::Function("set_price(int256)"),
                   chain::abi_values(chain::i256(price)));
}

void AavePair::add_rewards(const u256& part) {
  static const chain::Function total("getTotalPooledEther()", "(uint256)");
  const bool etherfi = staked_ == "weETH";
  const chain::Address pool = etherfi ? node_.contract("etherfi", "liquidity_pool") : node_.contract("lido", "steth");
  const u256 pooled = node_.ask(pool, total, {})[0].uint();
  const chain::i256 more(u256(pooled * part / whole(1).value()));
  if (etherfi)
    node_.administer(pool, chain::Function("rebase(int128,uint128)"), chain::abi_values(more, 0U));
  else
    node_.administer(pool, chain::Function("rebase(int256)"), chain::abi_values(more));
}

void AavePair::set_market(UtcTime at) {
  market_.time = at;
  for (const auto& [token, reserve] : account().reserves) {
    const std::uint64_t seconds = seconds_between(reserve.updated, at);
    const u256 supply = aave_v3::supply_index_after(reserve.supply_index, reserve.supply_rate, seconds);
    const u256 debt = aave_v3::debt_index_after(reserve.debt_index, reserve.debt_rate, seconds);
    market_.indices[id(PositionType::a_token, token).index()] = ray_of(supply);
    if (token != staked_) market_.indices[id(PositionType::debt_token, token).index()] = ray_of(debt);
  }
  market_.prices[universe_->find_asset("ETH")->index()] =
      Price::from_raw(static_cast<std::int64_t>(account().reserves.at("WETH").price));
  const Wei& rate = staked_ == "weETH" ? seen_.etherfi->rate : seen_.lido->rate;
  for (const Instrument& instrument : universe_->instruments())
    if (instrument.has_rate) market_.rates[instrument.id.index()] = ray_of(rate.value() * 1'000'000'000U);
}

void AavePair::read() {
  seen_ = node_.portfolio(question());
  take_over();
}

void AavePair::take_over() {
  for (const auto& [token, reserve] : account().reserves) {
    state_.holdings[universe_->held_token(token).index()].amount = amount_of(token, seen_.balances.at(token));
    state_.holdings[id(PositionType::a_token, token).index()].amount =
        amount_of(token, Wei(reserve.account_scaled_supplied));
    if (token != staked_)
      state_.holdings[id(PositionType::debt_token, token).index()].amount =
          -amount_of(token, Wei(reserve.account_scaled_debt));
  }
}

chain::ContractCall AavePair::contract_call(const AaveCall& wanted) const {
  const auto& book = node_.book();
  const auto make = [&]() -> Result<chain::ContractCall> {
    switch (wanted.action) {
      case ActionType::supply: return aave_v3::supply(book, wanted.token, wanted.amount, wallet_);
      case ActionType::withdraw: return aave_v3::withdraw(book, wanted.token, wanted.amount, wallet_);
      case ActionType::borrow: return aave_v3::borrow(book, wanted.token, wanted.amount, wallet_);
      case ActionType::repay: return aave_v3::repay(book, wanted.token, wanted.amount, wallet_);
      default: return aave_v3::set_emode(book, kEthCategory);
    }
  };
  return must(make(), "a call");
}

std::string AavePair::revert_of(const boost::json::value& receipt) {
  const auto trace = node_.rpc(
      "debug_traceTransaction",
      fmt::format(R"([{},{{"tracer":"callTracer"}}])", boost::json::serialize(receipt.at("transactionHash"))));
  const auto* const output = trace.as_object().if_contains("output");
  if (output == nullptr) return "reverted without a reason";
  const auto data = chain::from_hex(std::string_view(output->as_string()));
  return contract_reverts().read(must(Result<chain::Bytes>(data), "revert")).text;
}

void AavePair::call(const AaveCall& wanted, std::uint64_t seconds) {
  const UtcTime at = seen_.block.time + kSecond * static_cast<std::int64_t>(seconds);
  const auto before = account().reserves;
  set_market(at);
  ContractStep step{wanted.action, *universe_->find_account("aave_v3"), {}, {}, {}};
  if (wanted.action != ActionType::set_emode) {
    const bool debt = wanted.action == ActionType::borrow || wanted.action == ActionType::repay;
    step.instrument = id(debt ? PositionType::debt_token : PositionType::a_token, wanted.token);
    step.size = amount_of(wanted.token, wanted.amount);
  }
  const ProtocolAnswer ours = aave_->call(step, state_, market_);

  node_.rpc("evm_setNextBlockTimestamp", fmt::format("[{}]", at.nanos() / kSecond.count));
  const auto receipt = node_.transact(wallet_, contract_call(wanted));
  check(time_of_block(receipt, node_) == at, "the block is of the time that was set");
  const bool done = receipt.at("status").as_string() == "0x1";
  const std::string reason = done ? "" : revert_of(receipt);
  if (done != ours.revert.empty())
    throw std::runtime_error(fmt::format("{}: the contract says \"{}\", the simulated Aave \"{}\"", text_of(wanted),
                                         done ? "done" : reason, ours.revert.empty() ? "done" : ours.revert));
  if (done) {
    apply_answer(ours, state_);
    ++taken;
  } else {
    check_equal(kind_of_reason(ours.revert), kind_of_reason(reason), text_of(wanted));
    ++refused[kind_of_reason(reason)];
  }
  seen_ = node_.portfolio(question());
  // What the pool has booked at the block's time is what we had expected of it.
  if (done && wanted.action != ActionType::set_emode) {
    const aave_v3::ReserveState& now = account().reserves.at(wanted.token);
    const aave_v3::ReserveState& then = before.at(wanted.token);
    check(now.updated == at, "the reserve was touched");
    const std::uint64_t passed = seconds_between(then.updated, at);
    check_equal(now.supply_index, aave_v3::supply_index_after(then.supply_index, then.supply_rate, passed),
                wanted.token + " supply index");
    // ReserveLogic.sol, _updateIndexes: without a debt nothing is compounded.
    const u256 debt =
        then.scaled_debt == 0 ? then.debt_index : aave_v3::debt_index_after(then.debt_index, then.debt_rate, passed);
    check_equal(now.debt_index, debt, wanted.token + " debt index");
  }
  compare(wanted, done);
  take_over();
}

void AavePair::check_amount(const std::string& token, Amount ours, const Wei& theirs, const std::string& what) const {
  const Amount expected = amount_of(token, theirs);
  // Scaled dollars are kept to 1e-18 by us, and to 1e-6 by the contract.
  const Amount unit = token == "USDT" ? Amount::from_raw(2'000'000'000'000) : Amount();
  check((ours - expected).abs() <= unit,
        fmt::format("{} {}: {} and not {}", token, what, ours.to_string(), expected.to_string()));
}

void AavePair::compare(const AaveCall& wanted, bool done) {
  set_market(seen_.block.time);
  const std::string after = fmt::format("after {} ({})", text_of(wanted), done ? "done" : "refused");
  for (const auto& [token, reserve] : account().reserves) {
    check_equal(u256(market_.indices[id(PositionType::a_token, token).index()].raw()), reserve.supply_index_now,
                token + " supply index now");
    const auto held = [&](InstrumentId instrument) { return state_.holdings[instrument.index()].amount; };
    check_amount(token, held(universe_->held_token(token)), seen_.balances.at(token), "held " + after);
    check_amount(token, held(id(PositionType::a_token, token)), Wei(reserve.account_scaled_supplied),
                 "scaled supplied " + after);
    if (token == staked_) continue;
    check_equal(u256(market_.indices[id(PositionType::debt_token, token).index()].raw()), reserve.debt_index_now,
                token + " debt index now");
    check_amount(token, -held(id(PositionType::debt_token, token)), Wei(reserve.account_scaled_debt),
                 "scaled debt " + after);
  }
  check(state_.emode == (account().emode != 0), "the eMode " + after);
  take_over();
  const auto terms = lending_terms(*universe_, settings_, state_.emode);
  const LendingAccount ours = measure_lending(*universe_, terms.at(0), state_.holdings, market_);
  const double price = to_double(static_cast<i128>(account().reserves.at("WETH").price)) / 1e8;
  const auto dollars = [](const u256& value) { return to_double(static_cast<i128>(value)) / 1e8; };
  // A unit of the oracle's dollars counts where there is next to nothing.
  const auto worth = [&](Amount amount, const u256& value, const char* what) {
    const double told = dollars(value);
    check(near(amount.to_double() * price, told) || std::abs(amount.to_double() * price - told) < 1e-6,
          fmt::format("{} {}: {} and not {} dollars", what, after, amount.to_double() * price, told));
  };
  worth(ours.collateral, account().collateral, "collateral");
  worth(ours.debt, account().debt, "debt");
  // Of less than 1,000 dollars owed the oracle's unit is more than 1e-9.
  if (account().health_factor && dollars(account().debt) > 1000) {
    const double told = to_double(static_cast<i128>(*account().health_factor)) / 1e18;
    check(near(ours.health_factor().value_or(0), told),
          fmt::format("health factor {}: {} and not {}", after, ours.health_factor().value_or(0), told));
  }
}

}  // namespace basis::test

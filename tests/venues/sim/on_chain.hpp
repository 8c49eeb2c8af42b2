#pragma once

#include <map>

#include "tests/venues/sim/support.hpp"
#include "venues/etherfi/simulator.hpp"
#include "venues/instadapp/simulator.hpp"
#include "venues/lido/simulator.hpp"
#include "venues/morpho/simulator.hpp"
#include "venues/uniswap/simulator.hpp"

namespace basis::test {

/// What a refused order must leave alone.
inline bool same_state(const ChainState& a, const ChainState& b) {
  return a.holdings == b.holdings && a.emode == b.emode && a.flash_owed == b.flash_owed &&
         a.claims.size() == b.claims.size();
}

/// The chain of an on-chain mode with every protocol on it. ETH at 2,500 USDT, weETH worth 1.25 ETH and
/// 1.225 on a DEX, Aave's indices 1.25 for aweETH and 1.2 for debtWETH; a unit of gas costs 2.4e-8 ETH.
struct OnChain : Floor {
  explicit OnChain(const std::vector<std::string>& overrides = {}, const char* capital = "100",
                   const std::string& mode = "eth_leveraged")
      : Floor(mode, overrides), chain(universe, settings, costs, amount(capital)) {
    const ProtocolContext context{universe, settings, costs};
    protocols["aave_v3"] = std::make_shared<SimulatedAave>(context);
    protocols["etherfi"] = std::make_shared<SimulatedEtherFi>(context);
    protocols["instadapp"] = std::make_shared<SimulatedInstadapp>(context);
    protocols["lido"] = std::make_shared<SimulatedLido>(context);
    protocols["morpho"] = std::make_shared<SimulatedMorpho>(context);
    protocols["uniswap"] = std::make_shared<SimulatedUniswap>(context);
    set_price("ETH", "2500");
    for (const char* token : {"etherfi:LST:weETH", "aave_v3:aToken:aweETH"}) set_rate(token, "1.25");
    set_market_rate("1.225");
    set_index("aave_v3:aToken:aweETH", "1.25");
    set_index("aave_v3:debtToken:debtWETH", "1.2");
    positions = chain.state().holdings;
    for (const Instrument& instrument : universe.instruments())
      if (const Amount start = positions[instrument.id.index()].amount; !start.is_zero())
        conservation.record({market.time, EntryKind::capital, {{Outside::capital, instrument.id, start, Amount{}}}});
  }

  void set_market_rate(std::string_view text) { market.market_rates[id("etherfi:LST:weETH").index()] = ray(text); }
  [[nodiscard]] Amount amount_of(std::string_view key) const { return held(key).amount; }
  [[nodiscard]] Amount worth_of(std::string_view key) const { return underlying(instrument(key), held(key), market); }
  [[nodiscard]] LendingAccount lending() const {
    const auto terms = lending_terms(universe, settings, chain.state().emode);
    return measure_lending(universe, terms.at(0), positions, market);
  }

  [[nodiscard]] ContractStep step(ActionType action, std::string_view at, std::string_view key, std::string_view size,
                                  std::string_view into = {}) const {
    return {action, account(at), id(key), id(into.empty() ? key : into), amount(size)};
  }
  [[nodiscard]] OrderPtr order_of(std::vector<ContractStep> steps, std::string_view gas_operation, bool atomic) const {
    auto made = std::make_shared<Order>();
    made->type = ExecutionType::smart_contract;
    made->action = atomic ? ActionType::atomic : steps.front().action;
    made->account = atomic ? account("instadapp") : steps.front().account;
    made->instrument = steps.front().instrument;
    made->size = steps.front().size;
    made->gas_operation = gas_operation;
    made->steps = std::move(steps);
    return made;
  }
  [[nodiscard]] OrderPtr atomic(std::vector<ContractStep> steps, std::string_view gas_operation) const {
    return order_of(std::move(steps), gas_operation, true);
  }

  /// The way the chain's actor goes: each step on what the steps before it left, through the middleware first.
  OrderAnswer send(const OrderPtr& wanted) {
    const ChainState before = chain.state();
    ChainState tried = before;
    std::vector<ProtocolAnswer> answers;
    for (const ContractStep& next : wanted->steps) {
      ProtocolAnswer answer;
      if (wanted->action == ActionType::atomic) answer = protocols.at("instadapp")->call(next, tried, market);
      if (answer.revert.empty()) answer = call(next, tried);
      answers.push_back(answer);
      if (!answer.revert.empty()) break;
      apply_answer(answer, tried);
    }
    OrderAnswer answer = chain.mine(wanted, answers, market);
    if (answer.status == OrderStatus::refused) {
      CHECK(answer.report.entries.empty());
      CHECK(answer.fills.empty());
      CHECK(same_state(chain.state(), before));
    }
    follow(answer.report);
    conservation.check(positions);
    CHECK(positions == chain.state().holdings);
    return answer;
  }
  /// One call in a transaction of its own.
  OrderAnswer send(ActionType action, std::string_view at, std::string_view key, std::string_view size,
                   std::string_view into = {}) {
    return send(order_of({step(action, at, key, size, into)},
                         action == ActionType::unwrap ? "wrap" : action_name(action), false));
  }
  void must(ActionType action, std::string_view at, std::string_view key, std::string_view size,
            std::string_view into = {}) {
    const OrderAnswer answer = send(action, at, key, size, into);
    REQUIRE_MESSAGE(answer.status == OrderStatus::accepted, answer.reason);
  }
  VenueReport settle() {
    ChainState tried = chain.state();
    std::vector<ProtocolAnswer> answers = {chain.due(market)};
    apply_answer(answers.back(), tried);
    for (const std::string& name : universe.accounts()) {
      if (name == kWalletAccount) continue;
      answers.push_back(protocols.at(name)->settle(tried, market));
      apply_answer(answers.back(), tried);
    }
    VenueReport report = chain.settle(answers, std::make_shared<const MarketSnapshot>(market));
    follow(report);
    conservation.check(positions);
    CHECK(positions == chain.state().holdings);
    return report;
  }

  /// 10 ETH at a loan-to-value of 0.9: 100 ETH staked and supplied against 90 WETH.
  [[nodiscard]] std::vector<ContractStep> lever_up() const {
    return {step(ActionType::flash_loan, "morpho", "wallet:BaseToken:WETH", "90"),
            step(ActionType::unwrap, "wallet", "wallet:BaseToken:WETH", "90"),
            step(ActionType::stake, "etherfi", "wallet:BaseToken:ETH", "100"),
            step(ActionType::supply, "aave_v3", "aave_v3:aToken:aweETH", "80"),
            step(ActionType::set_emode, "aave_v3", "aave_v3:aToken:aweETH", "0"),
            step(ActionType::borrow, "aave_v3", "aave_v3:debtToken:debtWETH", "90"),
            step(ActionType::flash_repay, "morpho", "wallet:BaseToken:WETH", "90")};
  }
  /// Half of it back: 40 weETH bring 49 WETH at the market rate, less 20 basis points.
  [[nodiscard]] std::vector<ContractStep> deleverage() const {
    return {step(ActionType::flash_loan, "morpho", "wallet:BaseToken:WETH", "45"),
            step(ActionType::repay, "aave_v3", "aave_v3:debtToken:debtWETH", "45"),
            step(ActionType::withdraw, "aave_v3", "aave_v3:aToken:aweETH", "40"),
            step(ActionType::swap, "uniswap", "etherfi:LST:weETH", "40", "wallet:BaseToken:WETH"),
            step(ActionType::flash_repay, "morpho", "wallet:BaseToken:WETH", "45"),
            step(ActionType::unwrap, "wallet", "wallet:BaseToken:WETH", "3.902")};
  }

  [[nodiscard]] ProtocolAnswer call(const ContractStep& wanted, const ChainState& state) const {
    const std::string& name = universe.name(wanted.account);
    return name == kWalletAccount ? chain.call(wanted, state, market) : protocols.at(name)->call(wanted, state, market);
  }

  SimulatedChain chain;
  std::map<std::string, std::shared_ptr<const SimulatedProtocol>> protocols;
};

/// What can go wrong at each step of an atomic group.
struct Sabotage {
  std::size_t at;
  ContractStep instead;
  std::string reason;
};

inline std::vector<Sabotage> lever_up_sabotage(const OnChain& on) {
  const auto step = [&](auto... what) { return on.step(what...); };
  const char* const weth = "wallet:BaseToken:WETH";
  return {
      {0, step(ActionType::flash_loan, "morpho", "wallet:BaseToken:USDT", "90"), "morpho lends no USDT"},
      {1, step(ActionType::unwrap, "wallet", weth, "90.000000000000000001"),
       "unwrap of 90.000000000000000001 WETH, wallet has 90"},
      {2, step(ActionType::stake, "etherfi", "wallet:BaseToken:ETH", "111"), "stake of 111 ETH, wallet has 110"},
      {2, step(ActionType::stake, "lido", "wallet:BaseToken:ETH", "100"), "the mode does not hold wstETH"},
      {3, step(ActionType::supply, "aave_v3", "aave_v3:aToken:aweETH", "80.1"), "supply of 80.1 weETH, wallet has 80"},
      {4, step(ActionType::set_emode, "morpho", weth, "0"), "morpho has no operation set_emode"},
      {5, step(ActionType::borrow, "aave_v3", "aave_v3:debtToken:debtWETH", "93.6"),
       "loan of 93.6 WETH leads to a debt of 93.6, collateral allows 93"},
      {6, step(ActionType::flash_repay, "morpho", weth, "89.999999999999999999"),
       "a flash loan of 0.000000000000000001 is not repaid"},
      {6, step(ActionType::flash_repay, "morpho", weth, "91"), "repayment of 91 WETH, the flash loan is 90"},
  };
}

inline std::vector<Sabotage> deleverage_sabotage(const OnChain& on) {
  const auto step = [&](auto... what) { return on.step(what...); };
  const char* const weth = "wallet:BaseToken:WETH";
  const char* const a_token = "aave_v3:aToken:aweETH";
  return {
      {0, step(ActionType::flash_loan, "morpho", weth, "0"), "flash_loan of nothing"},
      {1, step(ActionType::repay, "aave_v3", "aave_v3:debtToken:debtWETH", "46"), "repay of 46 WETH, wallet has 45"},
      {2, step(ActionType::withdraw, "aave_v3", a_token, "81"), "withdrawal of 81 weETH, supplied is 80"},
      {2, step(ActionType::withdraw, "aave_v3", a_token, "43"),
       "withdrawal of 43 weETH would leave a health factor under 1"},
      {3, step(ActionType::swap, "uniswap", "etherfi:LST:weETH", "41", weth), "swap of 41 weETH, wallet has 40"},
      {3, step(ActionType::swap, "uniswap", "etherfi:LST:weETH", "30", weth),
       "flash_repay of 45 WETH, wallet has 36.6765"},
      {4, step(ActionType::flash_repay, "morpho", weth, "44"), "a flash loan of 1 is not repaid"},
      {5, step(ActionType::unwrap, "wallet", weth, "4"), "unwrap of 4 WETH, wallet has 3.902"},
      {5, step(ActionType::unstake, "etherfi", "etherfi:LST:weETH", "1"), "instadapp has no operation unstake"},
  };
}

}  // namespace basis::test

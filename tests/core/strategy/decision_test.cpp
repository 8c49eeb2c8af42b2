#include "core/strategy/blocks.hpp"
#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// A strategy whose answers are set from outside; it writes down what it was asked.
class Scripted final : public Strategy {
 public:
  using Strategy::Strategy;
  [[nodiscard]] InstructionBlocks entry_full(const PortfolioView&, const Goal&) const override { return {some()}; }
  [[nodiscard]] InstructionBlocks entry_partial(const PortfolioView&, const Goal&) const override {
    return {some(), single_block(contract_call(ActionType::supply, "USDT", Amount::from_int(1)))};
  }
  [[nodiscard]] InstructionBlocks exit_partial(const PortfolioView&, const Goal&) const override {
    ++unwindings;
    return stuck ? InstructionBlocks{} : InstructionBlocks{some(), some(), some()};
  }
  [[nodiscard]] InstructionBlocks exit_full(const PortfolioView&, ExitSpeed) const override { return {some()}; }
  [[nodiscard]] InstructionBlocks sell_dust(const PortfolioView&) const override {
    asked += "dust ";
    return dust ? InstructionBlocks{some()} : InstructionBlocks{};
  }

  /// A block that can be carried out.
  static InstructionBlock some() {
    return single_block(contract_call(ActionType::pay_out, "USDT", Amount::from_int(1)));
  }

  mutable std::string asked;
  mutable int unwindings = 0;
  bool stuck = false;
  bool in = true;
  bool risky = false;
  bool drifted = false;
  bool weak = false;
  bool dust = false;
  bool gone = false;
  bool worth_it = true;
  std::optional<std::string> obstacle;
  EntryPlan plan;

 protected:
  [[nodiscard]] bool entered(const PortfolioView&) const override { return in; }
  [[nodiscard]] std::optional<std::string> entry_obstacle(const PortfolioView&, const EntryPlan&) const override {
    return obstacle;
  }
  [[nodiscard]] EntryPlan plan_entry(const PortfolioView&, Amount, Ratio) const override { return plan; }
  [[nodiscard]] std::optional<Decision> override_risk(const PortfolioView&) const override {
    if (gone) return Decision{DecisionKind::exit_full, "gone", true, {some()}};
    return answer("risk ", risky);
  }
  [[nodiscard]] std::optional<Decision> correct_delta(const PortfolioView&) const override {
    return answer("delta ", drifted);
  }
  [[nodiscard]] std::optional<Decision> correct_margin(const PortfolioView&) const override {
    return answer("margin ", weak);
  }
  [[nodiscard]] bool worth_rebalancing(const PortfolioView&) const override { return worth_it; }

 private:
  [[nodiscard]] std::optional<Decision> answer(const char* name, bool yes) const {
    asked += name;
    if (!yes) return std::nullopt;
    return Decision{DecisionKind::exit_partial, name, true, {some()}};
  }
};

struct Stage : Desk {
  explicit Stage(const std::vector<std::string>& overrides = {})
      : Desk("btc_basis", overrides), scripted({universe, settings, costs}) {
    hold("wallet:BaseToken:USDT", "100000");
  }
  /// Decides an hour after the last decision, so that nothing is throttled.
  Decision decide() {
    market.time = market.time + kHour;
    scripted.asked.clear();
    return scripted.decide(view());
  }
  void enter() {
    scripted.in = false;
    REQUIRE(decide().kind == DecisionKind::entry_full);
    scripted.in = true;
  }
  Scripted scripted;
};

}  // namespace

TEST_CASE("a question whose orders a venue refused is passed over once, and those below it are asked") {
  Stage stage;
  stage.enter();
  stage.scripted.risky = true;
  stage.scripted.weak = true;
  CHECK(stage.decide().reason == "risk ");
  stage.scripted.refused();
  const Decision next = stage.decide();
  CHECK(next.reason == "margin ");
  REQUIRE(next.not_carried_out.size() == 1);
  CHECK(next.not_carried_out.front().find("a venue refused its orders at the last step") != std::string::npos);
  CHECK(stage.decide().reason == "risk ");
}

TEST_CASE("decide: questions in their order, the first yes ends it") {
  Stage stage;
  stage.enter();
  CHECK(stage.decide().kind == DecisionKind::hold);
  CHECK(stage.scripted.asked == "risk delta margin dust ");
  stage.hold("wallet:BaseToken:USDT", "200000");
  stage.scripted.risky = stage.scripted.drifted = stage.scripted.weak = stage.scripted.dust = true;
  CHECK(stage.decide().reason == "risk ");
  CHECK(stage.scripted.asked == "risk ");
  stage.scripted.risky = false;
  CHECK(stage.decide().reason == "delta ");
  CHECK(stage.scripted.asked == "risk delta ");
  stage.scripted.drifted = false;
  CHECK(stage.decide().reason == "margin ");
  CHECK(stage.scripted.asked == "risk delta margin ");
  stage.scripted.weak = false;
  stage.hold("wallet:BaseToken:USDT", "400000");
  const Decision dust = stage.decide();
  CHECK(dust.kind == DecisionKind::sell_dust);
  CHECK_FALSE(dust.rebalance);
  stage.scripted.dust = false;
  // Selling dust was no rebalance: the equity is still measured from before.
  CHECK(stage.decide().kind == DecisionKind::entry_partial);
  CHECK(stage.scripted.asked == "risk delta margin dust ");
  CHECK(stage.decide().kind == DecisionKind::hold);
}

TEST_CASE("decide: before the entry only the entry is thought of") {
  Stage stage;
  stage.scripted.in = false;
  stage.scripted.risky = stage.scripted.dust = true;
  stage.scripted.obstacle = "not yet";
  const Decision waiting = stage.decide();
  CHECK(waiting.kind == DecisionKind::hold);
  CHECK(waiting.reason == "not yet");
  CHECK(stage.scripted.asked.empty());
  stage.scripted.obstacle.reset();
  const Decision entry = stage.decide();
  CHECK(entry.kind == DecisionKind::entry_full);
  CHECK_FALSE(entry.rebalance);
  CHECK(entry.blocks.size() == 1);
}

TEST_CASE("decide: an equity change of exactly the threshold does not act, a unit more does") {
  struct Row {
    const char* equity;
    DecisionKind kind;
  };
  for (const Row& row :
       {Row{"102000", DecisionKind::hold}, Row{"102000.000000000000000001", DecisionKind::entry_partial},
        Row{"98000", DecisionKind::hold}, Row{"97999.999999999999999999", DecisionKind::exit_partial},
        Row{"100000", DecisionKind::hold}}) {
    CAPTURE(std::string(row.equity));
    Stage stage;
    stage.enter();
    stage.hold("wallet:BaseToken:USDT", row.equity);
    const Decision decision = stage.decide();
    CHECK(decision.kind == row.kind);
    CHECK(decision.rebalance == (row.kind != DecisionKind::hold));
    CHECK(decision.blocks.size() == (row.kind == DecisionKind::hold            ? 0U
                                     : row.kind == DecisionKind::entry_partial ? 2U
                                                                               : 3U));
    if (row.kind == DecisionKind::hold) CHECK(decision.reason == "on target");
  }
}

TEST_CASE("decide: the change is measured from the last rebalance, not from the start") {
  Stage stage;
  stage.enter();
  stage.hold("wallet:BaseToken:USDT", "103000");
  CHECK(stage.decide().kind == DecisionKind::entry_partial);
  stage.hold("wallet:BaseToken:USDT", "105000");
  CHECK(stage.decide().kind == DecisionKind::hold);
  stage.hold("wallet:BaseToken:USDT", "105061");
  CHECK(stage.decide().kind == DecisionKind::entry_partial);
  stage.hold("wallet:BaseToken:USDT", "200000");
  stage.scripted.worth_it = false;
  CHECK(stage.decide().kind == DecisionKind::hold);
}

TEST_CASE("decide: throttled until the interval has passed since the last action") {
  Stage stage({"time_throttle_interval=90"});
  stage.enter();
  stage.scripted.drifted = true;
  const auto at = [&](Nanos later) {
    const UtcTime start = stage.market.time;
    stage.market.time = start + later;
    const Decision decision = stage.scripted.decide(stage.view());
    stage.market.time = start;
    return decision;
  };
  CHECK(at(Nanos{0}).reason == "throttled");
  CHECK(at(kSecond * 90 - Nanos{1}).reason == "throttled");
  CHECK(at(kSecond * 90 - Nanos{1}).kind == DecisionKind::hold);
  CHECK(at(kSecond * 90).reason == "delta ");
  // Holding is no action: it starts no interval.
  Stage idle({"time_throttle_interval=90"});
  CHECK(idle.decide().reason == "on target");
  idle.scripted.drifted = true;
  CHECK(idle.scripted.decide(idle.view()).reason == "delta ");
}

TEST_CASE("decide: the interval makes no risk override wait, and an override starts it anew") {
  Stage stage({"time_throttle_interval=90"});
  stage.enter();
  const auto later = [&](Nanos passed) {
    stage.market.time = stage.market.time + passed;
    stage.scripted.asked.clear();
    return stage.scripted.decide(stage.view());
  };
  stage.scripted.risky = stage.scripted.drifted = true;
  CHECK(later(kSecond).reason == "risk ");
  CHECK(later(Nanos{1'000'000}).reason == "risk ");
  // A venue that refuses it is left alone for one step, and nothing below it is asked in between.
  stage.scripted.refused();
  const Decision refused = later(kSecond);
  CHECK(refused.reason == "throttled");
  CHECK(refused.not_carried_out.size() == 1);
  CHECK(later(kSecond).reason == "risk ");
  stage.scripted.risky = false;
  CHECK(later(kSecond * 90 - Nanos{1}).reason == "throttled");
  CHECK(stage.scripted.asked == "risk ");
  CHECK(later(Nanos{1}).reason == "delta ");
}

TEST_CASE("decide: tries to unwind are an interval apart, so that small steps do not use them up") {
  Stage stage({"time_throttle_interval=90"});
  stage.enter();
  // Nothing can be taken out of the legs, and the wallet has too little.
  stage.scripted.stuck = true;
  stage.hold("wallet:BaseToken:USDT", "10");
  stage.hold("binance:BaseToken:USDT", "90000");
  stage.scripted.receive({stage.market.time, false, amount("5000"), ExitSpeed::fast, 2});
  stage.market.time = stage.market.time + kSecond * 90;
  for (int second = 0; second < 80; ++second) {
    stage.market.time = stage.market.time + kSecond;
    REQUIRE(stage.scripted.decide(stage.view()).kind == DecisionKind::hold);
  }
  CHECK(stage.scripted.unwindings == 1);
  for (int step = 0; step < 4; ++step) {
    stage.market.time = stage.market.time + kSecond * 90;
    CHECK(stage.scripted.decide(stage.view()).kind == DecisionKind::hold);
  }
  CHECK(stage.scripted.unwindings == 5);
  // The sixth takes everything out.
  stage.market.time = stage.market.time + kSecond * 90;
  CHECK(stage.scripted.decide(stage.view()).kind == DecisionKind::exit_full);
}

TEST_CASE("decide: with rebalancing off nothing follows the entry") {
  Stage stage({"rebalance.enabled=false"});
  stage.enter();
  stage.scripted.risky = stage.scripted.drifted = stage.scripted.weak = stage.scripted.dust = true;
  stage.hold("wallet:BaseToken:USDT", "900000");
  const Decision decision = stage.decide();
  CHECK(decision.kind == DecisionKind::hold);
  CHECK(decision.reason == "on target");
  CHECK(stage.scripted.asked.empty());
}

TEST_CASE("decide: a full exit closes the mode for good") {
  Stage stage;
  stage.enter();
  stage.scripted.gone = true;
  CHECK(stage.decide().kind == DecisionKind::exit_full);
  // The exit may need more than one step to get through.
  CHECK(stage.decide().kind == DecisionKind::exit_full);
  stage.scripted.gone = false;
  stage.scripted.in = false;
  for (int i = 0; i < 3; ++i) {
    const Decision decision = stage.decide();
    CHECK(decision.kind == DecisionKind::hold);
    CHECK(decision.reason == "closed by a full exit");
  }
}

TEST_CASE("factory: builds by mode, and an unknown mode is told which there are") {
  for (const char* mode : {"pure_lending", "btc_basis", "eth_basis", "eth_staking_only", "eth_leveraged",
                           "usdt_market_neutral_no_leverage", "usdt_market_neutral"}) {
    const Desk desk(mode);
    CHECK(make_strategy({desk.universe, desk.settings, desk.costs}).has_value());
  }
  Desk desk("btc_basis");
  desk.settings.mode.mode = "moon_shot";
  const auto made = make_strategy({desk.universe, desk.settings, desk.costs});
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  CHECK(made.error().text() ==
        "mode 'moon_shot' has no strategy manager; there are: pure_lending, btc_basis, eth_basis, eth_staking_only, "
        "eth_leveraged, usdt_market_neutral_no_leverage, usdt_market_neutral");
}

TEST_CASE("by hand: with only what leaves nothing is asked but risk and what a person wants out") {
  Stage stage;
  stage.enter();
  stage.scripted.drifted = stage.scripted.weak = stage.scripted.dust = true;
  const auto only_leaves = [&] {
    stage.market.time = stage.market.time + kHour;
    stage.scripted.asked.clear();
    return stage.scripted.decide(stage.view(), false, true);
  };
  CHECK(only_leaves().reason == "nothing new is begun");
  CHECK(stage.scripted.asked == "risk ");
  stage.scripted.receive({stage.market.time, true, amount("5000"), ExitSpeed::fast, 0});
  CHECK(only_leaves().kind == DecisionKind::hold);
  stage.scripted.receive({stage.market.time, false, amount("5000"), ExitSpeed::fast, 0});
  CHECK(only_leaves().kind == DecisionKind::pay_out);
  stage.scripted.risky = true;
  CHECK(only_leaves().reason == "risk ");
}

TEST_CASE("by hand: leaving waits for nothing, is tried until nothing is left, and stays out until it is taken back") {
  Stage stage;
  stage.enter();
  stage.hold("binance:BaseToken:BTC", "1");
  stage.scripted.leave(ExitSpeed::fast);
  // Neither an open plan nor the interval holds it up.
  const Decision first = stage.scripted.decide(stage.view(), true);
  CHECK(first.kind == DecisionKind::exit_full);
  CHECK(first.reason == "everything is closed by hand");
  // The tries after it are as slow as everything else.
  CHECK(stage.scripted.decide(stage.view(), true).kind == DecisionKind::hold);
  CHECK(stage.decide().kind == DecisionKind::exit_full);
  stage.hold("binance:BaseToken:BTC", "0");
  stage.scripted.in = false;
  for (int i = 0; i < 5; ++i) CHECK(stage.decide().kind == DecisionKind::hold);
  CHECK(!stage.scripted.memory().leaving);
  stage.scripted.come_back();
  CHECK(stage.decide().kind == DecisionKind::entry_full);
}

TEST_CASE("by hand: what cannot be closed is not tried for ever, and does not keep a person from coming back") {
  Stage stage;
  stage.enter();
  stage.hold("binance:BaseToken:BTC", "0.00001");
  stage.scripted.leave(ExitSpeed::fast);
  int tries = 0;
  for (int i = 0; i < 20; ++i) tries += stage.decide().kind == DecisionKind::exit_full ? 1 : 0;
  CHECK(tries == 6);
  // The rest counts as entered, and is built up.
  stage.scripted.come_back();
  CHECK(stage.decide().reason == "the last entry was not finished");
}

TEST_CASE("by hand: a payment that is refused is still owed, and is asked for again") {
  Stage stage;
  stage.enter();
  stage.scripted.receive({stage.market.time, false, amount("5000"), ExitSpeed::fast, 0});
  CHECK(stage.decide().kind == DecisionKind::pay_out);
  stage.scripted.refused();
  CHECK(stage.scripted.memory().withdrawals.size() == 1);
  CHECK(stage.scripted.memory().paid.is_zero());
  CHECK(stage.decide().kind == DecisionKind::hold);  // passed over once
  CHECK(stage.decide().kind == DecisionKind::pay_out);
  CHECK(stage.scripted.memory().withdrawals.empty());
  // A refusal of something else brings nothing back.
  stage.scripted.drifted = true;
  CHECK(stage.decide().kind == DecisionKind::exit_partial);
  CHECK(stage.decide().reason == "delta ");
  stage.scripted.refused();
  CHECK(stage.scripted.memory().withdrawals.empty());
}

TEST_CASE("by hand: what a person asks for waits for an open plan, and for no interval") {
  Stage stage({"time_throttle_interval=3600"});
  stage.enter();
  stage.scripted.receive({stage.market.time, false, amount("5000"), ExitSpeed::fast, 0});
  stage.scripted.hurry();
  stage.market.time = stage.market.time + kSecond;
  CHECK(stage.scripted.decide(stage.view(), true).reason == "a plan is under way");
  stage.market.time = stage.market.time + kSecond;
  CHECK(stage.scripted.decide(stage.view()).kind == DecisionKind::pay_out);
  stage.scripted.drifted = true;
  stage.market.time = stage.market.time + kSecond;
  CHECK(stage.scripted.decide(stage.view()).reason == "throttled");
}

TEST_CASE("names of decisions and actions") {
  CHECK(decision_name(DecisionKind::hold) == "hold");
  CHECK(decision_name(DecisionKind::sell_dust) == "sell_dust");
  CHECK(decision_name(DecisionKind::move_margin) == "move_margin");
  CHECK(action_name(ActionType::wallet_transfer) == "wallet_transfer");
  CHECK(action_name(ActionType::withdraw) == "withdraw");
  CHECK(order_status_name(OrderStatus::unknown) == "unknown");
}

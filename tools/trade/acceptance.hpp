#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/trade/trade_desk.hpp"
#include "tools/trade/trade_report.hpp"
#include "tools/trade/trade_rules.hpp"

namespace basis {

/// What one step of an acceptance has come to.
struct AcceptanceStep {
  enum class Outcome : std::uint8_t { passed, failed, skipped };
  std::string step;
  Outcome outcome = Outcome::skipped;
  std::string figure{};  ///< what was measured, or why it failed or was left out
  Nanos took{};
};
std::string_view acceptance_word(AcceptanceStep::Outcome outcome);

/// Tries everything that a node asks of a venue on one account, with the smallest orders that it takes. A step that
/// fails does not stop those after it. What it leaves open at the end it says.
class Acceptance {
 public:
  struct Parts {
    std::function<Result<std::unique_ptr<TradeDesk>>()> open{};  ///< a desk of all markets
    std::string market{};                                        ///< that is traded: "Perp:BTCUSDT"
    const net::Network* network = nullptr;                       ///< whose clock measures
    HandLimits limits{};
    Nanos wait = kSecond * 30;     ///< that the venue has for each answer
    Nanos watched = kSecond * 10;  ///< how long market data is listened to
    /// A person's word to stop: what is left of the steps is left out, and what is open is cancelled all the same.
    std::function<bool()> interrupted = [] { return false; };
    std::function<void()> obeyed = [] {};  ///< the next word counts anew
    std::function<void(const AcceptanceStep&)> told = [](const AcceptanceStep&) {};
  };
  explicit Acceptance(Parts parts) : parts_(std::move(parts)) {}
  ~Acceptance();

  std::vector<AcceptanceStep> run();

 private:
  /// Absent outcome: passed.
  struct Found {
    std::string figure{};
    AcceptanceStep::Outcome outcome = AcceptanceStep::Outcome::passed;
  };
  using Try = Found (Acceptance::*)();
  struct Row {
    std::string_view step;
    Try act;
  };
  static const Row kRows[];
  Found try_step(Try act, bool stopped);
  static Found failed(std::string why) { return {std::move(why), AcceptanceStep::Outcome::failed}; }
  static Found skipped(std::string why) { return {std::move(why), AcceptanceStep::Outcome::skipped}; }

  // acceptance.cpp: what is read.
  Found connect();
  Found clock();
  Found venue_limits();
  Found rules();
  Found account();
  Found market_data();
  Found reconnect();
  Found nothing_left();

  // acceptance_orders.cpp: what is sent.
  Found rest();
  Found amend();
  Found cancel();
  Found arm();
  Found dead_man();
  Found round_trip();
  std::optional<OrderCommand> far_order(std::int64_t times, std::string& why);
  std::optional<std::string> send_far(std::int64_t times);
  std::string cancel_own();
  /// The smallest size of an order of so much more than the smallest worth, at a price.
  [[nodiscard]] Quantity smallest(Price price) const;
  [[nodiscard]] const OrderRecord* own_open(const ClientOrderId& id) const;
  [[nodiscard]] Amount held() const;
  [[nodiscard]] const Market& market() const { return desk_->market(*market_); }

  Parts parts_;
  std::unique_ptr<TradeDesk> desk_;
  std::optional<MarketId> market_;
  bool ready_ = false;
  std::string unready_;
  std::vector<ForeignOrder> open_;    ///< as the venue listed them last
  std::optional<ClientOrderId> far_;  ///< the order that rests
  Amount held_before_;                ///< of the market, signed coins
};

/// "steps" of markets, by their keys: market, step, outcome, ms, figure.
TradeTable acceptance_table(const std::vector<std::pair<std::string, AcceptanceStep>>& steps);

}  // namespace basis

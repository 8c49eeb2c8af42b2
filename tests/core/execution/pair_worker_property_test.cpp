#include <algorithm>
#include <random>

#include "tests/core/execution/pair_support.hpp"

namespace basis::test {
namespace {

/// An order as the random venue sees it.
struct Standing {
  std::size_t order = 0;
  Quantity rest;
  bool lost = false;  ///< its outcome is not known to the worker
};

/// Fills, refuses, loses and revives orders by chance, with books that move, go and stand still.
class RandomPair {
 public:
  explicit RandomPair(std::uint64_t seed) : random_(seed), rig_(random_order()) {}

  void run() {
    for (int step = 0; step < 400; ++step) {
      rig_.now = rig_.now + Nanos{static_cast<std::int64_t>(below(1'500)) * 1'000'000};
      take_orders();
      act();
      watch();
      if (step == 200 && below(3) == 0) rig_.worker.stop(rig_.time());
    }
    settle();
  }

 private:
  PairOrder random_order() {
    PairOrder order = entry_order();
    order.terms.style = below(2) == 0 ? PairStyle::take_both : PairStyle::make_first;
    order.terms.clip = Quantity::from_raw(static_cast<std::int64_t>(below(50)) * 1'000'000);
    if (below(3) == 0) order.terms.patience = kMinute;
    if (below(2) == 0) order.terms.least_edge_bps = 5;
    return order;
  }
  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  /// Every order that was sent has a size on the step over the minimum, and does not cross when it rests.
  void take_orders() {
    for (; seen_ < rig_.host.orders.size(); ++seen_) {
      const OrderCommand& order = rig_.host.orders[seen_];
      REQUIRE(order.size >= quantity("0.01"));
      const std::int64_t step = order.market == id(1) ? 100'000 : 1'000'000;
      REQUIRE(order.size.raw() % step == 0);
      if (order.kind == OrderKind::post_only) {
        REQUIRE(order.limit < ask_);
        REQUIRE(order.market == id(1));
      }
      standing_.push_back({seen_, order.size, false});
    }
  }
  void act() {
    switch (below(8)) {
      case 0: rig_.wait(Nanos{1'000}); break;
      case 1: {
        const auto market = 1 + below(2);
        rig_.host.refuse[market] = below(3) == 0 ? PreTradeReason::not_connected : PreTradeReason::none;
        break;
      }
      case 2:
      case 3: quote(); break;
      default: touch_order();
    }
  }
  void quote() {
    const std::int64_t mid = 1'000 + static_cast<std::int64_t>(below(21)) - 10;
    const auto text = [](std::int64_t tenths) {
      return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
    };
    ask_ = price(text(mid + 1).c_str());
    const std::int64_t perp = mid + static_cast<std::int64_t>(below(5));
    rig_.quote(text(mid - 1).c_str(), text(mid + 1).c_str(), text(perp).c_str(), text(perp + 2).c_str());
  }
  void touch_order() {
    if (standing_.empty()) return;
    const std::size_t at = below(standing_.size());
    Standing& one = standing_[at];
    const std::uint64_t what = below(12);
    if (what == 0) {
      one.lost = true;
      return rig_.change(one.order, OrderState::unknown);
    }
    const std::size_t order = one.order;
    if (what < 6) return fill(at, one.rest);
    if (what < 9) {
      const std::int64_t steps = one.rest.raw() / 1'000'000;
      if (steps > 1)
        return fill(at, Quantity::from_raw(static_cast<std::int64_t>(1 + below(static_cast<std::uint64_t>(steps - 1))) *
                                           1'000'000));
    }
    standing_.erase(standing_.begin() + static_cast<std::ptrdiff_t>(at));
    const bool refused = what == 11;
    rig_.end(order, refused ? OrderState::rejected : OrderState::expired,
             refused ? RejectReason::later : RejectReason::none);
  }
  void fill(std::size_t at, Quantity size) {
    const Standing one = standing_[at];
    const OrderCommand& order = rig_.host.orders[one.order];
    const Quantity signed_size = order.buys() ? size : -size;
    (order.market == id(1) ? spot_ : perp_) += signed_size;
    standing_[at].rest -= size;
    const bool whole = standing_[at].rest.is_zero();
    if (whole) standing_.erase(standing_.begin() + static_cast<std::ptrdiff_t>(at));
    rig_.fill(one.order, size.to_string().c_str());
    if (whole) rig_.end(one.order);
  }
  [[nodiscard]] bool can_be_ordered() const { return rig_.worker.naked() >= quantity("0.06"); }
  /// Never naked beyond the limit without an alarm.
  void watch() {
    REQUIRE(spot_ <= quantity("1"));
    REQUIRE(-perp_ <= quantity("1"));
    if (!can_be_ordered()) {
      bare_since_.reset();
      return;
    }
    if (!bare_since_) bare_since_ = rig_.now;
    if (rig_.now - *bare_since_ <= kSecond * 10) return;
    rig_.wait({});
    const auto& alarms = rig_.host.alarms;
    REQUIRE(std::count(alarms.begin(), alarms.end(), PairAlarm::naked_too_long) > 0);
  }
  /// Everything works again: the pair ends, at its target or flat but for a rest that no leg can order.
  void settle() {
    rig_.host.refuse = {};
    rig_.worker.stop(rig_.time());
    for (int round = 0; round < 200; ++round) {
      take_orders();
      if (rig_.worker.is_over() && standing_.empty()) break;
      for (std::size_t left = standing_.size(); left > 0; --left) fill(0, standing_[0].rest);
      rig_.now = rig_.now + kSecond * 8;
      quote();
    }
    REQUIRE(rig_.worker.is_over());
    REQUIRE_FALSE(rig_.host.ends.empty());
    const PairFigures& figures = rig_.host.ends.back();
    CHECK(figures.net_first == spot_);
    CHECK(figures.net_second == -perp_);
    CHECK(rig_.worker.naked() < quantity("0.06"));
    CHECK(figures.left == std::max(quantity("1") - std::max(spot_, -perp_), Quantity{}));
  }

  std::mt19937_64 random_;
  PairRig rig_;
  Price ask_ = price("100.1");
  std::vector<Standing> standing_;
  std::size_t seen_ = 0;
  Quantity spot_;
  Quantity perp_;
  std::optional<Nanos> bare_since_;
};

}  // namespace

TEST_CASE("pair worker: random fills, refusals, lost reports and books never leave a leg alone") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    RandomPair(seed).run();
  }
}

}  // namespace basis::test

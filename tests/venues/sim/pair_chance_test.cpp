#include <random>

#include "tests/venues/sim/worked_world.hpp"

namespace basis::test {
namespace {

/// Draws of one seed.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  bool one_in(std::uint64_t many) { return below(many) == 0; }

 private:
  std::mt19937_64 random_;
};

PairOrder order_by(Chance& chance) {
  PairOrder order = worked_order();
  order.terms.style = chance.one_in(2) ? PairStyle::make_first : PairStyle::take_both;
  order.terms.clip = Quantity::from_raw(static_cast<std::int64_t>(chance.below(50)) * 1'000'000);
  if (chance.one_in(3)) order.terms.patience = kSecond * 30;
  if (chance.one_in(3)) order.terms.least_edge_bps = 5;
  order.urgent = chance.one_in(5);
  return order;
}

FaultScript script_by(Chance& chance) {
  constexpr std::array kReasons = {RejectReason::later, RejectReason::price_band, RejectReason::too_many_orders,
                                   RejectReason::duplicate_id, RejectReason::funds};
  FaultScript script;
  for (std::uint64_t i = chance.below(4); i > 0; --i) {
    CommandFault fault;
    fault.kind = chance.one_in(2) ? CommandFault::Kind::lost : CommandFault::Kind::refused;
    if (chance.one_in(2)) fault.action = static_cast<OrderAction>(chance.below(3));
    // What is refused for good ends a pair: seldom.
    fault.reason = kReasons[chance.below(chance.one_in(4) ? 5 : 4)];
    fault.times = 1 + static_cast<std::uint32_t>(chance.below(3));
    script.commands.push_back(fault);
  }
  for (std::uint64_t i = chance.below(5); i > 0; --i) {
    ReportFault fault;
    fault.kind = static_cast<ReportFault::Kind>(chance.below(3));
    // A fill that is lost and that nothing counts afterwards is found by a download alone.
    constexpr std::array kLost = {ReportKind::accepted, ReportKind::cancelled, ReportKind::expired,
                                  ReportKind::rejected, ReportKind::amended};
    fault.of =
        fault.kind == ReportFault::Kind::drop ? kLost[chance.below(5)] : static_cast<ReportKind>(chance.below(6));
    fault.delay = Nanos{static_cast<std::int64_t>(chance.below(3'000)) * 1'000'000};
    fault.times = 1 + static_cast<std::uint32_t>(chance.below(4));
    script.reports.push_back(fault);
  }
  return script;
}

WorldSettings settings_by(Chance& chance, std::uint64_t seed) {
  constexpr std::array kLatencies = {"0", "5000", "1000..300000"};
  WorldSettings settings{.latency = kLatencies[chance.below(3)], .seed = seed};
  settings.spot = script_by(chance);
  settings.perp = script_by(chance);
  settings.amends = chance.one_in(2);
  if (chance.one_in(4)) settings.perp_rules.orders_an_interval = 2;
  return settings;
}

class ChanceWorld {
 public:
  explicit ChanceWorld(std::uint64_t seed)
      : chance_(seed), order_(order_by(chance_)), world_(order_, settings_by(chance_, seed)) {}

  void run() {
    world_.quote();
    for (int step = 0; step < 120; ++step) {
      world_.run(Nanos{static_cast<std::int64_t>(chance_.below(800)) * 1'000'000});
      act();
      watch();
      if (step == 80 && chance_.one_in(3)) world_.worker.stop(world_.time());
    }
    settle();
  }

 private:
  void act() {
    const std::size_t at = chance_.below(2);
    switch (chance_.below(14)) {
      case 0: return chance_.one_in(2) ? world_.disconnect(at) : world_.connect(at);
      case 1: return world_.connect(0), world_.connect(1);
      case 2: return world_.lose_book(at);
      case 3:
      case 4: return sell();
      case 5: return;
      default: return show();
    }
  }
  static std::string text(std::int64_t tenths) {
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
  }
  void show() {
    if (chance_.one_in(3)) mid_ += static_cast<std::int64_t>(chance_.below(41)) - 20;
    const std::int64_t carry = static_cast<std::int64_t>(chance_.below(6));
    const auto size = [&] { return text(1 + static_cast<std::int64_t>(chance_.below(9))); };
    const std::array<std::string, 4> spot{text(mid_ - 1), text(mid_ + 1), size(), size()};
    const std::array<std::string, 4> perp{text(mid_ + carry), text(mid_ + carry + 2), size(), size()};
    bid_ = spot[0];
    if (!chance_.one_in(4)) world_.show(0, {spot[0].c_str(), spot[1].c_str(), spot[2].c_str(), spot[3].c_str()});
    if (!chance_.one_in(4)) world_.show(1, {perp[0].c_str(), perp[1].c_str(), perp[2].c_str(), perp[3].c_str()});
  }
  void sell() {
    const std::string size = text(1 + static_cast<std::int64_t>(chance_.below(20)));
    world_.sold(0, bid_.c_str(), size.c_str());
  }
  /// Never naked beyond the limit without an alarm; never more than the pair's coins.
  void watch() {
    REQUIRE(world_.spot().position() <= quantity("1"));
    REQUIRE(-world_.perp().position() <= quantity("1"));
    REQUIRE(world_.spot().position().sign() >= 0);
    REQUIRE(world_.perp().position().sign() <= 0);
    if (!world_.bare_since) return;
    // The worker hears of the time ten times a second.
    if (world_.now - *world_.bare_since <= kSecond * 10 + Nanos{200'000'000}) return;
    REQUIRE(std::ranges::count(world_.alarms, PairAlarm::naked_too_long) > 0);
  }
  /// All works again: the pair ends, and every fill of one leg is matched or traded back.
  void settle() {
    world_.connect(0), world_.connect(1);
    world_.worker.stop(world_.time());
    for (int second = 0; second < 180 && !(world_.worker.is_over() && second > 30); ++second) {
      world_.quote({"99.9", "100.1", "0.9"}, {"100.3", "100.5", "0.9"});
      world_.run(kSecond);
    }
    REQUIRE(world_.worker.is_over());
    CHECK(world_.worker.naked() < quantity("0.06"));
    const Quantity bare = world_.spot().position() + world_.perp().position();
    CHECK(world_.worker.naked() == std::max(bare, -bare));
    CHECK(world_.figures().left == quantity("1") - std::max(world_.spot().position(), -world_.perp().position()));
    // Legs and longest naked time agree with the venues.
    CHECK(-world_.figures().net_second == world_.perp().position());
    for (const OrderReport& fill : world_.spot().engine.fills())
      if (order_.terms.style == PairStyle::make_first && fill.liquidity == Liquidity::taker)
        REQUIRE(world_.tracker.find(fill.id)->terms.kind == OrderKind::limit_ioc);
    world_.check_settled();
  }

  Chance chance_;
  PairOrder order_;
  WorkedWorld world_;
  std::int64_t mid_ = 1'000;
  std::string bid_ = "99.9";
};

}  // namespace

TEST_CASE("pair at venues: by chance, nothing leaves a leg alone, and all agree with the venues") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    ChanceWorld(seed).run();
  }
}

}  // namespace basis::test

#include "tests/support/rounds.hpp"
#include "tests/venues/binance/simulated_world.hpp"
#include "venues/sim/exchange_service.hpp"

namespace basis {
namespace {

using namespace test;
using Fault = sim::ExchangeFaultKind;

/// Sends, cancels and amends at random, and lets things go wrong at random.
class RandomTrader {
 public:
  explicit RandomTrader(SimulatedWorld& of) : world_(of) {}

  void act() {
    switch (draw(10)) {
      case 0:
      case 1:
      case 2: return place(OrderKind::limit, 20 + draw(300));
      case 3: return place(OrderKind::limit_ioc, -static_cast<std::int64_t>(draw(30)));
      case 4: return place(OrderKind::market, 0);
      case 5: return place(OrderKind::post_only, 5 + draw(50));
      case 6: return amend();
      default: return cancel();
    }
  }
  void fail() {
    const std::string& event = world_.venue.orders;
    const std::string& place = world_.venue.place;
    switch (draw(15)) {
      case 0: return world_.fault(Fault::no_answer, place);
      case 1: return world_.fault(Fault::cut, place);
      case 2: return world_.fault(Fault::lose, place);
      case 3: return world_.fault(Fault::unknown, place);
      case 4: return world_.fault(Fault::unavailable, place);
      case 5: return world_.fault(Fault::no_answer, world_.venue.cancel);
      case 6: return world_.fault(Fault::slow_answer, place, kSecond * 12);
      case 7: return world_.fault(Fault::skip, event);
      case 8: return world_.fault(Fault::repeat, event);
      case 9: return world_.fault(Fault::late, event, kSecond * 3);
      case 10: return world_.happen(Fault::drop_sockets);
      case 11: return world_.happen(Fault::shutdown, kSecond * 20);
      case 12:
        return world_.happen(world_.venue.feed == FeedVenue::binance_spot ? Fault::drop_sockets : Fault::listen_keys);
      case 13: return world_.network.drop_connections("venue.test");
      default: return world_.network.hold("venue.test", world_.network.now_utc() + kSecond * (1 + draw(8)));
    }
  }
  std::int64_t draw(std::uint64_t below) { return static_cast<std::int64_t>(world_.random() % below); }

  std::vector<OrderCommand> sent;

 private:
  void place(OrderKind kind, std::int64_t ticks) {
    const char* const sizes[] = {"0.002", "0.01", "0.05", "0.3"};
    OrderCommand order = world_.order(draw(2) == 0 ? OrderSide::buy : OrderSide::sell, kind, sizes[draw(4)], ticks);
    if (kind == OrderKind::market) order.limit = {};
    if (world_.send(order)) sent.push_back(order);
  }
  const TrackedOrder* some_open() {
    if (sent.empty()) return nullptr;
    for (int tries = 0; tries < 20; ++tries) {
      const OrderCommand& order = sent[static_cast<std::size_t>(draw(sent.size()))];
      const TrackedOrder* found = world_.owner->tracker.find(order.id);
      if (found != nullptr && (found->state == OrderState::open || found->state == OrderState::partly_filled))
        return found;
    }
    return nullptr;
  }
  void cancel() {
    const TrackedOrder* order = some_open();
    if (order == nullptr) return;
    OrderCommand command = order->terms;
    command.action = OrderAction::cancel;
    static_cast<void>(world_.send(command));
  }
  void amend() {
    const TrackedOrder* order = some_open();
    if (order == nullptr || order->terms.size < quantity("0.01")) return;
    OrderCommand command = order->terms;
    command.action = OrderAction::amend;
    command.size = Quantity::from_raw(order->terms.size.raw() / 2 / 100'000 * 100'000);
    if (world_.product == Product::spot) command.limit = {};
    if (command.size.sign() > 0) static_cast<void>(world_.send(command));
  }

  SimulatedWorld& world_;
};

/// What the venue truly has, against what the tracker made of all that it was told.
void compare(SimulatedWorld& world, const RandomTrader& trader) {
  std::map<std::string, int> seen;
  for (const sim::ClientOrder& order : world.client().orders()) {
    ++seen[order.client_id];
    const auto id = ClientOrderId::parse(order.client_id);
    REQUIRE(id.has_value());
    const TrackedOrder* tracked = world.owner->tracker.find(id.value());
    REQUIRE_MESSAGE(tracked != nullptr, order.client_id);
    CAPTURE(order.client_id);
    CAPTURE(std::string(order_state_name(tracked->state)));
    CHECK(tracked->filled == order.filled);
    CHECK(is_ended(tracked->state) == !order.open());
    CHECK((tracked->state == OrderState::filled) == (order.state == sim::ClientOrderState::filled));
  }
  for (const auto& [id, count] : seen) CHECK_MESSAGE(count == 1, id);
  // What the venue never had never traded.
  for (const OrderCommand& order : trader.sent)
    if (!seen.contains(std::string(order.id.view()))) CHECK(world.state(order) == "rejected");

  Quantity net;
  for (const sim::ClientFill& fill : world.client().fills())
    net += fill.side == OrderSide::buy ? fill.size : -fill.size;
  CHECK(world.owner->filled[world.market->id] == net);
  CHECK(static_cast<std::size_t>(world.owner->fills) == world.client().fills().size());

  std::map<AssetId, Amount> told;
  for (const AccountReport& report : world.owner->accounts)
    if (report.kind == AccountReportKind::balance) told[report.asset] = report.amount;
  for (const char* asset : {"USDT", "BTC"}) {
    const AssetId here = *world.world.universe->find_asset(asset);
    if (!told.contains(here)) continue;
    // Venues tell 8 decimals or more.
    const auto shown = [](Amount of) { return round_to_step(of, amount("0.00000001"), Rounding::floor).to_string(); };
    CHECK(shown(told[here]) == shown(world.pool().held(*world.exchanges->universe().find_asset(asset))));
  }
  if (world.product != Product::spot)
    CHECK(world.owner->positions[world.market->id] ==
          Quantity::from_raw_checked(div_round(world.pool().position(world.simulated()).amount.raw(),
                                               Amount::kOne / Quantity::kOne, Rounding::toward_zero)));
}

void long_run(const SimulatedVenue& venue, std::uint64_t seed, int minutes) {
  CAPTURE(venue.name);
  CAPTURE(venue.symbol);
  CAPTURE(seed);
  SimulatedWorld world(venue, seed);
  world.start();
  REQUIRE_MESSAGE(world.ready(), world.session->status().text);
  RandomTrader trader(world);
  for (int step = 0; step < minutes * 12; ++step) {
    world.run(kSecond * 5);
    trader.act();
    if (trader.draw(12) == 0) trader.fail();
  }
  // Quiet: everything that was in doubt is settled.
  world.run(kMinute * 8);
  CHECK_MESSAGE(world.ready(), world.session->status().text);
  world.session->stop();
  world.run(kSecond * 30);
  CHECK_MESSAGE(world.session->status().text == "stopped", world.session->status().text);
  world.owner->take(world.owner->tracker.on_time(world.now()));
  compare(world, trader);
  MESSAGE(venue.name << " " << venue.symbol << ", seed " << seed << ": " << trader.sent.size() << " orders, "
                     << world.owner->fills << " fills, " << world.owner->count("in_doubt") << " in doubt, "
                     << world.owner->count("download") << " downloads");
}

TEST_CASE("hours of trading with random faults end in the venue's own state: every fill once, no order twice") {
  for (const SimulatedVenue& venue : simulated_venues())
    for (std::uint64_t seed = 1; seed <= std::max<std::uint64_t>(1, rounds(1)); ++seed) long_run(venue, seed, 60);
}

}  // namespace
}  // namespace basis

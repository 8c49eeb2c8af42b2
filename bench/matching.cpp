// Costs of the matching engine: what it takes from a recorded event to what the venue says.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>

#include "bench/allocation_count.hpp"
#include "bench/book_stream.hpp"
#include "bench/percentile.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"
#include "core/marketdata/sync_policy.hpp"
#include "venues/sim/matching_engine.hpp"

namespace basis::bench {
namespace {

constexpr std::size_t kUpdates = 20'000;
constexpr std::size_t kGroup = 16;      // events per clock reading
constexpr std::size_t kTradesEach = 1;  // trades after each update
constexpr std::size_t kOwnOrders = 10;
constexpr double kTarget = 1e6;  // events a second

Market bench_market() {
  Market market;
  market.product = Product::linear;
  market.base = AssetId{1};
  market.quote = AssetId{0};
  market.account = AccountId{0};
  market.position = InstrumentId{1};
  market.cash = InstrumentId{0};
  market.tick = Price::from_raw(BookStream::kTick);
  market.step = Quantity::from_raw(1'000);
  market.minimum_size = market.step;
  market.maximum_size = Quantity::from_int(1'000'000);
  market.maker_fee = from_text<BasisPoints>("2");
  market.taker_fee = from_text<BasisPoints>("5");
  market.margin_tiers = {{std::nullopt, from_text<Ratio>("0.01"), 100}};
  return market;
}

/// A market with ten resting orders of ours near the top, which are sent again when they are filled.
class Rig {
 public:
  explicit Rig(const BookStream& stream)
      : stream_(stream),
        market_(bench_market()),
        account_({AccountId{0}, 2, {{AssetId{0}, InstrumentId{0}}}, {&market_}, 20}),
        book_({.tick = market_.tick, .sync = kBybitV5Sync}),
        engine_({.queue = QueueModel::proportional}) {
    engine_.add({market_, book_, account_, OrderEntrySettings{}});
    require(engine_.transfer(AccountId{0}, AssetId{0}, Amount::from_int(1'000'000'000), now_), "money arrives");
    engine_.reserve(1'000'000);
    update(0);
  }

  /// Applies an update to the book and tells the engine.
  void update(std::size_t index) {
    const BookUpdate update = stream_.update(index);
    book_.apply(update, now_);
    engine_.book_changed(MarketId{0}, update, update.snapshot, now_);
  }
  void trade(std::size_t index) {
    const auto bid = book_.best(BookSide::bid);
    if (!bid) return;
    engine_.traded(MarketId{0}, bid->price, Quantity::from_raw(static_cast<std::int64_t>(1'000 + index % 7 * 1'000)),
                   TakerSide::sell, now_);
  }
  /// Fills up to ten orders, one to ten ticks behind the best bid.
  void top_up() {
    engine_.forget_messages();
    for (std::size_t i = 0; i < kOwnOrders; ++i) {
      if (ids_[i].is_set() && engine_.order(ids_[i])->open) continue;
      OrderCommand command;
      ids_[i] = command.id = ClientOrderId::parse(fmt::format("o{}", ++sent_)).value();
      command.kind = OrderKind::limit;
      command.limit =
          Price::from_raw(book_.best(BookSide::bid)->price.raw() - static_cast<std::int64_t>(i) * BookStream::kTick);
      command.size = Quantity::from_raw(50'000);
      engine_.take(command, now_);
    }
  }
  void take(std::size_t index) {
    OrderCommand command;
    command.id = ClientOrderId::parse(fmt::format("t{}", index)).value();
    command.side = OrderSide::sell;
    command.kind = OrderKind::limit_ioc;
    command.self_trade = SelfTrade::expire_taker;
    command.limit = book_.best(BookSide::bid)->price;
    command.size = Quantity::from_raw(1'000);
    engine_.take(command, now_);
  }
  void pass() { now_ = now_ + Nanos{1'000}; }
  [[nodiscard]] std::size_t fills() const { return engine_.fills().size(); }
  void forget() { engine_.forget_messages(); }

 private:
  const BookStream& stream_;
  Market market_;
  ExchangeAccount account_;
  OrderBook book_;
  MatchingEngine engine_;
  std::array<ClientOrderId, kOwnOrders> ids_;
  std::size_t sent_ = 0;
  UtcTime now_ = UtcTime::from_nanos(kSecond.count);
};

struct Costs {
  std::vector<double> event;  ///< ns for each of a group: updates with their book, and trades
  std::vector<double> order;
  std::vector<double> rate;  ///< events a second of a whole run
  std::uint64_t allocations = 0;
  std::size_t fills = 0;
};

void play(const BookStream& stream, Costs& costs) {
  const auto rig = std::make_unique<Rig>(stream);
  double busy = 0;
  std::size_t events = 0;
  for (std::size_t first = 1; first + kGroup <= stream.size_of_stream(); first += kGroup) {
    rig->top_up();
    rig->forget();
    const std::uint64_t before = allocation_count();
    const Timer timer;
    for (std::size_t i = first; i < first + kGroup; ++i) {
      rig->pass();
      rig->update(i);
      for (std::size_t k = 0; k < kTradesEach; ++k) rig->trade(i);
    }
    const double seconds = timer.seconds();
    // Messages and entries have found their room in the first quarter.
    if (first > stream.size_of_stream() / 4) costs.allocations += allocation_count() - before;
    busy += seconds;
    events += kGroup * (1 + kTradesEach);
    costs.event.push_back(seconds * 1e9 / static_cast<double>(kGroup * (1 + kTradesEach)));
    const Timer taking;
    rig->take(first);
    costs.order.push_back(taking.seconds() * 1e9);
  }
  costs.rate.push_back(static_cast<double>(events) / busy);
  costs.fills = rig->fills();
}

void run(int runs, ResultRows& rows) {
  fmt::print(
      "## Matching\n\nTen own orders in a random walk of {} updates of 20 to 70 changes, a trade after each; {} runs. "
      "An event is an update with its book, or a trade; a reading is {} of each.\n\n",
      kUpdates, runs, kGroup);
  const BookStream stream(kUpdates, {}, 1);
  Costs costs;
  for (int i = 0; i < runs; ++i) play(stream, costs);
  fmt::print(
      "| | p50 | p99 |\n|---|---:|---:|\n| event, ns | {:.0f} | {:.0f} |\n| order that arrives, ns | {:.0f} | {:.0f} "
      "|\n",
      percentile(costs.event, 0.5), percentile(costs.event, 0.99), percentile(costs.order, 0.5),
      percentile(costs.order, 0.99));
  rows.add("an event with ten own orders", "ns", costs.event);
  rows.add("an order that arrives", "ns", costs.order);
  const double rate = percentile(costs.rate, 0.5);
  rows.add("events a second, ten own orders", "1/s", costs.rate);
  fmt::print("\n{} fills a run, {} allocations in the later three quarters of all runs.\n", costs.fills,
             costs.allocations);
  fmt::print("\n### Target\n\n- {:.0f} events a second or more with ten own orders: {:.0f}, {}\n", kTarget, rate,
             rate >= kTarget ? "reached" : "NOT reached");
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures the matching engine and prints a section of bench/RESULTS.md", "bench_matching");
  std::string history;
  std::string json;
  bool quick = false;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "Three runs instead of nine");
  CLI11_PARSE(app, argc, argv);
  try {
    basis::bench::ResultRows rows("matching");
    basis::bench::run(quick ? 3 : 9, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_matching: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}

// Costs of following orders: a command, and each kind of report.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>

#include "bench/allocation_count.hpp"
#include "bench/percentile.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"
#include "core/execution/order_tracker.hpp"

namespace basis::bench {
namespace {

constexpr std::uint64_t kLive = 100;  // orders that are open at the same time
constexpr std::size_t kGroup = 16;    // calls per clock reading
constexpr double kReportTarget = 50;  // ns
const UtcTime kStart = UtcTime::from_nanos(1'778'544'000'000'000'000);

/// `kLive` open orders in turn: order n is of lane n % kLive.
class Stage {
 public:
  Stage() : ids_(ClientOrderIds::create("bench", 1).value()), tracker_(TrackerSettings{}, ids_, 8) {}

  [[nodiscard]] OrderCommand command(std::uint64_t number) const {
    OrderCommand order;
    order.id = ids_.make(number);
    order.kind = OrderKind::limit;
    order.side = number % 2 == 0 ? OrderSide::buy : OrderSide::sell;
    order.market = MarketId{static_cast<std::uint16_t>(number % 8)};
    order.limit = Price::from_int(60'000);
    order.size = Quantity::from_int(4);
    return order;
  }
  [[nodiscard]] OrderReport report(std::uint64_t number, ReportKind kind, std::int64_t trade = 0) const {
    OrderReport report;
    report.id = ids_.make(number);
    report.kind = kind;
    report.market = MarketId{static_cast<std::uint16_t>(number % 8)};
    report.order = VenueKey::of(static_cast<std::int64_t>(8'000'000'000 + number));
    report.trade = VenueKey::of(trade == 0 ? 0 : static_cast<std::int64_t>(4 * number) + trade);
    report.price = Price::from_int(60'000);
    report.size = Quantity::from_int(kind == ReportKind::fill ? 1 : 4);
    report.fee_known = true;
    report.at_venue = kStart + Nanos{static_cast<std::int64_t>(number)};
    return report;
  }
  [[nodiscard]] OrderTracker& tracker() { return tracker_; }

 private:
  ClientOrderIds ids_;
  OrderTracker tracker_;
};

struct Costs {
  std::vector<double> nanos;
  std::uint64_t allocations = 0;
};

/// Nanoseconds a call of `act` on prepared inputs, `kGroup` at a time.
template <class Input, class Act>
void measure(const std::vector<Input>& inputs, Costs& costs, Act&& act) {
  for (std::size_t first = 0; first + kGroup <= inputs.size(); first += kGroup) {
    const std::uint64_t before = allocation_count();
    const Timer timer;
    for (std::size_t i = first; i < first + kGroup; ++i) keep(act(inputs[i]));
    const double seconds = timer.seconds();
    costs.allocations += allocation_count() - before;
    costs.nanos.push_back(seconds * 1e9 / static_cast<double>(kGroup));
  }
}

constexpr const char* kCases[] = {"command",           "report: accepted", "report: fill", "report: fill again",
                                  "report: last fill", "report: cancelled"};

void run(int runs, ResultRows& rows) {
  std::array<Costs, std::size(kCases)> costs;
  Stage stage;
  OrderTracker& tracker = stage.tracker();
  const auto apply = [&](const OrderReport& report) { return tracker.apply(report, kStart).size(); };
  std::uint64_t next = 1;
  for (int round = 0; round < runs; ++round) {
    std::vector<OrderCommand> commands;
    std::array<std::vector<OrderReport>, 5> reports;
    for (std::uint64_t number = next; number < next + kLive; ++number) {
      commands.push_back(stage.command(number));
      reports[0].push_back(stage.report(number, ReportKind::accepted));
      reports[1].push_back(stage.report(number, ReportKind::fill, 1));
      // One in two is filled whole, the other cancelled.
      if (number % 2 == 0) {
        OrderReport last = stage.report(number, ReportKind::fill, 2);
        last.size = Quantity::from_int(3);
        reports[3].push_back(last);
      } else {
        reports[4].push_back(stage.report(number, ReportKind::cancelled));
      }
    }
    reports[2] = reports[1];
    next += kLive;
    measure(commands, costs[0], [&](const OrderCommand& one) { return tracker.send(one, kStart, kStart + kSecond); });
    for (std::size_t i = 0; i < reports.size(); ++i) measure(reports[i], costs[i + 1], apply);
    require(tracker.open(MarketId{0}, true).is_zero(), "every order has ended");
  }
  fmt::print(
      "## Order tracker\n\n{} orders are open, {} rounds; a reading is {} calls.\n\n| ns a call | p50 | p99 | "
      "allocations |\n|---|---:|---:|---:|\n",
      kLive, runs, kGroup);
  double slowest = 0;
  std::uint64_t allocations = 0;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    const double p50 = percentile(costs[i].nanos, 0.5);
    fmt::print("| {} | {:.1f} | {:.1f} | {} |\n", kCases[i], p50, percentile(costs[i].nanos, 0.99),
               costs[i].allocations);
    rows.add(kCases[i], "ns", costs[i].nanos);
    allocations += costs[i].allocations;
    if (i > 0) slowest = std::max(slowest, p50);
  }
  require(allocations == 0, "the tracker asked for memory");
  fmt::print("\n### Target\n\n- every kind of report at {:.0f} ns or less: {:.1f} ns, {}\n", kReportTarget, slowest,
             slowest <= kReportTarget ? "reached" : "NOT reached");
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures the order tracker and prints a section of bench/RESULTS.md", "bench_tracker");
  std::string history;
  std::string json;
  bool quick = false;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "30 rounds instead of 300");
  CLI11_PARSE(app, argc, argv);
  try {
    basis::bench::ResultRows rows("tracker");
    basis::bench::run(quick ? 30 : 300, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_tracker: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}

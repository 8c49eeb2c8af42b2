#include "tools/basis/sim_markets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/history/csv_file.hpp"
#include "core/history/field.hpp"
#include "tools/basis/sim_recording.hpp"

namespace basis::sim {
namespace {

using PathPoint = SyntheticMarket::PathPoint;

constexpr std::size_t kOpenField = 1;

std::optional<Error> wrong_row(const std::filesystem::path& file, const CsvLine& line, std::string_view what) {
  return Error(ErrorKind::data,
               fmt::format("--history: {}:{}: '{}' is no {}", file.string(), line.number, line.text, what));
}

/// The lines of a series behind its header; absent where the folder has no such file. `take(fields, line)` says what is
/// wrong with one.
template <class Take>
Result<bool> read_lines(const std::filesystem::path& file, Take&& take) {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return false;
  auto text = read_whole_file(file);
  if (!text) return Error(ErrorKind::data, fmt::format("--history: {}: {}", file.string(), text.error().text()));
  CsvLines lines(text.value());
  CsvLine line;
  lines.next(line);
  while (lines.next(line))
    if (std::optional<Error> wrong = take(line)) return std::move(*wrong);
  return true;
}

/// A volume as series have it, which is in contracts where the venue counts them.
Quantity coins_of(Amount volume, const Market& market) {
  if (!market.contract_size) return quantity_of(volume, Rounding::floor);
  return quantity_of(
      Amount::from_raw_checked(mul_div(volume.raw(), market.contract_size->raw(), Quantity::kOne, Rounding::floor)),
      Rounding::floor);
}

/// Hourly bars of one series, by time; absent where the folder has no such file. What a bar lacks is its open.
Result<std::optional<std::vector<BoardCandle>>> read_bars(const std::filesystem::path& folder,
                                                          const std::string& series, const Market& market) {
  const std::filesystem::path file = folder / (series + "_1h.csv");
  std::vector<BoardCandle> bars;
  BASIS_TRY(const bool there, read_lines(file, [&](const CsvLine& line) -> std::optional<Error> {
              const auto time = UtcTime::parse(line.field[0]);
              const auto open = Price::parse(line.count > kOpenField ? line.field[kOpenField] : std::string_view());
              if (!time || !open || open.value().sign() <= 0) return wrong_row(file, line, "time and price");
              const auto price = [&](std::size_t field) {
                const auto read = Price::parse(line.count > field ? line.field[field] : std::string_view());
                return read && read.value().sign() > 0 ? read.value() : open.value();
              };
              BoardCandle bar;
              bar.start = time.value();
              bar.open = open.value();
              bar.high = price(2);
              bar.low = price(3);
              bar.close = price(4);
              if (const auto volume = Amount::parse(line.count > 5 ? line.field[5] : std::string_view()))
                bar.volume = coins_of(volume.value(), market);
              bars.push_back(bar);
              return std::nullopt;
            }));
  if (!there) return std::optional<std::vector<BoardCandle>>();
  if (bars.empty()) return Error(ErrorKind::data, fmt::format("--history: {} has no rows", file.string()));
  std::ranges::stable_sort(bars, {}, &BoardCandle::start);
  bars.erase(std::unique(bars.begin(), bars.end(), [](const auto& a, const auto& b) { return a.start == b.start; }),
             bars.end());
  return std::optional(std::move(bars));
}

/// Payments of funding of one series, by time; the last column is what was paid.
Result<std::vector<BoardFunding>> read_fundings(const std::filesystem::path& folder, const std::string& series) {
  const std::filesystem::path file = folder / (series + ".csv");
  std::vector<BoardFunding> paid;
  BASIS_TRY(read_lines(file, [&](const CsvLine& line) -> std::optional<Error> {
    const auto time = UtcTime::parse(line.field[0]);
    const bool columns = line.count > 1 && line.count <= CsvLine::kMaxFields;
    const auto rate = parse_units(columns ? line.field[line.count - 1] : std::string_view(), Ray::kDecimals);
    if (!time || !rate) return wrong_row(file, line, "time and rate");
    paid.push_back({time.value(), Ray::from_raw(*rate), {}});
    return std::nullopt;
  }));
  std::ranges::stable_sort(paid, {}, &BoardFunding::at);
  return paid;
}

/// Points for every hour that both series have; one series stands for the other where that is missing.
std::vector<PathPoint> joined(const std::vector<BoardCandle>& spot, const std::vector<BoardCandle>& perp) {
  std::vector<PathPoint> path;
  std::size_t at = 0;
  for (const BoardCandle& bar : spot) {
    while (at < perp.size() && perp[at].start < bar.start) ++at;
    if (at == perp.size()) break;
    if (perp[at].start != bar.start) continue;
    const Nanos after = path.empty() ? Nanos{} : bar.start - spot.front().start;
    path.push_back({after, bar.open, perp[at].open});
  }
  return path;
}

Result<void> add_history(const std::filesystem::path& folder, SimulatedExchanges& exchanges,
                         const std::vector<std::string>& venues, std::uint64_t seed, UtcTime start) {
  std::optional<Error> failed;
  bool any = false;
  for (const std::string& venue : venues)
    exchanges.draw_markets(venue, seed, start, [&](const Market* spot, const Market* perp) {
      SimulatedExchanges::Path path;
      const auto read = [&](const Market* market, std::string_view kind) -> std::optional<std::vector<BoardCandle>> {
        if (market == nullptr || failed) return std::nullopt;
        const std::string name = fmt::format("{}_{}", venue, market->symbol);
        PastMarket past;
        auto bars = read_bars(folder, fmt::format("{}/{}", kind, name), *market);
        auto marks = read_bars(folder, fmt::format("mark/{}", name), *market);
        auto fundings = read_fundings(folder, fmt::format("funding/{}", name));
        if (!bars) failed = bars.error();
        if (!market->is_spot() && !marks) failed = marks.error();
        if (!market->is_spot() && !fundings) failed = fundings.error();
        if (failed) return std::nullopt;
        if (bars.value()) past.hours = *bars.value();
        if (!market->is_spot()) {
          if (marks.value()) past.mark_hours = std::move(*marks.value());
          past.fundings = std::move(fundings).value();
        }
        exchanges.markets().board(market->id).set_past(std::move(past));
        return std::move(bars).value();
      };
      const auto spots = read(spot, "spot");
      const auto perps = read(perp, "perp");
      if (spots || perps) path = joined(spots ? *spots : *perps, perps ? *perps : *spots);
      any = any || !path.empty();
      return path;
    });
  if (failed) return std::move(*failed);
  if (!any)
    return Error(ErrorKind::data, fmt::format("--history: {} has no hourly bars of these venues", folder.string()));
  exchanges.service().advance(start);
  return ok();
}

}  // namespace

void add_market_options(CLI::App& command, MarketChoice& choice) {
  command.add_option("--market", choice.feeds, "Recordings whose order books and trades the markets follow")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_flag("--loop", choice.loops, "Begin recordings anew when they end");
  command.add_option("--history", choice.history, "Data folder whose hourly bars the markets follow");
  command.add_flag("--live-market", choice.live, "Markets follow the public data of BASIS_ENVIRONMENT's venues");
  command.add_option("--live-host", choice.live_host,
                     "HOST:PORT of one server without TLS that has all of that data, such as another simulator");
  command.add_option("--set", choice.given, "With --live-market: override a key of configs/node.yaml, node.KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_flag("--synthetic", choice.drawn, "Markets drawn from --seed (the default)");
}

Result<void> check_market_choice(const MarketChoice& choice) {
  const int given = (choice.feeds.empty() ? 0 : 1) + (choice.history.empty() ? 0 : 1) + (choice.drawn ? 1 : 0) +
                    (choice.live ? 1 : 0);
  if (given > 1)
    return Error(ErrorKind::usage, "--market, --history, --live-market and --synthetic exclude each other");
  for (const auto& [name, there] :
       {std::pair("--live-host", !choice.live_host.empty()), std::pair("--set", !choice.given.empty())})
    if (!choice.live && there) return Error(ErrorKind::usage, fmt::format("{}: it goes with --live-market", name));
  return ok();
}

Result<void> add_markets(const MarketChoice& choice, SimulatedExchanges& exchanges,
                         const std::vector<std::string>& venues, std::uint64_t seed, UtcTime start) {
  if (!choice.history.empty()) return add_history(choice.history, exchanges, venues, seed, start);
  if (choice.feeds.empty()) return ok();
  BASIS_TRY(auto recording, RecordedMarket::open(choice.feeds, choice.loops, exchanges, start));
  exchanges.markets().add(std::move(recording));
  exchanges.service().advance(start);
  return ok();
}

}  // namespace basis::sim

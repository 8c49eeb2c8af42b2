#include "tools/basis/sim_markets.hpp"

#include <fmt/format.h>

#include "core/history/csv_file.hpp"
#include "tools/basis/sim_recording.hpp"

namespace basis::sim {
namespace {

using PathPoint = SyntheticMarket::PathPoint;

struct Opens {
  std::vector<std::pair<UtcTime, Price>> rows;
};

/// Hours and opens of one series; absent where the folder has no such file.
Result<std::optional<Opens>> read_opens(const std::filesystem::path& folder, const std::string& series) {
  const std::filesystem::path file = folder / (series + "_1h.csv");
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return std::optional<Opens>();
  auto text = read_whole_file(file);
  if (!text) return Error(ErrorKind::data, fmt::format("--history: {}: {}", file.string(), text.error().text()));
  Opens opens;
  CsvLines lines(text.value());
  CsvLine line;
  lines.next(line);
  while (lines.next(line)) {
    const auto time = UtcTime::parse(line.field[0]);
    const auto open = Price::parse(line.count > 1 ? line.field[1] : std::string_view());
    if (!time || !open || open.value().sign() <= 0)
      return Error(ErrorKind::data,
                   fmt::format("--history: {}:{}: '{}' is no time and price", file.string(), line.number, line.text));
    opens.rows.emplace_back(time.value(), open.value());
  }
  if (opens.rows.empty()) return Error(ErrorKind::data, fmt::format("--history: {} has no rows", file.string()));
  return std::optional(std::move(opens));
}

/// Points for every hour that both series have; one series stands for the other where that is missing.
std::vector<PathPoint> joined(const Opens& spot, const Opens& perp) {
  std::vector<PathPoint> path;
  std::size_t at = 0;
  for (const auto& [time, price] : spot.rows) {
    while (at < perp.rows.size() && perp.rows[at].first < time) ++at;
    if (at == perp.rows.size()) break;
    if (perp.rows[at].first != time) continue;
    const Nanos after = path.empty() ? Nanos{} : time - spot.rows.front().first;
    path.push_back({after, price, perp.rows[at].second});
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
      const auto read = [&](const Market* market, std::string_view kind) -> std::optional<Opens> {
        if (market == nullptr || failed) return std::nullopt;
        auto opens = read_opens(folder, fmt::format("{}/{}_{}", kind, venue, market->symbol));
        if (!opens) failed = opens.error();
        return opens ? std::move(opens).value() : std::nullopt;
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
  command.add_flag("--synthetic", choice.drawn, "Markets drawn from --seed (the default)");
}

Result<void> check_market_choice(const MarketChoice& choice) {
  const int given = (choice.feeds.empty() ? 0 : 1) + (choice.history.empty() ? 0 : 1) + (choice.drawn ? 1 : 0);
  if (given > 1) return Error(ErrorKind::usage, "--market, --history and --synthetic exclude each other");
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

#include "tools/basis/record_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "tools/basis/commands.hpp"
#include "tools/basis/run_options.hpp"
#include "venues/registry.hpp"
#include "venues/session_setup.hpp"

namespace basis {
namespace {

/// The mode whose venues are recorded; it names every exchange.
constexpr std::string_view kVenuesOfRecord = "btc_basis";

/// A number of an option: what it counts, and the range that is allowed.
struct NumberOption {
  std::string_view name;
  std::string_view what;
  double least;
  double most;
};
constexpr NumberOption kFor{"--for", "seconds", 0.1, 1e9};
constexpr NumberOption kRotateMb{"--rotate-mb", "megabytes", 0.01, 1e6};
constexpr NumberOption kRotateHours{"--rotate-hours", "hours", 0.0005, 10'000};

/// Zero where the option was not given.
Result<double> read_number(const NumberOption& option, const std::string& text) {
  if (text.empty()) return 0.0;
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [at, fault] = std::from_chars(text.data(), end, number);
  if (fault == std::errc() && at == end && number >= option.least && number <= option.most) return number;
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is no number of {} (allowed: {} to {:.0f})", option.name, text,
                                             option.what, option.least, option.most));
}

Nanos seconds_of(double seconds) { return Nanos{static_cast<std::int64_t>(std::llround(seconds * 1e9))}; }

/// The exchanges that have a live side, by the names of their configurations.
std::vector<std::string> recordable() {
  std::vector<std::string> names;
  for (const FeedVenueInfo& info : feed_venues())
    if (has_live_side(info.venue) && std::ranges::find(names, info.configuration) == names.end())
      names.emplace_back(info.configuration);
  return names;
}

Result<void> check_names(const RecordOptions& options, const Settings& settings) {
  const std::vector<std::string> known = recordable();
  for (const std::string& venue : options.venues) {
    if (std::ranges::find(known, venue) != known.end()) continue;
    const std::string_view why = settings.venues.contains(venue) ? "has no session to record from" : "is not a choice";
    return Error(ErrorKind::usage, fmt::format("--venues: '{}' {} (allowed: {})", venue, why, fmt::join(known, ",")));
  }
  for (const std::string& product : options.products)
    if (product != "spot" && product != "perp")
      return Error(ErrorKind::usage, fmt::format("--products: '{}' is not a choice (allowed: spot,perp)", product));
  for (auto at = options.markets.begin(); at != options.markets.end(); ++at) {
    if (at->empty())
      return Error(ErrorKind::usage, "--markets: an empty symbol (allowed: those of the venue: BTCUSDT)");
    if (std::find(options.markets.begin(), at, *at) != at)
      return Error(ErrorKind::usage, fmt::format("--markets: '{}' is given twice", *at));
  }
  return ok();
}

bool wanted(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

Result<std::optional<net::Endpoint>> read_host(const std::string& text) {
  if (text.empty()) return std::optional<net::Endpoint>();
  BASIS_TRY(net::Endpoint endpoint, parse_host_option("--host", text));
  return std::optional(std::move(endpoint));
}

}  // namespace

Result<RecordedVenue> public_side_of(const FeedVenueInfo& info, const std::optional<net::Endpoint>& host,
                                     const Settings& settings, EnvironmentName environment, const NodeSettings& node) {
  if (host) return RecordedVenue{info.venue, *host, *host};
  const auto& accounts = settings.venues.at(std::string(info.configuration)).accounts;
  BASIS_TRY(SessionEndpoints at, endpoints_of(settings, info.spot ? accounts.spot : accounts.perp, environment, node));
  return RecordedVenue{info.venue, std::move(at.rest), std::move(at.streams)};
}

Result<RecordConfig> read_record_config(const RecordOptions& options) {
  RecordConfig config;
  BASIS_TRY(const double seconds, read_number(kFor, options.seconds));
  BASIS_TRY(const double megabytes, read_number(kRotateMb, options.rotate_mb));
  BASIS_TRY(const double hours, read_number(kRotateHours, options.rotate_hours));
  if (seconds > 0) config.run_for = seconds_of(seconds);
  config.file_bytes = static_cast<std::uint64_t>(std::llround(megabytes * 1e6));
  config.file_time = seconds_of(hours * 3600);
  BASIS_TRY(const auto host, read_host(options.host));
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  // Public data needs no credentials, whatever the mode of execution.
  environment.execution_mode.reset();
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  const Overrides overrides = split_overrides(options.overrides);
  BASIS_TRY(const NodeSettings node, load_node(folder, overrides.node));
  BASIS_TRY(config.loaded, load_config(folder, std::string(kVenuesOfRecord), overrides.others, environment));
  BASIS_TRY(check_names(options, config.loaded.settings));
  for (const FeedVenueInfo& info : feed_venues()) {
    if (!wanted(options.venues, info.configuration)) continue;
    const auto carries = [&](bool spot) {
      return wanted(options.products, spot ? "spot" : "perp") && protocol_of(info.configuration, spot) == &info;
    };
    if (!options.products.empty() && !carries(true) && !carries(false)) continue;
    BASIS_TRY(RecordedVenue venue, public_side_of(info, host, config.loaded.settings, environment.name, node));
    config.venues.push_back(std::move(venue));
  }
  return config;
}

}  // namespace basis

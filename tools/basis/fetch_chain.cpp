#include "tools/basis/fetch_chain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "core/config/load_config.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"
#include "tools/basis/run_options.hpp"
#include "tools/fetch/chain_history.hpp"
#include "tools/fetch/history_fetch.hpp"
#include "tools/wallet/wallet_access.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {
namespace {

/// The mode whose configuration names every protocol.
constexpr const char* kModeOfContracts = "usdt_market_neutral";
constexpr Nanos kLook{50'000'000};

Result<std::size_t> read_count(const char* option, const std::string& text, std::size_t most) {
  std::size_t count = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (wrong == std::errc() && end == text.data() + text.size() && count >= 1 && count <= most) return count;
  return Error(ErrorKind::usage, fmt::format("{}: '{}' (allowed: 1 to {})", option, text, most));
}

/// Those that were chosen, or all.
Result<std::vector<ChainSeries>> choose_series(const ChainFetchOptions& options, std::vector<ChainSeries> all) {
  if (options.series.empty()) return all;
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const ChainSeries& each : all) names.push_back(each.name);
  for (const std::string& name : options.series)
    if (std::ranges::find(names, name) == names.end())
      return Error(ErrorKind::usage,
                   fmt::format("--series: '{}' is not a choice (allowed: {})", name, fmt::join(names, ",")));
  std::erase_if(all, [&options](const ChainSeries& each) {
    return std::ranges::find(options.series, each.name) == options.series.end();
  });
  return all;
}

struct ChainFetchPlan {
  WalletAccess access;
  ReadLimits limits;
  ChainHistory::Parts parts;
};

Result<ChainFetchPlan> make_chain_plan(const ChainFetchOptions& options) {
  ChainFetchPlan plan;
  BASIS_TRY(plan.limits.per_second, read_count("--rate", options.rate, 10'000));
  BASIS_TRY(plan.limits.batch, read_count("--batch", options.batch, 1'000));
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  environment.execution_mode.reset();
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  BASIS_TRY(const LoadedConfig loaded, load_config(folder, kModeOfContracts, {}, environment));
  BASIS_TRY(plan.access, read_chain_access(environment, loaded.settings));
  plan.parts.chain_id = plan.access.chain_id;
  BASIS_TRY(plan.parts.multicall, plan.access.book.contract("alchemy", "multicall3"));
  plan.parts.from = options.from;
  plan.parts.to = options.to;
  BASIS_TRY(plan.parts.series, choose_series(options, chain_series(plan.access.book, loaded.settings)));
  return plan;
}

/// Absent: it was interrupted; what the folder has is whole.
Result<std::optional<ChainHistory::Report>> run_chain_fetch(const ChainFetchOptions& options, ChainFetchPlan plan) {
  Manifest manifest(options.folder);
  BASIS_TRY(manifest.open());
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  BASIS_TRY(const auto network, net::BeastNetwork::make({.proxies = proxies}));
  PatientReads reads(*network, plan.access.rpc, plan.limits);
  ChainHistory work(manifest, reads, std::move(plan.parts));
  BASIS_TRY(work.start());
  std::optional<Progress> bar;
  while (!work.done() && !interrupted()) {
    network->run_for(kLook);
    const auto [taken, all] = work.progress();
    if (!bar && all > 0) bar.emplace("fetch", all, options.quiet);
    if (bar) bar->update(taken);
  }
  if (!work.done()) return std::optional<ChainHistory::Report>();
  BASIS_TRY(ChainHistory::Report report, work.result());
  BASIS_TRY(describe_fetched(manifest));
  return std::optional(std::move(report));
}

}  // namespace

int fetch_chain(const ChainFetchOptions& options) {
  auto plan = make_chain_plan(options);
  if (!plan) return report_error(plan.error());
  const auto done = run_chain_fetch(options, std::move(plan).value());
  if (!done) return report_error(done.error());
  if (!done.value()) {
    fmt::print(stderr, "basis: interrupted; the same command goes on with {}\n", options.folder);
    return kExitInterrupted;
  }
  for (const std::string& line : done.value()->notes) fmt::print(stderr, "basis: {}\n", line);
  for (const std::string& line : done.value()->faults) fmt::print(stderr, "basis: {}\n", line);
  if (!options.quiet) fmt::print("{} new rows in {}\n", done.value()->rows, options.folder);
  return done.value()->faults.empty() ? kExitDone : kExitData;
}

}  // namespace basis

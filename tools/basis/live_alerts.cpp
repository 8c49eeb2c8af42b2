#include "tools/basis/live_alerts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "tools/basis/commands.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/live_run.hpp"

namespace basis {
namespace {

/// How long the end of a run waits for its sinks.
constexpr Nanos kLastWords = kSecond * 5;

std::string host_of_machine() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

void tell_end(LiveRun& run, std::string_view rule, AlertSeverity severity, std::string text) {
  if (!run.alerts) return;
  const AlertBoardPtr board = run.alerts->board();
  const std::size_t open = board == nullptr ? 0 : board->open.size();
  if (open > 0) text += fmt::format(" ({} alerts are open)", open);
  run.alerts->end({rule, {}, severity, std::move(text)}, kLastWords);
}

}  // namespace

Result<std::unique_ptr<AlertDesk>> open_alerts(LiveRun& run) {
  LiveConfig& config = run.config;
  const auto process = process_environment();
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto now = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
  AlertDesk::Parts parts;
  parts.office.universe = &run.markets.universe;
  parts.office.settings = config.node.alerts;
  parts.office.ether_is_capital = config.loaded.settings.mode.share_class == "ETH";
  parts.office.origin = {fmt::format("{:x}-{:x}", now, ::getpid()),
                         config.loaded.settings.mode.mode,
                         std::string(to_text(config.environment.name)),
                         std::string(against_name(config.against)),
                         host_of_machine(),
                         config.folder.string()};
  parts.office.say = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  parts.office.seed = now;
  parts.webhook = std::move(config.environment.alert_webhook);
  parts.command = std::move(config.environment.alert_command);
  parts.environment = process;
  BASIS_TRY(parts.network.proxies, net::parse_proxies(process));
  if (!config.node.alerts.ca_file.empty()) parts.network.ca_file = config.node.alerts.ca_file;
  return AlertDesk::open(std::move(parts));
}

std::string sinks_text(const AlertDesk& alerts) {
  if (alerts.sinks().empty()) return "none (BASIS_ALERT_WEBHOOK and BASIS_ALERT_COMMAND are not set)";
  return fmt::format("{}", fmt::join(alerts.sinks(), ", "));
}

void end_alerts(LiveRun& run, const Result<bool>& outcome) {
  // An error after a signal is that of a call which the signal ended.
  if (outcome || interrupted())
    return tell_end(run, kNodeStopped, AlertSeverity::info, "the node has stopped in order");
  tell_end(run, kNodeFailed, AlertSeverity::critical,
           fmt::format("the node has ended: {}", fmt::join(outcome.error().lines, "; ")));
}

void tell_broken(LiveRun& run, const std::string& what) {
  tell_end(run, kNodeFailed, AlertSeverity::critical, fmt::format("the node has ended: {}", what));
}

}  // namespace basis

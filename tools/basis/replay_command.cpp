#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <set>
#include <thread>

#include "actors/drivers/replay_outputs.hpp"
#include "core/config/load_config.hpp"
#include "core/results/replace_file.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/feed_options.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"
#include "tools/basis/replay_against.hpp"
#include "tools/basis/replay_options.hpp"
#include "tools/basis/run_options.hpp"

namespace basis {
namespace {

using Clock = std::chrono::steady_clock;

/// The mode used when only the venues' rules are needed; it has every exchange.
constexpr std::string_view kMarketsOf = "btc_basis";

/// Seconds of recorded time per second of real time; absent: without pacing.
Result<std::optional<double>> parse_speed(const std::string& text) {
  if (text == "max") return std::optional<double>();
  if (text == "realtime") return std::optional(1.0);
  double times = 0;
  const char* end = text.data() + text.size();
  const auto [at, fault] = std::from_chars(text.data(), end, times);
  if (fault == std::errc() && at + 1 == end && *at == 'x' && times > 0 && std::isfinite(times))
    return std::optional(times);
  return Error(ErrorKind::usage, fmt::format("--speed: '{}' is not a choice (allowed: max | realtime | a factor over "
                                             "zero, such as 10x or 0.5x)",
                                             text));
}

/// Delays frames until they are due.
class Pacer {
 public:
  explicit Pacer(std::optional<double> speed) : speed_(speed) {}
  void wait(UtcTime frame) {
    if (!speed_) return;
    if (!first_) {
      first_ = frame;
      started_ = Clock::now();
    }
    const double after = static_cast<double>((frame - *first_).count) / *speed_;
    const auto due = started_ + std::chrono::nanoseconds(static_cast<std::int64_t>(after));
    // In short sleeps, so that an interrupt is noticed.
    while (Clock::now() < due && !interrupted())
      std::this_thread::sleep_until(std::min(due, Clock::now() + std::chrono::milliseconds(50)));
  }

 private:
  std::optional<double> speed_;
  std::optional<UtcTime> first_;
  Clock::time_point started_;
};

Result<void> make_folder(const std::string& folder) {
  if (folder.empty()) return ok();
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (!code && std::filesystem::is_directory(folder)) return ok();
  return Error(ErrorKind::usage, fmt::format("--out: {}: {}", folder, code ? code.message() : "it is not a folder"));
}

/// Returns false when it was interrupted.
Result<bool> run_replay(const ReplayOptions& options) {
  BASIS_TRY(const std::optional<double> speed, parse_speed(options.speed));
  BASIS_TRY(const ReplayConfig config, read_replay_config(options));
  BASIS_TRY(const auto input, open_feeds(options));
  if (!options.mode.empty()) {
    Progress progress("replay", input->size(), options.quiet);
    Pacer pacer(speed);
    std::uint64_t seen = 0;
    return replay_mode(options, config, *input, [&](UtcTime time) {
      pacer.wait(time);
      if (++seen % 4'096 == 0 || speed) progress.update(input->consumed());
      return !interrupted();
    });
  }
  for (const auto& [name, given] :
       {std::pair("--journal", !options.journal.empty()), std::pair("--restart-at", !options.restart_at.empty())})
    if (given) return Error(ErrorKind::usage, fmt::format("{}: only with --mode is there a node", name));
  BASIS_TRY(make_folder(options.out));
  std::optional<std::filesystem::path> tops;
  if (!options.dump_bbo.empty()) tops = options.dump_bbo;
  BASIS_TRY(const auto files, ReplayFiles::create(tops));
  BASIS_TRY(const ReplayMarkets markets, replay_markets(*input, config.loaded.settings));
  ReplayParts parts;
  parts.input = input.get();
  parts.markets = &markets;
  parts.settings = config.node;
  parts.mode = &config.loaded.settings;
  if (tops) parts.observer = files.get();
  parts.lanes = options.lanes;
  Progress progress("replay", input->size(), options.quiet);
  Pacer pacer(speed);
  std::uint64_t seen = 0;
  parts.before_frame = [&](UtcTime time) {
    pacer.wait(time);
    if (++seen % 4'096 == 0 || speed) progress.update(input->consumed());
    return !interrupted();
  };
  BASIS_TRY(const auto replay, Replay::create(std::move(parts)));
  const auto started = Clock::now();
  BASIS_TRY(const bool whole, replay->run());
  if (!whole) return false;
  BASIS_TRY(input->check_read());
  const double elapsed = std::chrono::duration<double>(Clock::now() - started).count();
  BASIS_TRY(files->finish());
  if (!options.out.empty()) {
    BASIS_TRY(replace_file(std::filesystem::path(options.out) / "summary.json", replay_summary_json(*replay, elapsed)));
  }
  progress.update(input->size());
  if (!options.quiet) fmt::print("{}", replay_table(*replay, elapsed));
  return true;
}

/// The same; a folder that an error would leave behind empty is removed again.
Result<bool> replay_feeds(const ReplayOptions& options) {
  if (!options.against.empty()) return replay_against(options);
  std::error_code code;
  const bool there = options.out.empty() || std::filesystem::exists(options.out, code);
  auto done = run_replay(options);
  if (!done && !there) std::filesystem::remove(options.out, code);
  return done;
}

int replay_command(const ReplayOptions& options) {
  catch_interrupts();
  return report_outcome(replay_feeds(options));
}

}  // namespace

Result<ReplayConfig> read_replay_config(const ReplayOptions& options) {
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  const Overrides overrides = split_overrides(options.overrides);
  BASIS_TRY(NodeSettings node, load_node(folder, overrides.node));
  const std::string mode = options.mode.empty() ? std::string(kMarketsOf) : options.mode;
  BASIS_TRY(LoadedConfig loaded, load_config(folder, mode, overrides.others, environment));
  return ReplayConfig{std::move(node), std::move(loaded), std::move(environment)};
}

namespace {

/// The recordings of a live run have in them what other options tell: only these go with it.
void add_against(CLI::App& command, ReplayOptions& options) {
  const std::set<std::string> beside = {"FEED", "--config", "--quiet", "--help"};
  const auto others = command.get_options([&](const CLI::Option* one) { return !beside.contains(one->get_name()); });
  CLI::Option* const against = command.add_option(
      "--against", options.against,
      "FEED... are the recordings of a live run, all its starts: run its node on them again and hold\n"
      "every decision against this journal of the run");
  for (CLI::Option* const other : others) against->excludes(other);
}

}  // namespace

void add_replay_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("replay", "Recorded feeds through the decoders, books, queues and actors of live trading");
  auto options = std::make_shared<ReplayOptions>();
  add_feed_options(*command, *options, "FEED");
  command->add_option("--speed", options->speed, "max, realtime, or a factor such as 10x")->capture_default_str();
  command->add_option("--mode", options->mode,
                      "Run this mode over the recordings: its strategy decides, its orders are matched on the recorded "
                      "books, and --out becomes a result folder");
  command->add_option("--data", options->data,
                      "With --mode: data folder with what recordings lack (indices, rates, gas)");
  command->add_option("--flows", options->flows, "With --mode: CSV of capital paid in and taken out, as in backtest");
  command->add_option("--capital", options->capital, "With --mode: capital in the share class's currency");
  command->add_option("--fill", options->fill, "With --mode: book, or ideal (whole, at the mid, without fees)")
      ->capture_default_str();
  command
      ->add_option("--latency-us", options->latency_us,
                   "With --mode: one way to a venue, microseconds, or MIN..MAX drawn by --seed")
      ->capture_default_str();
  command->add_option("--queue", options->queue, "With --mode: how resting orders move up: conservative | proportional")
      ->capture_default_str();
  command->add_option("--from", options->from, "With --mode: nothing is decided before, UTC");
  command->add_option("--to", options->to, "With --mode: the last instant, UTC");
  command->add_option("--seed", options->seed, "With --mode: seed of drawn latencies")->check(whole_number);
  command->add_option("--journal", options->journal,
                      "With --mode: write the node's journal to this file, which must not exist");
  command
      ->add_option("--restart-at", options->restart_at,
                   "With --mode: throw the node away at this time, UTC, and make it anew from its journal; the venues "
                   "stay; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--dump-bbo", options->dump_bbo, "CSV of every change of an order book's top");
  command->add_option("--out", options->out,
                      "Folder for summary.json, or with --mode for the results of a run (default: none; with --mode\n"
                      "results/replay-MODE-FROM-TO)");
  command->add_option("--config", options->config_dir, "Folder of the configuration");
  command
      ->add_option("--set", options->overrides,
                   "Override a key: node.KEY=VALUE of configs/node.yaml, or a mode's or venue's; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_flag("--lanes", options->lanes,
                    "Actors on the lanes of configs/node.yaml, each with its thread: as live, but no longer the "
                    "same bytes every time");
  add_against(*command, *options);
  command->footer(
      "\nExit codes: 0 done, 2 usage or configuration, 3 nothing could be read, 4 a decision "
      "differs from the journal, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = replay_command(*options); });
}

}  // namespace basis

#include "tools/basis/live_shipping.hpp"

#include <fmt/format.h>

#include "tools/basis/live_run.hpp"
#include "tools/journal_database/postgresql_journal_store.hpp"

namespace basis {
namespace {

/// How long the end of a run waits for its database.
constexpr Nanos kLastEntries = kSecond * 5;
/// Of what is told of it.
constexpr const char* kSource = "journal";

std::string lag_text(const JournalLag& lag) {
  const std::string entries = lag.entries ? fmt::format("{} entries and ", *lag.entries) : std::string();
  return fmt::format("the journal's database is {}{} s behind", entries, lag.age.count / kSecond.count);
}

std::string limits_text(const JournalLimits& limits, KillState state) {
  const bool halts = state == KillState::halted;
  return fmt::format("(journal.{0}_seconds: {1}, journal.{0}_entries: {2})", halts ? "halt_lag" : "max_lag",
                     (halts ? limits.halt_lag : limits.reduce_lag).count / kSecond.count,
                     halts ? limits.halt_entries : limits.reduce_entries);
}

}  // namespace

LiveShipping::LiveShipping(std::string shown, JournalLimits limits) : limits_(limits) {
  row_.database = std::move(shown);
}

Result<std::unique_ptr<LiveShipping>> LiveShipping::open(LiveRun& run) {
  if (!run.config.environment.journal) return std::unique_ptr<LiveShipping>();
  // Of its own: the configuration that is shown has it, too.
  BASIS_TRY(DatabaseUrl url, parse_journal_url(run.config.environment.journal->reveal()));
  std::unique_ptr<LiveShipping> made(new LiveShipping(url.shown(), run.config.node.journal));
  auto store = std::make_unique<PostgresqlJournalStore>(std::move(url), run.kept.node_id);
  BASIS_TRY(auto source, JournalSource::open(run.kept.journal->path(), {}));
  std::optional<StoredEnd> end;
  if (auto opened = store->open()) {
    if (const auto same = source->check(opened.value()); !same)
      return Error(same.error().kind, fmt::format("journal database {}: {}", made->shown(), same.error().text()));
    end = std::move(opened).value();
  } else if (store->refuses()) {
    return opened.error();
  }
  // One that is only gone is told by its thread.
  made->shipper_ = std::make_unique<JournalShipper>(std::move(store), std::move(source), std::move(end));
  return made;
}

Result<void> LiveShipping::look(LiveRun& run, MonoTime now) {
  if (auto told = shipper_->ask()) {
    told_ = std::move(*told);
    for (const ShippingNews& news : told_.news) run.node->warn(kSource, {std::string(news.kind), news.text});
  }
  const ShippingStatus& status = told_.status;
  const JournalLag lag = watch_.look(now, run.kept.journal->committed(),
                                     status.stored ? std::optional(status.stored->entries) : std::nullopt);
  row_.state = shipping_state_name(status.state);
  row_.reason = status.reason;
  row_.entries = lag.entries;
  row_.lag = lag.age;
  run.watch->journal(row_);
  return hold(run, lag);
}

/// A start goes on with what the last one was held to.
Result<void> LiveShipping::hold(LiveRun& run, const JournalLag& lag) {
  if (!run.node->node().started()) return ok();
  if (!held_) held_ = run.node->node().control_state().limit(journal::KillRule::journal).state;
  const KillState level = lag_level(*held_, lag, limits_);
  if (level == *held_) return ok();
  held_ = level;
  return run.node->limit(
      journal::KillRule::journal, level,
      level == KillState::active ? lag_text(lag) : fmt::format("{} {}", lag_text(lag), limits_text(limits_, level)));
}

void LiveShipping::finish(const LiveRun& run) {
  if (shipper_->finish(kLastEntries)) return;
  const auto told = shipper_->ask();
  const auto stored = told && told->status.stored ? told->status.stored->entries : 0;
  const std::int64_t left = run.kept.journal->committed() - stored;
  fmt::print(stderr, "journal database {}: {} entries are not there yet; the next start brings them{}{}\n", shown(),
             left, told && !told->status.reason.empty() ? ": " : "", told ? told->status.reason : std::string());
}

Result<void> release_without_shipping(LiveRun& run) {
  const bool held = run.node->node().started() &&
                    run.node->node().control_state().limit(journal::KillRule::journal).state != KillState::active;
  return held ? run.node->limit(journal::KillRule::journal, KillState::active, "the journal has no database any more")
              : ok();
}

}  // namespace basis

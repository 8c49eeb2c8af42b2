#include "tools/report/live_results.hpp"

#include "core/results/replace_file.hpp"

namespace basis {

LiveResults::LiveResults(LiveFolder folder, Parts parts)
    : folder_(std::move(folder)), parts_(std::move(parts)), trading_(parts_.context->universe) {}

Result<std::unique_ptr<LiveResults>> LiveResults::open(LiveFolder folder, Parts parts) {
  std::unique_ptr<LiveResults> results(new LiveResults(std::move(folder), std::move(parts)));
  BASIS_TRY(results->read_journal());
  return results;
}

/// Takes what an earlier boot kept.
struct LiveResults::Again {
  LiveResults& results;

  Result<void> operator()(const ResultsBegan& began) const { return results.start(began); }
  Result<void> operator()(const StepClosed& step) const {
    if (!results.begun()) return Error(ErrorKind::data, "it has a step before its results began");
    results.take_step(*step.refreshed, *step.closed);
    return ok();
  }
  Result<void> operator()(const HotOutcome& outcome) const {
    results.take_outcome(outcome);
    return ok();
  }
};

Result<void> LiveResults::read_journal() {
  BASIS_TRY(parts_.journal->read(
      [this](const JournalEntry& entry) -> Result<void> {
        if (!begun()) return Error(ErrorKind::data, "it has a run whose results were not kept");
        record(entry);
        return ok();
      },
      [this](std::string_view bytes) -> Result<void> {
        const auto input = decode_result(bytes);
        if (!input) return Error(ErrorKind::data, "it is damaged: a result cannot be read");
        return std::visit(Again{*this}, *input);
      }));
  if (failure_) return *failure_;
  if (!begun()) return ok();
  BASIS_TRY(recorder_->settle());
  BASIS_TRY(orders_->settle());
  return fills_->settle();
}

Result<void> LiveResults::start(const ResultsBegan& began) {
  began_ = began;
  BASIS_TRY(auto orders, BufferedFile::go_on(path() / "orders.csv"));
  BASIS_TRY(auto fills, BufferedFile::go_on(path() / "fills.csv"));
  BASIS_TRY(recorder_, RunRecorder::go_on(path(), *parts_.context, parts_.assets, began.capital));
  orders_.emplace(std::move(orders));
  fills_.emplace(std::move(fills));
  pass_trading_rows();
  return ok();
}

Result<void> LiveResults::begin(Amount capital, UtcTime now) {
  require(!begun(), "the results of a run begin once");
  const ResultsBegan began{capital, now};
  BASIS_TRY(start(began));
  parts_.journal->keep_result(encode_result(began));
  BASIS_TRY(recorder_->settle());
  BASIS_TRY(orders_->settle());
  return fills_->settle();
}

void LiveResults::record(const JournalEntry& entry) {
  require(begun(), "results begin before the first entry");
  recorder_->record(entry);
}

void LiveResults::close_step(const PnlView& refreshed, const PnlView& closed) {
  require(begun(), "results begin before the first step");
  parts_.journal->keep_result(encode_result(refreshed, closed));
  take_step(refreshed, closed);
}

void LiveResults::outcome(const HotOutcome& outcome) {
  auto bytes = encode_result(outcome);
  if (!bytes) return;
  parts_.journal->keep_result(std::move(*bytes));
  take_outcome(outcome);
}

void LiveResults::take_step(const PnlView& refreshed, const PnlView& closed) {
  recorder_->close_step(refreshed, closed);
  last_step_ = closed.positions().market->time;
  if (!first_step_) first_step_ = last_step_;
  stepped_ = true;
}

void LiveResults::take_outcome(const HotOutcome& outcome) {
  trading_.outcome(outcome);
  pass_trading_rows();
}

/// Rows that are told before the run has begun wait until then.
void LiveResults::pass_trading_rows() {
  if (!orders_ || failure_) return;
  orders_->buffer().append(trading_.take_orders());
  fills_->buffer().append(trading_.take_fills());
  for (BufferedFile* file : {&*orders_, &*fills_})
    if (auto written = file->row_done(); !written && !failure_) failure_ = written.error();
}

Result<void> LiveResults::write_rows() {
  if (failure_) return *failure_;
  BASIS_TRY(recorder_->flush());
  BASIS_TRY(orders_->flush());
  return fills_->flush();
}

RunSummary LiveResults::summary(UtcTime now) const {
  require(first_step_.has_value(), "a summary has at least one step");
  RunSummary summary = recorder_->summary();
  summary.from = *first_step_;
  summary.to = last_step_;
  summary.elapsed_seconds = static_cast<double>((now - began_.at).count) / 1e9;
  if (parts_.complete) parts_.complete(summary);
  return summary;
}

/// The page first: the summary is what says that a run has ended.
Result<void> LiveResults::write_summary(UtcTime now, const SummaryExtra& extra) {
  const RunSummary figures = summary(now);
  BASIS_TRY(replace_file(path() / "report.html", recorder_->report(figures)));
  BASIS_TRY(replace_file(path() / "summary.json", summary_json(figures, [&](JsonWriter& json) {
                           json.key("execution");
                           trading_.write(json);
                           extra(json);
                         })));
  summarised_ = now;
  stepped_ = false;
  return ok();
}

Result<void> LiveResults::commit(UtcTime now) {
  if (!begun() || parts_.journal->pending()) return ok();
  BASIS_TRY(write_rows());
  if (!stepped_ || (summarised_ && now < *summarised_ + kRewritten)) return ok();
  return write_summary(now, [](JsonWriter& json) { json.key("running").boolean(true); });
}

Result<void> LiveResults::finish(UtcTime now, const std::vector<AccountRow>& accounts, const SummaryExtra& more) {
  if (!begun()) return ok();
  BASIS_TRY(write_rows());
  if (!first_step_) return ok();
  return write_summary(now, [&](JsonWriter& json) {
    json.key("accounts");
    write_accounts(json, accounts);
    if (more) more(json);
  });
}

}  // namespace basis

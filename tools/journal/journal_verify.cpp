#include "tools/journal/journal_verify.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/results/journal_codec.hpp"
#include "core/results/rebuild.hpp"

namespace basis {
namespace {

/// Holdings as the postings alone say.
class PostedSums {
 public:
  explicit PostedSums(std::function<void(std::string)> fault) : fault_(std::move(fault)) {}

  void take(const journal::Posting& posting, std::int64_t seq) {
    std::map<InstrumentId, Amount> changed;
    for (const Movement& moved : posting.entry.movements) {
      move(moved.from, -moved.amount, -moved.entry_cost, changed);
      move(moved.to, moved.amount, moved.entry_cost, changed);
    }
    std::set<InstrumentId> told;
    for (const journal::BalanceChange& change : posting.balances) {
      const auto by = changed.find(change.instrument);
      const Amount sum = by == changed.end() ? Amount{} : by->second;
      const Amount held = held_[change.instrument].amount;
      told.insert(change.instrument);
      if (change.after != held || change.before != held - sum)
        fault_(
            fmt::format("entry {}: the balance of instrument {} goes from {} to {}, and its postings sum up from {} "
                        "to {}",
                        seq, change.instrument.index(), change.before.to_string(), change.after.to_string(),
                        (held - sum).to_string(), held.to_string()));
      // What follows is held against what this entry says.
      held_[change.instrument].amount = change.after;
    }
    for (const auto& [instrument, by] : changed)
      if (!by.is_zero() && !told.contains(instrument))
        fault_(fmt::format("entry {}: it moves instrument {} and tells no balance of it", seq, instrument.index()));
  }
  [[nodiscard]] Holding of(InstrumentId instrument) const {
    const auto found = held_.find(instrument);
    return found == held_.end() ? Holding{} : found->second;
  }

 private:
  void move(const LedgerSide& side, Amount amount, Amount cost, std::map<InstrumentId, Amount>& changed) {
    if (!side.instrument()) return;
    Holding& holding = held_[*side.instrument()];
    holding.amount += amount;
    holding.entry_cost += cost;
    changed[*side.instrument()] += amount;
  }

  std::function<void(std::string)> fault_;
  std::map<InstrumentId, Holding> held_;
};

class Verification {
 public:
  Verification(const Universe* universe, const std::function<void(const std::string&)>& tell, JournalVerdict& verdict)
      : universe_(universe), tell_(tell), verdict_(verdict), sums_([this](std::string text) { fault(text); }) {
    if (universe != nullptr) rebuilder_.emplace(*universe);
  }

  void take(const JournalRow& row) {
    ++verdict_.entries;
    if (row.seq != verdict_.entries + gaps_) {
      fault(fmt::format("entry {}: it follows entry {}", row.seq, verdict_.entries + gaps_ - 1));
      gaps_ = row.seq - verdict_.entries;
    }
    check_ids(row);
    auto body = row.whole ? decode_body(row.kind, row.bytes) : std::nullopt;
    if (!body) {
      fault(fmt::format("entry {}: {}", row.seq,
                        row.whole ? fmt::format("'{}' cannot be decoded", row.kind)
                                  : fmt::format("'{}' is not what was written", row.kind)));
      replays_ = false;
      return;
    }
    if (const auto* posting = std::get_if<journal::Posting>(&*body)) sums_.take(*posting, row.seq);
    replay({row.id, row.cause, row.time, std::move(*body)}, row.seq);
  }

  /// A result has its place between the entries.
  void take_result(const JournalResultRow& row) {
    if (row.seq != ++results_) {
      fault(fmt::format("result {}: it follows result {}", row.seq, results_ - 1));
      results_ = row.seq;
    }
    if (row.after < 0 || row.after > verdict_.entries + gaps_)
      fault(fmt::format("result {}: there is no entry {}, which it comes after", row.seq, row.after));
    if (!row.whole) fault(fmt::format("result {}: it is not what was written", row.seq));
  }

  void take_section(const JournalSectionRow& row) {
    sections_.insert(std::string(row.name));
    auto section = row.whole ? decode_section(row.name, row.bytes) : std::nullopt;
    if (!section) {
      memory_whole_ = false;
      return fault(fmt::format("memory of {}: it is not what was written", row.name));
    }
    memory_.take(std::move(*section));
  }

  /// A copy may have entries of a commit without what the node remembers after it.
  void take_position(JournalPosition remembered) {
    if (remembered.entries == verdict_.entries + gaps_) return;
    memory_whole_ = false;
    verdict_.behind = fmt::format("what the node remembers follows entry {} of {}, and is not compared",
                                  remembered.entries, verdict_.entries + gaps_);
  }

  void finish() {
    if (verdict_.entries == 0) return fault("it holds no entry");
    for (const std::string_view name : section_names())
      if (!sections_.contains(name)) {
        memory_whole_ = false;
        fault(fmt::format("memory of {}: it lacks", name));
      }
    if (universe_ == nullptr || !replays_) return;
    auto rebuilt = rebuilder_->finish();
    if (!rebuilt) return fault("replay: " + rebuilt.error().text());
    compare(rebuilt.value());
  }

 private:
  void fault(const std::string& text) {
    ++verdict_.faults;
    tell_(text);
  }

  void check_ids(const JournalRow& row) {
    std::uint32_t& last = last_[row.id.source];
    if (row.id.number != last + 1)
      fault(fmt::format("entry {}: its id {}/{} does not follow {}/{}", row.seq, row.id.source, row.id.number,
                        row.id.source, last));
    last = std::max(last, row.id.number);
    if (!row.cause.known()) return;
    const auto cause = last_.find(row.cause.source);
    const bool itself = row.cause == row.id;
    if (itself || cause == last_.end() || row.cause.number == 0 || row.cause.number > cause->second)
      fault(fmt::format("entry {}: its cause {}/{} is not before it", row.seq, row.cause.source, row.cause.number));
  }

  /// A fault of the replay ends it: what follows would be another state's.
  void replay(const JournalEntry& entry, std::int64_t seq) {
    if (!rebuilder_ || !replays_) return;
    std::string wrong;
    try {
      if (const auto taken = rebuilder_->take(entry); !taken) wrong = taken.error().text();
    } catch (const std::exception& broken) {
      wrong = broken.what();
    }
    if (wrong.empty()) return;
    replays_ = false;
    fault(fmt::format("entry {}: replay: {}", seq, wrong));
  }

  void compare(const Rebuilt& rebuilt) {
    for (const Instrument& instrument : universe_->instruments()) {
      const Holding& book = rebuilt.book.positions[instrument.id.index()];
      const Holding posted = sums_.of(instrument.id);
      if (book.amount != posted.amount)
        fault(fmt::format("{}: {} by what was heard and posted, {} by the sums of the postings", instrument.key,
                          book.amount.to_string(), posted.amount.to_string()));
      else if (book.entry_cost != posted.entry_cost)
        fault(fmt::format("{}: entered at {} by what was heard and posted, at {} by the sums of the postings",
                          instrument.key, book.entry_cost.to_string(), posted.entry_cost.to_string()));
    }
    if (!memory_whole_) return;
    const std::set<std::uint64_t> remembered(memory_.pairs.open.begin(), memory_.pairs.open.end());
    for (const auto& [id, pair] : rebuilt.pairs)
      if (!pair.order.twin && !remembered.contains(id))
        fault(fmt::format("pair {}: open by its entries, and not by the node's memory", id));
    for (const std::uint64_t id : remembered)
      if (!rebuilt.pairs.contains(id))
        fault(fmt::format("pair {}: open by the node's memory, and not by its entries", id));
    compare_positions(rebuilt);
  }

  /// The account of profit and loss knows the holdings of its last view, which the postings since then have changed.
  void compare_positions(const Rebuilt& rebuilt) {
    PositionSet held = memory_.pnl.account.positions;
    if (held.empty()) return;
    if (held.size() != rebuilt.book.positions.size()) return fault("memory of pnl: it is of other instruments");
    for (const LedgerEntry& entry : memory_.position.posted) apply_entry(entry, held);
    for (const Instrument& instrument : universe_->instruments())
      if (held[instrument.id.index()].amount != rebuilt.book.positions[instrument.id.index()].amount)
        fault(fmt::format("{}: {} by the node's memory, {} by its entries", instrument.key,
                          held[instrument.id.index()].amount.to_string(),
                          rebuilt.book.positions[instrument.id.index()].amount.to_string()));
  }

  const Universe* universe_;
  const std::function<void(const std::string&)>& tell_;
  JournalVerdict& verdict_;
  PostedSums sums_;
  std::optional<Rebuilder> rebuilder_;
  std::map<std::uint32_t, std::uint32_t> last_;  ///< by source: the number of its last entry
  std::set<std::string, std::less<>> sections_;
  NodeMemory memory_;
  std::int64_t gaps_ = 0;
  std::int64_t results_ = 0;
  bool replays_ = true;
  bool memory_whole_ = true;
};

}  // namespace

Result<JournalVerdict> verify_journal(JournalReader& journal, const Universe* universe, std::string why_none,
                                      const std::function<void(const std::string&)>& tell) {
  JournalVerdict verdict;
  verdict.not_replayed = universe == nullptr ? std::move(why_none) : std::string();
  if (const auto sound = journal.check_store(); !sound) {
    ++verdict.faults;
    tell(sound.error().text());
  }
  Verification verification(universe, tell, verdict);
  BASIS_TRY(journal.rows([&](const JournalRow& row) { verification.take(row); }));
  BASIS_TRY(journal.results([&](const JournalResultRow& row) { verification.take_result(row); }));
  BASIS_TRY(journal.sections([&](const JournalSectionRow& row) { verification.take_section(row); }));
  BASIS_TRY(const JournalPosition remembered, journal.remembered());
  verification.take_position(remembered);
  verification.finish();
  return verdict;
}

}  // namespace basis

#include "tools/journal/journal_comparison.hpp"

#include "core/results/decision_key.hpp"
#include "core/results/journal_codec.hpp"

namespace basis {
namespace {

/// The decisions of a journal, one after the other.
class Decisions {
 public:
  explicit Decisions(const std::vector<JournalEntry>& entries) : at_(entries.begin()), end_(entries.end()) {}

  /// The next one, whose key is `key` then; null at the end.
  const JournalEntry* next() {
    while (at_ != end_) {
      const JournalEntry& entry = *at_++;
      auto of = decision_key(entry);
      if (!of) continue;
      key = std::move(*of);
      return &entry;
    }
    return nullptr;
  }

  std::string key;

 private:
  std::vector<JournalEntry>::const_iterator at_, end_;
};

}  // namespace

JournalComparison compare_decisions(const std::vector<JournalEntry>& recorded,
                                    const std::vector<JournalEntry>& replayed) {
  JournalComparison comparison;
  Decisions then(recorded), now(replayed);
  for (;;) {
    const JournalEntry* const was = then.next();
    const JournalEntry* const is = now.next();
    if (was == nullptr && is == nullptr) return comparison;
    if (was == nullptr || is == nullptr || then.key != now.key) {
      comparison.difference = {was, is};
      return comparison;
    }
    ++comparison.equal[std::string(journal_kind(was->body))];
    ++comparison.decisions;
  }
}

}  // namespace basis

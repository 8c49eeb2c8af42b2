#include "tools/journal/journal_comparison.hpp"

#include <fmt/format.h>

#include "core/results/decision_key.hpp"
#include "core/results/entry_text.hpp"
#include "core/results/journal_codec.hpp"

namespace basis {
namespace {

/// Causes of a decision that are shown.
constexpr int kShown = 4;

/// The decisions of a journal in their order.
class Decisions {
 public:
  explicit Decisions(const std::vector<JournalEntry>& entries) : entries_(entries) {}

  /// Goes on to the next; false at the end.
  bool next() {
    for (++at_; at_ < entries_.size(); ++at_)
      if (auto key = decision_key(entries_[at_])) {
        key_ = std::move(*key);
        return true;
      }
    return false;
  }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] std::string kind() const { return std::string(journal_kind(entries_[at_].body)); }

  /// The decision, and what it followed from.
  [[nodiscard]] std::string text(const char* whose, bool there, const JournalNames& names) const {
    if (!there) return fmt::format("  {:<9} nothing more was decided\n", whose);
    const JournalEntry* entry = &entries_[at_];
    std::string text = line(whose, *entry, names);
    for (int shown = 0; shown < kShown; ++shown) {
      entry = cause_of(*entry);
      if (entry == nullptr) break;
      text += line("  because", *entry, names);
    }
    return text;
  }

 private:
  static std::string line(const char* what, const JournalEntry& entry, const JournalNames& names) {
    return fmt::format("  {:<9} {} {}\n", what, entry.time.to_string(), entry_text(entry, names));
  }
  /// An entry of the hot lane names none: what it heard or was told before stands for it.
  [[nodiscard]] const JournalEntry* cause_of(const JournalEntry& entry) const {
    if (entry.cause == EventId{}) return nullptr;
    for (std::size_t i = at_; i-- > 0;)
      if (entries_[i].id == entry.cause) return &entries_[i];
    return nullptr;
  }

  const std::vector<JournalEntry>& entries_;
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::string key_;
};

}  // namespace

JournalComparison compare_decisions(const std::vector<JournalEntry>& recorded,
                                    const std::vector<JournalEntry>& replayed, const JournalNames& names) {
  JournalComparison comparison;
  Decisions then(recorded), now(replayed);
  for (;;) {
    const bool was = then.next();
    const bool is = now.next();
    if (!was && !is) return comparison;
    if (was && is && then.key() == now.key()) {
      ++comparison.equal[then.kind()];
      ++comparison.decisions;
      continue;
    }
    comparison.difference = fmt::format("decision {} differs\n{}{}", comparison.decisions + 1,
                                        then.text("recorded", was, names), now.text("replayed", is, names));
    return comparison;
  }
}

}  // namespace basis

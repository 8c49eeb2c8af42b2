#include "tools/journal/journal_kinds.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/results/event_line.hpp"
#include "core/results/journal_codec.hpp"

namespace basis {
namespace {

/// Which kinds of entries a type of `events.jsonl` comes from.
using TypeKinds = std::map<std::string, std::set<std::string>, std::less<>>;

/// A posting has a type of its own for each kind of ledger entry, and for what it is of.
void add_postings(TypeKinds& types) {
  const std::string kind(journal_kind(journal::Posting{}));
  for (std::size_t i = 0; i <= static_cast<std::size_t>(EntryKind::group); ++i)
    types[std::string(entry_kind_name(static_cast<EntryKind>(i)))].insert(kind);
  for (const char* type : {"fill", "in_transit"}) types[type].insert(kind);
}

template <std::size_t... Index>
void add_others(TypeKinds& types, std::index_sequence<Index...>) {
  const auto add = [&types](const JournalEntry& entry) {
    const std::string_view type = event_type(entry);
    if (!type.empty() && entry.as<journal::Posting>() == nullptr)
      types[std::string(type)].insert(std::string(journal_kind(entry.body)));
  };
  (add(JournalEntry{{}, {}, {}, journal::Body(std::in_place_index<Index>)}), ...);
}

const TypeKinds& types() {
  static const TypeKinds kTypes = [] {
    TypeKinds made;
    add_postings(made);
    add_others(made, std::make_index_sequence<std::variant_size_v<journal::Body>>());
    return made;
  }();
  return kTypes;
}

}  // namespace

std::set<std::string, std::less<>> shown_kinds() {
  std::set<std::string, std::less<>> kinds;
  for (const auto& [type, of] : types()) kinds.insert(of.begin(), of.end());
  return kinds;
}

Result<void> choose_kinds(const std::vector<std::string>& named, JournalQuery& query) {
  if (named.empty()) return ok();
  std::set<std::string, std::less<>> whole, wanted;
  for (const std::string& name : named) {
    const auto type = types().find(name);
    const bool kind = std::ranges::find(journal_kinds(), name) != journal_kinds().end();
    if (!kind && type == types().end()) {
      std::vector<std::string_view> known(journal_kinds().begin(), journal_kinds().end());
      for (const auto& [other, of] : types()) known.push_back(other);
      return Error(ErrorKind::usage,
                   fmt::format("--kind: '{}' is no kind of entries (allowed: {})", name, fmt::join(known, ", ")));
    }
    if (kind) {
      whole.insert(name);
      query.kinds.insert(name);
    } else {
      wanted.insert(name);
      query.kinds.insert(type->second.begin(), type->second.end());
    }
  }
  if (wanted.empty()) return ok();
  query.fits = [whole = std::move(whole), wanted = std::move(wanted)](const JournalEntry& entry) {
    return whole.contains(journal_kind(entry.body)) || wanted.contains(event_type(entry));
  };
  return ok();
}

}  // namespace basis

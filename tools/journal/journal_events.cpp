#include "tools/journal/journal_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/base/json_writer.hpp"
#include "core/results/entry_text.hpp"
#include "core/results/event_line.hpp"
#include "core/results/journal_codec.hpp"
#include "tools/journal/journal_kinds.hpp"

namespace basis {
namespace {

void write_event(JsonWriter& json, const StoredEntry& stored, const JournalNames& names) {
  json.begin_object();
  json.key("id").integer(stored.seq);
  json.key("time").string(stored.entry.time.to_string());
  json.key("kind").string(journal_kind(stored.entry.body));
  json.key("type").string(event_type(stored.entry));
  json.key("event").integer(stored.event);
  json.key("text").string(entry_text(stored.entry, names));
  json.end_object();
}

/// The rows of a tree whose lines are indented by two spaces a level.
void write_tree(JsonWriter& json, std::string_view text) {
  json.key("rows").begin_array();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    json.begin_object().key("depth").integer(static_cast<std::int64_t>(indent / 2));
    json.key("text").string(line.substr(indent)).end_object();
  }
  json.end_array();
}

}  // namespace

Result<void> JournalEvents::open() {
  if (journal_ != nullptr) return ok();
  BASIS_TRY(auto journal, JournalReader::open(file_));
  BASIS_TRY(auto boot, journal->last_boot());
  names_ = std::move(boot.names);
  journal_ = std::move(journal);
  return ok();
}

Result<std::string> JournalEvents::list(const EventQuery& query) {
  BASIS_TRY(open());
  JournalQuery wanted;
  if (const auto chosen = choose_kinds(query.kinds, wanted); !chosen) {
    std::string text = chosen.error().text();
    return Error(chosen.error().kind, text.starts_with("--") ? text.substr(2) : text);
  }
  wanted.from = query.from;
  wanted.to = query.to;
  // One more than is shown tells whether there are more.
  wanted.last = query.offset + query.limit + 1;
  const bool all = query.kinds.empty();
  // Most entries are no events: each kind has an index, which is read from its end.
  if (all) wanted.kinds = shown_kinds();
  const auto fits = [all, of_kind = std::move(wanted.fits)](const JournalEntry& entry) {
    return all ? !event_type(entry).empty() : !of_kind || of_kind(entry);
  };
  std::size_t searched = 0;
  // Beyond its bound the search takes whatever comes, and so ends; what does not fit is left out below.
  wanted.fits = [&](const JournalEntry& entry) { return searched++ >= most_searched_ || fits(entry); };
  std::vector<StoredEntry> found;
  BASIS_TRY(journal_->find(wanted, [&](const StoredEntry& stored) -> Result<void> {
    if (fits(stored.entry)) found.push_back(stored);
    return ok();
  }));
  std::ranges::reverse(found);
  JsonWriter json;
  json.begin_object().key("offset").integer(static_cast<std::int64_t>(query.offset));
  json.key("more").boolean(found.size() > query.offset + query.limit);
  json.key("searched_all").boolean(searched < most_searched_);
  json.key("rows").begin_array();
  const std::size_t end = std::min(found.size(), query.offset + query.limit);
  for (std::size_t i = std::min(query.offset, found.size()); i < end; ++i) write_event(json, found[i], names_);
  json.end_array().end_object();
  return std::move(json).take();
}

Result<std::string> JournalEvents::why(const std::string& id) {
  BASIS_TRY(open());
  const auto asked = find_journal_event(*journal_, id);
  if (!asked && asked.error().kind == ErrorKind::usage)
    return Error(ErrorKind::usage, fmt::format("id: '{}' is no event (allowed: the number of one, line:N of "
                                               "events.jsonl, or the id of an order)",
                                               id));
  if (!asked) return asked.error();
  BASIS_TRY(const std::string text, tell_why(*journal_, asked.value(), names_, world_));
  JsonWriter json;
  json.begin_object().key("id").integer(asked.value().seq);
  write_tree(json, text);
  json.end_object();
  return std::move(json).take();
}

}  // namespace basis

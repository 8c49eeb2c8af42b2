// The journal's events, as the control API tells them.

#include "tools/journal/journal_events.hpp"

#include "core/base/json_reader.hpp"
#include "tests/tools/journal/journal_support.hpp"

namespace basis::test {
namespace {

boost::json::value parsed(const Result<std::string>& body) {
  REQUIRE_MESSAGE(body.has_value(), body.error().text());
  auto value = parse_json(body.value());
  REQUIRE(value.has_value());
  return value.value();
}

std::vector<std::int64_t> event_ids(const boost::json::value& answer) {
  std::vector<std::int64_t> ids;
  for (const auto& row : answer.at("rows").as_array()) ids.push_back(row.at("id").as_int64());
  return ids;
}

TEST_CASE("events: what is an event is listed, the newest first, page by page") {
  const KeptRun run;
  JournalEvents events(run.file, {&run.world.universe, nullptr});
  const auto all = parsed(events.list({}));
  // Neither the boot nor what the hot lane noted is an event: 2 capital, 3 decision, 4 order, 8 fill, 10 difference.
  CHECK(event_ids(all) == std::vector<std::int64_t>{10, 8, 4, 3, 2});
  CHECK(all.at("more").as_bool() == false);
  CHECK(all.at("searched_all").as_bool());
  const auto& first = all.at("rows").as_array()[0];
  CHECK(first.at("type").as_string() == "difference");
  CHECK(first.at("text").as_string() == "difference: 100 more than told");
  EventQuery page;
  page.limit = 2;
  page.offset = 2;
  const auto second = parsed(events.list(page));
  CHECK(event_ids(second) == std::vector<std::int64_t>{4, 3});
  CHECK(second.at("more").as_bool());
  page.offset = 4;
  CHECK(event_ids(parsed(events.list(page))) == std::vector<std::int64_t>{2});
  page.offset = 5;
  CHECK(event_ids(parsed(events.list(page))).empty());
}

TEST_CASE("events: kinds of entries and types of events are chosen, and a time") {
  const KeptRun run;
  JournalEvents events(run.file, {});
  EventQuery query;
  query.kinds = {"fill"};
  CHECK(event_ids(parsed(events.list(query))) == std::vector<std::int64_t>{8});
  query.kinds = {"boot_began", "decision"};
  CHECK(event_ids(parsed(events.list(query))) == std::vector<std::int64_t>{3, 1});
  query.kinds = {"nothing"};
  const auto refused = events.list(query);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::usage);
  CHECK(refused.error().text().starts_with("kind: 'nothing' is no kind of entries (allowed: "));
  query.kinds.clear();
  query.to = run.world.now - kSecond;
  CHECK(event_ids(parsed(events.list(query))).empty());
  query.to = run.world.now;
  query.from = run.world.now;
  CHECK(event_ids(parsed(events.list(query))).size() == 5);
}

TEST_CASE("events: a search has an end, and says that it has not seen all") {
  const KeptRun run;
  JournalEvents events(run.file, {}, 1);
  EventQuery query;
  query.kinds = {"capital"};
  query.limit = 1;
  CHECK(parsed(events.list(query)).at("searched_all").as_bool() == false);
}

TEST_CASE("events: what the node writes meanwhile is seen") {
  KeptRun run;
  JournalEvents events(run.file, {});
  CHECK(event_ids(parsed(events.list({}))).size() == 5);
  run.add(KeptRun::kMonitor, journal::DifferenceFound{"one more"});
  REQUIRE(run.journal->commit().has_value());
  CHECK(event_ids(parsed(events.list({}))).front() == 11);
}

TEST_CASE("events: the chain of causes is a tree, the same as the command tells") {
  const KeptRun run;
  JournalEvents events(run.file, {&run.world.universe, nullptr});
  const auto told = parsed(events.why(std::string(run.order.view())));
  CHECK(told.at("id").as_int64() == 8);
  const auto reader = run.reader();
  const auto asked = find_journal_event(*reader, "8");
  REQUIRE(asked.has_value());
  std::string text;
  for (const auto& row : told.at("rows").as_array())
    text += std::string(static_cast<std::size_t>(row.at("depth").as_int64()) * 2, ' ') +
            std::string(row.at("text").as_string()) + "\n";
  CHECK(text == tell_why(*reader, asked.value(), run.names, {&run.world.universe, nullptr}).value());
  const auto none = events.why("99");
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().kind == ErrorKind::usage);
  CHECK(none.error().text().starts_with("id: '99' is no event"));
  JournalEvents missing(run.folder.path() / "no.db", {});
  CHECK_FALSE(missing.list({}).has_value());
}

}  // namespace
}  // namespace basis::test

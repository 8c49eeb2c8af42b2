#include "actors/control/event_desk.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace basis::test {
namespace {

struct FaultyArchive final : EventArchive {
  Result<std::string> list(const EventQuery& query) override {
    if (query.offset == 0) throw std::runtime_error("an entry of another universe");
    return "page " + std::to_string(query.offset);
  }
  Result<std::string> why(const std::string& id) override { return Error(ErrorKind::usage, "no event " + id); }
};

EventAnswer taken(EventDesk& desk) {
  for (;;) {
    if (auto answer = desk.take()) return std::move(*answer);
    std::this_thread::yield();
  }
}

TEST_CASE("event desk: questions are answered in their order, and one that breaks the search is answered, too") {
  EventDesk desk(std::make_unique<FaultyArchive>());
  EventAsk list;
  REQUIRE(desk.ask(1, list));
  list.list.offset = 7;
  REQUIRE(desk.ask(2, list));
  REQUIRE(desk.ask(3, {"12", {}}));
  const EventAnswer broken = taken(desk);
  CHECK(broken.ticket == 1);
  REQUIRE(!broken.body);
  CHECK(broken.body.error().kind == ErrorKind::data);
  CHECK(broken.body.error().text() == "the journal cannot be told: an entry of another universe");
  const EventAnswer page = taken(desk);
  CHECK(page.ticket == 2);
  CHECK(page.body.value() == "page 7");
  const EventAnswer none = taken(desk);
  CHECK(none.ticket == 3);
  CHECK(none.body.error().text() == "no event 12");
}

}  // namespace
}  // namespace basis::test

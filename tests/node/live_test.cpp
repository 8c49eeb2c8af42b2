#include "tests/node/live.hpp"

#include <algorithm>

#include "core/results/event_line.hpp"
#include "tests/support/rounds.hpp"

namespace basis::test {
namespace {

std::size_t count_of(const LiveHeard& heard, std::string_view type) {
  return static_cast<std::size_t>(
      std::ranges::count_if(heard.entries, [&](const JournalEntry& entry) { return event_type(entry) == type; }));
}

TEST_CASE("live: a mode enters, trades, and ends reconciled with the venue") {
  LiveWorld world("btc_basis");
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
  INFO(fmt::format("{}", fmt::join(world.heard.statuses, "\n")));
  INFO(fmt::format("{}", fmt::join(world.heard.alerts, "\n")));
  CHECK(world.heard.steps > 0);
  CHECK(count_of(world.heard, "fill") > 0);
  world.stop();
  world.check_reconciled();
  CHECK(count_of(world.heard, "difference") == 0);
  CHECK(attribution_sum(world.heard.attribution) == world.heard.equity - world.heard.capital);
}

}  // namespace
}  // namespace basis::test

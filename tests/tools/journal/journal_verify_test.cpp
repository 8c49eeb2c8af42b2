#include "tools/journal/journal_verify.hpp"

#include <algorithm>

#include "tests/tools/journal/journal_support.hpp"

namespace basis::test {
namespace {

struct Verified {
  std::vector<std::string> faults;
  JournalVerdict verdict;
};

Verified verify(const KeptRun& run, bool replays = true) {
  Verified found;
  const auto reader = run.reader();
  const auto verdict = verify_journal(*reader, replays ? &run.world.universe : nullptr, "no configuration",
                                      [&found](const std::string& fault) { found.faults.push_back(fault); });
  REQUIRE_MESSAGE(verdict.has_value(), verdict.error().text());
  found.verdict = verdict.value();
  CHECK(static_cast<std::size_t>(found.verdict.faults) == found.faults.size());
  return found;
}

TEST_CASE("verify: a journal as a node wrote it is whole, and its state follows from it") {
  const KeptRun run;
  const Verified whole = verify(run);
  CHECK(whole.faults == std::vector<std::string>{});
  CHECK(whole.verdict.entries == 10);
  CHECK(whole.verdict.not_replayed.empty());
  CHECK(verify(run, false).verdict.not_replayed == "no configuration");
}

struct Damage {
  const char* sql;
  const char* fault;  ///< that one of the lines begins with
};

// Sources of the run: 1 monitor, 4 strategist, 5 manager, 6 driver. Bodies without their sum count as damaged, so what
// stands in columns is changed here.
const Damage kDamages[] = {
    {"UPDATE entry SET body = x'00' WHERE seq = 5", "entry 5: 'pair_began' is not what was written"},
    {"UPDATE entry SET kind = 'nothing' WHERE seq = 5", "entry 5: 'nothing' cannot be decoded"},
    {"DELETE FROM entry WHERE seq = 5", "entry 6: it follows entry 4"},
    {"DELETE FROM entry WHERE seq = 5", "entry 6: its id 6/3 does not follow 6/1"},
    {"UPDATE entry SET number = 2 WHERE seq = 7", "entry 7: its id 6/2 does not follow 6/3"},
    {"UPDATE entry SET cause_number = 9 WHERE seq = 3", "entry 3: its cause 1/9 is not before it"},
    {"UPDATE entry SET cause_source = 5, cause_number = 1 WHERE seq = 3", "entry 3: its cause 5/1 is not before it"},
    {"UPDATE entry SET cause_source = source, cause_number = number WHERE seq = 4",
     "entry 4: its cause 5/1 is not before it"},
    {"DELETE FROM memory WHERE section = 'plan'", "memory of plan: it lacks"},
    {"UPDATE memory SET body = x'00' WHERE section = 'pnl'", "memory of pnl: it is not what was written"},
    {"UPDATE entry SET kind = 'boot_began', body = (SELECT body FROM entry WHERE seq = 5), sum = (SELECT sum FROM "
     "entry "
     "WHERE seq = 5) WHERE seq = 1",
     "entry 1: 'boot_began' cannot be decoded"},
    {"DELETE FROM entry WHERE seq = 1", "entry 2: replay: the journal does not begin with a boot"},
    // The posting of the fill is left out: balances of what comes later would be, too.
    {"DELETE FROM entry WHERE seq = 2", "entry 8: the balance of instrument 0 goes from 1000 to 800, and its postings"},
    {"DELETE FROM entry", "it holds no entry"},
};

TEST_CASE("verify: each kind of damage is one of the faults that are told") {
  for (const Damage& damage : kDamages) {
    CAPTURE(damage.sql);
    const KeptRun run;
    run.damage(damage.sql);
    const Verified found = verify(run);
    CHECK(found.verdict.faults >= 1);
    const bool told =
        std::ranges::any_of(found.faults, [&](const std::string& line) { return line.find(damage.fault) == 0; });
    CHECK_MESSAGE(told, (found.faults.empty() ? std::string("no fault") : found.faults.front()));
    for (const std::string& line : found.faults) CHECK(line.find('\n') == std::string::npos);
  }
}

TEST_CASE("verify: postings that were not told, and memory of another state") {
  {
    KeptRun run;
    // Reported by nobody, so the book has it and no fill explains it.
    run.add(KeptRun::kDriver, journal::FillHeard{[&] {
                                                   OrderEffect effect;
                                                   effect.kind = EffectKind::filled;
                                                   effect.market = run.world.spot_market;
                                                   effect.order = VenueKey::of(1);
                                                   effect.trade = VenueKey::of(3);
                                                   effect.size = quantity("1");
                                                   effect.price = price("100");
                                                   effect.fee_known = true;
                                                   effect.fee_asset = run.world.usdt;
                                                   effect.at_venue = run.world.now;
                                                   return effect;
                                                 }(),
                                                 0, price("100")});
    REQUIRE(run.journal->commit().has_value());
    const Verified found = verify(run);
    REQUIRE(found.faults.size() >= 2);
    CHECK(found.faults[0] == "bybit:BaseToken:USDT: 700 by what was heard and posted, 800 by the sums of the postings");
    CHECK(found.faults[1] == "bybit:BaseToken:BTC: 3 by what was heard and posted, 2 by the sums of the postings");
  }
  KeptRun other;
  other.journal->remember(PairsMemory{8, {8}, {}, {}, {}, false, ""});
  REQUIRE(other.journal->commit().has_value());
  CHECK(verify(other).faults == std::vector<std::string>{"pair 8: open by the node's memory, and not by its entries"});
}

}  // namespace
}  // namespace basis::test

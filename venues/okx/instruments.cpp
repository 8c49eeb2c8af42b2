#include "venues/okx/instruments.hpp"

namespace basis::okx {
namespace {

/// One size rule, in the unit that the venue tells it in: contracts of swaps, else coins.
void judge_size(client::InstrumentVerdict& verdict, std::string_view name, Quantity ours, std::string_view theirs) {
  if (verdict.market->contract_size)
    client::judge_rule(verdict, name, verdict.market->contracts(ours), theirs);
  else
    client::judge_rule(verdict, name, ours, theirs);
}

void judge_row(wire::JsonObject& row, client::InstrumentVerdict& verdict, std::map<MarketId, std::int64_t>& codes) {
  const Market& market = *verdict.market;
  verdict.listed = true;
  verdict.status = row.text("state");
  verdict.trading = verdict.status == "live";
  client::judge_rule(verdict, "tick", market.tick, row.text("tickSz"));
  judge_size(verdict, "step", market.step, row.text("lotSz"));
  judge_size(verdict, "minimum size", market.minimum_size, row.text("minSz"));
  if (market.contract_size) client::judge_rule(verdict, "contract size", *market.contract_size, row.text("ctVal"));
  if (const auto code = row.find_integer("instIdCode")) codes[market.id] = *code;
}

}  // namespace

Result<client::ExchangeRules> read_instruments(wire::JsonReader& reader, std::string_view body,
                                               std::span<const Market* const> markets,
                                               std::map<MarketId, std::int64_t>& codes) {
  client::ExchangeRules rules;
  for (const Market* market : markets) rules.verdicts.emplace_back().market = market;
  BASIS_TRY(reader.object("the instruments", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      const std::string_view native = row.text("instId");
      for (client::InstrumentVerdict& verdict : rules.verdicts)
        if (verdict.market->native == native) return judge_row(row, verdict, codes);
    });
  }));
  return rules;
}

}  // namespace basis::okx

#include "actors/live/first_holdings.hpp"

#include <fmt/format.h>

#include <vector>

#include "actors/live/session_venues.hpp"

namespace basis {

Result<void> FirstHoldings::check() const {
  std::vector<std::string> undeclared;
  for (const Instrument& instrument : universe.instruments()) {
    const Amount held =
        instrument.on_chain ? wallet[instrument.id.index()].amount : venues.holding(instrument.id).amount;
    const bool paid_in = instrument.type == PositionType::base_token && instrument.token == share_class;
    if (held.is_zero() || (paid_in && (!instrument.on_chain || universe.is_held(instrument)))) continue;
    undeclared.push_back(fmt::format("{} of {}", held.to_string(), instrument.key));
  }
  if (undeclared.empty()) return ok();
  return Error(
      ErrorKind::usage,
      fmt::format("wallet and exchanges hold {}, which is not the share class {}: sell or move it, or take all of it "
                  "as capital with --adopt",
                  fmt::join(undeclared, ", "), share_class));
}

Amount FirstHoldings::capital() const {
  Amount all;
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.type != PositionType::base_token || instrument.token != share_class) continue;
    if (universe.name(instrument.account) == kWalletAccount) all += wallet[instrument.id.index()].amount;
    if (!instrument.on_chain) all += venues.holding(instrument.id).amount;
  }
  return all;
}

}  // namespace basis

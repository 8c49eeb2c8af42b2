#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/domain/ids.hpp"

namespace basis {

/// How a holding counts: USDT that backs an account, coins, or a perpetual.
enum class RiskKind : std::uint8_t { cash, spot, perp };

/// One instrument a venue account may hold.
struct RiskInstrument {
  InstrumentId id;
  std::string key;  ///< for reasons a person reads
  AccountId account;
  AssetId asset;  ///< of cash: the quote asset, which has no delta
  RiskKind kind = RiskKind::spot;
};

/// Holdings of one asset that hedge one another: a spot and a perp, or a spot and
/// the perps of several venues. What they do not cancel of each other is naked.
struct HedgeGroup {
  std::string name;  ///< for reasons a person reads
  std::vector<InstrumentId> members;
  Amount tolerance;  ///< coins; up to it the group counts as hedged (what the steps of the venues leave)
};

/// What a live watch over risk is built from. A fault in it is a broken invariant.
struct LiveRiskSpec {
  std::vector<RiskInstrument> instruments;  ///< each id once
  std::vector<std::string> accounts;        ///< names, by AccountId
  std::vector<std::string> assets;          ///< names, by AssetId
  std::vector<HedgeGroup> groups;           ///< an instrument belongs to one at most
  MarginRatioSettings margin_ratio;
  std::optional<DeltaDriftSettings> delta_drift;  ///< net delta's worth over equity; none: not watched
  Nanos max_price_age = kSecond * 30;
  Nanos max_naked_time = kSecond * 10;
};

}  // namespace basis

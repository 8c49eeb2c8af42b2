#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// How a holding counts: cash (USDT that backs an account), coins, or a perpetual.
enum class RiskKind : std::uint8_t { cash, spot, perp };

/// One instrument a venue account may hold.
struct RiskInstrument {
  InstrumentId id;
  std::string key;  ///< for the text of reasons
  AccountId account;
  AssetId asset;  ///< of cash: the quote asset, which has no delta
  RiskKind kind = RiskKind::spot;
  Ratio maintenance{};               ///< perps: flat maintenance margin, where there are no tiers
  std::optional<MarketId> market{};  ///< that prices it; cash has none
  std::vector<MarginTier> tiers{};   ///< perps
};

/// Holdings of one asset that hedge one another: a spot and a perp, or a spot and the perps of
/// several venues. Their net sum is the naked exposure.
struct HedgeGroup {
  std::string name;  ///< for the text of reasons
  std::vector<InstrumentId> members;
  Amount tolerance;  ///< coins; up to it the group counts as hedged (a remainder under the venues' size steps)
};

/// What `LiveRisk` is built from. An inconsistent spec is a broken invariant.
struct LiveRiskSpec {
  std::vector<RiskInstrument> instruments;  ///< each id once
  std::vector<std::string> accounts;        ///< names, by AccountId
  std::vector<std::string> assets;          ///< names, by AssetId
  std::vector<HedgeGroup> groups;           ///< an instrument belongs to at most one
  MarginRatioSettings margin_ratio;
  std::optional<DeltaDriftSettings> delta_drift;  ///< limits of net delta's worth / equity; absent: not watched
  Nanos max_price_age = kSecond * 30;
  Nanos max_naked_time = kSecond * 10;
};

}  // namespace basis

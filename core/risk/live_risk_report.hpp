#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/utc_time.hpp"
#include "core/risk/risk.hpp"

namespace basis {

enum class LiveRiskCode : std::uint8_t {
  no_fresh_price,   ///< an instrument that is held; the figures use its last price, or zero
  margin_ratio,     ///< an account is under its threshold
  delta_drift,      ///< an asset is over its threshold
  delta_no_price,   ///< an asset with a net delta has no fresh price to value it
  delta_no_equity,  ///< there is a net delta of an asset, and no equity
  naked,            ///< a hedge group is over its tolerance
};

/// One reason for a status other than safe, as numbers. `LiveRisk::text` makes the text of it.
struct LiveRiskReason {
  LiveRiskCode code = LiveRiskCode::no_fresh_price;
  RiskStatus status = RiskStatus::warning;
  std::uint16_t subject = 0;  ///< InstrumentId, AccountId, AssetId or index of the group, by `code`
  double value = 0;           ///< age in s (negative: never priced), ratio, fraction of equity, coins of delta, s naked
  double limit = 0;           ///< in the unit of the value
};

/// Status and reasons at one moment.
struct LiveRiskReport {
  MonoTime time;
  RiskStatus status = RiskStatus::safe;  ///< the worst of the reasons
  std::vector<LiveRiskReason> reasons;   ///< by code, then in the order of the spec
};

}  // namespace basis

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/risk/risk.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

enum class LiveRiskCode : std::uint8_t {
  no_fresh_price,   ///< of an instrument that is held: its last price, or none, stands in the figures
  margin_ratio,     ///< of an account, under its threshold
  delta_drift,      ///< of an asset, over its threshold
  delta_no_price,   ///< of an asset with a net delta: nothing fresh to weigh it by
  delta_no_equity,  ///< of an asset with a net delta: no equity to carry it
  naked,            ///< a hedge group, over its tolerance
};

/// One reason not to be safe. Numbers; `LiveRisk::text` is for whoever reads it.
struct LiveRiskReason {
  LiveRiskCode code = LiveRiskCode::no_fresh_price;
  RiskStatus status = RiskStatus::warning;
  std::uint16_t subject = 0;  ///< InstrumentId, AccountId, AssetId, or index of the group, as the code has it
  double value = 0;           ///< age in s (negative: never priced), ratio, fraction of equity, coins of delta, s naked
  double limit = 0;           ///< in the unit of the value
};

/// The state of risk at one moment.
struct LiveRiskReport {
  MonoTime time;
  RiskStatus status = RiskStatus::safe;  ///< the worst of the reasons
  std::vector<LiveRiskReason> reasons;   ///< by code, then in the order of the specification
};

}  // namespace basis

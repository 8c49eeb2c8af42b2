#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// A funding payment that a venue has settled.
struct FundingSettlement {
  MarketId market;
  UtcTime stamp;  ///< of the venue; its millisecond after the hour is moved to the hour
  Ray rate;       ///< exact; positive: longs pay shorts
};

/// What became of a settlement that was told.
enum class SettlementTold {
  taken,           ///< counts in the first snapshot at or after its stamp
  repeated,        ///< was told before, with the same rate
  differs,         ///< was told before, with another rate, which stays
  too_old,         ///< older than what is remembered
  unknown_market,  ///< no market of the universe
};

/// The funding settlements of all markets, each of which counts once, however often and by whomever it is told. A
/// settlement is known by its market and its stamp, moved to the full hour where it is within `kStampTolerance` of one,
/// because a venue's stream and its list differ by milliseconds.
class FundingTold {
 public:
  /// Settlements stamped at `since` or before are known, and never counted.
  FundingTold(std::size_t markets, UtcTime since) : since_(since), markets_(markets) {}

  SettlementTold tell(const FundingSettlement& settlement);
  /// A venue announces that a market pays at `due`. A venue may move an announced payment: one that was still ahead at
  /// `now` is replaced.
  void expect(MarketId market, UtcTime due, UtcTime now);

  /// The funding of one market at an instant.
  struct Funding {
    std::optional<Ray> settled;      ///< sum of the rates that are counted with this call
    std::optional<Ray> known;        ///< the last rate stamped at the instant or before
    std::optional<UtcTime> overdue;  ///< the first announced payment of the past that nobody has told of
  };
  /// Counts what has been told, is stamped at `time` or before and has not been counted; adds it to `counted`, in order
  /// of stamps. One that is told late counts here, too.
  Funding count(MarketId market, UtcTime time, std::vector<FundingSettlement>& counted);

 private:
  struct Told {
    Ray rate;
    bool counted = false;
  };
  struct OfMarket {
    std::map<UtcTime, Told> told;
    std::set<UtcTime> announced;  ///< not told yet
    UtcTime forgotten = UtcTime::from_nanos(INT64_MIN);
  };
  static void forget(OfMarket& market, UtcTime before);

  UtcTime since_;
  std::vector<OfMarket> markets_;
};

}  // namespace basis

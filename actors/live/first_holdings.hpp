#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/ledger.hpp"

namespace basis {

class SessionVenues;

/// What wallet and exchanges hold before the first step of a first boot. Everything that it points to outlives it.
struct FirstHoldings {
  const Universe& universe;
  const SessionVenues& venues;
  const PositionSet& wallet;  ///< by InstrumentId
  const std::string& share_class;

  /// Usage error: anything but the share class is held.
  [[nodiscard]] Result<void> check() const;
  /// The share class in the wallet and in every account.
  [[nodiscard]] Amount capital() const;
};

}  // namespace basis

#pragma once

#include <map>
#include <string>

#include "core/base/types.hpp"

namespace basis::sim {

/// Where withdrawals of simulated exchanges arrive, when they are sent to the wallet's own address.
inline constexpr std::string_view kWalletAddress = "0x0000000000000000000000000000000000000001";

/// The money outside the simulated exchanges, for runs without a chain.
struct SimWallet {
  /// One payment into an exchange.
  struct Deposit {
    std::string venue;
    std::string account;  ///< the client's pool: "spot", "perp"
    std::string asset;
    Amount amount;
    bool done = false;
    bool failed = false;
  };
  std::map<std::string, Amount> balances{};   ///< by asset
  std::map<std::string, Deposit> deposits{};  ///< by the id of who asked
};

}  // namespace basis::sim

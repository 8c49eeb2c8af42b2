#pragma once

#include <optional>

#include "core/base/types.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// What an account has of a currency for an order, and what the order needs.
struct Funds {
  AccountId account;
  AssetId asset;
  Amount available;
  Amount needed;
};

/// How much of an order may go, by what is not a rule of its market.
struct OrderRoom {
  Quantity coins;              ///< at most the order's size; on the step
  std::optional<Funds> funds;  ///< where the account's free funds are what limits it
};

}  // namespace basis

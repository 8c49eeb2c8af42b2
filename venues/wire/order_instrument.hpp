#pragma once

#include <string>
#include <variant>

#include "core/config/settings.hpp"
#include "core/instruments/ids.hpp"

namespace basis::wire {

enum class MarketKind : std::uint8_t { spot, perp };

/// Sizes of a market that trades contracts.
struct ContractTerms {
  Quantity coins;  ///< in one contract
  Contracts step;
};

/// What an encoder needs to know about one instrument.
struct OrderInstrument {
  InstrumentId instrument;
  std::string native_symbol;  ///< the venue's own: "BTCUSDT", "BTC-USDT-SWAP"
  MarketKind market = MarketKind::spot;
  Price tick;
  std::variant<Quantity, ContractTerms> lot;  ///< the size step, in coins or in contracts
};

/// Creates an instrument from the configured rules of its market. A step or contract size finer than 1e-8 is a
/// usage error.
Result<OrderInstrument> order_instrument(InstrumentId instrument, const MarketSettings& market, MarketKind kind);

}  // namespace basis::wire

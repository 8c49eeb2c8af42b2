#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/instruments/market.hpp"
#include "venues/net/rate_budget.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::binance {

/// What the venue says of one of our markets, against the configuration.
struct InstrumentVerdict {
  const Market* market = nullptr;
  bool listed = false;
  bool trading = false;  ///< its status lets new orders in
  std::string status;    ///< "TRADING", "HALT", "CANCEL_ONLY"
  /// Why orders of it are not sent: a rule that differs from the configuration, or a number that cannot be held. One
  /// line with market and both values; empty: it fits.
  std::string fault;

  [[nodiscard]] bool usable() const { return listed && trading && fault.empty(); }
  /// Why it is not usable; empty when it is.
  [[nodiscard]] std::string why_not() const;
};

struct ExchangeRules {
  std::vector<InstrumentVerdict> verdicts;  ///< one a market, in their order
  /// Limits of weight and orders, as the venue tells them; empty: it told none.
  std::vector<net::RateWindow> limits;
};

/// Reads `exchangeInfo` (rest-api.md and filters.md of binance-spot-api-docs; "Exchange Information" of USDⓈ-M) and
/// compares tick, step, minimum size and minimum notional. Data error: the answer cannot be read.
Result<ExchangeRules> read_instruments(wire::JsonReader& reader, std::string_view body,
                                       std::span<const Market* const> markets);

}  // namespace basis::binance

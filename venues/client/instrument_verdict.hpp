#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/instruments/market.hpp"
#include "venues/net/rate_budget.hpp"

namespace basis::client {

/// What the venue says of one of our markets, against the configuration.
struct InstrumentVerdict {
  const Market* market = nullptr;
  bool listed = false;
  bool trading = false;  ///< its status lets new orders in
  std::string status;    ///< in the venue's word: "TRADING", "HALT", "CANCEL_ONLY"
  /// Why orders of it are not sent: a rule that differs from the configuration, or a number that cannot be held. One
  /// line with market and both values; empty: it fits.
  std::string fault;
  std::vector<std::pair<std::string, std::string>> told{};  ///< the rules that were compared, in the venue's numbers

  [[nodiscard]] bool usable() const { return listed && trading && fault.empty(); }
  /// Why it is not usable; empty when it is.
  [[nodiscard]] std::string why_not() const;
};

void compare_rule(InstrumentVerdict& verdict, std::string_view name, std::string_view ours, std::string_view theirs,
                  bool equal);
void refuse_rule(InstrumentVerdict& verdict, std::string_view name, std::string_view theirs);

/// Compares one rule of a market with the venue's text of it; the first that differs is the verdict's fault.
template <class F>
void judge_rule(InstrumentVerdict& verdict, std::string_view name, F ours, std::string_view theirs) {
  verdict.told.emplace_back(name, theirs);
  const Result<F> read = F::parse(theirs);
  if (!read) return refuse_rule(verdict, name, theirs);
  compare_rule(verdict, name, ours.to_string(), read.value().to_string(), read.value() == ours);
}

/// An answer about instruments.
struct ExchangeRules {
  std::vector<InstrumentVerdict> verdicts;  ///< one a market that was asked about, in their order
  /// Limits of weight and orders, as the venue tells them; empty: it told none.
  std::vector<net::RateWindow> limits;
};

}  // namespace basis::client

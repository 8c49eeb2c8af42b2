#include "core/execution/pretrade_verdict.hpp"

#include <array>

#include <fmt/format.h>

#include "core/base/fixed.hpp"

namespace basis {
namespace {

struct Row {
  PreTradeReason reason;
  std::string_view name;
  std::string_view text;
  int decimals;           ///< of value and limit; negative: there are none
  std::string_view unit;  ///< with a leading space
};

using R = PreTradeReason;
constexpr int kNoNumbers = -1;
constexpr int kCoins = 8;
constexpr int kDollars = 16;  // size * price, neither rounded
constexpr int kSeconds = 9;
constexpr int kBps = 8;

constexpr std::array<Row, kPreTradeReasons> kRows = {{
    {R::none, "none", "may go", kNoNumbers, ""},
    {R::same_market, "same_market", "both legs are one market", kNoNumbers, ""},
    {R::unknown_market, "unknown_market", "no limits are set", kNoNumbers, ""},
    {R::bad_size, "bad_size", "order size is not over zero:", kCoins, " coins"},
    {R::halted, "halted", "trading is halted", kNoNumbers, ""},
    {R::not_reducing, "not_reducing", "reduce-only size over the position it reduces:", kCoins, " coins"},
    {R::reducing_only, "reducing_only", "only reducing orders may go; size over what reduces:", kCoins, " coins"},
    {R::risk_stale, "risk_stale", "age of the view of risk", kSeconds, " s"},
    {R::risk_critical, "risk_critical", "risk is critical and the order does not reduce", kNoNumbers, ""},
    {R::daily_loss, "daily_loss", "loss of the day", kDollars, " USDT"},
    {R::not_connected, "not_connected", "the venue is not connected", kNoNumbers, ""},
    {R::not_synced, "not_synced", "orders and positions are not in step with the venue", kNoNumbers, ""},
    {R::no_price, "no_price", "the book prices nothing", kNoNumbers, ""},
    {R::price_old, "price_old", "age of the top of the book", kSeconds, " s"},
    {R::off_step, "off_step", "order size is no multiple of the step:", kCoins, " coins"},
    {R::below_minimum_size, "below_minimum_size", "order size is under the minimum:", kCoins, " coins"},
    {R::over_maximum_size, "over_maximum_size", "order size", kCoins, " coins"},
    {R::bad_limit_price, "bad_limit_price", "limit price is not over zero and a multiple of the tick:", kCoins,
     " USDT"},
    {R::price_band, "price_band", "distance of the price", kBps, " bps"},
    {R::below_minimum_notional, "below_minimum_notional", "order notional is under the minimum:", kDollars, " USDT"},
    {R::over_maximum_notional, "over_maximum_notional", "order notional", kDollars, " USDT"},
    {R::position_limit, "position_limit", "position with open orders", kCoins, " coins"},
    {R::gross_unknown, "gross_unknown", "markets held that never had a price:", 0, ""},
    {R::gross_limit, "gross_limit", "gross notional with open orders", kDollars, " USDT"},
    {R::order_rate, "order_rate", "whole order tokens of the market, of those needed:", 0, ""},
    {R::total_order_rate, "total_order_rate", "whole order tokens of all, of those needed:", 0, ""},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (kRows[i].reason != static_cast<PreTradeReason>(i)) return false;
  return true;
}
static_assert(in_order());

const Row& row(PreTradeReason reason) { return kRows[static_cast<std::size_t>(reason)]; }

}  // namespace

std::string_view pretrade_reason_name(PreTradeReason reason) { return row(reason).name; }

std::string PreTradeVerdict::text() const {
  const Row& of = row(reason);
  if (passed()) return std::string(of.text);
  if (of.decimals < 0) return fmt::format("{} (market {})", of.text, market.value);
  return fmt::format("{} {}{}, limit {}{} (market {})", of.text, format_decimal(value, of.decimals), of.unit,
                     format_decimal(limit, of.decimals), of.unit, market.value);
}

}  // namespace basis

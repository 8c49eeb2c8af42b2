#include <utility>

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::JsonFields;

const std::string kDone = "{}";

/// A whole leverage; the venue's steps of a hundredth are not simulated.
Checked<std::int64_t> read_leverage(const Call& call, std::string_view name) {
  BOOST_OUTCOME_TRY(const auto leverage, call.params.price(name));
  if (!leverage || leverage->raw() % Price::kOne != 0 || leverage->raw() <= 0)
    return wrong_parameter("leverage invalid");
  return leverage->raw() / Price::kOne;
}

/// "Set Leverage": both sides alike in one-way mode; 110043 says that it is so already.
Outcome set_leverage(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  if (category == Category::spot) return wrong_parameter("category only support linear or inverse");
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(const std::int64_t buy, read_leverage(call, "buyLeverage"));
  BOOST_OUTCOME_TRY(const std::int64_t sell, read_leverage(call, "sellLeverage"));
  if (buy != sell) return wrong_parameter("buy leverage must equal sell leverage");
  if (buy == leverage_of(*call.client, *market)) return Refusal{110043, "Set leverage has not been modified.", 200};
  // The change is told with the new leverage.
  const std::int64_t before = std::exchange(call.client->leverages[market->id], buy);
  if (!call.account().set_leverage(*market, buy, call.now)) {
    call.client->leverages[market->id] = before == 0 ? call.account().pool_of(*market).leverage_of(*market) : before;
    return Refusal{110013, "Cannot set leverage due to risk limit level.", 200};
  }
  return kDone;
}

bool has_position(Desk& desk, const Call& call) {
  for (const Market* market : desk.markets_of(Category::linear))
    if (!call.account().pool_of(*market).position(*market).amount.is_zero()) return true;
  return false;
}

/// "Switch Position Mode": 0 is one-way, 3 both sides.
Outcome switch_mode(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const auto mode, call.params.integer("mode"));
  if (!mode || (*mode != 0 && *mode != 3)) return wrong_parameter("mode invalid");
  if ((*mode == 3) == call.client->hedge_mode) return Refusal{110025, "Position mode has not been modified.", 200};
  for (const std::int64_t number : call.account().open_orders())
    if (!desk.universe()[call.account().order(number)->terms.market].is_spot())
      return Refusal{110028, "You have existing open orders, so the position mode cannot be switched.", 200};
  if (has_position(desk, call))
    return Refusal{110024, "You have an existing position, so the position mode cannot be switched.", 200};
  call.client->hedge_mode = *mode == 3;
  return kDone;
}

/// "Set Margin Mode". The setting is kept; the margin stays cross.
Outcome set_margin_mode(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view mode, call.params.need("setMarginMode"));
  if (mode != "ISOLATED_MARGIN" && mode != "REGULAR_MARGIN" && mode != "PORTFOLIO_MARGIN")
    return wrong_parameter("setMarginMode invalid");
  if (mode == call.client->margin_mode)
    return Refusal{110026, "Cross/isolated margin mode has not been modified.", 200};
  if (has_position(desk, call)) return Refusal{3400045, "Set margin mode failed", 200};
  call.client->margin_mode = mode;
  return std::string(R"({"reasons":[]})");
}

/// "Toggle Margin Trade" and "Get Status And Leverage".
Outcome switch_spot_margin(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view mode, call.params.need("spotMarginMode"));
  call.client->spot_margin = mode == "1";
  return JsonFields().object().text("spotMarginMode", mode).end_object().take();
}

Outcome spot_margin_state(Desk&, const Call& call) {
  return JsonFields()
      .object()
      .text("spotLeverage", "")
      .text("spotMarginMode", call.client->spot_margin ? "1" : "0")
      .text("effectiveLeverage", "")
      .end_object()
      .take();
}

constexpr std::array kSettingEndpoints = {
    VenueEndpoint{"POST", "/v5/position/set-leverage", "", true, 10, 10, &set_leverage},
    VenueEndpoint{"POST", "/v5/position/switch-mode", "", true, 10, 10, &switch_mode},
    VenueEndpoint{"POST", "/v5/account/set-margin-mode", "", true, 5, 5, &set_margin_mode},
    VenueEndpoint{"POST", "/v5/spot-margin-trade/switch-mode", "", true, 5, 5, &switch_spot_margin},
    VenueEndpoint{"GET", "/v5/spot-margin-trade/state", "", true, 5, 5, &spot_margin_state},
};

}  // namespace

std::span<const VenueEndpoint> setting_endpoints() { return kSettingEndpoints; }

}  // namespace basis::bybit::simulated

#include "venues/okx/simulator_desk.hpp"

#include <algorithm>
#include <array>

namespace basis::okx::simulated {

std::span<const std::span<const VenueEndpoint>> endpoint_tables() {
  static const std::array<std::span<const VenueEndpoint>, 8> kTables = {
      order_endpoints(),   market_endpoints(),     account_endpoints(), history_endpoints(),
      setting_endpoints(), instrument_endpoints(), money_endpoints(),   withdrawal_endpoints()};
  return kTables;
}

Desk::Desk(sim::Marketplace& markets, const Settings& settings) : markets_(markets), settings_(settings) {
  for (const Market& market : universe().markets())
    if (market.venue == settings.venue->name) all_.push_back(&market);
}

SimClient* Desk::client_of_key(std::string_view key) {
  const auto found = std::find_if(clients_.begin(), clients_.end(),
                                  [&](const auto& client) { return client->account->spec().key == key; });
  return found == clients_.end() ? nullptr : found->get();
}

const Market* Desk::find(std::string_view native) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Market* one) { return one->native == native; });
  return found == all_.end() ? nullptr : *found;
}

const Market* Desk::find_code(std::int64_t code) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Market* one) { return code_of(*one) == code; });
  return found == all_.end() ? nullptr : *found;
}

Checked<const Market*> Desk::market(const Params& params) const {
  BOOST_OUTCOME_TRY(const std::string_view native, params.need("instId"));
  const Market* const found = find(native);
  if (found == nullptr) return Refusal{51001, "Instrument ID, Instrument ID code, or Spread ID doesn't exist.", 200};
  return found;
}

Checked<const Market*> Desk::market_of_order(const Call& call, const Params& params) const {
  if (!call.by_code) return market(params);
  BOOST_OUTCOME_TRY(const auto code, params.integer("instIdCode"));
  if (!code) return missing("instIdCode");
  const Market* const found = find_code(*code);
  if (found == nullptr) return Refusal{51001, "Instrument ID, Instrument ID code, or Spread ID doesn't exist.", 200};
  return found;
}

Checked<const Market*> Desk::any_market(const Params& params) const {
  if (!params.has("instId")) return static_cast<const Market*>(nullptr);
  return market(params);
}

std::vector<const Market*> Desk::chosen(const Params& params) const {
  std::vector<const Market*> found;
  const auto fits = [&](std::string_view name, std::string_view value) {
    const std::string_view asked = params.text(name);
    return asked.empty() || asked == value;
  };
  for (const Market* market : all_) {
    const std::string_view type = params.text("instType", "ANY");
    if ((type == "ANY" || type == type_of(*market)) && fits("instFamily", family_of(*market)) &&
        fits("uly", family_of(*market)) && fits("instId", market->native))
      found.push_back(market);
  }
  return found;
}

std::int64_t Desk::sequence_of(const Market& market) const {
  const auto start = sequence_starts_.find(market.id);
  return board(market).update_id() - (start == sequence_starts_.end() ? 0 : start->second);
}

void Desk::restart_sequences() {
  constexpr std::int64_t kFirst = 10;
  for (const Market* market : all_) sequence_starts_[market->id] = board(*market).update_id() - kFirst;
}

Price Desk::price_of(AssetId asset) const {
  if (asset == universe().quote_asset()) return from_text<Price>("1");
  for (const Market* market : all_)
    if (market->is_spot() && market->base == asset) return board(*market).last();
  return {};
}

std::string_view type_of(const Market& market) { return market.is_spot() ? "SPOT" : "SWAP"; }

std::string family_of(const Market& market) {
  return market.is_spot() ? std::string() : market.native.substr(0, market.native.rfind('-'));
}

std::string shown(const Market& market, Quantity coins) {
  return market.contract_size ? market.contracts(coins).to_string() : coins.to_string();
}

std::string shown(const Market& market, Amount coins) {
  if (!market.contract_size) return coins.to_string();
  return div(coins, Price::from_raw(market.contract_size->raw()), Rounding::half_even).to_string();
}

std::string money(Amount amount) { return format_decimal(amount.raw() / 1'000'000, 12); }

std::string negated(Amount amount) { return money(-amount); }

std::string fee_rate(BasisPoints bps) { return format_decimal(-div_round(bps.raw(), 10'000, Rounding::half_even), 8); }

/// Sixteen decimals, as the venue tells rates.
std::string rate_text(Ray rate) {
  return format_decimal(div_round(rate.raw(), i128{100'000'000'000}, Rounding::half_even), 16);
}

std::string_view flag_text(bool yes) { return yes ? "true" : "false"; }

std::int64_t trade_id_of(const sim::ClientFill& fill) { return fill.origin == FillOrigin::order ? fill.id : -fill.id; }

Checked<sim::ClientOrder*> named_order(const Call& call, const Params& params, const Market& market) {
  BOOST_OUTCOME_TRY(const auto number, params.integer("ordId"));
  const auto client_id = params.find("clOrdId");
  if (!number && !client_id) return missing("ordId or clOrdId");
  sim::ClientOrder* const order = number ? call.account().order(*number) : call.account().order(market.id, *client_id);
  if (order == nullptr || order->terms.market != market.id) return static_cast<sim::ClientOrder*>(nullptr);
  return order;
}

}  // namespace basis::okx::simulated

#include "venues/bybit/simulator_desk.hpp"

#include <algorithm>

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {

std::string_view category_word(Category category) { return category == Category::spot ? "spot" : "linear"; }

std::span<const std::span<const VenueEndpoint>> endpoint_tables() {
  static const std::array<std::span<const VenueEndpoint>, 7> tables = {
      order_endpoints(),   market_endpoints(), account_endpoints(),   batch_endpoints(),
      setting_endpoints(), money_endpoints(),  withdrawal_endpoints()};
  return tables;
}

SimClient* Desk::client_of_key(std::string_view key) {
  const auto found = std::find_if(clients_.begin(), clients_.end(),
                                  [&](const auto& client) { return client->account->spec().key == key; });
  return found == clients_.end() ? nullptr : found->get();
}

SimClient* Desk::client_of(const sim::ClientAccount& account) {
  const auto found =
      std::find_if(clients_.begin(), clients_.end(), [&](const auto& one) { return one->account.get() == &account; });
  return found == clients_.end() ? nullptr : found->get();
}

std::vector<const Market*> Desk::markets_of(Category category) const {
  std::vector<const Market*> found;
  for (const Market& market : universe().markets())
    if (market.venue == settings_.venue->name && category_of(market) == category) found.push_back(&market);
  return found;
}

Checked<Category> Desk::category(const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view word, call.params.need("category"));
  if (word == "spot") return Category::spot;
  if (word == "linear") return Category::linear;
  return wrong_parameter("Illegal category");
}

Checked<const Market*> Desk::market(const Call& call, Category category) const {
  BOOST_OUTCOME_TRY(const std::string_view symbol, call.params.need("symbol"));
  const Product product = category == Category::spot ? Product::spot : Product::linear;
  const auto id = universe().find(settings_.venue->name, product, symbol);
  if (!id)
    return category == Category::spot ? Refusal{170121, "Invalid symbol.", 200}
                                      : wrong_parameter("params error: symbol invalid " + std::string(symbol));
  return &universe()[*id];
}

Checked<const Market*> Desk::any_market(const Call& call, Category category) const {
  if (!call.params.has("symbol")) return static_cast<const Market*>(nullptr);
  return market(call, category);
}

Checked<sim::ClientOrder*> named_order(const Call& call, const Market& market) {
  const auto id = call.params.find("orderId");
  const auto link = call.params.find("orderLinkId");
  if (!id && !link) return wrong_parameter("orderId or orderLinkId is required");
  const auto number = id ? order_number(*id) : std::nullopt;
  sim::ClientOrder* const order = !id      ? call.account().order(market.id, *link)
                                  : number ? call.account().order(*number)
                                           : nullptr;
  if (order == nullptr || order->terms.market != market.id) return static_cast<sim::ClientOrder*>(nullptr);
  return order;
}

Checked<AskedSpan> asked_span(const Call& call, Nanos otherwise) {
  BOOST_OUTCOME_TRY(const auto start, call.params.integer("startTime"));
  BOOST_OUTCOME_TRY(const auto end, call.params.integer("endTime"));
  constexpr std::int64_t kWeek = 7 * 86'400'000LL;
  if (start && end && (*end < *start || *end - *start > kWeek))
    return wrong_parameter("The time range between startTime and endTime cannot exceed 7 days");
  if (start) return AskedSpan{*start, end.value_or(*start + kWeek)};
  if (end) return AskedSpan{*end - kWeek, *end};
  // What happens at this very millisecond belongs to the last days too.
  return AskedSpan{sim::millis(call.now - otherwise), sim::millis(call.now) + 1};
}

}  // namespace basis::bybit::simulated

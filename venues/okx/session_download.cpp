#include "venues/okx/session.hpp"

namespace basis::okx {
namespace {

constexpr std::size_t kPage = 100;
/// The list of the last three days is the quicker one; an hour is left for clocks and long downloads.
constexpr Nanos kRecentFills = kHour * 71;
constexpr Nanos kRecentBills = kDay * 7 - kHour;

/// The same request for what is older than `oldest`.
client::Request older(const client::Request& asked, const std::string& oldest) {
  client::Request next = asked;
  std::erase_if(next.parameters, [](const client::Parameter& one) { return one.first == "after"; });
  next.parameters.emplace_back("after", oldest);
  return next;
}

/// A full page is followed by the next one.
template <class Row>
client::Page<Row> page_of(Listed<Row>&& listed, const client::Request& asked) {
  client::Page<Row> page;
  page.rows = std::move(listed.rows);
  if (listed.count >= kPage) page.next = older(asked, listed.oldest);
  return page;
}

}  // namespace

/// Ended orders are listed for months where something filled, else for two hours.
std::vector<client::Request> SessionDialect::order(const Market& market, const client::OrderName& name) const {
  client::Parameters parameters = {{"instId", market.native}};
  if (name.id.is_set())
    parameters.emplace_back("clOrdId", name.id.view());
  else
    parameters.emplace_back("ordId", std::to_string(static_cast<std::int64_t>(name.key.low)));
  return {{kOrder, std::move(parameters)}};
}

Result<std::optional<client::ListedOrder>> SessionDialect::read_order(std::string_view body, const client::Request&) {
  BASIS_TRY(Listed<client::ListedOrder> listed, reports_.orders(body));
  if (listed.rows.empty()) return std::optional<client::ListedOrder>{};
  return std::optional(std::move(listed.rows.front()));
}

std::vector<client::Request> SessionDialect::open_orders(const Market* market) const {
  if (market == nullptr) return {{kPending, {}}};
  return {{kPending, {{"instType", market->is_spot() ? "SPOT" : "SWAP"}, {"instId", market->native}}}};
}

Result<client::Page<client::ListedOrder>> SessionDialect::read_open_orders(std::string_view body,
                                                                           const client::Request& asked) {
  BASIS_TRY(Listed<client::ListedOrder> listed, reports_.orders(body));
  return page_of(std::move(listed), asked);
}

client::Request SessionDialect::fills(const Market& market, UtcTime from, UtcTime to) const {
  return {from + kRecentFills > now_ ? kFills : kFillsHistory,
          {{"instType", market.is_spot() ? "SPOT" : "SWAP"},
           {"instId", market.native},
           {"begin", client::millis_text(from)},
           {"end", client::millis_text(to)},
           {"limit", std::to_string(kPage)}}};
}

Result<client::Page<OrderReport>> SessionDialect::read_fills(std::string_view body, const client::Request& asked) {
  BASIS_TRY(Listed<OrderReport> listed, reports_.fills(body));
  return page_of(std::move(listed), asked);
}

std::vector<client::Request> SessionDialect::positions() const {
  if (!swaps_) return {};
  return {{kPositions, {{"instType", "SWAP"}}}};
}

Result<client::Page<AccountReport>> SessionDialect::read_accounts(std::string_view body, const client::Request& asked) {
  const bool positions = asked.endpoint.path == kPositions.path;
  BASIS_TRY(std::vector<AccountReport> rows, positions ? reports_.positions(body) : reports_.balances(body));
  return client::Page<AccountReport>{std::move(rows)};
}

std::vector<client::Request> SessionDialect::payments(UtcTime since, UtcTime until) const {
  if (!swaps_) return {};
  return {{since + kRecentBills > until ? kBills : kBillsArchive,
           {{"instType", "SWAP"},
            {"type", "8"},
            {"begin", client::millis_text(since)},
            {"end", client::millis_text(until)},
            {"limit", std::to_string(kPage)}}}};
}

Result<client::Page<AccountReport>> SessionDialect::read_payments(std::string_view body, const client::Request& asked) {
  BASIS_TRY(Listed<AccountReport> listed, reports_.payments(body));
  return page_of(std::move(listed), asked);
}

}  // namespace basis::okx

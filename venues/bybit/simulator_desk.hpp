#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "venues/bybit/simulator_call.hpp"
#include "venues/sim/json_fields.hpp"
#include "venues/sim/limit_count.hpp"
#include "venues/sim/venue_figures.hpp"
#include "venues/sim/venue_room.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::bybit::simulated {

/// The categories that are simulated: two kinds of markets of one unified account.
enum class Category : std::uint8_t { spot, linear };
std::string_view category_word(Category category);

/// A client with its signer and what the venue remembers of its settings and counts.
struct SimClient {
  SimClient(std::unique_ptr<sim::ClientAccount> held, const Secret& secret)
      : account(std::move(held)), signer(secret) {}

  std::unique_ptr<sim::ClientAccount> account;
  wire::HmacSha256 signer;
  std::map<std::string, sim::LimitCount, std::less<>> counts{};  ///< requests of this second, by limit
  std::string margin_mode = "REGULAR_MARGIN";
  bool hedge_mode = false;
  bool spot_margin = false;
  std::array<std::optional<Nanos>, 2> switch_windows{};  ///< of the dead-man's switch, by category
  std::array<bool, 2> guarded{};                         ///< whether a connection hears of the switch, by category
  /// Leverage as it was set, by market.
  std::map<MarketId, std::int64_t> leverages{};
};

/// What an answer says of the limit that its request counted against.
struct LimitWords {
  std::int64_t most = 0;  ///< zero: the request counts against none
  std::int64_t left = 0;
  UtcTime reset;
};

/// A request as a handler sees it.
struct Call {
  const Params& params;
  SimClient* client = nullptr;  ///< whose key came with it; set where the endpoint needs one
  UtcTime now;

  [[nodiscard]] sim::ClientAccount& account() const { return *client->account; }
};

class Desk;
using Handler = Outcome (*)(Desk&, const Call&);

/// One thing that the venue can be asked for. Requests of one second are counted by `limit`, apart for each client.
struct VenueEndpoint {
  std::string_view method;
  std::string_view path;
  std::string_view message;  ///< its `op` on the connection of order entry; empty: not there
  bool secured = false;      ///< with a key, a time and a signature
  std::int64_t most_linear = 0;
  std::int64_t most_spot = 0;
  Handler handler = nullptr;
};

std::span<const VenueEndpoint> market_endpoints();
std::span<const VenueEndpoint> order_endpoints();
std::span<const VenueEndpoint> batch_endpoints();
std::span<const VenueEndpoint> account_endpoints();
std::span<const VenueEndpoint> setting_endpoints();
std::span<const VenueEndpoint> money_endpoints();
std::span<const VenueEndpoint> withdrawal_endpoints();
/// All of them; what is asked for most comes first.
std::span<const std::span<const VenueEndpoint>> endpoint_tables();

/// What of the venue the handlers work on.
class Desk : public sim::VenueState {
 public:
  struct Settings {
    const VenueSettings* venue = nullptr;  ///< outlives the desk
    Nanos transfer_time = kSecond * 2;
    bool limits = true;  ///< whether requests are counted against the venue's limits
  };
  Desk(sim::Marketplace& markets, const Settings& settings) : markets_(markets), settings_(settings) {}

  [[nodiscard]] sim::Marketplace& markets() { return markets_; }
  [[nodiscard]] const Universe& universe() const { return markets_.universe(); }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] std::vector<std::unique_ptr<SimClient>>& clients() { return clients_; }
  [[nodiscard]] const std::vector<std::unique_ptr<SimClient>>& clients() const { return clients_; }
  [[nodiscard]] SimClient* client_of_key(std::string_view key);
  [[nodiscard]] SimClient* client_of(const sim::ClientAccount& account);

  /// The venue's markets of a category, in the order of the universe.
  [[nodiscard]] std::vector<const Market*> markets_of(Category category) const;
  /// 10001 without the parameter or with a category that is not simulated.
  [[nodiscard]] static Checked<Category> category(const Call& call);
  /// 10001 without the parameter; 10001 or 170121 where it names no market.
  [[nodiscard]] Checked<const Market*> market(const Call& call, Category category) const;
  /// The same; null where the parameter is absent.
  [[nodiscard]] Checked<const Market*> any_market(const Call& call, Category category) const;

  /// How long money is on its way.
  [[nodiscard]] Nanos money_time() const { return transfer_time.value_or(settings_.transfer_time); }

  /// An ended order is told once more: a cancel has lost its race.
  std::function<void(SimClient&, const sim::ClientOrder&)> on_late_cancel{};

 private:
  sim::Marketplace& markets_;
  Settings settings_;
  std::vector<std::unique_ptr<SimClient>> clients_;
};

[[nodiscard]] inline Category category_of(const Market& market) {
  return market.is_spot() ? Category::spot : Category::linear;
}

/// Reads and checks a new order; the first fault counts.
Checked<sim::ClientOrder> read_order(Desk& desk, const Call& call, Category category, const Market& market);
/// The order that `orderId` or `orderLinkId` name. Null: there is none.
Checked<sim::ClientOrder*> named_order(const Call& call, const Market& market);
/// 110001 or 170213.
Refusal no_such_order(Category category);
/// The venue's answer to a refused order, cancel or amendment.
Refusal refusal_of(Category category, RejectReason reason, OrderAction action);

/// One page of what was found newest first: items whose key is under the cursor's, at most `limit` of them, and the
/// cursor of the next page (empty: there is none). `key` gives an item's rising number.
template <class Item, class Key>
std::string keep_page(std::vector<Item>& found, const Params& params, std::int64_t limit, const Key& key) {
  const std::string_view cursor = params.text("cursor");
  if (!cursor.empty()) {
    const std::int64_t before = std::strtoll(std::string(cursor).c_str(), nullptr, 10);
    std::erase_if(found, [&](const Item& item) { return key(item) >= before; });
  }
  if (found.size() <= static_cast<std::size_t>(limit)) return {};
  found.resize(static_cast<std::size_t>(limit));
  return std::to_string(key(found.back()));
}

/// The span of time that a request asks for, in milliseconds.
struct AskedSpan {
  std::int64_t from = 0;
  std::int64_t to = 0;
};
/// By `startTime` and `endTime`: one of them is completed to a span of seven days, and neither is the last seven days.
/// 10001 where the span is longer. Source: "Get Order History", "Get Trade History", "Get Transaction Log".
Checked<AskedSpan> asked_span(const Call& call, Nanos otherwise = kDay * 7);

}  // namespace basis::bybit::simulated

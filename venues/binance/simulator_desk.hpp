#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "venues/binance/simulator_call.hpp"
#include "venues/sim/json_fields.hpp"
#include "venues/sim/limit_count.hpp"
#include "venues/sim/venue_figures.hpp"
#include "venues/sim/venue_room.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::binance::simulated {

/// The two parts of the venue, with hosts, paths and limits of their own.
enum class Segment : std::uint8_t { spot, usdm };

struct SimClient {
  SimClient(std::unique_ptr<sim::ClientAccount> held, const Secret& secret)
      : account(std::move(held)), signer(secret) {}

  std::unique_ptr<sim::ClientAccount> account;
  wire::HmacSha256 signer;
  std::array<sim::LimitCount, 2> orders_10s;   ///< by segment
  std::array<sim::LimitCount, 2> orders_long;  ///< spot: a day; USDⓈ-M: a minute
  bool hedge_mode = false;
  bool multi_assets = false;
  std::map<MarketId, bool> isolated{};
  std::string listen_key{};
  UtcTime listen_key_until{};
  UtcTime margin_called{};  ///< when margin was called for last
};

/// A request as a handler sees it.
struct Call {
  Segment segment = Segment::spot;
  const Params& params;
  SimClient* client = nullptr;  ///< whose key came with it; set where the endpoint needs one
  UtcTime now;
  bool message = false;       ///< it came over the WebSocket API
  bool microseconds = false;  ///< times are wanted in microseconds (X-MBX-TIME-UNIT)

  [[nodiscard]] sim::ClientAccount& account() const { return *client->account; }
  [[nodiscard]] std::int64_t time(UtcTime at) const { return microseconds ? at.nanos() / 1'000 : sim::millis(at); }
};

class Desk;
using Handler = Outcome (*)(Desk&, const Call&);

enum class Security : std::uint8_t { none, key, signature };

/// One thing that the venue can be asked for.
struct VenueEndpoint {
  std::string_view method;
  std::string_view path;
  std::string_view message;  ///< the method's name on the WebSocket API; empty: not there
  Security security = Security::none;
  std::int64_t weight = 1;
  std::int64_t orders = 0;  ///< how many orders it counts as
  Handler handler = nullptr;
};

std::span<const VenueEndpoint> spot_market_endpoints();
std::span<const VenueEndpoint> spot_order_endpoints();
std::span<const VenueEndpoint> spot_account_endpoints();
std::span<const VenueEndpoint> usdm_market_endpoints();
std::span<const VenueEndpoint> usdm_order_endpoints();
std::span<const VenueEndpoint> usdm_account_endpoints();
std::span<const VenueEndpoint> usdm_setting_endpoints();
std::span<const VenueEndpoint> batch_endpoints();
std::span<const VenueEndpoint> money_endpoints();

/// All of them; what is asked for most comes first.
struct EndpointTable {
  std::span<const VenueEndpoint> endpoints;
  Segment segment = Segment::spot;
};
std::span<const EndpointTable> endpoint_tables();

/// What of the venue the handlers work on.
class Desk : public sim::VenueState {
 public:
  struct Settings {
    const VenueSettings* venue = nullptr;  ///< outlives the desk
    Nanos transfer_time = kSecond * 2;
    bool limits = true;  ///< whether requests and orders are counted against the venue's limits
    std::uint64_t seed = 0;
  };
  Desk(sim::Marketplace& markets, const Settings& settings) : markets_(markets), settings_(settings) {}

  [[nodiscard]] sim::Marketplace& markets() { return markets_; }
  [[nodiscard]] const Universe& universe() const { return markets_.universe(); }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] std::vector<std::unique_ptr<SimClient>>& clients() { return clients_; }
  [[nodiscard]] const std::vector<std::unique_ptr<SimClient>>& clients() const { return clients_; }
  [[nodiscard]] SimClient* client_of_key(std::string_view key);
  [[nodiscard]] SimClient& client_of(const sim::ClientAccount& account);

  /// The venue's markets of a segment, in the order of the universe.
  [[nodiscard]] std::vector<const Market*> markets_of(Segment segment) const;
  /// -1102 without the parameter, -1121 where it names no market.
  [[nodiscard]] Checked<const Market*> market(const Call& call, std::string_view name = "symbol") const;
  /// The same; null where the parameter is absent.
  [[nodiscard]] Checked<const Market*> any_market(const Call& call, std::string_view name = "symbol") const;

  /// A key for a user stream, of 64 letters and digits.
  [[nodiscard]] std::string new_listen_key();
  [[nodiscard]] std::int64_t next_number() { return ++numbers_; }

  /// Tells that the modes or the leverage of a client have changed (USDⓈ-M).
  std::function<void(SimClient&, std::string json)> on_account_config{};
  std::function<void(SimClient&)> on_listen_key_gone{};

 private:
  sim::Marketplace& markets_;
  Settings settings_;
  std::vector<std::unique_ptr<SimClient>> clients_;
  std::int64_t numbers_ = 0;
};

/// The fills of a market that a call asks for by `orderId`, `fromId`, `startTime`, `endTime` and `limit`, in order; a
/// span of both times over `window` is refused with `too_long`.
Checked<std::vector<const sim::ClientFill*>> asked_fills(const Call& call, const Market& market, Nanos window,
                                                         const Refusal& too_long);

// Texts.
/// With exactly eight decimals, as spot writes numbers.
std::string eight(Price price);
std::string eight(Quantity quantity);
/// Rounded toward zero.
std::string eight(Amount amount);
/// As the segment writes it: spot with eight decimals, USDⓈ-M without trailing zeros.
std::string shown(Segment segment, Price price);
std::string shown(Segment segment, Quantity quantity);
std::string shown(Segment segment, Amount amount);

// Orders.
std::string_view side_word(OrderSide side);
/// "LIMIT", "MARKET", "LIMIT_MAKER".
std::string_view type_word(Segment segment, const sim::ClientOrder& order);
std::string_view time_in_force_word(Segment segment, const sim::ClientOrder& order);
std::string_view status_word(const sim::ClientOrder& order);
std::string_view prevention_word(SelfTrade self_trade);

/// Reads and checks a new order; the first fault counts, in the venue's order.
Checked<sim::ClientOrder> read_spot_order(Desk& desk, const Call& call, const Market& market);
Checked<sim::ClientOrder> read_usdm_order(Desk& desk, const Call& call, const Market& market);
/// -2013.
Refusal no_such_order();
/// A refusal as JSON: its code and text.
std::string refusal_text(const Refusal& refusal);
/// -1013 with the filter's name.
Refusal filter_failure(std::string_view filter);
/// The venue's answer to a refused order, cancel or amendment.
Refusal refusal_of(Segment segment, RejectReason reason, OrderAction action, const Market& market,
                   const sim::ClientOrder* order);
/// The order that `orderId` or `origClientOrderId` name. Null: there is none.
Checked<sim::ClientOrder*> named_order(const Call& call, const Market& market);

/// An order as USDⓈ-M writes it. `reply`: of a placing, change or cancel, which lack prices and worths since
/// 2026-06-30.
void write_usdm_order(sim::JsonFields& json, const Call& call, sim::ClientAccount& account,
                      const sim::ClientOrder& order, bool reply);
void write_spot_order(sim::JsonFields& json, const Call& call, const Market& market, const sim::ClientOrder& order);

}  // namespace basis::binance::simulated

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "venues/okx/simulator_call.hpp"
#include "venues/sim/limit_count.hpp"
#include "venues/sim/venue_figures.hpp"
#include "venues/sim/venue_room.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::okx::simulated {

/// A client of the simulated venue, with what the venue keeps of it beside its account.
struct SimClient {
  SimClient(std::unique_ptr<sim::ClientAccount> held, const Secret& secret, std::int64_t id)
      : account(std::move(held)), signer(secret), number(id) {}

  std::unique_ptr<sim::ClientAccount> account;
  wire::HmacSha256 signer;
  std::int64_t number;                              ///< its uid
  std::map<std::string, sim::LimitCount> limits{};  ///< by endpoint, with the instrument where it counts
  sim::LimitCount orders{};                         ///< new and amended orders of the sub-account
  bool hedge_mode = false;                          ///< posMode long_short_mode
  std::int64_t level = 2;                           ///< acctLv: futures mode
};

/// A request as a handler sees it.
struct Call {
  std::span<const Params> items;  ///< of a body; a query, or an object, is a list of one
  SimClient* client = nullptr;    ///< set where the endpoint is signed
  UtcTime now;
  bool by_code = false;  ///< orders name their market by `instIdCode`, as over WebSockets since 2026-03-26

  [[nodiscard]] const Params& params() const { return items.front(); }
  [[nodiscard]] sim::ClientAccount& account() const { return *client->account; }
};

class Desk;
using Handler = Outcome (*)(Desk&, const Call&);

/// The interval of most limits.
inline constexpr Nanos kTwoSeconds = kSecond * 2;

/// What the limit of an endpoint counts for. Source: the "Rate limit rule" of each endpoint.
enum class LimitBy : std::uint8_t { address, user, instrument };

/// One thing that the venue can be asked for.
struct VenueEndpoint {
  std::string_view method;
  std::string_view path;
  std::string_view op;  ///< its name over a WebSocket; empty: not there
  bool is_signed = false;
  std::int64_t most = 20;  ///< in `interval`; of a batch: orders
  Nanos interval = kTwoSeconds;
  LimitBy by = LimitBy::user;
  bool orders = false;  ///< what it is sent are orders: they count for the sub-account, and are refused one by one
  Handler handler = nullptr;
};

std::span<const VenueEndpoint> market_endpoints();
std::span<const VenueEndpoint> instrument_endpoints();
std::span<const VenueEndpoint> order_endpoints();
std::span<const VenueEndpoint> history_endpoints();
std::span<const VenueEndpoint> account_endpoints();
std::span<const VenueEndpoint> setting_endpoints();
std::span<const VenueEndpoint> money_endpoints();
std::span<const VenueEndpoint> withdrawal_endpoints();
/// All of them; what is asked for most comes first.
std::span<const std::span<const VenueEndpoint>> endpoint_tables();

/// What of the venue the handlers work on.
class Desk {
 public:
  struct Settings {
    const VenueSettings* venue = nullptr;  ///< outlives the desk
    Nanos transfer_time = kSecond * 2;
    bool limits = true;  ///< whether requests and orders are counted against the venue's limits
  };
  Desk(sim::Marketplace& markets, const Settings& settings);

  [[nodiscard]] sim::Marketplace& markets() { return markets_; }
  [[nodiscard]] const sim::MarketBoard& board(const Market& market) const { return markets_.board(market.id); }
  [[nodiscard]] const Universe& universe() const { return markets_.universe(); }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] std::vector<std::unique_ptr<SimClient>>& clients() { return clients_; }
  [[nodiscard]] const std::vector<std::unique_ptr<SimClient>>& clients() const { return clients_; }
  [[nodiscard]] SimClient* client_of_key(std::string_view key);

  /// The venue's markets, in the order of the universe.
  [[nodiscard]] const std::vector<const Market*>& all() const { return all_; }
  /// The market with this instId; null: there is none.
  [[nodiscard]] const Market* find(std::string_view native) const;
  /// The market with this instIdCode; null: there is none.
  [[nodiscard]] const Market* find_code(std::int64_t code) const;
  /// The integer that WebSocket orders name a market by.
  [[nodiscard]] static std::int64_t code_of(const Market& market) {
    return 10'001 + static_cast<std::int64_t>(market.id.index());
  }
  /// 50014 without the parameter, 51001 where it names no market.
  [[nodiscard]] Checked<const Market*> market(const Params& params) const;
  /// The market of an order, by `instId` or `instIdCode`.
  [[nodiscard]] Checked<const Market*> market_of_order(const Call& call, const Params& params) const;
  /// The same as `market`; null where the parameter is absent.
  [[nodiscard]] Checked<const Market*> any_market(const Params& params) const;
  /// The markets that `instType`, `instFamily`, `uly` and `instId` leave.
  [[nodiscard]] std::vector<const Market*> chosen(const Params& params) const;

  /// When the venue was last told the time.
  [[nodiscard]] UtcTime now() const { return now_; }
  void set_now(UtcTime now) { now_ = now; }
  /// Milliseconds by the venue's clock.
  [[nodiscard]] std::int64_t time(UtcTime at) const { return sim::millis(at + state.clock_skew); }
  /// Quote in one unit of an asset by its spot market; one for the quote; zero where there is no price.
  [[nodiscard]] Price price_of(AssetId asset) const;

  /// Tells that an amendment that was taken has failed.
  std::function<void(SimClient&, const sim::ClientOrder&, const std::string& request, const Refusal&)>
      on_amend_failed{};
  /// `seqId` of a book's last change. It starts anew, lower, after a maintenance.
  [[nodiscard]] std::int64_t sequence_of(const Market& market) const;
  void restart_sequences();
  std::map<std::int64_t, std::string> amend_requests{};  ///< `reqId` of the last amendment, by order
  sim::VenueState state{};

 private:
  sim::Marketplace& markets_;
  Settings settings_;
  std::vector<std::unique_ptr<SimClient>> clients_;
  std::vector<const Market*> all_;
  std::map<MarketId, std::int64_t> sequence_starts_;
  UtcTime now_;
};

// Texts.
/// "SPOT" or "SWAP".
std::string_view type_of(const Market& market);
/// "BTC-USDT": the underlying of a swap; empty for spot.
std::string family_of(const Market& market);
/// Coins in the unit of the market: contracts for swaps.
std::string shown(const Market& market, Quantity coins);
std::string shown(const Market& market, Amount coins);
/// Money, rounded toward zero to 12 decimals.
std::string money(Amount amount);
/// A fee or a rate as the venue signs it: negative is paid.
std::string negated(Amount amount);
/// "-0.0008": a fee as a part of one, negative where it is paid.
std::string fee_rate(BasisPoints bps);
std::string rate_text(Ray rate);
std::string_view flag_text(bool yes);

// Orders.
/// Reads and checks a new order; the first fault counts.
Checked<sim::ClientOrder> read_order(Desk& desk, const Call& call, const Params& params, const Market& market);
/// The size that a parameter tells in the market's unit, in coins.
Checked<std::optional<Quantity>> read_size(const Params& params, std::string_view name, const Market& market);
/// The venue's answer to a refused order, cancel or amendment.
Refusal refusal_of(RejectReason reason, OrderAction action, const Market& market, const Universe& universe);
/// The order that `ordId` or `clOrdId` name; null: there is none. 51000 without both.
Checked<sim::ClientOrder*> named_order(const Call& call, const Params& params, const Market& market);

/// What is told of an order beside its state.
struct OrderTold {
  const sim::ClientFill* fill = nullptr;  ///< the trade that it is about
  bool pushed = false;                    ///< by the channel `orders`
  std::string request{};                  ///< `reqId` of the amendment that it is about
  const Refusal* amend_failure = nullptr;
  bool amended = false;
};
/// An order as queries and the channel `orders` write it. Source: "Get order details", "Order channel".
void write_order(sim::JsonFields& json, const Desk& desk, const sim::ClientAccount& account,
                 const sim::ClientOrder& order, const OrderTold& told);
/// Source: "Get positions", "Positions channel".
void write_position(sim::JsonFields& json, const Desk& desk, const sim::ClientAccount& account, const Market& market);
/// The account with these currencies; an empty list: all that are held. Source: "Get balance", "Account channel".
void write_balance(sim::JsonFields& json, const Desk& desk, const sim::ClientAccount& account,
                   std::span<const AssetId> only);
/// Source: "Get instruments", "Instruments channel".
void write_instrument(sim::JsonFields& json, const Desk& desk, const Market& market);
/// The id of a fill: negative for those of liquidations and ADL. Source: "Fills", `tradeId`.
std::int64_t trade_id_of(const sim::ClientFill& fill);

}  // namespace basis::okx::simulated

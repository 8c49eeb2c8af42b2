#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/sim/json_fields.hpp"
#include "venues/sim/marketplace.hpp"
#include "venues/sim/matching_engine.hpp"

namespace boost::json {
class object;
}

namespace basis::sim {

/// A client of a simulated venue: its keys, and what it holds at first.
struct ClientSpec {
  std::string name;
  std::string key;
  std::string secret;
  std::string passphrase{};
  std::string ed25519_public{};  ///< 32 bytes in lower-case hexadecimal digits; empty: none
  /// By pool ("spot", "perp"; a unified account has both in one), then by asset.
  std::map<std::string, std::map<std::string, Amount>> balances{};
};

/// What became of an order that the venue has taken.
enum class ClientOrderState : std::uint8_t { open, filled, cancelled, expired };

/// An order of a client as the venue keeps it. Sizes are in coins.
struct ClientOrder {
  std::int64_t number = 0;  ///< the venue's id
  std::string client_id;
  std::string replaced_by{};  ///< the client id of the request that ended it, where the venue tells it
  OrderCommand terms;         ///< `id` is the engine's
  Quantity filled;
  Amount paid;  ///< the sum of price * size of its fills
  ClientOrderState state = ClientOrderState::open;
  RejectReason reason = RejectReason::none;
  FillOrigin origin = FillOrigin::order;
  std::string words{};             ///< the venue's own words of its type, for answers
  std::optional<UtcTime> expires;  ///< until when it rests
  Quantity before;                 ///< what had filled when the simulator was started anew: the engine has the rest
  UtcTime created;
  UtcTime updated;
  std::int64_t amended = 0;          ///< how often
  std::vector<std::size_t> fills{};  ///< in `ClientAccount::fills`
  [[nodiscard]] bool open() const { return state == ClientOrderState::open; }
};

struct ClientFill {
  std::int64_t id = 0;  ///< the public trade's
  std::int64_t order = 0;
  MarketId market;
  OrderSide side = OrderSide::buy;
  Liquidity liquidity = Liquidity::taker;
  FillOrigin origin = FillOrigin::order;
  Price price;
  Quantity size;
  Amount worth;
  AssetId fee_asset;
  Amount fee;
  Amount realised;  ///< perps: profit of what it closed
  UtcTime at;
};

/// Something the venue tells a client.
struct ClientEvent {
  enum class Kind : std::uint8_t {
    accepted,
    trade,
    cancelled,
    expired,
    amended,
    account,   ///< `report`: a balance, a position, a payment, a movement
    leverage,  ///< of `report.market`
  };
  Kind kind = Kind::accepted;
  std::int64_t order = 0;  ///< of the first five
  std::size_t fill = 0;    ///< trade
  AccountReport report{};
  UtcTime at;
};

class ClientAccount;

class ClientListener {
 public:
  virtual ~ClientListener() = default;
  /// Everything that one action changed, in order: orders, then the accounts.
  virtual void on_client_events(ClientAccount& client, const std::vector<ClientEvent>& events) = 0;

 protected:
  ClientListener() = default;
  ClientListener(const ClientListener&) = default;
  ClientListener& operator=(const ClientListener&) = default;
};

/// A movement of money of a client.
struct ClientMovement {
  enum class Kind : std::uint8_t { transfer, withdrawal, deposit };
  std::int64_t number = 0;
  Kind kind = Kind::transfer;
  std::string client_id{};
  std::string asset;
  Amount amount;
  Amount fee;
  std::string from{};  ///< pools
  std::string to{};
  std::string address{};
  std::string network{};
  std::string words{};  ///< the venue's own type
  UtcTime asked;
  UtcTime due;
  UtcTime held_until{};       ///< until then a person has to act; the epoch: nobody has to
  bool on_chain = false;      ///< its other end is a chain
  bool waiting = false;       ///< until the chain has said what became of it: it is not due before
  std::string transaction{};  ///< on the chain: the hash; empty: none yet
  bool done = false;
  bool failed = false;
};

/// The hash that venues tell of a movement. Without a chain it is made up of the number.
std::string transaction_of(const ClientMovement& movement);

/// A payment of funding, a fee or a profit, as the venue lists it.
struct ClientIncome {
  std::int64_t number = 0;
  std::string_view kind;  ///< static text: "FUNDING_FEE", "REALIZED_PNL", "COMMISSION", "TRANSFER", ...
  std::optional<MarketId> market;
  std::string asset;
  Amount amount;
  std::int64_t trade = 0;
  UtcTime at;
};

/// One client at one simulated venue: its margin pools, orders, fills and movements, matched on the venue's books.
/// Clients do not meet each other's orders: each has the recorded or drawn liquidity for itself.
class ClientAccount final : public MarketListener {
 public:
  struct Pool {
    std::string name;  ///< "spot", "perp"; "unified" is both
    std::unique_ptr<ExchangeAccount> account;
  };
  /// The references outlive it. `first_order` is the number of its first order.
  ClientAccount(Marketplace& markets, const VenueSettings& venue, ClientSpec spec, std::int64_t first_order,
                ClientListener& listener, UtcTime now);

  [[nodiscard]] const ClientSpec& spec() const { return spec_; }
  [[nodiscard]] const Universe& universe() const { return markets_.universe(); }
  [[nodiscard]] const Marketplace& markets() const { return markets_; }
  [[nodiscard]] const std::vector<Pool>& pools() const { return pools_; }
  [[nodiscard]] ExchangeAccount& pool_of(const Market& market) const;
  [[nodiscard]] ExchangeAccount* pool(std::string_view name) const;
  [[nodiscard]] MatchingEngine& engine() { return engine_; }
  /// Opens an account that holds money beside the pools and trades nothing, with the client's balances of "funding".
  /// Deposits arrive there from now on, whatever pool they name.
  void open_funding();
  /// What the pool "funding" holds, zeros left out; null: there is none.
  [[nodiscard]] const std::map<AssetId, Amount>* funding() const { return funding_ ? &*funding_ : nullptr; }

  /// Takes an order whose `terms` and texts are set; its number is set. The reason is `none` when the venue has it.
  struct Taken {
    ClientOrder* order = nullptr;  ///< null when it was refused
    RejectReason reason = RejectReason::none;
  };
  Taken place(ClientOrder order, UtcTime now);
  RejectReason cancel(ClientOrder& order, UtcTime now);
  /// `limit` zero: as it is. `size` is the whole new size.
  RejectReason amend(ClientOrder& order, Price limit, Quantity size, UtcTime now);
  /// Cancels the open orders of a market, or all; returns their numbers.
  std::vector<std::int64_t> cancel_all(std::optional<MarketId> market, UtcTime now);

  [[nodiscard]] ClientOrder* order(std::int64_t number);
  /// The open order with this client id in a market, or else the last one that had it.
  [[nodiscard]] ClientOrder* order(MarketId market, std::string_view client_id);
  [[nodiscard]] const std::deque<ClientOrder>& orders() const { return orders_; }
  /// Numbers of open orders, by arrival.
  [[nodiscard]] const std::vector<std::int64_t>& open_orders() const { return open_; }
  [[nodiscard]] const std::vector<ClientFill>& fills() const { return fills_; }
  [[nodiscard]] const std::deque<ClientMovement>& movements() const { return movements_; }
  [[nodiscard]] const std::vector<ClientIncome>& incomes() const { return incomes_; }

  bool set_leverage(const Market& market, std::int64_t leverage, UtcTime now);
  /// Cancels a market's orders at `at` unless it is called again; absent: never.
  void arm_dead_man(std::optional<MarketId> market, std::optional<UtcTime> at);
  /// Moves money that leaves at once and arrives, or is sent off, at `movement.due`. False when there is not enough.
  bool move(ClientMovement movement, UtcTime now);
  /// Movements that have ended since the last call.
  [[nodiscard]] std::vector<ClientMovement> take_settled() { return std::exchange(settled_, {}); }
  /// Money from outside, at once; negative: it is taken away. Of "funding" nothing is told.
  bool pay_in(std::string_view pool, AssetId asset, Amount amount, UtcTime now);

  // The chain that money leaves and comes over, where there is one.
  /// From now on withdrawals on Ethereum leave over the chain where it carries their asset, those to the wallet's own
  /// address besides.
  void join_chain(std::string deposit_address, std::function<bool(std::string_view asset)> carries);
  /// On Ethereum; empty: there is no chain.
  [[nodiscard]] const std::string& deposit_address() const { return deposit_address_; }
  /// Withdrawals that have left since the last call, by number.
  [[nodiscard]] std::vector<std::int64_t> take_leaving() { return std::exchange(leaving_, {}); }
  /// Null: there is none.
  [[nodiscard]] ClientMovement* movement(std::int64_t number);
  void sent_on_chain(std::int64_t number, std::string transaction);
  /// What waited for the chain is due: it has arrived, or has failed and comes back where it left.
  void ended_on_chain(std::int64_t number, bool arrived, UtcTime now);
  /// Forgets a deposit that the chain has taken back.
  void forget_movement(std::int64_t number);

  // What scripts and the control channel do.
  void halt(MarketId market, bool halted) { engine_.halt(market, halted); }
  void deleverage(MarketId market, Ratio share, UtcTime now);
  /// What is on its way fails, and comes back where it left.
  void fail_movements();
  /// Withdrawals that are on their way wait for a person until `until`, and go on from there.
  void hold_withdrawals(UtcTime until, UtcTime now);
  /// Tells the last fill of a market once more as another trade. No money moves: it is the venue's mistake.
  void tell_extra_fill(MarketId market, UtcTime now);
  /// The venue closes every position at its mark as a liquidation.
  void liquidate(UtcTime now);

  [[nodiscard]] std::optional<UtcTime> next_due() const;
  void advance(UtcTime now);

  /// Rises with everything that `write` would write anew.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  /// Writes what is to be kept over a restart as an object: money, positions, leverage, open orders and the last ones.
  void write(JsonFields& json) const;
  /// Takes what `write` wrote, and rests the open orders again. The text says what is wrong; empty: nothing.
  std::string read(const boost::json::object& kept, UtcTime now);

  void on_levels(const MarketBoard& board, const BoardChange& change, bool snapshot) override;
  void on_trade(const MarketBoard& board, const BoardTrade& trade) override;
  void on_own_trade(const MarketBoard&, const BoardTrade&) override {}
  void on_mark(const MarketBoard& board, UtcTime at) override;
  void on_funding(const MarketBoard& board, const BoardFunding& paid) override;

 private:
  [[nodiscard]] bool mine(const Market& market) const { return market.venue == venue_.name && market.account; }
  /// The engine's id of an order: "o1000001".
  static ClientOrderId engine_id(std::int64_t number);
  void make_pools();
  bool pay_into_funding(AssetId asset, Amount amount);
  void read_pools(const boost::json::object& kept);
  void read_orders(const boost::json::object& kept, UtcTime now);
  void read_fills(const boost::json::object& kept);
  void read_movements(const boost::json::object& kept);
  void collect(UtcTime now);
  void take(const OrderReport& report, std::vector<ClientEvent>& events);
  void take_fill(const OrderReport& report, std::vector<ClientEvent>& events);
  void take(const AccountReport& report, std::vector<ClientEvent>& events);
  void close(ClientOrder& order, ClientOrderState state, const OrderReport& report);
  Amount realise(const ClientFill& fill);
  ClientOrder& forced_order(const OrderReport& report);
  void add_income(std::string_view kind, std::optional<MarketId> market, AssetId asset, Amount amount,
                  std::int64_t trade, UtcTime at);

  Marketplace& markets_;
  const VenueSettings& venue_;
  ClientSpec spec_;
  ClientListener& listener_;
  MatchingEngine engine_;
  std::vector<Pool> pools_;
  std::optional<std::map<AssetId, Amount>> funding_;
  std::int64_t first_order_;
  std::deque<ClientOrder> orders_;
  std::vector<std::int64_t> open_;
  std::map<std::pair<MarketId, std::string>, std::int64_t, std::less<>> by_client_id_;
  std::vector<ClientFill> fills_;
  std::deque<ClientMovement> movements_;
  std::vector<ClientMovement> settled_;
  std::vector<std::int64_t> leaving_;
  std::string deposit_address_;
  std::function<bool(std::string_view)> carried_;
  std::vector<ClientIncome> incomes_;
  struct Position {
    Amount coins, cost, realised;
  };
  std::map<MarketId, Position> positions_;  ///< perps, fill by fill
  std::int64_t movement_count_ = 0;
  std::uint64_t changes_ = 0;
  bool expiring_ = false;  ///< a cancel that is in truth the end of an order's time
};

}  // namespace basis::sim

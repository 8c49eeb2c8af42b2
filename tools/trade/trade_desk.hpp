#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/feed/feed.hpp"
#include "core/execution/order.hpp"
#include "core/execution/order_tracker.hpp"
#include "tools/trade/trade_account.hpp"
#include "venues/net/rate_budget.hpp"
#include "venues/order_encoders.hpp"
#include "venues/session.hpp"

namespace basis {

/// How a wait ended.
enum class Waited : std::uint8_t { done, late, interrupted };

/// A fill of an order as the tracker counted it, with its fee once that is known.
struct DeskFill {
  ClientOrderId id;
  Price price;
  Quantity size;
  bool fee_known = false;
  Amount fee;
  AssetId fee_asset;
  Liquidity liquidity = Liquidity::unknown;
};

/// What became of a command or a movement.
struct DeskOutcome {
  OrderStatus status = OrderStatus::unknown;
  std::string why{};  ///< refused and unknown: in one line
  Amount fee{};       ///< of a movement, where the venue told one
};

/// A person's session on one account: it sends a command, and waits until the venue has said what became of it. An
/// outcome that is not known stays so: time alone makes no refusal. It cancels nothing by itself, not at its end
/// either, and sets nothing at the venue.
class TradeDesk final : private SessionListener {
 public:
  struct Parts {
    const TradeAccount* account = nullptr;  ///< outlives the desk, as the network
    std::vector<MarketId> markets{};        ///< that are followed; empty: all of the account
    net::Network* network = nullptr;
    /// Lets the network go on: at most so long, less where something came.
    std::function<void(Nanos)> run{};
    /// Endpoints, credentials, transport, withdrawal addresses and receive window; the desk adds the rest.
    std::function<SessionSettings()> session{};
    std::function<bool()> interrupted = [] { return false; };
    /// A line for a person: states and alerts.
    std::function<void(const std::string&)> tell = [](const std::string&) {};
  };
  /// Usage error: an account without a live side, or credentials that its encoder refuses.
  static Result<std::unique_ptr<TradeDesk>> open(Parts parts);
  ~TradeDesk();

  /// Connects and downloads; fills and payments from `since` on. Data error: refused, or not ready in time.
  Result<void> connect(std::optional<UtcTime> since, Nanos limit);
  /// Lets go of every connection at once. What is open stays open.
  void drop();
  /// Lets time go on until something holds.
  Waited wait(const std::function<bool()>& holds, Nanos limit);

  /// Sends a new order and waits: until its end, or, where it may rest, until the venue has it. `command.id` is set.
  /// Usage error: the encoder refuses it.
  Result<DeskOutcome> create(const OrderCommand& command, Nanos limit);
  /// The same of a change of an order that the venue listed.
  Result<DeskOutcome> cancel(const OrderRecord& order, Nanos limit);
  Result<DeskOutcome> amend(const OrderRecord& order, Price price, Quantity size, Nanos limit);
  /// Cancels every open order of a market, those of others too, until none is listed.
  DeskOutcome cancel_all(MarketId market, Nanos limit);
  /// Asks for one order, open or ended. Absent: the venue does not know it. Data error: no answer in time.
  Result<std::optional<OrderRecord>> find_order(const ClientOrderId& id, MarketId market, Nanos limit);
  /// Asks for everything anew. Data error: no answer in time.
  Result<void> refresh(Nanos limit);
  /// Moves money and waits until it has arrived.
  DeskOutcome move(const MoneyOrder& order, Nanos limit);
  void arm_dead_man(MarketId market, Nanos time) { session_->arm_dead_man(market, time); }

  /// The best prices, once the book is whole; absent: it was not in time.
  std::optional<TopOfBook> quote(MarketId market, Nanos limit);
  [[nodiscard]] const Feed& feed(MarketId market) const;

  /// An id that no order or movement has had.
  ClientOrderId next_id();
  [[nodiscard]] const TradeAccount& account() const { return *parts_.account; }
  [[nodiscard]] const Market& market(MarketId id) const { return parts_.account->universe[id]; }
  [[nodiscard]] const std::vector<const Market*>& markets() const { return markets_; }
  [[nodiscard]] UtcTime now() const;  ///< by the venue's clock
  [[nodiscard]] Nanos clock_offset() const { return session_->clock_offset(); }
  [[nodiscard]] const SessionStatus& status() const { return session_->status(); }
  [[nodiscard]] const TrackedOrder* order(const ClientOrderId& id) const { return tracker_->find(id); }
  [[nodiscard]] std::vector<DeskFill> fills_of(const ClientOrderId& id) const;
  /// All open orders that the last download listed, our own and those of others.
  [[nodiscard]] std::vector<ForeignOrder> open_orders() const;
  /// Fills that downloads listed.
  [[nodiscard]] const std::map<std::pair<UtcTime, VenueKey>, OrderReport>& past_fills() const { return past_; }
  [[nodiscard]] const std::map<AssetId, AccountReport>& balances() const { return balances_; }
  [[nodiscard]] const std::map<MarketId, AccountReport>& positions() const { return positions_; }
  [[nodiscard]] LegReadiness readiness(MarketId market) const;
  [[nodiscard]] const std::vector<SessionAlert>& alerts() const { return alerts_; }
  [[nodiscard]] const std::shared_ptr<net::RateBudgets>& budgets() const { return budgets_; }
  [[nodiscard]] net::Network& network() const { return *parts_.network; }

 private:
  explicit TradeDesk(Parts parts);
  Result<void> build();
  Result<void> open_feeds();
  void make_tracker();
  [[nodiscard]] SessionSettings session_settings(std::optional<UtcTime> since) const;

  // trade_desk_orders.cpp
  Result<bool> send(const OrderCommand& command, DeskOutcome& refusal);
  Result<DeskOutcome> change(const OrderRecord& order, OrderCommand command, Nanos limit);
  void track(const OrderRecord& record);
  void take(OrderTracker::Effects effects);
  [[nodiscard]] bool settled(const OrderCommand& command) const;
  [[nodiscard]] DeskOutcome outcome_of(const OrderCommand& command, Waited waited);
  [[nodiscard]] bool fees_lack(const ClientOrderId& id) const;

  // trade_desk_heard.cpp: what the session tells.
  void look();
  Feed* feed_named(std::string_view name);
  void on_market_data(const MarketData& data) override;
  void on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) override;
  void on_order(const OrderReport& report, UtcTime received, MonoTime at) override;
  void on_account(const AccountReport& report, UtcTime received, MonoTime at) override;
  void on_send_failed(const ClientOrderId& id, OrderAction action, SendFailure failure, UtcTime received) override;
  void on_order_found(const OrderRecord& record, UtcTime received) override;
  void on_order_missing(const ClientOrderId& id, UtcTime received) override;
  void on_query_failed(const ClientOrderId& id, UtcTime received) override;
  void on_download(const MarketDownload& download, UtcTime received, MonoTime at) override;
  void on_foreign_order(const ForeignOrder& order, UtcTime received) override;
  void on_readiness(MarketId market, LegReadiness readiness, Quantity position, MonoTime at) override;
  void on_status(const SessionStatus& status, UtcTime received) override;
  void on_alert(const SessionAlert& alert, UtcTime received) override;

  /// The answer to a query.
  struct Answer {
    std::optional<OrderRecord> record{};
    bool failed = false;
  };

  Parts parts_;
  std::vector<const Market*> markets_;
  std::shared_ptr<net::RateBudgets> budgets_ = std::make_shared<net::RateBudgets>();
  std::optional<OrderEncoders> encoders_;
  std::optional<ClientOrderIds> ids_;
  std::optional<OrderTracker> tracker_;
  std::array<std::unique_ptr<Feed>, kFeedVenues> feeds_;
  std::map<MarketId, UtcTime> books_asked_;
  UtcTime next_look_;
  UtcTime began_;  ///< by the venue's clock: when this connection was begun
  UtcTime last_id_;

  std::map<VenueKey, DeskFill> fills_;                        ///< by trade
  std::map<std::pair<UtcTime, VenueKey>, OrderReport> past_;  ///< by time and trade
  std::map<std::pair<ClientOrderId, OrderAction>, RejectReason> refusals_;
  std::map<ClientOrderId, Answer> answers_;
  std::map<AssetId, AccountReport> balances_;
  std::map<MarketId, AccountReport> positions_;
  std::map<MarketId, LegReadiness> readiness_;
  std::map<MarketId, std::vector<OrderRecord>> open_;
  std::vector<ForeignOrder> foreign_;
  bool foreign_fresh_ = false;  ///< `foreign_` is of the download under way
  UtcTime listed_;              ///< when the last download was told
  int downloads_ = 0;
  bool was_ready_ = false;
  std::map<VenueKey, AccountReport> movements_;
  std::vector<SessionAlert> alerts_;
  /// Ends before what it speaks to.
  std::unique_ptr<Session> session_;
};

}  // namespace basis

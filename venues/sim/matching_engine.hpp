#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/execution/venue_message.hpp"
#include "core/marketdata/market_event.hpp"
#include "venues/sim/exchange_account.hpp"
#include "venues/sim/market_book.hpp"
#include "venues/sim/own_orders.hpp"
#include "venues/sim/taken_levels.hpp"

namespace basis {

/// What a smaller recorded level tells about the queue before an order of ours.
enum class QueueModel : std::uint8_t {
  conservative,  ///< only what stood behind us was cancelled, as long as that is possible
  proportional,  ///< cancels come from before and behind us alike
};

enum class FillModel : std::uint8_t {
  recorded,  ///< against the recorded order book
  ideal,     ///< whole, at once, at the market's mid, without fees, steps and minimums
};

/// One market as it is matched. All of it outlives the engine.
struct MatchedMarket {
  const Market& market;
  const OrderBook& book;     ///< as recorded; sizes in the venue's unit
  ExchangeAccount& account;  ///< whose margin pool its fills change
  OrderEntrySettings rules;
};

/// Our orders at one venue, matched against its recorded order books. The books are read and never changed: what our
/// orders take is remembered here, and recorded liquidity does not react to us. Deterministic; time is an argument, by
/// the venue's clock, and must not go backwards. All sizes are in coins.
///
/// Choices where the rules leave one:
/// - A level that an update names is recorded again, whatever its size; a snapshot records every level.
/// - Trades are matched while the book is live only.
/// - One trade fills no more in all than what exceeds `ahead` of the oldest order at its price.
/// - Against several recorded levels a maker is filled level by level.
/// - A market order needs what its walk costs; IOC and FOK need limit * size. The notional of a market order is
///   measured at the best price of the side it takes, its band from the mark, or without one from the mid.
/// - A token that fees are paid in has the mid of its spot market, where the engine matches one, else the price told to
///   `ExchangeAccount::pay_fees_in`.
/// - Self-trade prevention against the arriving order (`expire_taker`, `expire_both`) ends it before it trades.
class MatchingEngine {
 public:
  struct Options {
    QueueModel queue = QueueModel::conservative;
    FillModel fill = FillModel::recorded;
  };

  explicit MatchingEngine(const Options& options) : options_(options) {}
  void add(const MatchedMarket& market);

  /// The book was changed by `update`, or replaced by it. A book that became live by a snapshot and held updates was
  /// replaced.
  void book_changed(MarketId market, const BookUpdate& update, bool replaced, UtcTime now);
  /// A recorded trade; `size` in coins.
  void traded(MarketId market, Price price, Quantity size, TakerSide taker, UtcTime now);
  /// A new mark; the account is liquidated where it has no more than its maintenance margin.
  void marked(MarketId market, Price mark, UtcTime now);
  /// Pays funding on the position that stands, at the last mark.
  void settle_funding(MarketId market, Ray rate, UtcTime now);
  /// A halted market takes cancels only.
  void halt(MarketId market, bool halted) { state(market).halted = halted; }

  /// A command that arrives at the venue.
  void take(const OrderCommand& command, UtcTime now);
  /// Refuses a command that arrives, whatever it is.
  void refuse(const OrderCommand& command, RejectReason reason, UtcTime now);
  /// The venue closes a share of a position at its mark, without a fee (ADL).
  void deleverage(MarketId market, Ratio share, UtcTime now);
  /// Liquidates the pool behind a market whatever margin there is: orders are cancelled, every position is closed.
  void force_liquidation(MarketId market, UtcTime now);
  /// Moves a currency in, or out where `amount` is negative; false when the account may not give so much away.
  bool transfer(AccountId account, AssetId asset, Amount amount, UtcTime now);

  /// Tells what of an account was posted by others since it was told last.
  void tell(AccountId account, UtcTime now);

  /// Cancels the open orders of an account, or of one of its markets, at `at`; absent: never. The last call counts.
  void arm_dead_man(AccountId account, std::optional<MarketId> market, std::optional<UtcTime> at);
  /// When the next dead-man's switch fires.
  [[nodiscard]] std::optional<UtcTime> next_timer() const;
  /// Fires what is due at `now` or before it.
  void fire_timers(UtcTime now);

  /// What the venue has said since `forget_messages`, in order.
  [[nodiscard]] std::span<const VenueMessage> messages() const { return messages_; }
  void forget_messages() { messages_.clear(); }

  /// The last order with this client id.
  [[nodiscard]] std::optional<OrderRecord> order(const ClientOrderId& id) const;
  /// Appends the open orders, by arrival.
  void list_open_orders(std::vector<OrderRecord>& out) const;
  /// All fills by orders, liquidations and ADL, in order.
  [[nodiscard]] std::span<const OrderReport> fills() const { return fills_; }
  /// Appends the balances and positions of an account.
  void list_account(AccountId account, UtcTime now, std::vector<AccountReport>& out) const;
  /// Makes room, so that so many orders and as many fills need no allocation.
  void reserve(std::size_t orders);

 private:
  struct Step {
    Price price;
    Quantity size;
  };
  struct MarketState {
    explicit MarketState(const MatchedMarket& matched)
        : market(matched.market), book(matched.market, matched.book), account(matched.account), rules(matched.rules) {}
    const Market& market;
    MarketBook book;
    ExchangeAccount& account;
    OrderEntrySettings rules;
    std::array<OwnSide, 2> own{OwnSide(BookSide::bid), OwnSide(BookSide::ask)};
    std::array<TakenLevels, 2> taken;
    bool halted = false;
    std::int64_t trades = 0;
  };
  /// Orders of an account in the current interval.
  struct Pace {
    std::int64_t interval = 0;
    std::int64_t orders = 0;
  };
  struct Pool {
    ExchangeAccount* account = nullptr;
    Pace pace;
  };
  struct DeadMan {
    AccountId account;
    std::optional<MarketId> market;
    UtcTime at;
  };

  [[nodiscard]] MarketState& state(MarketId market);
  /// The market, with the ledger entries of earlier events forgotten.
  [[nodiscard]] MarketState& begin(MarketId market);
  [[nodiscard]] Pool& pool(AccountId account);
  static OwnSide& own(MarketState& at, BookSide side) { return at.own[static_cast<std::size_t>(side)]; }
  static TakenLevels& taken(MarketState& at, BookSide side) { return at.taken[static_cast<std::size_t>(side)]; }

  // Arrival.
  void create(MarketState& at, const OrderCommand& command, UtcTime now);
  void cancel(const OrderCommand& command, UtcTime now);
  void amend(MarketState& at, const OrderCommand& command, UtcTime now);
  [[nodiscard]] RejectReason check_new(MarketState& at, OrderCommand& terms, UtcTime now);
  [[nodiscard]] RejectReason check_amended(MarketState& at, OrderSlot slot, OrderCommand& terms);
  [[nodiscard]] RejectReason check_open(const MarketState& at, const OrderCommand& terms) const;
  [[nodiscard]] static RejectReason check_form(const MarketState& at, const OrderCommand& terms);
  [[nodiscard]] static RejectReason check_steps(const MarketState& at, const OrderCommand& terms);
  [[nodiscard]] static RejectReason check_worth(const MarketState& at, const OrderCommand& terms);
  [[nodiscard]] bool over_pace(const MarketState& at, UtcTime now);
  [[nodiscard]] Amount planned_cost() const;
  [[nodiscard]] Quantity planned_size() const;

  // Taking.
  [[nodiscard]] static Price walk_limit(const MarketState& at, const OrderCommand& terms);
  void plan_walk(MarketState& at, const OrderCommand& terms);
  void execute(MarketState& at, OrderSlot slot, UtcTime now);
  [[nodiscard]] bool prevent_self_trade(MarketState& at, OrderSlot slot, UtcTime now);
  Quantity fill(MarketState& at, OrderSlot slot, Price price, Quantity size, Liquidity liquidity, UtcTime now);
  void rest(MarketState& at, OrderSlot slot);
  void leave(MarketState& at, OrderSlot slot);
  void end(MarketState& at, OrderSlot slot, ReportKind kind, RejectReason reason, UtcTime now);
  void end_by_terms(MarketState& at, OrderSlot slot, RejectReason reason, UtcTime now);

  // Queues.
  void price_fee_token(const MarketState& at);
  void record_levels(MarketState& at, BookSide side, std::span<const BookLevel> levels);
  void record_all_levels(MarketState& at, BookSide side);
  void record_level(MarketState& at, BookSide side, OwnLevel& level, Quantity recorded);
  void meet_recorded(MarketState& at, BookSide side, UtcTime now);
  void trade_through(MarketState& at, BookSide side, Price price, UtcTime now);
  void trade_at(MarketState& at, BookSide side, Price price, Quantity size, UtcTime now);
  void move_up(MarketState& at, OrderSlot behind, Quantity size);
  [[nodiscard]] bool cut_to_position(MarketState& at, OrderSlot slot, UtcTime now);
  void fill_at_mid(MarketState& at, UtcTime now);

  // Accounts and reports.
  void liquidate(MarketState& at, UtcTime now);
  void cancel_all(AccountId account, std::optional<MarketId> market, RejectReason reason, UtcTime now);
  void report_closed(const ClosedPosition& closed, FillOrigin origin, UtcTime now);
  [[nodiscard]] OrderReport report_of(OrderSlot slot, ReportKind kind, UtcTime now) const;
  void say(const OrderReport& report) { messages_.emplace_back(report); }
  void say(const AccountReport& report) { messages_.emplace_back(report); }
  void tell_account(ExchangeAccount& account, UtcTime now);
  static AccountReport balance_of(const ExchangeAccount& account, const AccountSpec::Pocket& pocket, UtcTime now);
  static AccountReport position_of(const ExchangeAccount& account, const Market& market, UtcTime now);

  Options options_;
  std::vector<std::unique_ptr<MarketState>> markets_;  ///< by MarketId; null where none was added
  std::vector<Pool> pools_;
  std::vector<DeadMan> dead_men_;
  OwnOrders orders_;
  std::vector<Step> plan_;
  std::vector<VenueMessage> messages_;
  std::vector<OrderReport> fills_;
  std::int64_t order_count_ = 0;
  std::int64_t booking_count_ = 0;
};

}  // namespace basis

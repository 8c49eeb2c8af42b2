#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/monitors/views.hpp"
#include "core/base/latency_buckets.hpp"
#include "core/execution/pair_order.hpp"
#include "core/execution/tracked_order.hpp"
#include "core/results/alert_book.hpp"
#include "core/results/control_state.hpp"

namespace basis {

/// The session of an account.
struct VenueRow {
  std::string account;
  std::string state;
  std::string text;
  UtcTime since;
  Nanos clock_offset;  ///< the venue's clock less ours, as it is estimated
};
/// An order book that prices are from.
struct BookRow {
  MarketId market;
  bool live = false;  ///< it is in step, and has a price
  UtcTime heard{};    ///< when it was last told something, by the node's clock; zero: never
  Price bid{};        ///< of its top; zero: it has none
  Price ask{};
};
/// The next payment of a perp that its venue has announced.
struct FundingRow {
  MarketId market;
  UtcTime due;
  Ray rate;  ///< expected, a fraction of notional; positive: longs pay shorts
};
/// Market data of a venue.
struct FeedRow {
  std::string venue;
  std::uint64_t frames = 0;
  std::uint64_t failed = 0;   ///< that could not be decoded
  std::uint64_t dropped = 0;  ///< events that a full queue did not take
  std::vector<BookRow> books{};
};
/// An order of an exchange.
struct OrderRow {
  std::string id;
  MarketId market;
  OrderSide side = OrderSide::buy;
  OrderKind kind = OrderKind::limit;
  Quantity size;
  Quantity filled;
  Price limit;  ///< zero: none
  std::uint64_t pair = 0;
  std::string state;
  std::string reason;  ///< of a refusal
  UtcTime sent;
  UtcTime changed;
  bool ended = false;
};
struct FillRow {
  UtcTime at_venue;
  std::string order;
  MarketId market;
  OrderSide side = OrderSide::buy;
  Quantity size;
  Price price;
  Amount fee;
  AssetId fee_asset;
  std::uint64_t pair = 0;
  bool maker = false;
};
/// A pair that is worked, or was.
struct PairRow {
  PairOrder order;
  PairFigures figures;   ///< once it has ended
  Quantity first{};      ///< coins traded on the first leg so far, over all of its orders
  Quantity second{};     ///< likewise
  Amount first_value{};  ///< what they were traded for, in USDT
  Amount second_value{};
  UtcTime began;
  bool ended = false;
  std::string reason;
};
/// The plan of the last decision that acted.
struct PlanRow {
  std::string decision;
  std::string reason;
  std::string waits_for;
  UtcTime since;
  bool open = false;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
};
struct AlertRow {
  UtcTime time;
  std::string source;
  std::string kind;
  std::string text;
};
struct LaneRow {
  std::string name;
  std::uint64_t rounds = 0;
  std::uint64_t stalls = 0;
  Nanos longest;
  double duty = 0;
  std::optional<Nanos> p50{};  ///< of a round; absent: not measured
  std::optional<Nanos> p99{};
};
/// A transaction that is not over.
struct TransactionRow {
  std::string id;
  std::string purpose;                 ///< "aave_v3 supply"
  std::optional<std::uint64_t> nonce;  ///< absent: it waits for its turn
  std::string hash;                    ///< of the last attempt; empty: none was signed
  std::size_t attempts = 0;
  std::string progress;  ///< "was sent in block 12"
};
/// The wallet on a chain outside the node.
struct ChainRow {
  std::string wallet;
  std::uint64_t block = 0;
  UtcTime heard;  ///< when the block was read, by the node's clock
  Amount gas_money;
  bool busy = false;
  std::vector<TransactionRow> transactions{};  ///< in the order of their nonces
};
/// The portfolio at the end of a step.
struct SeriesRow {
  UtcTime time;
  Amount equity;
  Amount equity_at_market;
  Amount net_delta;                     ///< coins
  std::optional<double> margin_ratio;   ///< the lowest of all accounts
  std::optional<double> health_factor;  ///< likewise
};

/// The journal's database.
struct JournalDatabaseRow {
  std::string database;                 ///< its address, without passwords
  std::string state;                    ///< "shipping", "waiting", "connecting"
  std::string reason;                   ///< why it waits
  std::optional<std::int64_t> entries;  ///< that it does not have; absent: it has not told what it has
  Nanos lag;                            ///< since the oldest of them was committed
};

/// The newest rows of a kind, shared by the states between which none has changed.
template <class Row>
using RowsOf = std::shared_ptr<const std::vector<std::shared_ptr<const Row>>>;

/// Where alerts are told to.
struct AlertSinkRow {
  std::string name;         ///< "webhook hooks.example.com", "command"
  std::size_t waiting = 0;  ///< notices that are not told yet
  std::uint64_t told = 0;
  std::uint64_t dropped = 0;  ///< notices that will never be told
  bool failing = false;       ///< the last try failed
  std::string reason;         ///< of the last failure, without secrets
};
/// What the rules of alerts find, as another thread tells it.
struct AlertBoard {
  std::vector<OpenAlert> open;
  std::vector<AlertSinkRow> sinks;
};
using AlertBoardPtr = std::shared_ptr<const AlertBoard>;

/// What a running node is at a moment, for whoever asks. It does not change any more, so that other threads can read
/// it.
struct NodeState {
  std::uint64_t number = 0;  ///< rises with every one
  UtcTime now;
  std::optional<UtcTime> started;  ///< the first step; absent before it
  std::vector<std::string> lacking;
  ControlState control;
  std::optional<PnlView> view;           ///< at the last closed step
  std::optional<Amount> pnl_of_day;      ///< since the UTC day began, or the first start in it; absent before a step
  std::vector<FundingRow> funding;       ///< the next payment of each perp, the earliest first
  std::vector<std::string> differences;  ///< between book and venues that were told
  PlanRow plan;
  std::string last_decision;  ///< in words, a hold too
  std::vector<VenueRow> venues;
  std::vector<FeedRow> feeds;
  std::vector<LaneRow> lanes;
  LatencyBuckets order_times;  ///< from the receipt of what led to an order until it was handed to the socket
  std::map<std::string, std::uint64_t> session_starts;  ///< by account: how often it began to connect
  std::uint64_t orders_sent = 0;                        ///< since the start, as what follows
  std::uint64_t fills_counted = 0;
  Nanos naked;  ///< how long one leg of a pair was without the other, of pairs that have ended
  std::optional<ChainRow> chain;
  std::optional<JournalDatabaseRow> journal;         ///< absent: there is none
  std::map<std::uint64_t, PairAlarm> alarmed_pairs;  ///< that have not ended, with their last alarm
  RowsOf<OrderRow> orders;                           ///< newest first, as all of these
  RowsOf<FillRow> fills;
  RowsOf<PairRow> pairs;
  RowsOf<AlertRow> alerts;
  std::shared_ptr<const std::vector<SeriesRow>> series;  ///< since the start, oldest first; null: none
  AlertBoardPtr board;                                   ///< null: no rules are looked at
};
using NodeStatePtr = std::shared_ptr<const NodeState>;

}  // namespace basis

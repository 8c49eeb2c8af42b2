#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/monitors/views.hpp"
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
  PairFigures figures;  ///< once it has ended
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
};
/// The wallet on a chain outside the node.
struct ChainRow {
  std::string wallet;
  std::uint64_t block = 0;
  UtcTime heard;  ///< when the block was read, by the node's clock
  Amount gas_money;
  bool busy = false;
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
  std::vector<std::string> differences;  ///< between book and venues that were told
  PlanRow plan;
  std::string last_decision;  ///< in words, a hold too
  std::vector<VenueRow> venues;
  std::vector<FeedRow> feeds;
  std::vector<LaneRow> lanes;
  std::optional<ChainRow> chain;
  std::optional<JournalDatabaseRow> journal;         ///< absent: there is none
  std::map<std::uint64_t, PairAlarm> alarmed_pairs;  ///< that have not ended, with their last alarm
  RowsOf<OrderRow> orders;                           ///< newest first, as all of these
  RowsOf<FillRow> fills;
  RowsOf<PairRow> pairs;
  RowsOf<AlertRow> alerts;
  AlertBoardPtr board;  ///< null: no rules are looked at
};
using NodeStatePtr = std::shared_ptr<const NodeState>;

}  // namespace basis

#pragma once

#include "actors/control/node_state.hpp"
#include "actors/control/series_keeper.hpp"
#include "actors/live/live_node.hpp"
#include "core/risk/loss_watch.hpp"

namespace basis {

/// Follows a live node on its thread, and makes a state of it for others.
class NodeWatch final : public RunObserver, public TradingObserver, public LiveObserver {
 public:
  /// So many of each are kept, the newest.
  static constexpr std::size_t kKept = 500;

  /// The universe outlives it.
  explicit NodeWatch(const Universe& universe) : universe_(universe) {}

  void record(const JournalEntry& entry) override;
  void close_step(const PnlView& refreshed, const PnlView& closed) override;
  void outcome(const HotOutcome& outcome) override;
  void status(const std::string& account, const SessionStatus& status, UtcTime now) override;
  void alert(const std::string& source, const SessionAlert& alert, UtcTime now) override;

  /// How the journal's database is.
  /// The thread of the sockets and the node.
  void lane(LaneRow row) { lane_ = std::move(row); }
  void journal(JournalDatabaseRow row) { journal_ = std::move(row); }
  /// The state as it is now. The node is asked for what is not told. `board` becomes a part of it.
  [[nodiscard]] NodeStatePtr state(const LiveNode& node, AlertBoardPtr board = nullptr);
  /// Equity at the last closed step; absent before the first.
  [[nodiscard]] std::optional<Amount> equity() const;
  [[nodiscard]] bool plan_open() const { return plan_.open; }

 private:
  struct Take;
  /// Rows as they come, and as they were last shown.
  template <class Row>
  struct Rows {
    std::deque<std::shared_ptr<const Row>> all{};
    RowsOf<Row> shown{};  ///< null: something has changed since

    void push(Row row);
    template <class Is, class Change>
    void change(Is is, Change change);
    [[nodiscard]] RowsOf<Row> show();
  };
  void change(const OrderEffect& effect, UtcTime at);
  void count(const FillCounted& counted);

  const Universe& universe_;
  std::uint64_t number_ = 0;
  std::optional<PnlView> view_;
  SeriesKeeper series_;
  std::vector<std::string> differences_;
  PlanRow plan_;
  std::string last_decision_;
  std::map<std::string, VenueRow> venues_;
  std::map<std::uint64_t, PairAlarm> alarmed_pairs_;
  std::optional<JournalDatabaseRow> journal_;
  std::optional<LaneRow> lane_;
  std::map<std::string, std::uint64_t> session_starts_;
  std::uint64_t orders_sent_ = 0;
  std::uint64_t fills_counted_ = 0;
  Nanos naked_;
  Rows<OrderRow> orders_;
  Rows<FillRow> fills_;
  Rows<PairRow> pairs_;
  Rows<AlertRow> alerts_;
};

}  // namespace basis

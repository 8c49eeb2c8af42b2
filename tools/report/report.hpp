#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_writer.hpp"
#include "core/results/limits.hpp"
#include "core/results/run_record.hpp"
#include "core/results/statistics.hpp"
#include "tools/report/page_assets.hpp"
#include "tools/report/thin_series.hpp"

namespace basis {

/// Most points of a chart; more steps are merged (see ThinSeries).
inline constexpr std::size_t kReportPoints = 2500;
/// Most rows of the trades table; of more trades the first half and the last half of this number
/// are shown.
inline constexpr std::size_t kReportTrades = 2000;

/// Collects the data of a run and makes `report.html` of it, a page that needs no network. The same
/// records give the same bytes. Memory grows only with the number of capital flows, not with the
/// length of the run.
class ReportBuilder {
 public:
  /// `capital` (positive) is the initial value for the drawdown.
  ReportBuilder(ReportAssets assets, Amount capital);

  /// Adds a step. Every step names the same venue accounts in the same order.
  void add(const StepRecord& step);
  /// Adds a fill.
  void add(const TradeRecord& trade);
  /// The page. At least one step must have been added.
  [[nodiscard]] std::string render(const RunSummary& summary, const ReportLimits& limits) const;

 private:
  /// A payment in or out during a step.
  struct Flow {
    UtcTime time;
    bool deposit;
    Amount amount;
    Amount equity;  ///< at the close of the step
  };
  struct Holding {
    std::string instrument;
    Amount amount;
    Amount value;
  };

  void open_series(const StepRecord& step);
  void keep_holdings(const StepRecord& step);
  [[nodiscard]] std::string data_json(const RunSummary& summary, const ReportLimits& limits) const;
  void write_trades(JsonWriter& json) const;
  void write_holdings(JsonWriter& json) const;
  void write_flows(JsonWriter& json) const;

  ReportAssets assets_;
  Drawdown drawdown_;
  Drawdown drawdown_at_market_;
  std::vector<std::string> margin_venues_;
  std::vector<std::string> funding_venues_;
  std::optional<ThinSeries> series_;
  std::vector<double> row_;  ///< the columns of the current step
  std::size_t steps_ = 0;
  std::vector<Holding> holdings_;  ///< at the close of the last step
  std::vector<Flow> flows_;
  std::vector<TradeRecord> first_trades_;
  std::vector<TradeRecord> last_trades_;  ///< a ring buffer once it is full
  std::size_t trades_ = 0;
};

}  // namespace basis

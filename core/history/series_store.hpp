#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/fingerprint.hpp"
#include "core/history/dataset.hpp"
#include "core/history/event_tables.hpp"
#include "core/history/fault_list.hpp"
#include "core/history/series_source.hpp"
#include "core/history/series_table.hpp"

namespace basis {

/// The files of a dataset, each read once, and the rows that its fill rules supply. It also collects the faults of the
/// files.
class SeriesStore {
 public:
  /// Reads `dataset.yaml`. The source must outlive the store.
  static Result<SeriesStore> open(SeriesSource& source, const DataRules& rules);

  [[nodiscard]] const Dataset& dataset() const { return dataset_; }
  [[nodiscard]] const DataRules& rules() const { return rules_; }
  FaultList& faults() { return faults_; }
  /// What the reader of a result should know of the files, and is no fault.
  FaultList& remarks() { return remarks_; }
  /// The path of a series' file, or of `dataset.yaml` for a series without a file; for messages.
  [[nodiscard]] std::string file_of(const std::string& series) const;

  /// Whether the dataset has the series with the needed kind; reports a fault when it has not.
  bool knows(const SeriesNeed& need);
  /// Reads a series of the dataset and all series that fill it.
  void load(const std::string& series);
  /// The rows in the file of a time series, without filled ones; empty for a series without a file. It must be loaded.
  [[nodiscard]] const SeriesTable& table(const std::string& series) const { return tables_.at(series); }
  /// How a series of the dataset is read and sampled.
  [[nodiscard]] KindSpec spec(const std::string& series) const;
  /// The names of all loaded series, in order.
  [[nodiscard]] std::vector<std::string> loaded() const;
  [[nodiscard]] bool is_loaded(const std::string& series) const { return tables_.contains(series); }
  /// The first instant at which a loaded series has a row or its fill rule supplies one; absent when it has no rows.
  [[nodiscard]] std::optional<UtcTime> begins(const std::string& series) const;
  /// Whether the file of the series, or a file that its fill rule needs, is unreadable or has no usable row.
  [[nodiscard]] bool is_broken(const std::string& series) const;

  /// The row at that instant: the one in the series' file, otherwise the one that its
  /// fill rule supplies. The sources may be filled by rules too. Absent when there is none.
  std::optional<Row> row_at(const std::string& series, UtcTime time);
  /// The rows that the fill rule of a series has supplied so far.
  [[nodiscard]] const std::map<UtcTime, Row>& filled(const std::string& series) const;

  [[nodiscard]] const std::map<std::string, std::vector<RewardRow>>& rewards() const { return rewards_; }
  [[nodiscard]] const CostTable& costs() const { return costs_; }
  /// The row counts of a table that is no time series; zero when its file cannot be read.
  [[nodiscard]] TableCounts counts(const std::string& series) const;

  /// The fingerprint of `dataset.yaml` and all files read so far: their names within the dataset and their bytes.
  [[nodiscard]] std::string fingerprint() const;

 private:
  SeriesStore(SeriesSource& source, const DataRules& rules) : source_(&source), rules_(rules) {}
  void read_file(const std::string& series, SeriesKind kind);
  void count_in_coins(const std::string& series);
  std::optional<Row> supplied(const FillRule& rule, UtcTime time);

  SeriesSource* source_;
  DataRules rules_;
  Dataset dataset_;
  FaultList faults_;
  FaultList remarks_;
  std::map<std::string, SeriesTable> tables_;
  std::map<std::string, std::map<UtcTime, Row>> filled_;
  std::map<std::string, std::vector<RewardRow>> rewards_;
  std::map<std::string, TableCounts> counts_;
  CostTable costs_;
  std::map<std::string, std::string> file_fingerprints_;  ///< by name within the dataset
};

}  // namespace basis

#pragma once

#include <memory>
#include <string>

#include "core/history/series_source.hpp"
#include "tools/database/dataset_rows.hpp"

namespace basis {

/// A dataset in a database, as imported by `basis data import`. All reads see one state of the
/// database, until a read fails.
class DatabaseSource final : public SeriesSource {
 public:
  /// Errors, one line that names the database: of kind `data` when it cannot be reached or holds no
  /// complete dataset; of kind `usage` for a malformed address. The address outlives the source.
  static Result<DatabaseSource> open(const DatabaseUrl& url);

  [[nodiscard]] std::string place() const override { return place_; }
  [[nodiscard]] std::string path_of(const std::string& name) const override { return place_ + "#" + name; }
  Result<std::string> read(const std::string& name) override;

 private:
  DatabaseSource(std::string place, std::unique_ptr<SqlConnection> connection, Holdings holdings)
      : place_(std::move(place)), connection_(std::move(connection)), holdings_(std::move(holdings)) {}

  std::string place_;
  std::unique_ptr<SqlConnection> connection_;
  Holdings holdings_;
  bool is_begun_ = true;
};

}  // namespace basis

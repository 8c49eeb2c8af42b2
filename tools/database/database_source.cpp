#include "tools/database/database_source.hpp"

#include <fmt/format.h>

#include "core/history/dataset.hpp"
#include "tools/database/schema.hpp"

namespace basis {
namespace {

constexpr std::string_view kHowToFill = "`basis data import DIR DATABASE` fills it";

/// Error when the database does not hold a complete dataset.
Result<void> check_whole(const Holdings& holdings) {
  if (!holdings.dataset)
    return Error(ErrorKind::data,
                 fmt::format("it holds no dataset ({}); {}",
                             holdings.tables.contains("basis_dataset") ? "table basis_dataset is empty"
                                                                       : "table basis_dataset is missing",
                             kHowToFill));
  if (!holdings.tables.contains("series_file"))
    return Error(ErrorKind::data, fmt::format("table series_file is missing; {}", kHowToFill));
  const DatasetRow& dataset = *holdings.dataset;
  if (dataset.state != kStateComplete)
    return Error(ErrorKind::data,
                 fmt::format("dataset '{}' is half imported: its last import ended early, with {} of {} files there; "
                             "the same import again finishes it",
                             dataset.name, holdings.files.size(), dataset.file_count));
  return ok();
}

Result<Holdings> look(SqlConnection& connection) {
  BASIS_TRY(connection.begin(SqlConnection::Access::read));
  BASIS_TRY(Holdings holdings, read_holdings(connection));
  BASIS_TRY(check_whole(holdings));
  return holdings;
}

}  // namespace

Result<DatabaseSource> DatabaseSource::open(const DatabaseUrl& url) {
  BASIS_TRY(auto connection, connect_database(url, SqlConnection::Access::read));
  auto holdings = look(*connection);
  if (!holdings) return Error(holdings.error().kind, url.shown() + ": " + holdings.error().text());
  return DatabaseSource(url.shown(), std::move(connection), std::move(holdings).value());
}

Result<std::string> DatabaseSource::read(const std::string& name) {
  if (name == kDatasetFile) return holdings_.dataset->yaml;
  const auto file = holdings_.files.find(name);
  if (file == holdings_.files.end()) return Error(ErrorKind::data, "is not in the database; import it again");
  if (const std::string table = row_table(file->second.kind); !holdings_.tables.contains(table))
    return Error(ErrorKind::data, fmt::format("table {} is missing; import {} again", table, name));
  if (!is_begun_) {
    BASIS_TRY(connection_->begin(SqlConnection::Access::read));
    is_begun_ = true;
  }
  auto bytes = read_file_bytes(*connection_, name, file->second);
  if (bytes) return bytes;
  // A failed statement may have aborted the transaction; without a new one the next file would
  // report that instead of its own fault.
  connection_->roll_back();
  is_begun_ = false;
  return bytes;
}

}  // namespace basis

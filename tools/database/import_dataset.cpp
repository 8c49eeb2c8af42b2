#include "tools/database/import_dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "core/base/fingerprint.hpp"
#include "core/history/series_schema.hpp"
#include "tools/database/dataset_rows.hpp"
#include "tools/database/import_plan.hpp"
#include "tools/database/schema.hpp"

namespace basis {
namespace {

/// A token that distinguishes two imports into one database.
std::string new_token() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

/// Executes one plan over one connection.
class Importer {
 public:
  Importer(SeriesSource& source, const ImportPlan& plan, SqlConnection& connection, const std::string& place)
      : source_(source), plan_(plan), connection_(connection), place_(place), token_(new_token()) {}

  /// Runs the whole import, with one transaction per file.
  Result<ImportReport> run(const ImportProgress& progress) {
    ImportReport report{plan_.dataset, plan_.files.size(), 0, 0, false};
    BASIS_TRY(const auto changed, claim(report));
    std::size_t left = sum(changed);
    const std::size_t total = sum(all_files());
    for (const PlannedFile* file : changed) {
      if (!progress(total - left, total)) return report;
      BASIS_TRY(const FramedFile framed, read_framed(source_, *file));
      BASIS_TRY(in_transaction([&] { return write(*file, framed); }));
      ++report.written;
      left -= file->bytes;
    }
    if (is_changed_) {
      BASIS_TRY(in_transaction([&] { return finish(); }));
    }
    progress(total, total);
    report.finished = true;
    return report;
  }

 private:
  using Files = std::vector<const PlannedFile*>;

  Files all_files() const {
    Files files;
    for (const PlannedFile& file : plan_.files) files.push_back(&file);
    return files;
  }

  static std::size_t sum(const Files& files) {
    return std::accumulate(files.begin(), files.end(), std::size_t{0},
                           [](std::size_t bytes, const PlannedFile* file) { return bytes + file->bytes; });
  }

  /// Runs `work` in a transaction, which is rolled back on an error; the error names the database.
  template <class Work>
  Result<void> in_transaction(Work work) {
    Result<void> done = connection_.begin(SqlConnection::Access::write);
    if (done) done = work();
    if (done) done = connection_.commit();
    if (done) return done;
    connection_.roll_back();
    return Error(done.error().kind, place_ + ": " + done.error().text());
  }

  /// Creates the tables and finds the files to write. When there is something to do, marks the
  /// dataset as being imported by this import.
  Result<Files> claim(ImportReport& report) {
    Files changed;
    BASIS_TRY(in_transaction([&]() -> Result<void> {
      BASIS_TRY(holdings_, read_holdings(connection_));
      BASIS_TRY(make_tables());
      BASIS_TRY(changed, changed_files());
      const std::vector<std::string> gone = gone_files();
      const auto& before = holdings_.dataset;
      is_changed_ = !changed.empty() || !gone.empty() || !before || before->state != kStateComplete ||
                    before->name != plan_.dataset || before->yaml != plan_.yaml;
      if (!is_changed_) return ok();
      report.removed = gone.size();
      for (const std::string& name : gone) {
        BASIS_TRY(remove(name));
      }
      BASIS_TRY(remove_strays());
      return mark_importing();
    }));
    return changed;
  }

  Result<void> make_tables() {
    for (const TableMaking& making : table_makings(connection_.dialect())) {
      if (holdings_.tables.contains(making.table)) continue;
      for (const std::string& statement : making.statements) {
        BASIS_TRY(connection_.run(statement, {}));
      }
    }
    return ok();
  }

  Result<Files> changed_files() {
    Files changed;
    for (const PlannedFile& file : plan_.files) {
      const auto held = holdings_.files.find(file.name);
      const bool same = held != holdings_.files.end() && held->second.kind == file.kind &&
                        held->second.fingerprint == file.fingerprint &&
                        read_file_bytes(connection_, file.name, held->second).has_value();
      if (!same) changed.push_back(&file);
    }
    return changed;
  }

  std::vector<std::string> gone_files() const {
    std::vector<std::string> gone;
    for (const auto& [name, unused] : holdings_.files)
      if (std::ranges::find(plan_.files, name, &PlannedFile::name) == plan_.files.end()) gone.push_back(name);
    return gone;
  }

  Result<void> mark_importing() {
    const std::string count = std::to_string(plan_.files.size());
    BASIS_TRY(const std::size_t there,
              connection_.run("UPDATE basis_dataset SET name = $1, state = $2, import_token = $3, file_count = $4, "
                              "dataset_yaml = $5",
                              {plan_.dataset, std::string(kStateImporting), token_, count, plan_.yaml}));
    if (there > 0) return ok();
    BASIS_TRY(connection_.run(
        "INSERT INTO basis_dataset (only_row, schema_version, name, state, import_token, "
        "file_count, dataset_yaml) VALUES (1, $1, $2, $3, $4, $5, $6)",
        {std::string(kSchemaVersion), plan_.dataset, std::string(kStateImporting), token_, count, plan_.yaml}));
    return ok();
  }

  /// Changes the dataset's state, unless another import has started since; the row stays locked
  /// until the transaction ends.
  Result<void> set_state(std::string_view state) {
    BASIS_TRY(const std::size_t ours, connection_.run("UPDATE basis_dataset SET state = $1 WHERE import_token = $2",
                                                      {std::string(state), token_}));
    if (ours == 1) return ok();
    return Error(ErrorKind::data, "another import into this database has begun; this one stops");
  }

  Result<void> remove(const std::string& name) {
    const auto held = holdings_.files.find(name);
    if (held == holdings_.files.end()) return ok();
    BASIS_TRY(connection_.run(fmt::format("DELETE FROM {} WHERE file = $1", row_table(held->second.kind)),
                              {held->second.id}));
    BASIS_TRY(connection_.run("DELETE FROM series_file WHERE id = $1", {held->second.id}));
    return ok();
  }

  /// Removes rows without a file, which SQL from outside may have left.
  Result<void> remove_strays() {
    for (const KindSpec& spec : all_kinds()) {
      BASIS_TRY(connection_.run(
          fmt::format("DELETE FROM {} WHERE file NOT IN (SELECT id FROM series_file)", row_table(spec.kind)), {}));
    }
    return ok();
  }

  Result<void> write(const PlannedFile& file, const FramedFile& framed) {
    BASIS_TRY(set_state(kStateImporting));
    BASIS_TRY(remove(file.name));
    BASIS_TRY(const auto next, connection_.rows("SELECT coalesce(max(id), 0) + 1 FROM series_file", {}));
    const std::string& id = next.front().front();
    const CsvFrame& frame = framed.frame;
    BASIS_TRY(
        connection_.run("INSERT INTO series_file (id, name, series, kind, header, line_end, row_count, "
                        "fingerprint) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                        {id, file.name, file.series, std::string(kind_spec(file.kind).name), frame.header,
                         frame.crlf ? "CRLF" : "LF", std::to_string(frame.rows), fingerprint_of(framed.bytes)}));
    CsvRows rows(frame, framed.bytes, id);
    return connection_.append(row_table(file.kind), rows.columns(), [&](auto& row) { return rows.next(row); });
  }

  Result<void> finish() { return set_state(kStateComplete); }

  SeriesSource& source_;
  const ImportPlan& plan_;
  SqlConnection& connection_;
  const std::string& place_;
  const std::string token_;
  Holdings holdings_;
  bool is_changed_ = false;
};

}  // namespace

Result<ImportReport> import_dataset(const std::filesystem::path& folder, const DatabaseUrl& url,
                                    const ImportProgress& progress) {
  BASIS_TRY(FolderSource source, FolderSource::open(folder));
  BASIS_TRY(const ImportPlan plan, plan_import(source));
  BASIS_TRY(auto connection, connect_database(url, SqlConnection::Access::write));
  return Importer(source, plan, *connection, url.shown()).run(progress);
}

}  // namespace basis

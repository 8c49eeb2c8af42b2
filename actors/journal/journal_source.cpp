#include "actors/journal/journal_source.hpp"

#include <fmt/format.h>

#include "actors/journal/journal_file.hpp"

namespace basis {
namespace {

EventId event_id_of(const SqliteDatabase::Statement& rows, int column) {
  return {static_cast<std::uint32_t>(rows.integer(column)), static_cast<std::uint32_t>(rows.integer(column + 1))};
}

std::string sums_of(const std::vector<JournalBatch::Section>& memory) {
  std::string all;
  for (const JournalBatch::Section& section : memory) all += section.name + '=' + section.sum + ' ';
  return all;
}

}  // namespace

JournalSource::JournalSource(std::filesystem::path file, Limits limits) : file_(std::move(file)), limits_(limits) {}
JournalSource::~JournalSource() = default;

Result<std::unique_ptr<JournalSource>> JournalSource::open(const std::filesystem::path& file, Limits limits) {
  std::unique_ptr<JournalSource> made(new JournalSource(file, limits));
  BASIS_TRY(made->database_, open_journal_file(file));
  return made;
}

Result<std::string> JournalSource::sum_at(const char* table, std::int64_t seq) {
  BASIS_TRY(auto rows, database_->prepare(fmt::format("SELECT sum FROM {} WHERE seq = ?", table).c_str()));
  rows.bind(1, seq);
  BASIS_TRY(const bool found, rows.step());
  return found ? std::string(rows.bytes(0)) : std::string();
}

/// A loss of power may have taken the last commits away here, after they were stored there.
Result<void> JournalSource::check(const StoredEnd& stored) {
  for (const auto& [table, what, seq, sum] :
       {std::tuple("entry", "entries", stored.position.entries, stored.last_sum),
        std::tuple("result", "results", stored.position.results, stored.last_result)}) {
    if (seq == 0) continue;
    const auto here = database_->number(fmt::format("SELECT ifnull(max(seq), 0) FROM {}", table).c_str());
    if (!here) return journal_error(ErrorKind::data, file_, here.error().text());
    if (here.value() < seq)
      return Error(ErrorKind::data, fmt::format("it has {} {} of this node, and {} has {}: basis journal restore makes "
                                                "the file again from it",
                                                seq, what, file_.string(), here.value()));
    const auto mine = sum_at(table, seq);
    if (!mine) return journal_error(ErrorKind::data, file_, mine.error().text());
    if (mine.value() != sum)
      return Error(ErrorKind::data, fmt::format("its {} {} of this node is another than that of {}: they are not of "
                                                "one run",
                                                table, seq, file_.string()));
  }
  return ok();
}

Result<void> JournalSource::read_entries(JournalBatch& batch, std::size_t& bytes) {
  BASIS_TRY(auto rows, database_->prepare("SELECT seq, event, source, number, cause_source, cause_number, time, kind,"
                                          " body, sum FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"));
  rows.bind(1, batch.before.entries);
  rows.bind(2, limits_.rows);
  while (bytes < limits_.bytes) {
    BASIS_TRY(const bool more, rows.step());
    if (!more) break;
    batch.entries.push_back({rows.integer(0), rows.integer(1), event_id_of(rows, 2), event_id_of(rows, 4),
                             rows.integer(6), std::string(rows.bytes(7)), std::string(rows.bytes(8)),
                             std::string(rows.bytes(9))});
    bytes += batch.entries.back().body.size();
    batch.after.entries = batch.entries.back().seq;
  }
  return ok();
}

/// Those that stand before the entries which follow the batch.
Result<void> JournalSource::read_results(JournalBatch& batch, std::size_t& bytes) {
  BASIS_TRY(auto rows, database_->prepare("SELECT seq, after, body, sum FROM result WHERE seq > ? AND after <= ?"
                                          " ORDER BY seq LIMIT ?"));
  rows.bind(1, batch.before.results);
  rows.bind(2, batch.after.entries);
  rows.bind(3, limits_.rows);
  // A batch of full entries has at least one, so that a result as large as a batch goes, too.
  do {
    BASIS_TRY(const bool more, rows.step());
    if (!more) break;
    batch.results.push_back({rows.integer(0), rows.integer(1), std::string(rows.bytes(2)), std::string(rows.bytes(3))});
    bytes += batch.results.back().body.size();
    batch.after.results = batch.results.back().seq;
  } while (bytes < limits_.bytes);
  return ok();
}

/// It belongs behind the last entry and the last result.
Result<void> JournalSource::read_memory(JournalBatch& batch) {
  BASIS_TRY(const std::int64_t entries, database_->number("SELECT ifnull(max(seq), 0) FROM entry"));
  BASIS_TRY(const std::int64_t results, database_->number("SELECT ifnull(max(seq), 0) FROM result"));
  if (JournalPosition{entries, results} != batch.after) return ok();
  BASIS_TRY(auto rows, database_->prepare("SELECT section, body, sum FROM memory ORDER BY section"));
  std::vector<JournalBatch::Section> memory;
  for (;;) {
    BASIS_TRY(const bool more, rows.step());
    if (!more) break;
    memory.push_back({std::string(rows.bytes(0)), std::string(rows.bytes(1)), std::string(rows.bytes(2))});
  }
  // A position that moves carries what is remembered along.
  if (batch.before != batch.after || memory_ != sums_of(memory)) batch.memory = std::move(memory);
  return ok();
}

Result<JournalBatch> JournalSource::read_all(const JournalPosition& position) {
  JournalBatch batch;
  batch.before = batch.after = position;
  std::size_t bytes = 0;
  BASIS_TRY(read_entries(batch, bytes));
  BASIS_TRY(read_results(batch, bytes));
  BASIS_TRY(read_memory(batch));
  return batch;
}

Result<JournalBatch> JournalSource::read(const JournalPosition& position) {
  auto read = database_->run("BEGIN");
  Result<JournalBatch> batch = read ? read_all(position) : Result<JournalBatch>(read.error());
  if (read) static_cast<void>(database_->run("ROLLBACK"));
  if (!batch) return journal_error(ErrorKind::data, file_, batch.error().text());
  return batch;
}

void JournalSource::taken(const JournalBatch& batch) {
  if (batch.memory) memory_ = sums_of(*batch.memory);
}

}  // namespace basis

#include "actors/journal/journal_copy.hpp"

#include <fmt/format.h>

#include "actors/journal/journal.hpp"
#include "actors/journal/journal_file.hpp"

namespace basis {
namespace {

/// Writes the rows of a journal, as they are, into the tables of another.
class RowCopy {
 public:
  RowCopy(SqliteDatabase& to, JournalPosition end) : to_(to), end_(end) {}

  Result<void> run(JournalReader& from) {
    BASIS_TRY(to_.run("BEGIN IMMEDIATE"));
    BASIS_TRY(copy_entries(from));
    BASIS_TRY(copy_results(from));
    BASIS_TRY(copy_memory(from));
    if (copied_ != end_)
      return Error(ErrorKind::data,
                   fmt::format("{} lacks rows: its memory follows entry {} and result {}, and it has "
                               "{} and {} without a gap",
                               from.place(), end_.entries, end_.results, copied_.entries, copied_.results));
    return to_.run("COMMIT");
  }

 private:
  /// The first that went wrong counts.
  void note(Result<void> done) {
    if (!done && written_) written_ = std::move(done);
  }
  void damaged(const char* what, std::int64_t seq) {
    note(Error(ErrorKind::data, fmt::format("{} {} is not what was written", what, seq)));
  }

  Result<void> copy_entries(JournalReader& from) {
    BASIS_TRY(auto row, to_.prepare("INSERT INTO entry (seq, time, source, number, cause_source, cause_number, kind,"
                                    " body, sum, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    BASIS_TRY(from.rows([&](const JournalRow& one) {
      if (one.seq != copied_.entries + 1 || one.seq > end_.entries || !written_) return;
      if (!one.whole) return damaged("entry", one.seq);
      int at = 0;
      for (const std::int64_t number :
           {one.seq, one.time.nanos(), std::int64_t{one.id.source}, std::int64_t{one.id.number},
            std::int64_t{one.cause.source}, std::int64_t{one.cause.number}})
        row.bind(++at, number);
      row.bind_text(++at, one.kind);
      row.bind(++at, one.bytes);
      row.bind_text(++at, one.sum);
      row.bind(++at, one.event);
      step(row);
      copied_.entries = one.seq;
    }));
    return written_;
  }

  Result<void> copy_results(JournalReader& from) {
    BASIS_TRY(auto row, to_.prepare("INSERT INTO result (seq, after, body, sum) VALUES (?, ?, ?, ?)"));
    BASIS_TRY(from.results([&](const JournalResultRow& one) {
      if (one.seq != copied_.results + 1 || one.seq > end_.results || !written_) return;
      if (!one.whole) return damaged("result", one.seq);
      row.bind(1, one.seq);
      row.bind(2, one.after);
      row.bind(3, one.bytes);
      row.bind_text(4, one.sum);
      step(row);
      copied_.results = one.seq;
    }));
    return written_;
  }

  Result<void> copy_memory(JournalReader& from) {
    BASIS_TRY(auto row, to_.prepare("INSERT INTO memory (section, body, sum) VALUES (?, ?, ?)"));
    BASIS_TRY(from.sections([&](const JournalSectionRow& one) {
      if (!one.whole)
        return note(Error(ErrorKind::data, fmt::format("memory of {} is not what was written", one.name)));
      row.bind_text(1, one.name);
      row.bind(2, one.bytes);
      row.bind_text(3, one.sum);
      step(row);
    }));
    return written_;
  }

  void step(SqliteDatabase::Statement& row) {
    if (const auto done = row.step(); !done) note(done.error());
    row.reset();
  }

  SqliteDatabase& to_;
  JournalPosition end_;
  JournalPosition copied_;
  Result<void> written_ = ok();
};

Result<JournalPosition> fill(JournalReader& from, const std::filesystem::path& file) {
  BASIS_TRY(Journal::create(file));
  BASIS_TRY(const auto database, open_journal_file(file));
  BASIS_TRY(const JournalPosition end, from.remembered());
  if (end.entries == 0) return Error(ErrorKind::data, fmt::format("{} holds no run", from.place()));
  BASIS_TRY(RowCopy(*database, end).run(from));
  return end;
}

}  // namespace

Result<JournalPosition> copy_journal(JournalReader& from, const std::filesystem::path& file) {
  std::error_code code;
  if (std::filesystem::exists(file, code)) return journal_error(ErrorKind::usage, file, "it exists");
  // It is made beside its place, and renamed when it is whole.
  const std::filesystem::path copy = file.string() + ".copy";
  const auto clear = [&] {
    for (const char* more : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(copy.string() + more, code);
  };
  clear();
  auto end = fill(from, copy);
  if (end) {
    std::filesystem::rename(copy, file, code);
    if (code) end = Error(ErrorKind::usage, code.message());
  }
  if (end) return end;
  clear();
  if (end.error().text().starts_with("journal ")) return end;
  return journal_error(end.error().kind, file, "it cannot be made: " + end.error().text());
}

}  // namespace basis

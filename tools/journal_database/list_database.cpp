#include "tools/journal_database/list_database.hpp"

#include <fmt/format.h>

#include "tools/journal_database/postgresql_journal_reader.hpp"
#include "tools/journal_database/postgresql_journal_store.hpp"

namespace basis {

Result<std::vector<ListedJournal>> list_database_journals(const DatabaseUrl& url) {
  const auto nodes = [&]() -> Result<std::vector<JournalNodeRow>> {
    BASIS_TRY(const auto connection, connect_postgresql(url, journal_connection_options()));
    BASIS_TRY(connection->begin(SqlConnection::Access::read));
    BASIS_TRY(const bool there, has_journal_schema(*connection));
    if (!there) return std::vector<JournalNodeRow>();
    return read_journal_nodes(*connection);
  }();
  if (!nodes)
    return Error(nodes.error().kind, fmt::format("journal database {}: {}", url.shown(), nodes.error().text()));
  std::vector<ListedJournal> all;
  for (const JournalNodeRow& node : nodes.value()) {
    ListedJournal& listed = all.emplace_back(ListedJournal{node.node, static_cast<std::uintmax_t>(node.bytes)});
    auto journal = PostgresqlJournalReader::open(url, node.node);
    auto figures = journal ? journal.value()->figures() : Result<JournalFigures>(journal.error());
    if (figures)
      listed.figures = std::move(figures).value();
    else
      listed.fault = figures.error().text();
  }
  return all;
}

}  // namespace basis
